// The Caddyfile's syntax: words on lines, `{` at the end of a line opens a block, `#` at the beginning of a
// word begins a comment, double quotes and backquotes quote. Heredocs (`<<EOF`) are read as one word.

export interface CaddyWord {
  readonly text: string;
  /** True when quotes or backquotes stand around it. */
  readonly isQuoted?: boolean;
  readonly start: number;
  readonly end: number;
}

export interface CaddyDirective {
  readonly words: readonly CaddyWord[];
  /** Null when the line opens no block. */
  readonly block: readonly CaddyDirective[] | null;
  readonly start: number;
  readonly end: number;
  /** End of the last word of its line, `{` not counted. */
  readonly headEnd: number;
}

export interface CaddyError {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface CaddyFile {
  readonly directives: readonly CaddyDirective[];
  readonly errors: readonly CaddyError[];
}

interface Token extends CaddyWord {
  /** Lines of its first and its last character. */
  readonly line: number;
  readonly lastLine: number;
  readonly isQuoted: boolean;
}

/** Blocks nest no deeper in a real file; deeper ones are read as if they were closed there. */
const maxDepth = 200;

/** Reads a whole Caddyfile. Never throws. */
export function parseCaddyfile(text: string): CaddyFile {
  return new BlockReader(new Tokeniser(text).tokens, text.length).readFile();
}

/** The first word of a directive; empty for a block without words. */
export function nameOf({ words }: CaddyDirective): string {
  return words[0]?.text ?? '';
}

/** A later word of a directive; empty when there is none. */
export function argumentOf({ words }: CaddyDirective, index = 1): string {
  return words[index]?.text ?? '';
}

/** The lines of a definition: `@ws { ... }`, or the one behind the name in `@ws path /ws`. */
export function linesOf(definition: CaddyDirective): readonly CaddyDirective[] {
  if (definition.block !== null) return definition.block;
  const words = definition.words.slice(1);
  return words.length === 0 ? [] : [{ ...definition, words, block: null }];
}

class BlockReader {
  readonly #tokens: readonly Token[];
  readonly #length: number;
  readonly #errors: CaddyError[] = [];
  #at = 0;

  constructor(tokens: readonly Token[], length: number) {
    this.#tokens = tokens;
    this.#length = length;
  }

  readFile(): CaddyFile {
    const directives: CaddyDirective[] = [];
    while (this.#at < this.#tokens.length) {
      directives.push(...this.#block(0));
      const close = this.#tokens[this.#at];
      if (!close) break;
      // Measured: it ends a site that was opened without a brace.
      const isOpen = directives.some(({ block, words: [name] }) => block === null && name?.text !== 'import');
      if (!isOpen) {
        this.#errors.push({ text: 'Found "}" with no block open.', start: close.start, end: close.end });
      }
      this.#at += 1;
    }
    return { directives, errors: this.#errors };
  }

  /** The directives up to the `}` of the block, which is left to the caller. */
  #block(depth: number): CaddyDirective[] {
    const directives: CaddyDirective[] = [];
    while (this.#at < this.#tokens.length && !isMark(this.#tokens[this.#at], '}')) {
      directives.push(this.#directive(depth));
    }
    return directives;
  }

  #directive(depth: number): CaddyDirective {
    const { start, line } = this.#tokens[this.#at];
    const words = this.#words(line);
    const headEnd = words.at(-1)?.end ?? start;
    const open = this.#tokens[this.#at];
    if (!open || !isMark(open, '{')) return { words, block: null, start, end: headEnd, headEnd };
    // Measured: the brace of a site may stand on the next line.
    const isOnLine =
      depth === 0 ||
      words.length === 0 ||
      open.line === line ||
      open.line === this.#tokens[this.#at - 1].line;
    if (!isOnLine) {
      const error = 'Expected "{" at the end of the line before.';
      this.#errors.push({ text: error, start: open.start, end: open.end });
      return { words, block: null, start, end: headEnd, headEnd };
    }
    this.#at += 1;
    const next = this.#tokens[this.#at];
    if (next && next.line === open.line && !isMark(next, '}')) {
      const error = 'Caddy does not load this: expected the end of the line after "{".';
      this.#errors.push({ text: error, start: next.start, end: next.end });
    }
    const block = depth < maxDepth ? this.#block(depth + 1) : [];
    const close = this.#tokens[this.#at];
    if (close && isMark(close, '}')) {
      this.#at += 1;
      return { words, block, start, end: close.end, headEnd };
    }
    this.#errors.push({ text: 'Expected "}", found the end of the text.', start, end: headEnd });
    return { words, block, start, end: this.#length, headEnd };
  }

  /** The words of a line; the addresses of a site may continue on the next line after a comma. */
  #words(line: number): CaddyWord[] {
    const words: CaddyWord[] = [];
    for (; this.#at < this.#tokens.length; this.#at++) {
      const token = this.#tokens[this.#at];
      const before = this.#tokens[this.#at - 1];
      if (isMark(token, '{') || isMark(token, '}')) break;
      const continues = before !== undefined && (before.text.endsWith(',') || token.line === before.lastLine);
      if (token.line !== line && !(continues && (words.length > 0 || before.text.endsWith(',')))) break;
      words.push(token);
    }
    return words;
  }
}

function isMark(token: Token | undefined, mark: '{' | '}'): boolean {
  return token !== undefined && !token.isQuoted && token.text === mark;
}

class Tokeniser {
  readonly tokens: Token[] = [];
  readonly #text: string;
  #at = 0;
  #line = 0;

