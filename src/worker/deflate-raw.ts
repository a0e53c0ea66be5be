// Compresses with the platform's deflate.

import { concat } from '../decoder/bytes/concat.ts';

/** The bytes as a raw deflate stream (RFC 1951). */
export async function deflateRaw(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes.slice()]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  // A Response would collect the parts as well, but Node loads its whole HTTP client for one.
  const parts: Uint8Array[] = [];
  const reader = stream.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) parts.push(read.value);
  return concat(parts);
}
