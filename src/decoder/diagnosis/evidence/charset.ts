// The charset of text that is not UTF-8.

import { firstNotUtf8 } from '../../bytes/utf8.ts';

/** UTF-16 in which each unit was encoded by itself, so that a character above U+FFFF takes six bytes. */
export const cesu8 = 'CESU-8 (each half of a surrogate pair encoded by itself)';

/** Whether bytes at an offset are a UTF-16 surrogate encoded as a character of three bytes; its value, or -1. */
function surrogateAt(bytes: Uint8Array, at: number): number {
  const isSurrogate =
    bytes[at] === 0xed && bytes[at + 1] >= 0xa0 && bytes[at + 1] <= 0xbf && (bytes[at + 2] & 0xc0) === 0x80;
  return isSurrogate ? 0xd000 | ((bytes[at + 1] & 0x3f) << 6) | (bytes[at + 2] & 0x3f) : -1;
}

/** The text of bytes in CESU-8; `null` when they hold no surrogate, or something else is wrong with them. */
export function decodeCesu8(bytes: Uint8Array): string | null {
  const decoder = new TextDecoder();
  let text = '';
  let from = 0;
  let surrogates = 0;
  for (let at = bytes.indexOf(0xed); at >= 0; at = bytes.indexOf(0xed, at + 1)) {
    const unit = surrogateAt(bytes, at);
    if (unit < 0) continue;
    if (firstNotUtf8(bytes.subarray(from, at)) >= 0) return null;
    text += decoder.decode(bytes.subarray(from, at)) + String.fromCharCode(unit);
    surrogates++;
    from = at + 3;
  }
  const rest = bytes.subarray(from);
  const bad = firstNotUtf8(rest);
  if (surrogates === 0 || (bad >= 0 && bad < rest.length)) return null;
  return text + decoder.decode(rest);
}

/** Charsets in which bytes that are not UTF-8 may make sense, best first. */
export function guessCharset(bytes: Uint8Array): string | null {
  const high = bytes.reduce((sum, byte) => sum + (byte >= 0x80 ? 1 : 0), 0);
  if (high === 0) return null;
  if (decodeCesu8(bytes) !== null) return cesu8;
  const east = (['shift_jis', 'gbk', 'euc-kr', 'big5'] as const).filter((label) => decodes(bytes, label));
  // Pairs of high bytes are what the East Asian charsets are made of; lone ones are accents.
  let pairs = 0;
  for (let i = 0; i + 1 < bytes.length; i++) {
    if (bytes[i] >= 0x81 && (bytes[i + 1] >= 0x80 || (bytes[i + 1] >= 0x40 && bytes[i] <= 0xfc))) {
      pairs++;
      i++;
    }
  }
  if (east.length > 0 && pairs * 2 >= high * 0.95 && high >= 4 && pairs >= 2) {
    const kana = bytes.reduce((sum, byte) => sum + (byte === 0x82 || byte === 0x83 ? 1 : 0), 0);
    if (east.includes('shift_jis') && kana * 4 >= high) return 'Shift_JIS';
    if (east.includes('gbk')) return 'GBK';
    return east[0];
  }
  const windows = bytes.some((byte) => byte >= 0x80 && byte <= 0x9f);
  return windows ? 'Windows-1252' : 'ISO-8859-1 (Latin-1)';
}

function decodes(bytes: Uint8Array, label: string): boolean {
  try {
    new TextDecoder(label, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
