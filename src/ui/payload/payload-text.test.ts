import { describe, expect, it } from 'vitest';
import { firstBadOf, firstBadUtf8, textBlocks, textOf, textRuns } from './payload-text.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const whole = { begins: true, ends: true };
const start = { begins: true, ends: false };

describe('the first byte that is not UTF-8', () => {
  // 41 e2 82 [ac]: "A€" without its last byte
  const cut = utf8('A€').subarray(0, 3);

  it('is not where the bytes at hand merely stop inside a character', () => {
    expect(firstBadUtf8(cut, start)).toBe(-1);
  });

  it('is the end where the payload really ends inside a character', () => {
    expect(firstBadUtf8(cut, whole)).toBe(3);
  });

  it('is not at the beginning of a fragment that goes on inside a character', () => {
    const rest = utf8('€A').subarray(1);
    expect(firstBadUtf8(rest, { begins: false, ends: true })).toBe(-1);
    expect(firstBadUtf8(rest, whole)).toBe(0);
    // Four continuation bytes belong to no character.
    expect(firstBadUtf8(new Uint8Array([0x80, 0x80, 0x80, 0x80]), { begins: false, ends: true })).toBe(3);
  });

  it('is not beside a hole, and counts from the beginning behind one', () => {
    // "€" with its middle byte lost, "ok", and ff
    const bytes = new Uint8Array([0xe2, 0, 0xac, 0x6f, 0x6b, 0xff]);
    const holes = [{ start: 1, end: 2 }];
    expect(firstBadOf({ start: 0, bytes: bytes.subarray(0, 5), holes }, whole)).toBe(-1);
    expect(firstBadOf({ start: 0, bytes, holes }, whole)).toBe(5);
  });
});

describe('the text of bytes', () => {
  it('leaves out a character that was cut where more is to come', () => {
    const bytes = utf8('Zoë').subarray(0, 3);
    expect(textOf({ start: 0, bytes, holes: [] }, start)).toBe('Zo');
    expect(textOf({ start: 0, bytes, holes: [] }, whole)).toBe('Zo\ufffd');
  });

  it('says where bytes are lacking, and makes up none', () => {
    const held = { start: 0, bytes: utf8('ab\0\0\0cd'), holes: [{ start: 2, end: 5 }] };
    expect(textOf(held, whole)).toBe('ab[3 bytes not captured]cd');
    expect(textRuns({ ...held, bytes: held.bytes.subarray(0, 4) }, whole)).toEqual([
      { kind: 'bytes', start: 0, end: 2, edges: { begins: true, ends: false } },
      { kind: 'lacking', start: 2, end: 4 },
    ]);
  });
});

describe('blocks of a text', () => {
  it('are cut at line ends where there are any', () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `line ${i}`).join('\n');
    const blocks = textBlocks(lines);
    expect(blocks.length).toBeGreaterThan(2);
    expect(blocks.join('\n')).toBe(lines);
  });

  it('lose nothing of a text without line ends, and cut no character in halves', () => {
    const text = `a${'😀'.repeat(20000)}`;
    const blocks = textBlocks(text);
    expect(blocks.join('')).toBe(text);
    expect(blocks.every((block) => !/^[\udc00-\udfff]/.test(block))).toBe(true);
    expect(textBlocks('')).toEqual([]);
  });

  it('keep empty lines at their borders', () => {
    const text = `${'x'.repeat(16000)}\n\n\n${'y'.repeat(20000)}`;
    expect(textBlocks(text).slice(0, 2)).toEqual([`${'x'.repeat(16000)}\n\n`, 'y'.repeat(16384)]);
  });
});
