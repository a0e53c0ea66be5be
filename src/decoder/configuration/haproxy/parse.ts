// HAProxy's configuration syntax: sections begin in a line with a keyword, the lines below belong to it.
// Words may be quoted; `\` escapes a blank; `#` begins a comment.

/** One word of a line. `text` has the quotes and escapes undone. */
export interface HaproxyWord {
  text: string;
  start: number;
  end: number;
}

/** A line that is not empty. */
export interface HaproxyLine {
  words: HaproxyWord[];
  start: number;
  /** End of the last word. */
  end: number;
  /** True when it has more words than HAProxy reads; `words` has the first ones. */
  isTooLong: boolean;
  /** Why its quotes are refused; absent when they are not. */
  quoteFault?: string;
  /** Number of the section that it stands in. */
  section?: number;
}

/** A section and the lines below its head. */
export interface HaproxySection {
  /** `global`, `defaults`, `frontend`, `backend`, `listen`, or another. */
  kind: string;
  name: string;
  /** Name after `from`, or null. */
  from: string | null;
  head: HaproxyLine;
  lines: HaproxyLine[];
}

/** A parsed file. */
export interface HaproxyFile {
  sections: HaproxySection[];
  /** Lines before the first section, and preprocessor lines (`.if`). */
  loose: HaproxyLine[];
}

/** Measured: HAProxy refuses a line with more words. */
export const maxLineWords = 64;

const sectionKinds = new Set([
  'global',
  'defaults',
  'frontend',
  'backend',
  'listen',
  'peers',
  'mailers',
  'resolvers',
  'userlist',
  'program',
  'http-errors',
  'cache',
  'ring',
  'fcgi-app',
  'crt-store',
  'log-forward',
  'traces',
  'log-profile',
  'acme',
]);

/** Sections that are also the first word of a line inside another section: they begin in the first column. */
const ambiguousKinds = new Set(['cache', 'program']);

/** Parses a whole file or some of its sections. Never throws. */
export function parseHaproxy(text: string): HaproxyFile {
  const sections: HaproxySection[] = [];
  const loose: HaproxyLine[] = [];
  let offset = 0;
  for (const raw of text.split('\n')) {
    const { words, fault } = wordsOf(raw, offset);
    offset += raw.length + 1;
    const [first] = words;
    if (!first) continue;
    const isTooLong = words.length > maxLineWords;
    const end = words[words.length - 1].end;
    const own = words.slice(0, maxLineWords);
    const line: HaproxyLine = { words: own, start: first.start, end, isTooLong, section: sections.length };
    if (fault !== null) line.quoteFault = fault;
    const isSection = sectionKinds.has(first.text) && !(ambiguousKinds.has(first.text) && /^\s/.test(raw));
    if (isSection) sections.push(sectionOf(line));
    else if (first.text.startsWith('.')) loose.push(line);
    else (sections.at(-1)?.lines ?? loose).push(line);
  }
  return { sections, loose };
}

function sectionOf(head: HaproxyLine): HaproxySection {
  const [kind, second] = head.words;
  const from = head.words.findIndex((word) => word.text === 'from');
  return {
    kind: kind.text,
    name: second && second.text !== 'from' ? second.text : '',
    from: from > 0 ? (head.words[from + 1]?.text ?? null) : null,
    head,
    lines: [],
  };
}

/** The words of a line, with quotes and escapes undone, up to a comment. */
function wordsOf(line: string, offset: number): { words: HaproxyWord[]; fault: string | null } {
  const words: HaproxyWord[] = [];
  let firstFault: string | null = null;
  let at = 0;
  while (at < line.length && line[at] !== '#') {
    if (/\s/.test(line[at])) {
      at += 1;
      continue;
    }
    const { text, end, fault } = wordAt(line, at);
    firstFault ??= fault;
    words.push({ text, start: offset + at, end: offset + end });
    at = end;
  }
  return { words, fault: firstFault };
}

function wordAt(line: string, start: number): { text: string; end: number; fault: string | null } {
  let text = '';
  let quote = '';
  let fault: string | null = null;
  let at = start;
  for (; at < line.length && (quote !== '' || !/[\s#]/.test(line[at])); at += 1) {
    const char = line[at];
    if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
    } else if (char === quote) {
      quote = '';
    } else if (char === '\\' && quote !== "'" && at + 1 < line.length) {
      // Other characters keep the backslash: `\1` of a replacement, `\.` of an expression.
      const isEscaped = /[ \\#'"$]/.test(line[at + 1]);
      if (isEscaped) at += 1;
      text += line[at];
    } else {
      // Measured: in double quotes $ begins the name of a variable of the environment.
      if (quote === '"' && char === '$' && !/[A-Za-z_{]/.test(line[at + 1] ?? ''))
        fault ??= 'in double quotes $ begins the name of a variable. Use single quotes.';
      text += char;
    }
  }
  if (quote !== '') fault ??= `a quote ${quote} is not closed.`;
  return { text, end: at, fault };
}
