// The charset of text that is not UTF-8.

/** Charsets in which bytes that are not UTF-8 may make sense, best first. */
export function guessCharset(bytes: Uint8Array): string | null {
  const high = bytes.reduce((sum, byte) => sum + (byte >= 0x80 ? 1 : 0), 0);
  if (high === 0) return null;
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
