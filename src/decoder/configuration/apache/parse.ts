// Apache httpd's configuration syntax: one directive a line, `\` at the end continues it, `<Section args>`
// nests, `#` at the beginning of a line comments it out. Names are compared in any case.

/** One word of a directive. `text` has the quotes undone. */
export interface ApacheWord {
  text: string;
  start: number;
  end: number;
}

/** A directive of one line, or a section and what it holds. */
export interface ApacheDirective {
  /** Lower case. */
  name: string;
  /** As written. */
  label: string;
  args: ApacheWord[];
  /** Null for a directive of one line; for a section, what it holds. */
  children: ApacheDirective[] | null;
  start: number;
  /** End of the directive's last line without its LF; for a section, end of `</Section>`. */
  end: number;
  /** For a section the end of its first line. */
  headEnd: number;
}

/** A parsed file. */
export interface ApacheFile {
  directives: ApacheDirective[];
  errors: { text: string; start: number; end: number }[];
}

/** Parses a whole file or a part of one. Never throws. */
export function parseApache(text: string): ApacheFile {
  const reader = new SectionReader(text);
  for (const line of logicalLines(text)) reader.read(line);
  reader.closeAll();
  return { directives: reader.top, errors: reader.errors };
}

interface LogicalLine {
  /** Without the blanks around it. */
  body: string;
  start: number;
  end: number;
}

/** Lines with their continuations, without empty ones and comments. */
function* logicalLines(text: string): Generator<LogicalLine> {
  const lineEnd = (from: number): number => {
    const end = text.indexOf('\n', from);
    return end < 0 ? text.length : end;
  };
  for (let at = 0; at < text.length; ) {
    const start = at;
    let end = lineEnd(at);
    while (end < text.length && /\\\r?$/.test(text.slice(start, end))) end = lineEnd(end + 1);
    at = end + 1;
    const line = text.slice(start, end);
    const body = line.trim();
    if (body === '' || body.startsWith('#')) continue;
    const from = start + line.length - line.trimStart().length;
    yield { body, start: from, end: from + body.length };
  }
}

/** Sections nest no deeper in a real file; deeper ones are read side by side. */
const maxDepth = 100;

class SectionReader {
  readonly top: ApacheDirective[] = [];
  readonly errors: ApacheFile['errors'] = [];
  readonly #open: ApacheDirective[] = [];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  read(line: LogicalLine): void {
    const { body, start, end } = line;
    const close = /^<\/(\w+)\s*>/.exec(body);
    const label = /^<(\w+)/.exec(body)?.[1];
    if (close) {
      this.#close(close[1], start, end);
    } else if (label === undefined) {
      const word = /^\S+/.exec(body)?.[0] ?? '';
      this.#add(word, line, this.#words(start + word.length, end), false);
    } else {
      const words = this.#words(start + 1 + label.length, body.endsWith('>') ? end - 1 : end);
      const section = this.#add(label, line, words, true);
      if (this.#open.length < maxDepth) this.#open.push(section);
      else this.errors.push({ text: `Sections nest deeper than ${maxDepth}.`, start, end });
    }
  }

  #words(start: number, end: number): ApacheWord[] {
    return wordsOf(this.#text.slice(start, end), start);
  }

  closeAll(): void {
    for (const section of this.#open) {
      const { label, start, headEnd } = section;
      this.errors.push({ text: `<${label}> is not closed.`, start, end: headEnd });
      section.end = this.#text.length;
    }
  }

  #add(label: string, line: LogicalLine, args: ApacheWord[], isSection: boolean): ApacheDirective {
    const { start, end } = line;
    const children = isSection ? [] : null;
    const directive = { name: label.toLowerCase(), label, args, children, start, end, headEnd: end };
    (this.#open.at(-1)?.children ?? this.top).push(directive);
    return directive;
  }

  #close(label: string, start: number, end: number): void {
    const section = this.#open.pop();
    if (section?.name !== label.toLowerCase()) {
      const open = section ? `</${section.label}>` : 'no section';
      this.errors.push({ text: `Found </${label}> where ${open} is open.`, start, end });
    }
    if (section) section.end = end;
  }
}

function wordsOf(text: string, offset: number): ApacheWord[] {
  // Measured: a quote that is not closed takes the rest of the line.
  const pattern = /"((?:[^"\\]|\\.)*)(?:"|$)|'((?:[^'\\]|\\.)*)(?:'|$)|((?:[^\s\\]|\\[^\r\n])+)/g;
  return [...text.matchAll(pattern)].map((match) => {
    const start = offset + match.index;
    const quoted = match[1] ?? match[2];
    return {
      text: quoted === undefined ? match[3] : quoted.replace(/\\(["'\\])/g, '$1'),
      start,
      end: start + match[0].length,
    };
  });
}

/** `<VirtualHost *:443>` as text. */
export function sectionText(section: ApacheDirective): string {
  return `<${[section.label, ...section.args.map((word) => word.text)].join(' ')}>`;
}
