// Compressed data inside a message: gzip (RFC 1952), zlib (RFC 1950) and raw deflate (RFC 1951) are inflated and
// decoded again. Zstandard is named by its signature. Brotli has none, and cannot be recognised.

import { u32le } from '../../bytes/integers.ts';
import { startsWith } from '../../bytes/starts-with.ts';
import { formatBytes, hexOffset } from '../../model/words.ts';
import type { PayloadFormat } from '../format.ts';
import type { PayloadTree } from '../tree.ts';
import { inflateAt, inflatedFrom } from '../unpack.ts';

type Packing = 'gzip' | 'zlib' | 'deflate' | 'zstd';

const names: Readonly<Record<Packing, string>> = {
  gzip: 'gzip',
  zlib: 'zlib',
  deflate: 'raw deflate',
  zstd: 'Zstandard',
};

/** The packing that the first bytes name, or `null`. */
function packingOf(bytes: Uint8Array): Packing | null {
  if (bytes.length >= 18 && startsWith(bytes, '\u001f\u008b\u0008')) return 'gzip';
  if (bytes.length >= 8 && u32le(bytes, 0) === 0xfd2fb528) return 'zstd';
  // CM 8, a window up to 32 KiB, no dictionary, and a check of these 16 bits.
  const isZlib =
    bytes.length >= 8 &&
    (bytes[0] & 15) === 8 &&
    bytes[0] >> 4 <= 7 &&
    (bytes[1] & 32) === 0 &&
    ((bytes[0] << 8) | bytes[1]) % 31 === 0;
  return isZlib ? 'zlib' : null;
}

/** Length of the head of a gzip member (RFC 1952 2.3). */
function gzipHead(bytes: Uint8Array): number {
  const flags = bytes[3];
  let at = 10;
  if (flags & 4) at += 2 + (bytes[at] ?? 0) + ((bytes[at + 1] ?? 0) << 8);
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const nul = bytes.indexOf(0, at);
    at = nul < 0 ? bytes.length : nul + 1;
  }
  return Math.min(bytes.length, flags & 2 ? at + 2 : at);
}

function headLength(packing: Packing, bytes: Uint8Array): number {
  return packing === 'gzip' ? gzipHead(bytes) : packing === 'zlib' ? 2 : 0;
}

function inflateInto(tree: PayloadTree, packing: Packing): string {
  const { bytes } = tree;
  const head = headLength(packing, bytes);
  if (head > 0) tree.add(null, 'head', `${names[packing]}, ${head} bytes`, 0, head);
  const result = inflateAt(bytes, head, bytes.length);
  const end = bytes.length - Math.min(result.unused, bytes.length - head);
  tree.work += bytes.length + result.bytes.length;
  const node = tree.add(null, 'inflated', formatBytes(result.bytes.length), head, end);
  node.problem = result.problem;
  if (result.bytes.length > 0) tree.addUnpacked(node, inflatedFrom(result.bytes, head, end));
  if (end < bytes.length) {
    const isWhole = bytes.length - end === (packing === 'gzip' ? 8 : packing === 'zlib' ? 4 : -1);
    const check = tree.add(
      null,
      isWhole ? 'check' : 'more bytes',
      `${bytes.length - end} bytes`,
      end,
      bytes.length,
    );
    if (!isWhole)
      check.problem = `Expected the end of the ${names[packing]} data, found more bytes, at ${hexOffset(end)}.`;
  }
  return `${names[packing]}, ${formatBytes(bytes.length)} inflate to ${formatBytes(result.bytes.length)}`;
}

export const compressedFormat: PayloadFormat = {
  id: 'compressed',
  name: 'Compressed data',
  layer: 'encoding',

  recognise({ bytes, facts }) {
    if (facts.kind === 'text') return 'no';
    const packing = packingOf(bytes);
    if (packing === 'zstd') return 'likely';
    if (packing !== null) {
      const head = headLength(packing, bytes);
      const { isComplete, unused, bytes: inflated } = inflateAt(bytes, head, bytes.length);
      const isWhole = isComplete && unused === (packing === 'gzip' ? 8 : 4) && inflated.length > 0;
      return isWhole ? 'certain' : packing === 'gzip' ? 'likely' : 'possible';
    }
    if (bytes.length < 8) return 'no';
    const raw = inflateAt(bytes, 0, bytes.length);
    return raw.isComplete && raw.unused === 0 && raw.bytes.length > 0 ? 'possible' : 'no';
  },

  parse(tree) {
    const packing = packingOf(tree.bytes) ?? 'deflate';
    if (packing !== 'zstd') return inflateInto(tree, packing);
    tree.add(null, 'data', 'Zstandard is not decoded here', 0, tree.bytes.length);
    return `Zstandard, ${formatBytes(tree.bytes.length)}`;
  },
};
