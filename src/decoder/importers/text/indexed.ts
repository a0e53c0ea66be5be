// Bytes that are listed with their indexes: PHP's print_r, var_dump and var_export of unpack('C*', ...) and
// json_encode of the same, a typed array unfolded in the console of a browser; and Swift's dump(), which
// writes a dash before each.

import { areWholeFrames } from '../json/frame-run.ts';
import type { Literal } from './literals.ts';

interface Style {
  /** A text without this has no entry. */
  readonly mark: string;
  /** Group 1 is the index, empty where the writer gives none; group 2 the value. */
  readonly entry: RegExp;
  /** So many entries are no accident. */
  readonly least: number;
  /**
   * All values must be bytes, and one have three digits: the same in two digits may be numbered lines of hex,
   * or anything.
   */
  readonly wide: boolean;
  /** The values are two hex digits, one of them with a letter. */
  readonly isHex?: boolean;
  /** A count and a byte in each line may be anything: the bytes have to be whole frames. */
  readonly areFrames?: boolean;
}

const styles: readonly Style[] = [
  // print_r and var_dump of str_split(bin2hex(...), 2): `[0] => 81`, and `[0]=>` with `string(2) "81"` below it.
  {
    mark: '=>',
    entry: /\[(\d+)\]\s*=>\s*(?:string\(2\)\s*)?"?([\da-f]{2})"?(?![\w"])/gi,
    least: 4,
    wide: false,
    isHex: true,
  },
  // print_r: `[1] => 129`; var_dump: `[0]=>` and `int(129)` below it.
  { mark: '=>', entry: /\[(\d+)\]\s*=>\s*(?:int\()?(\d{1,3})\)?(?!\d)/g, least: 2, wide: false },
  // var_export: `1 => 129,`
  {
    mark: '=>',
    entry: /(?<![\w.[-])(\d+)\s*=>\s*(\d{1,3})(?=\s*[,)\]}]|[ \t]*\r?$)/gm,
    least: 2,
    wide: false,
  },
  // The keys of json_encode. From 0 on it is a typed array of JavaScript, which is read with its like.
  { mark: '"', entry: /(?<=[{,]\s{0,40})"([1-9]\d*)"\s*:\s*(\d{1,3})(?=\s*[,}])/g, least: 4, wide: true },
  // A dict of Python, an object of Node.js, a table of Lua, on one line.
  {
    mark: ':',
    entry: /(?<=[{,]\s{0,40})'?(\d+)'?\s*:\s*(\d{1,3})(?=\s*[,}])/g,
    least: 4,
    wide: true,
  },
  { mark: '] =', entry: /\[(\d+)\] = (\d{1,3})(?=\s*[,}])/g, least: 4, wide: true },
  { mark: ': ', entry: /^[ \t]*(\d+): (\d{1,3})[ \t]*\r?$/gm, least: 3, wide: true },
  // The table that console.table draws, and the window of a debugger.
  { mark: '│', entry: /^[ \t]*│[ \t]*(\d+)[ \t]*│[ \t]*(\d{1,3})[ \t]*│[ \t]*\r?$/gm, least: 3, wide: true },
  { mark: 'byte', entry: /^[ \t]*\[(\d+)\][ \t]+(\d{1,3})[ \t]+u?byte[ \t]*\r?$/gm, least: 3, wide: true },
  // Watch windows: of Visual Studio, of PLCs, and of Eclipse, where a byte has a sign.
  {
    mark: '[0]',
    entry: /^[ \t]*\[(\d+)\][ \t]+0x([\da-f]{2})\b.*$/gim,
    least: 4,
    wide: false,
    isHex: true,
    areFrames: true,
  },
  {
    mark: '16#',
    entry: /^[^\n[]{0,60}\[(\d+)\].{0,80}\b16#([\da-f]{2})[ \t]*\r?$/gim,
    least: 4,
    wide: false,
    isHex: true,
    areFrames: true,
  },
  {
    mark: '[0]',
    entry: /^[ \t]*\[(\d+)\][ \t]+(-?\d{1,3})[ \t]*\r?$/gm,
    least: 4,
    wide: true,
    areFrames: true,
  },
  // The watch window of Visual Studio in hex, and a byte a line behind a count, perhaps with its character.
  {
    mark: '[0x',
    entry: /^[ \t]*\[0x([\da-f]+)\][ \t]+0x([\da-f]{2})\b.*$/gim,
    least: 4,
    wide: false,
    isHex: true,
    areFrames: true,
  },
  {
    mark: '\n',
    entry:
      /^[ \t]*(?:[a-z]{1,12}[ \t]+)?(?:\[[ \t]*)?(\d{1,6})[\]:.]?[ \t]+(?:0x)?((?<=0x)[\da-f]{1,2}|[\da-f]{2})(?:[ \t]+(?:'[^'\n]{1,6}'|"'"|\S{1,3}))?[ \t]*\r?$/gim,
    least: 4,
    wide: false,
    isHex: true,
    areFrames: true,
  },
  // Data in the console of Xcode.
  { mark: ' : ', entry: /^[ \t]*-[ \t]+(\d+) : (\d{1,3})[ \t]*\r?$/gm, least: 3, wide: true },
  { mark: '- ', entry: /^[ \t]*-() (\d{1,3})[ \t]*\r?$/gm, least: 3, wide: true },
];

/** The entries of a text in columns: arrays of its values are long. */
interface Entries {
  /** -1: not given. */
  readonly indexes: number[];
  readonly values: number[];
  readonly starts: number[];
  readonly ends: number[];
}

function entriesOf(text: string, { entry, isHex = false }: Style): Entries | null {
  const entries: Entries = { indexes: [], values: [], starts: [], ends: [] };
  const find = new RegExp(entry);
  let hasLetter = false;
  for (let match = find.exec(text); match; match = find.exec(text)) {
    entries.indexes.push(match[1] === '' ? -1 : Number(match[1]));
    hasLetter ||= /[a-f]/i.test(match[2]);
    const value = Number.parseInt(match[2], isHex ? 16 : 10);
    entries.values.push(value < 0 ? value + 256 : value);
    entries.starts.push(match.index);
    entries.ends.push(match.index + match[0].trimEnd().length);
  }
  return isHex && !hasLetter ? null : entries;
}

/** Indexes rise by one, but where an array ends and the next begins or a part was left out. */
function areInOrder({ indexes }: Entries): boolean {
  let steps = 0;
  for (let i = 1; i < indexes.length; i++) if (indexes[i] === indexes[i - 1] + 1) steps++;
  return indexes[0] < 0 || steps * 2 >= indexes.length;
}

/** The entries of the first style that a text is written in; `null` for other text. */
function found(text: string): Entries | null {
  if (/"0"\s*:\s*\d/.test(text)) return null;
  for (const style of styles) {
    const { mark, least, wide } = style;
    if (!text.includes(mark)) continue;
    const entries = entriesOf(text, style);
    if (entries === null || entries.values.length < least || !areInOrder(entries)) continue;
    const most = Math.max(...entries.values.slice(0, 1000));
    if (wide && (most < 100 || most > 255)) continue;
    if (style.areFrames === true && !areWholeFrames(Uint8Array.from(entries.values), null)) continue;
    return entries;
  }
  return null;
}

/** Whether a text lists values with their indexes. */
export function isIndexed(text: string): boolean {
  const entries = found(text);
  return entries !== null && entries.values[0] < 256;
}

/** Most that an index may jump ahead: more is no part that a paste left out. */
const jumpLimit = 1 << 24;

/** Each array of a text that lists values with their indexes; nothing for other text. */
export function* indexedLiterals(text: string): Generator<Literal> {
  const entries = found(text);
  if (entries === null) return;
  const { indexes, values, starts, ends } = entries;
  const { length } = values;
  for (let from = 0; from < length; ) {
    let to = from + 1;
    while (to < length && (indexes[to] < 0 || indexes[to] === indexes[to - 1] + 1)) to++;
    let over = from;
    while (over < to && values[over] <= 255) over++;
    const missing = to < length ? indexes[to] - indexes[to - 1] - 1 : 0;
    yield {
      start: starts[from],
      end: ends[to - 1],
      bytesStart: starts[from],
      bytesEnd: ends[to - 1],
      bytes: Uint8Array.from(values.slice(from, over)),
      more: missing > 0 && missing < jumpLimit ? missing : null,
      bad: over === to ? undefined : { at: starts[over], text: String(values[over]) },
    };
    from = to;
  }
}
