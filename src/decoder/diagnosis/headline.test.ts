import { describe, expect, it } from 'vitest';
import { utf8 } from '../../testing/bytes.ts';
import { converse, encodeFrame, request, response } from '../../testing/frames.ts';
import type { Diagnosis } from '../model/finding.ts';
import { diagnose } from './diagnose.ts';
import { headlineOf } from './headline.ts';

const first = (confidence: number): Diagnosis => ({
  cause: 'short-write',
  confidence,
  title: 'A payload was cut short',
  claim: 'The server declared 9 bytes and wrote 5.',
  evidence: [],
  against: null,
  confirm: 'Check what send() returns.',
  section: null,
  consequenceOf: null,
  stacks: [],
  facts: { variant: null, status: null, tunnel: false, sender: null, silence: null, seen: [] },
});

describe('the headline', () => {
  it.each([
    [
      'client',
      [
        ['client', request],
        ['client', encodeFrame({ opcode: 1, payload: utf8('hi'), key: [1, 2, 3, 4] })],
      ],
    ],
    [
      'server',
      [
        ['server', response],
        ['server', encodeFrame({ opcode: 1, payload: utf8('hi') })],
      ],
    ],
  ] as const)(
    'speaks of the %s alone when the input has no byte of the other side',
    async (sender, turns) => {
      const { connection } = converse([...turns]);
      const other = sender === 'client' ? 'server' : 'client';
      expect((await diagnose(connection, [])).headline.title).toBe(
        `What the ${sender} sent is legal; this input has no byte of the ${other}`,
      );
    },
  );

  it('is the title of a likely cause', () => {
    expect(headlineOf(first(0.6), false)).toEqual({
      title: 'A payload was cut short',
      summary: 'The server declared 9 bytes and wrote 5.',
    });
  });

  it('calls a cause below 60 % a possibility', () => {
    expect(headlineOf(first(0.59), false).title).toBe('Possibly: A payload was cut short');
  });

  it('names no cause below 25 %, and says what to do', () => {
    expect(headlineOf(first(0.24), false)).toEqual({
      title: 'Not enough to name a cause',
      summary: 'What fits best is “A payload was cut short”, with 24 %. Check what send() returns.',
    });
  });

  it('is the title where that says itself that nothing is decided', () => {
    expect(headlineOf(first(0.3), true).title).toBe('A payload was cut short');
  });
});
