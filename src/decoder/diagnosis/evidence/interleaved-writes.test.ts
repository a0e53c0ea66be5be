import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../../../testing/bytes.ts';
import { encodeFrame } from '../../../testing/frames.ts';
import { windowOn } from '../../../testing/window.ts';
import { interleavedWrite } from './interleaved-writes.ts';

const document = '{"id":17,"name":"Ada Lovelace","tags":["first","computer"]}';
const other = '{"tick":4071,"from":"the other thread"}';
const text = (words: string) => encodeFrame({ opcode: 1, payload: utf8(words) });
const sound = [text('{"ok":true}'), text('{"ok":false,"why":"late"}'), text('{"bye":1}')];

/** A frame with another one written into it after `at` bytes. */
function interrupted(at: number, inner: Uint8Array): Uint8Array {
  const outer = text(document);
  return concat([outer.subarray(0, at), inner, outer.subarray(at)]);
}

describe('two writers at once', () => {
  it('are found where a whole frame lies inside a payload', async () => {
    const window = await windowOn('server', [interrupted(30, text(other)), ...sound]);
    const found = interleavedWrite(window, 0);
    expect(found).toMatchObject({ inner: 'frame', innerAt: 30, innerLength: 41, end: 61 + 41 });
    expect(found?.chain.frames).toHaveLength(3);
    expect(found?.score).toBeGreaterThan(60);
  });

  it('are found where a Ping lies inside a payload', async () => {
    const ping = encodeFrame({ opcode: 9, payload: utf8('ok') });
    const window = await windowOn('server', [interrupted(30, ping), ...sound]);
    expect(interleavedWrite(window, 0)).toMatchObject({ inner: 'frame', innerAt: 30, innerLength: 4 });
  });

  it('are found where both headers come before both payloads', async () => {
    const masked = (words: string, key: readonly number[]) =>
      encodeFrame({ opcode: 1, payload: utf8(words), key });
    const keys = [
      [0x37, 0xfa, 0x21, 0x3d],
      [0x90, 0x0c, 0xd8, 0x4e],
    ];
    const frames = [masked(document, keys[0]), masked(other, keys[1])];
    const headers = frames.map((frame) => frame.subarray(0, 6));
    const payloads = frames.map((frame) => frame.subarray(6));
    const after = ['{"ok":true}', '{"ok":false}', '{"bye":1}'].map((words) => masked(words, keys[0]));
    const window = await windowOn('client', [...headers, ...payloads, ...after]);
    const found = interleavedWrite(window, 0);
    expect(found).toMatchObject({ inner: 'header', innerAt: 6, innerLength: 6 });
    expect(found?.end).toBe(12 + document.length + other.length);
  });

  it('score less where the outer payload is not text when put together', async () => {
    const damaged = interrupted(30, text(other));
    damaged[90] = 0xff;
    const whole = interleavedWrite(await windowOn('server', [interrupted(30, text(other)), ...sound]), 0);
    const broken = interleavedWrite(await windowOn('server', [damaged, ...sound]), 0);
    expect(broken?.score ?? 0).toBeLessThan((whole?.score ?? 0) - 20);
  });

  it('are not supposed where noise lies inside a payload', async () => {
    const noise = Uint8Array.of(0xf3, 0x9d, 0x7c, 0xe5, 0xb7, 0x34, 0x71);
    const window = await windowOn('server', [interrupted(30, noise), ...sound]);
    expect(interleavedWrite(window, 0)?.score ?? 0).toBeLessThan(4);
  });
});
