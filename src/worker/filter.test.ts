import { describe, expect, test } from 'vitest';
import { concat } from '../decoder/bytes/concat.ts';
import { encodeText } from '../decoder/bytes/utf8.ts';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import { cpuTime } from '../testing/cpu-time.ts';
import { createSession } from './session.ts';

const context = { signal: { cancelled: false }, progress: () => {} };

/** A frame of a server with this text, or a part of one. */
function frame(text: string, byte0 = 0x81): Uint8Array {
  const payload = encodeText(text);
  const length = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 255];
  return Uint8Array.from([byte0, ...length, ...payload]);
}

/** The indices of the frames that a filter leaves, or the problem. */
async function left(frames: readonly Uint8Array[], filter: string): Promise<number[] | string> {
  const session = createSession();
  const bytes = Uint8Array.from(frames.flatMap((one) => [...one]));
  const assumptions = { ...noAssumptions, sender: 'server' as const };
  await session.open({ name: 'x', format: null, assumptions, kind: 'bytes', bytes }, context);
  const { problem } = await session.filter({ connection: 0, filter }, context);
  if (problem !== null) return problem;
  const { rows } = await session.rows({ connection: 0, filter, from: 0, count: 100 }, context);
  return rows.map(({ index }) => index);
}

const talk = [
  frame('{"op":"login","user":{"id":7}}'),
  frame('{"op":"move","x":-12}'),
  frame('hello Zoë'),
  frame('{"op":"log', 0x01),
  frame('out"}', 0x80),
  frame('42["chat",{"room":"blue"}]'),
];

describe('a regular expression in a filter', () => {
  test.each([
    ['/"x":-?\\d+/', [1]],
    ['/HELLO/', []],
    ['/HELLO/i', [2]],
    ['/zoë/i', [2]],
    ['/^\\{"op":"(login|logout)"/', [0, 3]],
    ['not /op/', [2, 4, 5]],
    ['/op/ or hello', [0, 1, 2, 3]],
    ['/a/ /b/', [5]],
    ['/a\\/b/', []],
  ])('%s', async (filter, expected) => expect(await left(talk, filter)).toEqual(expected));

  test('a path without a closing slash is a text', async () => {
    expect(await left([frame('GET /chat HTTP/1.1'), frame('chat')], '/chat')).toEqual([0]);
  });

  test('a pattern that is wrong is said to be so', async () => {
    expect(await left(talk, '/(a/')).toMatch(/Expected a regular expression .*\/\(a\//);
  });

  test('a pattern that repeats too much is refused', async () => {
    expect(await left(talk, '/(?:[ab]?){1000}[cd]/')).toMatch(/at most 500 instructions/);
  });

  test('a pattern on which backtracking would not end costs what the text is long', async () => {
    const started = cpuTime();
    expect(await left([frame('a'.repeat(60_000))], '/^(a+)+$b/')).toEqual([]);
    expect(cpuTime() - started).toBeLessThan(5000);
  });
});

describe('a value of JSON in a filter', () => {
  test.each([
    ['json:op', [0, 1, 3]],
    ['json:op=login', [0]],
    ['json:op="logout"', [3]],
    ['json:x<0', [1]],
    ['json:user.id=7', [0]],
    ['json:[1].room=blue', [5]],
    ['json:op not json:user', [1, 3]],
    ['(json:op=move or json:..room)', [1, 5]],
  ])('%s', async (filter, expected) => expect(await left(talk, filter)).toEqual(expected));

  test('a path that is wrong is said to be so', async () => {
    expect(await left(talk, 'json:')).toMatch(/Expected a path after json:/);
  });
});

test('a message of several blocks is searched as a whole', async () => {
  const session = createSession();
  const text = `{"fill":"${'x'.repeat(1_500_000)}","end":"here"}`;
  const payload = encodeText(text);
  const bytes = new Uint8Array(10 + payload.length);
  bytes.set([0x81, 127, 0, 0, 0, 0]);
  new DataView(bytes.buffer).setUint32(6, payload.length);
  bytes.set(payload, 10);
  const assumptions = { ...noAssumptions, sender: 'server' as const };
  await session.open({ name: 'x', format: null, assumptions, kind: 'bytes', bytes }, context);
  for (const filter of ['json:end=here', '/fill.*here/', 'here']) {
    expect(await session.filter({ connection: 0, filter }, context)).toEqual({
      count: 1,
      shortened: 0,
      problem: null,
    });
  }
});

describe('a message that is longer than what is searched of it', () => {
  const half = (text: string, byte0: number) => {
    const payload = encodeText(text.padEnd(5 << 20, '.'));
    const head = new Uint8Array(10);
    head.set([byte0, 127]);
    new DataView(head.buffer).setBigUint64(2, BigInt(payload.length));
    return [head, payload];
  };

  test.each([
    ['/begin/', 1, 1],
    ['/second/', 0, 1],
    ['second', 1, 0],
  ])('%s: %i frame, and says so', async (filter, count, shortened) => {
    const session = createSession();
    const bytes = concat([...half('begin', 0x01), ...half('second', 0x80)]);
    const assumptions = { ...noAssumptions, sender: 'server' as const };
    await session.open({ name: 'x', format: null, assumptions, kind: 'bytes', bytes }, context);
    const answer = await session.filter({ connection: 0, filter }, context);
    expect(answer).toEqual({ count, shortened, problem: null });
    // The answer that is kept says the same.
    expect(await session.filter({ connection: 0, filter }, context)).toEqual(answer);
  });
});
