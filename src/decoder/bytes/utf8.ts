// Checks UTF-8 (RFC 3629) as it streams and gives the offset of the first bad byte. The state is one number:
// 0 between characters, else how many continuation bytes are due and the range of the next one. E0, ED, F0
// and F4 narrow that range, which excludes overlong forms, surrogates and values above U+10FFFF.

/** Between two characters. */
export const utf8Start = 0;
/** A byte is not UTF-8 at its place. */
export const utf8Bad = 255;

const due1 = 1;
const due2 = 2;
const due3 = 3;
const afterE0 = 4;
const afterEd = 5;
const afterF0 = 6;
const afterF4 = 7;

/** The state after a byte: `utf8States[state * 256 + byte]`. */
export const utf8States = new Uint8Array(8 * 256).fill(utf8Bad);
function allow(state: number, from: number, to: number, target: number): void {
  utf8States.fill(target, state * 256 + from, state * 256 + to + 1);
}
allow(utf8Start, 0x00, 0x7f, utf8Start);
allow(utf8Start, 0xc2, 0xdf, due1);
allow(utf8Start, 0xe0, 0xe0, afterE0);
allow(utf8Start, 0xe1, 0xec, due2);
allow(utf8Start, 0xed, 0xed, afterEd);
allow(utf8Start, 0xee, 0xef, due2);
allow(utf8Start, 0xf0, 0xf0, afterF0);
allow(utf8Start, 0xf1, 0xf3, due3);
allow(utf8Start, 0xf4, 0xf4, afterF4);
allow(due1, 0x80, 0xbf, utf8Start);
allow(due2, 0x80, 0xbf, due1);
allow(due3, 0x80, 0xbf, due2);
allow(afterE0, 0xa0, 0xbf, due1);
allow(afterEd, 0x80, 0x9f, due1);
allow(afterF0, 0x90, 0xbf, due2);
allow(afterF4, 0x80, 0x8f, due2);

/** What a check of UTF-8 reached: the state to continue from, and the offset of the first bad byte or -1. */
export interface Utf8Progress {
  state: number;
  badAt: number;
}

/**
 * Checks `bytes[start..end)` from `progress.state` on, and stores the new state there. On a bad byte `badAt`
 * is its offset in `bytes` and the state is `utf8Bad`. ASCII is skipped eight bytes at a time.
 */
export function checkUtf8(bytes: Uint8Array, start: number, end: number, progress: Utf8Progress): void {
  let state = progress.state;
  let i = start;
  while (i < end) {
    if (state === utf8Start) {
      while (
        i + 8 <= end &&
        (bytes[i] |
          bytes[i + 1] |
          bytes[i + 2] |
          bytes[i + 3] |
          bytes[i + 4] |
          bytes[i + 5] |
          bytes[i + 6] |
          bytes[i + 7]) <
          0x80
      )
        i += 8;
      if (i >= end) break;
    }
    state = utf8States[(state << 8) | bytes[i]];
    if (state === utf8Bad) {
      progress.state = utf8Bad;
      progress.badAt = i;
      return;
    }
    i++;
  }
  progress.state = state;
}

/**
 * The offset of the first byte that is not UTF-8 here; the length when the bytes end inside a character; else
 * -1.
 */
export function firstNotUtf8(bytes: Uint8Array): number {
  const progress: Utf8Progress = { state: utf8Start, badAt: -1 };
  checkUtf8(bytes, 0, bytes.length, progress);
  if (progress.badAt >= 0) return progress.badAt;
  return progress.state === utf8Start ? -1 : bytes.length;
}

const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/** Text for display: every bad byte becomes U+FFFD, a byte order mark is kept. */
export function decodeText(bytes: Uint8Array): string {
  return lenient.decode(bytes);
}

/**
 * One character a byte, 0-255: for looking at bytes with regular expressions without changing their offsets.
 */
export function decodeLatin1(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) {
    // Spreading a typed array takes its iterator, and seven times as long.
    text += Reflect.apply(String.fromCharCode, null, bytes.subarray(i, i + 8192));
  }
  return text;
}

const encoder = new TextEncoder();

/** The UTF-8 bytes of `text`. */
export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}
