// A PNG of few colours (https://www.w3.org/TR/png): a palette makes pictures of text and boxes a quarter as large.

import { crc32, deflateSync } from 'node:zlib';

/** Colours that a palette of 8 bits holds. */
const maxColours = 256;
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A chunk: length, type, data, CRC-32 of type and data. */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

/** How often each colour occurs. Runs of one colour are counted at once. */
function countColours(pixels: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  let start = 0;
  for (let at = 1; at <= pixels.length; at++) {
    if (pixels[at] === pixels[start]) continue;
    counts.set(pixels[start], (counts.get(pixels[start]) ?? 0) + at - start);
    start = at;
  }
  return counts;
}

/** The upper bits of red, green and blue of a little-endian RGBA value. */
function coarse(colour: number, bits: number): number {
  const mask = (0xff << (8 - bits)) & 0xff;
  return colour & (mask | (mask << 8) | (mask << 16));
}

interface Palette {
  readonly colours: readonly number[];
  /** Index of each exact colour. */
  readonly indexOf: ReadonlyMap<number, number>;
}

/** The most frequent colour of each group of similar ones; groups grow until there are few enough. */
function paletteOf(counts: ReadonlyMap<number, number>): Palette {
  const frequent = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
  for (let bits = 8; ; bits--) {
    const groups = new Map<number, number>();
    const colours: number[] = [];
    const indexOf = new Map<number, number>();
    for (const colour of frequent) {
      const group = coarse(colour, bits);
      let index = groups.get(group);
      if (index === undefined) {
        index = colours.push(colour) - 1;
        groups.set(group, index);
      }
      indexOf.set(colour, index);
    }
    if (colours.length <= maxColours) return { colours, indexOf };
  }
}

/** Opaque RGBA pixels as a PNG with a palette. */
export function palettePng(rgba: Uint8Array, width: number, height: number): Buffer {
  // without alpha a colour is a small integer, which a Map finds much faster
  const pixels = new Int32Array(rgba.buffer.slice(rgba.byteOffset, rgba.byteOffset + rgba.byteLength)).map(
    (colour) => colour & 0xffffff,
  );
  const { colours, indexOf } = paletteOf(countColours(pixels));
  const table = Buffer.from(
    colours.flatMap((colour) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255]),
  );
  // each row begins with its filter: 0, none
  const rows = Buffer.alloc((width + 1) * height);
  let last = -1;
  let index = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = pixels[y * width + x];
      if (colour !== last) index = indexOf.get(colour) ?? 0;
      last = colour;
      rows[y * (width + 1) + x + 1] = index;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits a pixel, indexed colour
  header.set([8, 3], 8);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', table),
    chunk('IDAT', deflateSync(rows, { level: 6 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
