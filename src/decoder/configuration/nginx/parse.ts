// nginx's configuration syntax: simple directives that end in `;`, blocks in braces, quotes, comments,
// `${variable}`.
// Blocks of Lua (`*_by_lua_block`) are kept whole and not read.

/** One word of a directive. `text` has the quotes and escapes undone. */
export interface NginxWord {
  text: string;
  quoted: boolean;
  start: number;
  end: number;
}

/** A directive and, for a block, what it holds. */
export interface NginxDirective {
  name: string;
  args: NginxWord[];
  /** Null for a simple directive. */
  children: NginxDirective[] | null;
  /** From the name to the `;` or the `}`. */
  start: number;
  end: number;
  /** Offset after `{`, or after the `;`. */
  headEnd: number;
}

/** What could not be parsed, and where. */
export interface NginxSyntaxError {
  text: string;
  start: number;
  end: number;
}

/** A parsed file. */
export interface NginxFile {
  directives: NginxDirective[];
  errors: NginxSyntaxError[];
}

/** Blocks nest no deeper in a real file. */
const maxDepth = 100;

/** Parses a text from an offset on. It never throws; what it could not parse is in `errors`. */
export function parseNginx(text: string, offset = 0): NginxFile {
  const parser = new NginxParser(text, offset);
  return { directives: parser.readDirectives(0), errors: parser.errors };
}

class NginxParser {
  readonly errors: NginxSyntaxError[] = [];
  readonly #text: string;
  #at: number;

  constructor(text: string, offset: number) {
    this.#text = text;
    this.#at = offset;
  }

  readDirectives(depth: number): NginxDirective[] {
    const out: NginxDirective[] = [];
    for (;;) {
      this.#skipBlank();
      const at = this.#at;
      if (at >= this.#text.length) {
        if (depth > 0) this.#fault('Expected "}", found the end of the text.', at - 1, at);
        return out;
      }
      const char = this.#text[at];
      if (char === '}' && depth > 0) return out;
      if (char !== '}' && char !== ';' && char !== '{') {
        out.push(this.#readDirective(depth));
        continue;
      }
      if (char === '}') this.#fault('Found "}" with no block open.', at, at + 1);
      if (char === '{') this.#fault('Found "{" with no name before it.', at, at + 1);
      this.#at += 1;
    }
  }

  #fault(text: string, start: number, end: number): void {
    this.errors.push({ text, start, end });
  }

  #skipBlank(): void {
    const text = this.#text;
    for (;;) {
      while (this.#at < text.length && /\s/.test(text[this.#at])) this.#at += 1;
      if (text[this.#at] !== '#') return;
      const end = text.indexOf('\n', this.#at);
      this.#at = end < 0 ? text.length : end;
    }
  }

  #readDirective(depth: number): NginxDirective {
    const start = this.#at;
    const words = this.#readWords();
    const name = words[0]?.text ?? '';
    const end = this.#at;
    const directive: NginxDirective = {
      name,
      args: words.slice(1),
      children: null,
      start,
      end,
      headEnd: end,
    };
    if (this.#text[this.#at] === ';') {
      this.#at += 1;
      directive.end = this.#at;
      directive.headEnd = this.#at;
    } else if (this.#text[this.#at] === '{') {
      this.#at += 1;
      directive.headEnd = this.#at;
      directive.children = this.#readBlock(name, depth);
      directive.end = this.#at;
    } else {
      const lastWordEnd = words.at(-1)?.end ?? this.#at;
      this.#fault(`Expected ";" after "${name}".`, start, lastWordEnd);
      directive.end = lastWordEnd;
      directive.headEnd = lastWordEnd;
    }
    return directive;
  }

  /** Reads to the end of a block whose `{` was read. */
  #readBlock(name: string, depth: number): NginxDirective[] {
    if (name.endsWith('_by_lua_block')) {
      this.#skipRawBlock();
      return [];
    }
    if (depth >= maxDepth) {
      this.#fault(`Blocks nest deeper than ${maxDepth}; what is inside is not read.`, this.#at - 1, this.#at);
      this.#at = this.#text.length;
      return [];
    }
    const children = this.readDirectives(depth + 1);
    if (this.#text[this.#at] === '}') this.#at += 1;
    return children;
  }

  #skipRawBlock(): void {
    for (let open = 1; this.#at < this.#text.length && open > 0; this.#at += 1) {
      const char = this.#text[this.#at];
      if (char === '{') open += 1;
      if (char === '}') open -= 1;
    }
  }

  /**
   * The words up to `;`, `{` or `}`. nginx wants an expression with braces quoted, so only quotes hide a
   * brace.
   */
  #readWords(): NginxWord[] {
    const words: NginxWord[] = [];
    for (;;) {
      this.#skipBlank();
      const char = this.#text[this.#at];
      if (char === undefined || char === ';' || char === '{' || char === '}') return words;
      words.push(char === '"' || char === "'" ? this.#readQuoted() : this.#readWord());
    }
  }

  #readQuoted(): NginxWord {
    const text = this.#text;
    const start = this.#at;
    const quote = text[start];
    let out = '';
    let at = start + 1;
    for (; at < text.length && text[at] !== quote; at += 1) {
      if (text[at] === '\\' && at + 1 < text.length) {
        at += 1;
        out += text[at] === quote || text[at] === '\\' ? text[at] : `\\${text[at]}`;
      } else {
        out += text[at];
      }
    }
    if (at >= text.length) this.#fault(`Expected a closing ${quote}, found the end of the text.`, start, at);
    this.#at = at + 1;
    return { text: out, quoted: true, start, end: Math.min(this.#at, text.length) };
  }

  #readWord(): NginxWord {
    const text = this.#text;
    const start = this.#at;
    let out = '';
    let at = start;
    while (at < text.length) {
      const char = text[at];
      let end = at + 1;
      if (char === '$' && text[at + 1] === '{') {
        const close = text.indexOf('}', at);
        end = close < 0 ? text.length : close + 1;
      } else if (/[\s;{}]/.test(char)) {
        break;
      } else if (char === '\\' && at + 1 < text.length) {
        end = at + 2;
      }
      out += text.slice(at, end);
      at = end;
    }
    this.#at = at;
    return { text: out, quoted: false, start, end: at };
  }
}
