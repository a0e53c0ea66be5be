// HTTP chunks taken off (RFC 9112 7.1).

const cr = 13;
const lf = 10;
/** Longest chunk line that is looked for, and the digits of a size in it. */
const maxLineLength = 12;
const sizeLine = /^[0-9a-fA-F]{1,8}$/;

export interface Dechunked {
  readonly bytes: Uint8Array;
  readonly chunkCount: number;
  /** Chunks fit up to the end of the bytes. */
  readonly toEnd: boolean;
}

/** The size on the chunk line at `offset` and where its data begins, or `null`. */
function readChunkLine(bytes: Uint8Array, offset: number): { size: number; from: number } | null {
  let end = offset;
  while (end < bytes.length && end - offset < maxLineLength && bytes[end] !== cr) end++;
  if (bytes[end] !== cr || bytes[end + 1] !== lf) return null;
  const line = String.fromCharCode(...bytes.subarray(offset, end));
  return sizeLine.test(line) ? { size: Number.parseInt(line, 16), from: end + 2 } : null;
}

/** The data of the chunks from the first byte on; `null` when there is no chunk. */
export function dechunk(bytes: Uint8Array): Dechunked | null {
  const result = new Uint8Array(bytes.length);
  let length = 0;
  let at = 0;
  let chunkCount = 0;
  while (at < bytes.length) {
    const line = readChunkLine(bytes, at);
    if (line === null) break;
    const data = bytes.subarray(line.from, Math.min(line.from + line.size, bytes.length));
    result.set(data, length);
    length += data.length;
    chunkCount++;
    at = line.from + line.size;
    if (at >= bytes.length || bytes[at] !== cr || bytes[at + 1] !== lf) break;
    at += 2;
  }
  return chunkCount === 0
    ? null
    : { bytes: result.subarray(0, length), chunkCount, toEnd: at >= bytes.length };
}
