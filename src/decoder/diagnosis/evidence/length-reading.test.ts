import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../../../testing/bytes.ts';
import { encodeFrame } from '../../../testing/frames.ts';
import { windowOn } from '../../../testing/window.ts';
import type { Cause } from '../cause.ts';
import { lengthCountsCharacters } from '../causes/length-counts-characters/cause.ts';
import { lengthOffByConstant } from '../causes/length-off-by-constant/cause.ts';
import { lengthWrongByteOrder } from '../causes/length-wrong-byte-order/cause.ts';
import { lengthWrongWidth } from '../causes/length-wrong-width/cause.ts';
import type { CauseHypothesis } from '../ranking.ts';
import type { BreakWindow } from './break-window.ts';
import { lengthSuspects } from './length-reading.ts';

const text = (words: string) => encodeFrame({ opcode: 1, payload: utf8(words) });
/** Sound frames after the fault. */
const sound = [text('{"ok":true}'), text('{"ok":false,"why":"late"}'), text('{"bye":1}')];

/** A JSON document of `length` bytes. */
function documentOf(length: number): Uint8Array {
  return utf8(`{"a":"${'x'.repeat(length - 8)}"}`);
}

/** A text frame with the bytes of its header after the first one as given. */
function textFrame(header: readonly number[], payload: Uint8Array): Uint8Array {
  return concat([Uint8Array.from([0x81, ...header]), payload]);
}

const causes: readonly Cause[] = [
  lengthWrongByteOrder,
  lengthWrongWidth,
  lengthCountsCharacters,
  lengthOffByConstant,
];

/** The hypotheses of the length causes, best first. */
function ranked(window: BreakWindow): CauseHypothesis[] {
  return causes
    .flatMap(({ id, hypotheses }) => (hypotheses?.(window) ?? []).map((found) => ({ ...found, cause: id })))
    .sort((a, b) => b.score - a.score);
}

/** The best reading of a faulty frame between sound ones. */
async function bestOf(faulty: Uint8Array): Promise<CauseHypothesis | undefined> {
  return ranked(await windowOn('server', [text('{"hello":"there"}'), faulty, ...sound]))[0];
}

describe('a length in the wrong byte order', () => {
  it('is found in 16 bits', async () => {
    const found = await bestOf(textFrame([126, 0x2c, 0x01], documentOf(300)));
    expect(found).toMatchObject({ name: '16-bit length written little-endian', frames: 3, toEnd: true });
    expect(found?.score).toBeGreaterThan(40);
  });

  it('is found in 64 bits', async () => {
    const found = await bestOf(textFrame([127, 0x2c, 0x01, 0, 0, 0, 0, 0, 0], documentOf(300)));
    expect(found?.name).toMatch(/64-bit length.* written little-endian/);
  });

  it('is found in the two halves of 64 bits', async () => {
    const found = await bestOf(textFrame([127, 0, 0, 0x01, 0x2c, 0, 0, 0, 0], documentOf(300)));
    expect(found?.name).toBe('64-bit length with its halves swapped');
  });

  it('is repaired with the length as RFC 6455 has it', async () => {
    const found = await bestOf(textFrame([126, 0x2c, 0x01], documentOf(300)));
    expect([...(found?.repair?.bytes.subarray(0, 4) ?? [])]).toEqual([0x81, 126, 0x01, 0x2c]);
    expect(found?.repair?.from).toBe(19);
  });
});

describe('a length of the wrong width', () => {
  it.each([
    ['4 length bytes after 127', [127, 0, 0, 0x01, 0x2c], 300],
    ['2 length bytes after 127', [127, 0x01, 0x2c], 300],
    ['4 length bytes after 126', [126, 0, 0, 0x01, 0x2c], 300],
    ['8 length bytes after 126', [126, 0, 0, 0, 0, 0, 0, 0x01, 0x2c], 300],
    ['126 meant as the length itself', [126], 126],
    ['127 meant as the length itself', [127], 127],
    ['length written into the whole second byte', [200], 200],
    ['7-bit length that lost 2 times 128', [300 & 127], 300],
  ])('%s', async (name, header, length) => {
    const found = await bestOf(textFrame(header, documentOf(length)));
    expect(found?.name).toBe(name);
    expect(found?.score).toBeGreaterThan(30);
  });

  it('16-bit length that lost 1 times 65536', async () => {
    const found = await bestOf(textFrame([126, 0x01, 0x00], documentOf(65536 + 256)));
    expect(found?.name).toBe('16-bit length that lost 1 times 65536');
  });
});

describe('a length that counts characters', () => {
  const words = '{"city":"Þórshöfn","flag":"🇫🇴"}';

  it('counts UTF-16 units', async () => {
    const found = await bestOf(textFrame([words.length], utf8(words)));
    expect(found).toMatchObject({ cause: 'length-counts-characters', frames: 3 });
    expect(found?.name).toBe('UTF-16 units counted, not bytes');
  });

  it('counts code points', async () => {
    const found = await bestOf(textFrame([[...words].length], utf8(words)));
    expect(found?.name).toBe('characters counted, not bytes');
  });

  it('is not supposed of ASCII', async () => {
    const window = await windowOn('server', [
      textFrame([20], utf8('{"id":17,"name":"Ada Lovelace"}')),
      ...sound,
    ]);
    expect(lengthCountsCharacters.hypotheses?.(window)).toEqual([]);
  });
});

describe('a length off by a constant', () => {
  const document = utf8('{"id":17,"name":"Ada Lovelace"}');

  it.each([
    [1, '1 more than declared'],
    [2, '2 more than declared'],
    [-2, '2 fewer than declared'],
    [-4, '4 fewer than declared'],
  ])('%i', async (difference, name) => {
    const wrong = (payload: Uint8Array) => textFrame([payload.length - difference], payload);
    const window = await windowOn('server', [
      wrong(document),
      wrong(utf8('{"ok":true}')),
      wrong(utf8('{"bye":1}')),
    ]);
    expect(ranked(window)[0]).toMatchObject({ cause: 'length-off-by-constant', name });
  });

  it('has a reason where the header is counted', async () => {
    const wrong = (payload: Uint8Array) => textFrame([payload.length + 2], payload);
    const window = await windowOn('server', [
      wrong(document),
      wrong(utf8('{"ok":true}')),
      wrong(utf8('{"bye":1}')),
    ]);
    expect(ranked(window)[0]?.claim).toContain('counts its header of 2 bytes as payload');
  });

  it('is more likely in all frames than in one', async () => {
    const wrong = (payload: Uint8Array) => textFrame([payload.length - 3], payload);
    const inAll = await windowOn('server', [wrong(document), wrong(utf8('{"ok":true}'))]);
    const inOne = await windowOn('server', [wrong(document), text('{"ok":true}')]);
    const score = (window: BreakWindow) => ranked(window)[0].score;
    expect(score(inAll) - score(inOne)).toBeCloseTo(4);
  });
});

describe('the suspects', () => {
  it('are the two frames before a doubtful header, the nearer one first', async () => {
    const window = await windowOn('server', [
      ...sound,
      Uint8Array.of(0xf3, 0x9d, 0x7c, 0xe5, 0x12, 0x34, 0x56, 0x78),
    ]);
    expect(lengthSuspects(window)).toEqual([window.framesBefore[2], window.framesBefore[1]]);
  });

  it('include the frame at the break when its length is in question', async () => {
    const window = await windowOn('server', [...sound, Uint8Array.of(0x81, 126, 0, 2, 0x6f, 0x6b)]);
    expect(lengthSuspects(window)[0]).toBe(window.breakAt);
  });
});
