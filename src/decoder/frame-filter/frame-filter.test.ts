import { describe, expect, it } from 'vitest';
import { parseHex } from '../bytes/hex.ts';
import { MemoryStore } from '../bytes/store.ts';
import { noAssumptions } from '../model/assumptions.ts';
import type { Opening } from '../model/capture-sink.ts';
import type { Connection } from '../model/connection.ts';
import { ConnectionDecoder } from '../websocket/connection-decoder.ts';
import { parseFilter } from './parse.ts';
import { filterTerms } from './terms.ts';

/** Frames of a server. 0: text. 1: an empty ping. 2: reserved opcode 3. 3: a text that the input truncates. */
function connectionOf(hex: string): Connection {
  const bytes = parseHex(hex) ?? new Uint8Array(0);
  const store = new MemoryStore('test');
  const opening: Opening = {
    transport: 'bytes',
    roles: 'known',
    fidelity: 'bytes',
    client: null,
    server: null,
    store,
  };
  const decoder = new ConnectionDecoder(0, opening, store, noAssumptions);
  decoder.data('server', bytes, store.append(bytes), 1);
  decoder.finish();
  return decoder.view();
}

const connection = connectionOf('8102 6869  8900  8300  8105 6869');

/** The frames that a filter leaves, needles aside; or the problem. */
function left(filter: string): number[] | string {
  const parsed = parseFilter(filter);
  if (!parsed.ok) return parsed.problem;
  const rows = Array.from({ length: connection.frames.length }, (_, frame) => frame);
  return rows.filter((frame) => parsed.filter.tests.every((test) => test(connection, frame)));
}

describe('the frame filter', () => {
  it.each([
    ['', [0, 1, 2, 3]],
    ['opcode:text', [0, 3]],
    ['op:9', [1]],
    ['len>2 opcode:text', [3]],
    ['from:client', []],
    ['error', [2]],
    ['note', [3]],
    ['finding', [2, 3]],
    ['-finding', [0, 1]],
    ['!control', [0, 2, 3]],
    ['incomplete', [3]],
    ['fin:1 rsv:0 time=0 frame<2', [0, 1]],
    ['confidence:sound', [0, 1, 2]],
    ['message:0', [0]],
  ])('"%s" leaves %j', (filter, frames) => {
    expect(left(filter)).toEqual(frames);
  });

  it.each([
    ['opcode:nonsense', 'found "nonsense"'],
    ['len>x', 'Expected a number after len, found "x".'],
    ['from:me', 'Expected from:client or from:server, found "me".'],
    ['confidence:none', 'confidence:after-break, found "none"'],
    ['colour:red', 'message before ":", found "colour".'],
    ['"open', 'Expected a closing quote'],
  ])('%s is a problem', (filter, problem) => {
    expect(left(filter)).toContain(problem);
  });

  it('looks for all other words in payloads, without case', () => {
    const parsed = parseFilter('Hello -"Two Words" noted');
    expect(parsed).toEqual({
      ok: true,
      filter: {
        tests: [],
        needles: [
          { text: 'hello', negated: false },
          { text: 'two words', negated: true },
          { text: 'noted', negated: false },
        ],
      },
    });
  });

  it.each(filterTerms.map((term) => [term.example, term] as const))(
    'reads what its help shows: %s',
    (example, term) => {
      const parsed = parseFilter(example);
      expect(parsed).toMatchObject({ ok: true, filter: { needles: [] } });
      expect(parsed.ok && parsed.filter.tests).toHaveLength(1);
      for (const { term: quick } of term.quick ?? []) expect(left(quick)).toBeInstanceOf(Array);
    },
  );
});
