// HAProxy's configuration syntax: sections begin in a line with a keyword, the lines below belong to it.
// Words may be quoted; `\` escapes a blank; `#` begins a comment.

export interface HaproxyWord {
  text: string;
  start: number;
  end: number;
}

export interface HaproxyLine {
  words: HaproxyWord[];
  start: number;
  /** End of the last word. */
  end: number;
}

export interface HaproxySection {
  /** `global`, `defaults`, `frontend`, `backend`, `listen`, or another. */
  kind: string;
  name: string;
  /** Name after `from`, or null. */
  from: string | null;
  head: HaproxyLine;
  lines: HaproxyLine[];
}

export interface HaproxyFile {
  sections: HaproxySection[];
  /** Lines before the first section, and preprocessor lines (`.if`). */
  loose: HaproxyLine[];
}

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

/** Reads a whole file or some of its sections. Never throws. */
export function parseHaproxy(text: string): HaproxyFile {
  const sections: HaproxySection[] = [];
  const loose: HaproxyLine[] = [];
  let offset = 0;
  for (const raw of text.split('\n')) {
    const words = haproxyWords(raw, offset);
    offset += raw.length + 1;
    if (words.length === 0) {
      continue;
    }
    const line: HaproxyLine = { words, start: words[0].start, end: words.at(-1)!.end };
    const first = words[0].text;
    if (first.startsWith('.')) {
      loose.push(line);
    } else if (
      (sectionKinds.has(first) && !/^(cache|program)$/.test(first)) ||
      (sectionKinds.has(first) && !/^\s/.test(raw))
    ) {
      const from = words.findIndex((word) => word.text === 'from');
      sections.push({
        kind: first,
        name: words[1] && words[1].text !== 'from' ? words[1].text : '',
        from: from > 0 ? (words[from + 1]?.text ?? null) : null,
        head: line,
        lines: [],
      });
    } else if (sections.length === 0) {
      loose.push(line);
    } else {
      sections.at(-1)!.lines.push(line);
    }
  }
  return { sections, loose };
}

function haproxyWords(line: string, offset: number): HaproxyWord[] {
  const words: HaproxyWord[] = [];
  let at = 0;
  while (at < line.length) {
    if (/\s/.test(line[at])) {
      at += 1;
      continue;
    }
    if (line[at] === '#') {
      break;
    }
    const start = at;
    let out = '';
    let quote = '';
    while (at < line.length && (quote !== '' || !/[\s#]/.test(line[at]))) {
      const char = line[at];
      if (quote === '' && (char === '"' || char === "'")) {
        quote = char;
      } else if (char === quote) {
        quote = '';
      } else if (char === '\\' && quote !== "'" && at + 1 < line.length) {
        at += 1;
        out += line[at];
      } else {
        out += char;
      }
      at += 1;
    }
    words.push({ text: out, start: offset + start, end: offset + at });
  }
  return words;
}
