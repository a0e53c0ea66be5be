import { describe, expect, it } from 'vitest';
import { parseHex } from '../bytes/hex.ts';
import { MemoryStore } from '../bytes/store.ts';
import { noAssumptions } from '../model/assumptions.ts';
import type { Opening } from '../model/capture-sink.ts';
import type { Connection } from '../model/connection.ts';
import { ConnectionDecoder } from '../websocket/connection-decoder.ts';
import { matches } from './expression.ts';
import { parseFilter } from './parse.ts';
import { filterSigns, filterTerms } from './terms.ts';

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

/** The frames that a filter of rows leaves; or the problem. */
function left(filter: string): number[] | string {
  const parsed = parseFilter(filter);
  if (!parsed.ok) return parsed.problem;
  const rows = Array.from({ length: connection.frames.length }, (_, frame) => frame);
  const { expression } = parsed.filter;
  return rows.filter((frame) => expression === null || matches(expression, connection, frame, null) === true);
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
    ['colour:red', 'message, hex or json before ":", found "colour".'],
    ['"open', 'Expected a closing quote'],
  ])('%s is a problem', (filter, problem) => {
    expect(left(filter)).toContain(problem);
  });

  it.each([
    ['opcode:text or error', [0, 2, 3]],
    ['opcode:text and len>2 or opcode:ping', [1, 3]],
    ['opcode:text (len>2 or frame:0)', [0, 3]],
    ['not (opcode:text or error)', [1]],
    ['not not opcode:ping', [1]],
    ['-(control)', [0, 2, 3]],
    ['(((opcode:ping)))', [1]],
    ['OR', 'Expected a term, found "or".'],
    ['opcode:text or', 'Expected a term, found the end.'],
    ['(opcode:text', 'Expected ")", found the end.'],
    ['opcode:text)', 'Expected "(" before ")", found none.'],
    [`${'('.repeat(40)}fin:1${')'.repeat(40)}`, 'Expected at most 32 brackets'],
    ['hex:8', 'Expected pairs of hex digits after hex:, found "8".'],
  ])('"%s" leaves %j', (filter, expected) => {
    if (typeof expected === 'string') expect(left(filter)).toContain(expected);
    else expect(left(filter)).toEqual(expected);
  });

  it('looks for all other words in payloads, without case, and for bytes', () => {
    const parsed = parseFilter('Hello -"Two Words" hex:C3A9');
    expect(parsed).toMatchObject({
      ok: true,
      filter: { needles: [{ text: 'hello' }, { text: 'two words' }, { bytes: Uint8Array.of(0xc3, 0xa9) }] },
    });
  });

  it.each(filterSigns.map(({ example }) => example))('reads what its help shows of signs: %s', (example) => {
    expect(parseFilter(example).ok).toBe(true);
  });

  it('asks for the payload only where the row does not decide', () => {
    const parsed = parseFilter('opcode:ping or (opcode:text "needle")');
    if (!parsed.ok || parsed.filter.expression === null) throw new Error('Expected a filter.');
    const { expression } = parsed.filter;
    const answers = [0, 1, 2].map((frame) => matches(expression, connection, frame, null));
    expect(answers).toEqual([null, true, false]);
    expect(matches(expression, connection, 0, [true])).toBe(true);
    expect(matches(expression, connection, 0, [false])).toBe(false);
  });

  it.each(filterTerms.map((term) => [term.example, term] as const))(
    'reads what its help shows: %s',
    (example, term) => {
      const parsed = parseFilter(example);
      expect(parsed).toMatchObject({ ok: true, filter: { needles: [] } });
      expect(parsed).toMatchObject({ filter: { expression: { kind: 'test' } } });
      for (const { term: quick } of term.quick ?? []) expect(left(quick)).toBeInstanceOf(Array);
    },
  );
});