  constructor(text: string) {
    this.#text = text;
    while (this.#at < text.length) this.#step();
  }

  #step(): void {
    const text = this.#text;
    const char = text[this.#at];
    const isContinued =
      char === '\\' && (text[this.#at + 1] === '\n' || text.startsWith('\r\n', this.#at + 1));
    if (char === '\n') {
      this.#line += 1;
      this.#at += 1;
    } else if (/\s/.test(char)) this.#at += 1;
    // A continued line counts as one.
    else if (isContinued) this.#at = text.indexOf('\n', this.#at) + 1;
    else if (char === '#') {
      const end = text.indexOf('\n', this.#at);
      this.#at = end < 0 ? text.length : end;
    } else this.#token(char);
  }

  #token(first: string): void {
    const start = this.#at;
    const line = this.#line;
    const isQuoted = first === '"' || first === '`';
    const word = isQuoted ? this.#quoted(first) : (this.#heredoc() ?? this.#bare());
    this.#line += word.match(/\n/g)?.length ?? 0;
    const end = Math.min(this.#at, this.#text.length);
    this.tokens.push({ text: word, start, end, line, lastLine: this.#line, isQuoted });
  }

  #quoted(quote: string): string {
    const text = this.#text;
    let word = '';
    this.#at += 1;
    while (this.#at < text.length && text[this.#at] !== quote) {
      if (quote === '"' && text[this.#at] === '\\' && text[this.#at + 1] === '"') this.#at += 1;
      word += text[this.#at];
      this.#at += 1;
    }
    this.#at += 1;
    return word;
  }

  #heredoc(): string | null {
    const text = this.#text;
    const marker = /^<<(\w{1,70})\s*\n/.exec(text.slice(this.#at, this.#at + 80))?.[1];
    if (marker === undefined) return null;
    const close = new RegExp(`\\n[ \\t]*${marker}\\b`, 'g');
    close.lastIndex = this.#at;
    const end = close.exec(text) ? close.lastIndex : text.length;
    const word = text.slice(this.#at, end);
    this.#at = end;
    return word;
  }

  /** Measured: outside of quotes a backslash is a character like others, so `\\d` of an expression stays. */
  #bare(): string {
    const text = this.#text;
    let word = '';
    while (this.#at < text.length && !/\s/.test(text[this.#at])) {
      word += text[this.#at];
      this.#at += 1;
    }
    return word;
  }
}
