// The picture that is shown when a page is shared: its heading, and the header bits in the colours of the app.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { renderAsync } from '@resvg/resvg-js';
import { headerBitFields } from '../decoder/model/header-bits.ts';
import { escapeHtml, pictureSize } from './document.ts';
import { fitted, type Picture } from './page.ts';
import { pictureFonts } from './picture-fonts.ts';
import { palettePng } from './png.ts';

const margin = 72;
const cell = { width: 60, height: 84, gap: 6 } as const;
/** Longest lines of the heading and of the caption, in characters, and how many lines of the heading fit. */
const maxLine = 34;
const maxLines = 3;
const maxCaption = 76;

/** Families as the font files name them: a weight of its own has a name of its own. */
const sans = 'IBM Plex Sans';
const strong = 'IBM Plex Sans SmBld';
const mono = 'IBM Plex Mono SmBld';

/** The dark colours of the app by name: the second of each pair in `colours.css`. */
function darkColours(): Readonly<Record<string, string>> {
  const css = readFileSync('src/ui/styles/colours.css', 'utf8');
  const pairs = css.matchAll(/--([a-z-]+): light-dark\(#[0-9a-f]+, (#[0-9a-f]+)\)/g);
  return Object.fromEntries([...pairs].map(([, name, colour]) => [name, colour]));
}

/** Custom property of each field of the header. */
const propertyOf = { fin: 'fin', rsv: 'rsv', opcode: 'op', mask: 'mask', length: 'len' } as const;

/** A text as lines of up to `maxLine` characters. */
export function linesOf(text: string): string[] {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const last = lines[lines.length - 1];
    if (last === '') lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= maxLine) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const shown = lines.slice(0, maxLines).map((line) => fitted(line, maxLine));
  if (lines.length > maxLines)
    shown[maxLines - 1] = `${fitted(shown[maxLines - 1], maxLine - 1).replace(/…$/, '')}…`;
  return shown;
}

interface TextStyle {
  readonly size: number;
  readonly colour: string;
  readonly family: string;
}

function textAt(x: number, y: number, text: string, { size, colour, family }: TextStyle): string {
  return `<text x="${x}" y="${y}" font-family="${family}" font-size="${size}" fill="${colour}">${escapeHtml(text)}</text>`;
}

function bitsAt(y: number, { bits, wrong }: Picture, colours: Readonly<Record<string, string>>): string {
  if (bits === null) return '';
  return headerBitFields
    .map((field) => {
      const colour = colours[propertyOf[field.id]];
      const x = (bit: number) => margin + bit * (cell.width + cell.gap);
      const isWrong = wrong.includes(field.id);
      const cells = bits.slice(field.start, field.end).map((bit, at) => {
        const left = x(field.start + at);
        const fill = bit === null ? 0.07 : 0.2;
        const ring =
          isWrong && bit !== null
            ? `<rect x="${left + 2}" y="${y + 2}" width="${cell.width - 4}" height="${cell.height - 4}" rx="7" fill="none" stroke="${colours.bad}" stroke-width="4"/>`
            : '';
        return `<rect x="${left}" y="${y}" width="${cell.width}" height="${cell.height}" rx="9" fill="${colour}" fill-opacity="${fill}"/><rect x="${left}" y="${y}" width="${cell.width}" height="6" rx="3" fill="${colour}"/>${ring}<text x="${left + cell.width / 2}" y="${y + 59}" text-anchor="middle" font-family="${mono}" font-size="42" fill="${bit === null ? colours.faint : colours.ink}">${bit ?? '·'}</text>`;
      });
      const middle = (x(field.start) + x(field.end) - cell.gap) / 2;
      const label = `<text x="${middle}" y="${y + cell.height + 30}" text-anchor="middle" font-family="${strong}" font-size="22" fill="${colour}">${field.name}</text>`;
      return cells.join('') + label;
    })
    .join('');
}

/** The picture as SVG. */
export function svgOf(picture: Picture, colours = darkColours()): string {
  const { width, height } = pictureSize;
  const lines = linesOf(picture.heading);
  const size = lines.length > 2 ? 50 : 60;
  const hasBits = picture.bits !== null;
  const first = hasBits ? 190 : 250;
  const heading = lines
    .map((line, at) =>
      textAt(margin, first + at * size * 1.18, line, { size, colour: colours.ink, family: strong }),
    )
    .join('');
  const label = { size: 28, colour: colours.accent, family: strong };
  const caption = { size: 28, colour: colours.dim, family: sans };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="${colours.bg}"/>`,
    `<rect width="${width}" height="10" fill="${colours.accent}"/>`,
    textAt(margin, 104, picture.label, label),
    heading,
    bitsAt(370, picture, colours),
    textAt(margin, 568, fitted(picture.caption, maxCaption), caption),
    textAt(width - margin - 150, 104, 'Framescope', { ...label, colour: colours.ink }),
    '</svg>',
  ].join('');
}

/** A font of a WOFF file as TrueType (W3C WOFF 1.0): its tables inflated, after a table directory. */
function trueTypeOf(woff: Buffer): Buffer {
  const tableCount = woff.readUInt16BE(12);
  const directory = Buffer.alloc(12 + 16 * tableCount);
  woff.copy(directory, 0, 4, 8);
  directory.writeUInt16BE(tableCount, 4);
  const tables: Buffer[] = [];
  let offset = directory.length;
  for (let table = 0; table < tableCount; table++) {
    const entry = 44 + 20 * table;
    const [at, packed, length] = [4, 8, 12].map((field) => woff.readUInt32BE(entry + field));
    const stored = woff.subarray(at, at + packed);
    const bytes = packed < length ? inflateSync(stored) : stored;
    const target = 12 + 16 * table;
    woff.copy(directory, target, entry, entry + 4);
    woff.copy(directory, target + 4, entry + 16, entry + 20);
    directory.writeUInt32BE(offset, target + 8);
    directory.writeUInt32BE(length, target + 12);
    const padded = Buffer.alloc((length + 3) & ~3);
    bytes.copy(padded);
    tables.push(padded);
    offset += padded.length;
  }
  return Buffer.concat([directory, ...tables]);
}

/** Pictures that are rendered at the same time. */
const atOnce = 4;

/** Renders pictures one after the other, several at a time; each is handed on as a PNG. */
export async function renderPictures(
  pictures: readonly (readonly [path: string, picture: Picture])[],
  write: (path: string, png: Buffer) => void,
): Promise<void> {
  const { resolve } = createRequire(import.meta.url);
  const folder = mkdtempSync(join(tmpdir(), 'framescope-fonts-'));
  try {
    const fontFiles = pictureFonts.map(([name, file]) => {
      const woff = join(dirname(resolve(`${name}/package.json`)), 'files', `${file}.woff`);
      const target = join(folder, `${file}.ttf`);
      writeFileSync(target, trueTypeOf(readFileSync(woff)));
      return target;
    });
    const colours = darkColours();
    const waiting = [...pictures];
    const work = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const [path, picture] = next;
        const image = await renderAsync(svgOf(picture, colours), {
          font: { loadSystemFonts: false, fontFiles, defaultFontFamily: sans },
        });
        write(path, palettePng(image.pixels, image.width, image.height));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
