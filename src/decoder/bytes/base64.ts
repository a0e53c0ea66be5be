const standard = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const urlSafe = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const values = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) {
  values[standard.charCodeAt(i)] = i;
  values[urlSafe.charCodeAt(i)] = i;
}

function encode(bytes: Uint8Array, alphabet: string, pad: boolean): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    let text = alphabet[group >> 18] + alphabet[(group >> 12) & 63];
    if (left > 1) text += alphabet[(group >> 6) & 63];
    else if (pad) text += '=';
    if (left > 2) text += alphabet[group & 63];
    else if (pad) text += '=';
    parts.push(text);
  }
  return parts.join('');
}

/** Standard base64 with padding (RFC 4648 section 4). */
export function formatBase64(bytes: Uint8Array): string {
  return encode(bytes, standard, true);
}

/** URL-safe base64 without padding (RFC 4648 section 5). */
export function formatBase64Url(bytes: Uint8Array): string {
  return encode(bytes, urlSafe, false);
}

/** The value of the digit at `i`, or -1. */
function valueAt(text: string, i: number): number {
  const code = text.charCodeAt(i);
  return code < 128 ? values[code] : -1;
}

/**
 * Bytes from either base64 alphabet, padding optional, white space ignored.
 * `null` when a character belongs to neither, when one follows the padding, or when the length is impossible.
 */
export function parseBase64(text: string): Uint8Array<ArrayBuffer> | null {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4) + 3);
  let count = 0;
  let bits = 0;
  let held = 0;
  let padding = 0;
  let characters = 0;
  for (let i = 0; i < text.length; i++) {
    if (bits === 0 && padding === 0) {
      // Groups of four without white space between.
      for (; i + 4 <= text.length; i += 4) {
        const group =
          (valueAt(text, i) << 18) |
          (valueAt(text, i + 1) << 12) |
          (valueAt(text, i + 2) << 6) |
          valueAt(text, i + 3);
        if (group < 0) break;
        bytes[count] = group >> 16;
        bytes[count + 1] = group >> 8;
        bytes[count + 2] = group;
        count += 3;
        characters += 4;
      }
      if (i >= text.length) break;
    }
    const code = text.charCodeAt(i);
    if (code === 32 || (code >= 9 && code <= 13)) continue;
    if (code === 61) {
      padding++;
      continue;
    }
    const value = valueAt(text, i);
    if (value < 0 || padding > 0) return null;
    characters++;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[count++] = (held >> bits) & 255;
    }
  }
  if (characters % 4 === 1 || padding > 2) return null;
  return bytes.slice(0, count);
}
