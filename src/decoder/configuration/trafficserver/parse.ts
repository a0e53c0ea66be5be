// The files of Apache Traffic Server as one text: the lines of remap.config, records.config (`CONFIG name TYPE value`)
// and records.yaml. Each line tells which file it is of.
// Documentation: https://docs.trafficserver.apache.org. The refusals were seen on 9.2; records.yaml is of 10.

import type { Span } from '../model.ts';

/** A word of a line. */
export interface Word extends Span {
  readonly text: string;
}

/** A line of remap.config. */
export interface RemapLine extends Span {
  /** Lower case: `map`, `.definefilter`. */
  readonly name: string;
  readonly words: readonly Word[];
}

/** A setting; its name without `proxy.config.`. */
export interface RecordSetting extends Span {
  readonly name: string;
  readonly value: string;
  /** Where the value stands. */
  readonly at: Span;
}

export interface TrafficServerFiles {
  readonly lines: readonly RemapLine[];
  readonly records: readonly RecordSetting[];
}

interface Line extends Span {
  readonly text: string;
}

/** Parses a text. Never throws. */
export function parseTrafficServer(text: string): TrafficServerFiles {
  const lines: RemapLine[] = [];
  const records: RecordSetting[] = [];
  const yaml = new YamlRecords();
  for (const line of logicalLines(text)) {
    if (/^# configuration file /.test(line.text)) yaml.close();
    const plain = line.text.trim();
    if (plain === '' || plain.startsWith('#')) continue;
    const record = recordOf(line) ?? yaml.read(line);
    if (record === 'within') continue;
    if (record !== null) {
      records.push(record);
      continue;
    }
    const words = wordsOf(line);
    const last = words.at(-1) as Word;
    lines.push({ name: words[0].text.toLowerCase(), words, start: words[0].start, end: last.end });
  }
  return { lines, records };
}

/** Lines, where a backslash at the end of one joins the next to it. What ends a line becomes blanks: offsets hold. */
function logicalLines(text: string): Line[] {
  const lines: Line[] = [];
  let open: Line | null = null;
  let at = 0;
  for (const raw of text.split('\n')) {
    const own = raw.replace(/\r$/, ' ');
    const isOpen = /\\ ?$/.test(own);
    const plain = isOpen ? own.replace(/\\( ?)$/, ' $1') : own;
    const end = at + raw.length;
    const line: Line = open
      ? { text: `${open.text} ${plain}`, start: open.start, end }
      : { text: plain, start: at, end };
    open = isOpen ? line : null;
    if (!isOpen) lines.push(line);
    at = end + 1;
  }
  if (open) lines.push(open);
  return lines;
}

/** The words before a comment. */
function wordsOf({ text, start }: Line): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(/\S+/g)) {
    if (words.length > 0 && match[0].startsWith('#')) break;
    const from = start + match.index;
    words.push({ text: match[0], start: from, end: from + match[0].length });
  }
  return words;
}

function recordOf({ text, start, end }: Line): RecordSetting | null {
  const match =
    /^(\s*(?:CONFIG|LOCAL)\s+proxy\.(?:config|local)\.(\S+)\s+(?:INT|FLOAT|STRING|COUNTER)\s+)(.*)$/.exec(
      text,
    );
  if (!match) return null;
  const [, head, name, rest] = match;
  const value = rest.trim();
  const from = start + head.length;
  return { name, value, at: { start: from, end: from + value.length }, start, end };
}

/** Reads records.yaml: maps by their indents, joined to names with dots. */
class YamlRecords {
  #open: { readonly indent: number; readonly name: string }[] | null = null;

  close(): void {
    this.#open = null;
  }

  /** A setting; `within` for a line that only opens a map; null for a line of another file. */
  read({ text, start, end }: Line): RecordSetting | 'within' | null {
    const [, blanks = '', label, between = '', rest = ''] = /^(\s*)([\w.-]+):(\s*)(.*)$/.exec(text) ?? [];
    if (label === 'records' && blanks === '') {
      this.#open = [];
      return 'within';
    }
    if (this.#open === null || label === undefined || blanks === '') return null;
    while (this.#open.length > 0 && (this.#open.at(-1)?.indent ?? 0) >= blanks.length) this.#open.pop();
    const value = rest.replace(/\s+#.*$/, '').trim();
    const name = [...this.#open.map((one) => one.name), label].join('.');
    if (value === '') {
      this.#open.push({ indent: blanks.length, name: label });
      return 'within';
    }
    const from = start + blanks.length + label.length + 1 + between.length;
    const at = { start: from, end: from + value.length };
    return { name, value: value.replace(/^(["'])(.*)\1$/, '$2'), at, start: start + blanks.length, end };
  }
}
