// Images by their signatures: PNG, JPEG, GIF, WebP, BMP, ICO, AVIF. The page shows them.

import { u16, u16le, u32 } from '../../bytes/integers.ts';
import { startsWith } from '../../bytes/starts-with.ts';
import { formatBytes } from '../../model/words.ts';
import type { PayloadFormat } from '../format.ts';

interface ImageKind {
  readonly name: string;
  readonly type: string;
  fits(bytes: Uint8Array): boolean;
  /** Width and height where they stand at a fixed place. */
  size?(bytes: Uint8Array): readonly [number, number];
}

const kinds: readonly ImageKind[] = [
  {
    name: 'PNG',
    type: 'image/png',
    fits: (bytes) => startsWith(bytes, '\u0089PNG\r\n\u001a\n') && bytes.length >= 24,
    size: (bytes) => [u32(bytes, 16), u32(bytes, 20)],
  },
  {
    name: 'JPEG',
    type: 'image/jpeg',
    fits: (bytes) => startsWith(bytes, '\u00ff\u00d8\u00ff') && bytes.length > 10 && bytes[3] >= 0xc0,
  },
  {
    name: 'GIF',
    type: 'image/gif',
    fits: (bytes) => (startsWith(bytes, 'GIF87a') || startsWith(bytes, 'GIF89a')) && bytes.length >= 10,
    size: (bytes) => [u16le(bytes, 6), u16le(bytes, 8)],
  },
  {
    name: 'WebP',
    type: 'image/webp',
    fits: (bytes) => startsWith(bytes, 'RIFF') && startsWith(bytes.subarray(8), 'WEBP'),
  },
  {
    name: 'BMP',
    type: 'image/bmp',
    fits: (bytes) =>
      startsWith(bytes, 'BM') && bytes.length > 26 && u16(bytes, 6) === 0 && u16(bytes, 8) === 0,
    size: (bytes) => [u16le(bytes, 18), u16le(bytes, 22)],
  },
  {
    name: 'AVIF',
    type: 'image/avif',
    fits: (bytes) => startsWith(bytes.subarray(4), 'ftypavif'),
  },
];

export const imageFormat: PayloadFormat = {
  id: 'image',
  name: 'Image',
  layer: 'encoding',
  recognise: ({ bytes }) => (kinds.some((kind) => kind.fits(bytes)) ? 'certain' : 'no'),

  parse(tree) {
    const { bytes } = tree;
    const kind = kinds.find((one) => one.fits(bytes));
    if (kind === undefined) {
      tree.addProblem(
        null,
        'Expected the signature of an image, found other bytes, at 0x0.',
        0,
        bytes.length,
      );
      return 'no image';
    }
    tree.image = { type: kind.type, start: 0, end: bytes.length };
    const [width, height] = kind.size?.(bytes) ?? [];
    const words = width === undefined ? '' : `, ${width} × ${height} pixels`;
    const text = `${kind.name}${words}, ${formatBytes(bytes.length)}`;
    tree.add(null, 'image', text, 0, bytes.length);
    return text;
  },
};
