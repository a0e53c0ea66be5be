const digits = '0123456789abcdef';

/** Two lower-case hex digits for each byte, joined by `separator`. */
export function formatHex(bytes: Uint8Array, separator = ''): string {
  const parts: string[] = new Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) parts[i] = digits[bytes[i] >> 4] + digits[bytes[i] & 15];
  return parts.join(separator);
}

/** One byte as two hex digits. */
export function hexByte(value: number): string {
  return digits[value >> 4] + digits[value & 15];
}

/** The value of one hex digit's character code, or -1. */
export function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** Values of hex digits by character code, -1 for all others. */
const values = Int8Array.from({ length: 128 }, (_, code) => hexDigit(code));

/** Bytes from hex digits, white space ignored. `null` when there is another character or half a byte. */
export function parseHex(text: string): Uint8Array<ArrayBuffer> | null {
  const bytes = new Uint8Array(text.length >> 1);
  let count = 0;
  let high = -1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 32 || (code >= 9 && code <= 13)) continue;
    const digit = code < 128 ? values[code] : -1;
    if (digit < 0) return null;
    if (high < 0) high = digit;
    else {
      bytes[count++] = (high << 4) | digit;
      high = -1;
    }
  }
  return high < 0 ? bytes.slice(0, count) : null;
}
