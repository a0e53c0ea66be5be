import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../../../testing/bytes.ts';
import { encodeFrame } from '../../../testing/frames.ts';
import { windowOn } from '../../../testing/window.ts';
import type { Cause } from '../cause.ts';
import { bytesInserted } from '../causes/bytes-inserted/cause.ts';
import { bytesLost } from '../causes/bytes-lost/cause.ts';
import { shortWrite } from '../causes/short-write/cause.ts';
import type { BreakWindow } from './break-window.ts';
import { extraBytes } from './extra-bytes.ts';
import { missingBytes } from './missing-bytes.ts';
import { lengthMismatches } from './payload-length-mismatch.ts';

const text = (words: string) => encodeFrame({ opcode: 1, payload: utf8(words) });
const document = '{"id":17,"name":"Ada Lovelace","tags":["first","computer"]}';
/** Sound frames after the fault. */
const sound = [text('{"ok":true}'), text('{"ok":false,"why":"late"}'), text('{"bye":1}')];
const noise = Uint8Array.of(0xf3, 0x9d, 0x7c, 0xe5);

/** A frame that declares all of the document and holds `payload`. */
function frameWith(payload: Uint8Array): Uint8Array {
  return concat([Uint8Array.of(0x81, document.length), payload]);
}

/** The score of the best hypothesis of a cause, in bits; none scores less than any. */
function best(cause: Cause, window: BreakWindow): number {
  const hypotheses = cause.hypotheses?.(window) ?? [];
  return Math.max(Number.NEGATIVE_INFINITY, ...hypotheses.map(({ score }) => score));
}

async function scores(parts: readonly Uint8Array[]) {
  const window = await windowOn('server', parts);
  return {
    inserted: best(bytesInserted, window),
    lost: best(bytesLost, window),
    short: best(shortWrite, window),
  };
}

describe('the mismatch', () => {
  it('has the extra bytes between a frame and the next one', async () => {
    const [found] = lengthMismatches(await windowOn('server', [text(document), noise, ...sound]));
    expect(found).toMatchObject({ frame: 0, payloadStart: 2, extra: noise.length, next: 2 + 59 + 4 });
    expect(found.chain.frames).toHaveLength(3);
    expect(found.score).toBeGreaterThan(20);
  });

  it('has a negative number of extra bytes when the next frame begins inside the payload', async () => {
    const [found] = lengthMismatches(
      await windowOn('server', [frameWith(utf8(document.slice(0, 40))), ...sound]),
    );
    expect(found).toMatchObject({ frame: 0, extra: 40 - document.length, next: 42 });
  });
});

describe('extra bytes', () => {
  it('after a whole document were inserted between the frames', async () => {
    const parts = [text(document), noise, ...sound];
    const [found] = extraBytes(await windowOn('server', parts));
    expect(found).toMatchObject({ insertedAt: null, isDeclaredPartWhole: true, isFrame: false });
    const { inserted, lost } = await scores(parts);
    expect(inserted).toBeGreaterThan(30);
    expect(inserted).toBeGreaterThan(lost + 15);
  });

  it('inside a document are found where taking them out makes it whole', async () => {
    const payload = concat([utf8(document.slice(0, 20)), noise, utf8(document.slice(20))]);
    const parts = [frameWith(payload), ...sound];
    const [found] = extraBytes(await windowOn('server', parts));
    expect(found).toMatchObject({ insertedAt: 20, isDeclaredPartWhole: false, isWholeWithoutExtra: true });
    const { inserted, lost } = await scores(parts);
    expect(inserted).toBeGreaterThan(30);
    expect(inserted).toBeGreaterThan(lost + 15);
  });

  it('that read as text under another key show that the start of a later frame was lost', async () => {
    const masked = (words: string, key: readonly [number, number, number, number]) =>
      encodeFrame({ opcode: 1, payload: utf8(words), key });
    const keys = [
      [0x37, 0xfa, 0x21, 0x3d],
      [0x90, 0x0c, 0xd8, 0x4e],
    ] as const;
    const later = `{"words":"${'and so on, '.repeat(6)}","last":true}`;
    const parts = [
      masked(document, keys[0]).subarray(0, 30),
      masked(later, keys[1]).subarray(20),
      ...[1, 2, 3].map((n) => masked(`{"number":${n},"words":"and so on"}`, keys[0])),
    ];
    const window = await windowOn('client', parts);
    const inserted = best(bytesInserted, window);
    const lost = best(bytesLost, window);
    expect(lost).toBeGreaterThan(20);
    expect(lost).toBeGreaterThan(inserted + 15);
  });

  it('that are a frame by themselves are hardly taken for inserted noise', async () => {
    const payload = (inner: Uint8Array) =>
      frameWith(concat([utf8(document.slice(0, 8)), inner, utf8(document.slice(8))]));
    const ofNoise = await windowOn('server', [payload(noise), ...sound]);
    const ofFrame = await windowOn('server', [
      payload(encodeFrame({ opcode: 9, payload: utf8('ok') })),
      ...sound,
    ]);
    expect(extraBytes(ofNoise)[0]).toMatchObject({ extra: 4, insertedAt: 8, isFrame: false });
    expect(extraBytes(ofFrame)[0]).toMatchObject({ extra: 4, insertedAt: 8, isFrame: true });
    expect(best(bytesInserted, ofFrame)).toBeLessThan(best(bytesInserted, ofNoise) - 10);
  });
});

describe('missing bytes', () => {
  it('at the end of a document were never written', async () => {
    const parts = [frameWith(utf8(document.slice(0, 40))), ...sound];
    const [found] = missingBytes(await windowOn('server', parts));
    expect(found).toMatchObject({ shape: 'head' });
    const { short, lost } = await scores(parts);
    expect(short).toBeGreaterThan(30);
    expect(short).toBeGreaterThan(lost);
  });

  it('in the middle of a document were lost', async () => {
    const parts = [frameWith(utf8(document.slice(0, 20) + document.slice(32))), ...sound];
    const [found] = missingBytes(await windowOn('server', parts));
    expect(found).toMatchObject({ shape: 'middle' });
    const { short, lost } = await scores(parts);
    expect(lost).toBeGreaterThan(30);
    expect(lost).toBeGreaterThan(short);
  });

  it('of a masked payload leave a rest that reads as text under the key of another phase', async () => {
    const key = [0x37, 0xfa, 0x21, 0x3d] as const;
    const whole = encodeFrame({ opcode: 1, payload: utf8(document), key });
    const parts = [
      whole.subarray(0, 26),
      whole.subarray(35),
      ...[1, 2, 3].map((n) =>
        encodeFrame({ opcode: 1, payload: utf8(`{"number":${n},"words":"and so on"}`), key }),
      ),
    ];
    const [found] = missingBytes(await windowOn('client', parts));
    expect(found).toMatchObject({ extra: -9, isLostAcross: false });
    expect(found.lost.cost).toBeLessThan(found.costs.whole);
  });
});
