// Bytes that are listed with their indexes: PHP's print_r, var_dump and var_export of unpack('C*', ...) and json_encode of the
// same, a typed array unfolded in the console of a browser; and Swift's dump(), which writes a dash before each.

import type { Literal } from './literals.ts';

interface Style {
  /** A text without this has no entry. */
  readonly mark: string;
  /** Group 1 is the index, empty where the writer gives none; group 2 the value. */
  readonly entry: RegExp;
  /** So many entries are no accident. */
  readonly least: number;
  /** All values must be bytes, and one have three digits: the same in two digits may be numbered lines of hex, or anything. */
  readonly wide: boolean;
}

const styles: readonly Style[] = [
  // print_r: `[1] => 129`; var_dump: `[0]=>` and `int(129)` below it.
  { mark: '=>', entry: /\[(\d+)\]\s*=>\s*(?:int\()?(\d{1,3})\)?(?!\d)/g, least: 2, wide: false },
  // var_export: `1 => 129,`
  {
    mark: '=>',
    entry: /(?<![\w.[-])(\d+)\s*=>\s*(\d{1,3})(?=\s*[,)\]]|[ \t]*\r?$)/gm,
    least: 2,
    wide: false,
  },
  // The keys of json_encode. From 0 on it is a typed array of JavaScript, which is read with its like.
  { mark: '"', entry: /(?<=[{,]\s{0,40})"([1-9]\d*)"\s*:\s*(\d{1,3})(?=\s*[,}])/g, least: 4, wide: true },
  { mark: ': ', entry: /^[ \t]*(\d+): (\d{1,3})[ \t]*\r?$/gm, least: 3, wide: true },
  { mark: '- ', entry: /^[ \t]*-() (\d{1,3})[ \t]*\r?$/gm, least: 3, wide: true },
];

interface Entry {
  /** -1: not given. */
  readonly index: number;
  readonly value: number;
  readonly start: number;
  readonly end: number;
}

function entriesOf(text: string, entry: RegExp): Entry[] {
  return [...text.matchAll(entry)].map((match) => ({
    index: match[1] === '' ? -1 : Number(match[1]),
    value: Number(match[2]),
    start: match.index,
    end: match.index + match[0].trimEnd().length,
  }));
}

/** Indexes rise by one, but where an array ends and the next begins or a part was left out. */
function areInOrder(entries: readonly Entry[]): boolean {
  let steps = 0;
  for (let i = 1; i < entries.length; i++) if (entries[i].index === entries[i - 1].index + 1) steps++;
  return entries[0].index < 0 || steps * 2 >= entries.length;
}

/** The entries of the first style that a text is written in; empty for other text. */
function found(text: string): Entry[] {
  if (/"0"\s*:\s*\d/.test(text)) return [];
  for (const { mark, entry, least, wide } of styles) {
    if (!text.includes(mark)) continue;
    const entries = entriesOf(text, entry);
    if (entries.length < least || !areInOrder(entries)) continue;
    const most = Math.max(...entries.slice(0, 1000).map(({ value }) => value));
    if (wide && (most < 100 || most > 255)) continue;
    return entries;
  }
  return [];
}

/** Whether a text lists values with their indexes. */
export function isIndexed(text: string): boolean {
  const entries = found(text);
  return entries.length > 0 && entries[0].value < 256;
}

/** Most that an index may jump ahead: more is no part that a paste left out. */
const jumpLimit = 1 << 24;

/** Each array of a text that lists values with their indexes; nothing for other text. */
export function* indexedLiterals(text: string): Generator<Literal> {
  const entries = found(text);
  for (let from = 0; from < entries.length; ) {
    let to = from + 1;
    while (to < entries.length && (entries[to].index < 0 || entries[to].index === entries[to - 1].index + 1))
      to++;
    const run = entries.slice(from, to);
    const over = run.findIndex(({ value }) => value > 255);
    const last = run[run.length - 1];
    const missing = to < entries.length ? entries[to].index - last.index - 1 : 0;
    yield {
      start: run[0].start,
      end: last.end,
      bytesStart: run[0].start,
      bytesEnd: last.end,
      bytes: Uint8Array.from((over < 0 ? run : run.slice(0, over)).map(({ value }) => value)),
      more: missing > 0 && missing < jumpLimit ? missing : null,
      bad: over < 0 ? undefined : { at: run[over].start, text: String(run[over].value) },
    };
    from = to;
  }
}
