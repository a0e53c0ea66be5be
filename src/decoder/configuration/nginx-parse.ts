// nginx's configuration syntax: simple directives that end in `;`, blocks in braces, quotes, comments, `${variable}`.
// Blocks of Lua (`*_by_lua_block`) are kept whole and not read.

/** One word of a directive. `text` has the quotes and escapes undone. */
export interface NginxWord {
  text: string;
  quoted: boolean;
  start: number;
  end: number;
}

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

export interface NginxSyntaxError {
  text: string;
  start: number;
  end: number;
}

export interface NginxFile {
  directives: NginxDirective[];
  errors: NginxSyntaxError[];
}

/** Reads a whole file or a piece of one. It never throws; what it could not read is in `errors`. */
export function parseNginx(text: string): NginxFile {
  const errors: NginxSyntaxError[] = [];
  let at = 0;

  const skipBlank = (): void => {
    for (;;) {
      while (at < text.length && /\s/.test(text[at])) {
        at += 1;
      }
      if (text[at] !== '#') {
        return;
      }
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    }
  };

  const readQuoted = (): NginxWord => {
    const start = at;
    const quote = text[at];
    let out = '';
    at += 1;
    while (at < text.length && text[at] !== quote) {
      if (text[at] === '\\' && at + 1 < text.length) {
        at += 1;
        out += text[at] === quote || text[at] === '\\' ? text[at] : `\\${text[at]}`;
      } else {
        out += text[at];
      }
      at += 1;
    }
    if (at >= text.length) {
      errors.push({ text: `Expected a closing ${quote}, found the end of the text.`, start, end: at });
    }
    at += 1;
    return { text: out, quoted: true, start, end: Math.min(at, text.length) };
  };

  const readWord = (): NginxWord => {
    const start = at;
    let out = '';
    while (at < text.length) {
      const char = text[at];
      if (char === '$' && text[at + 1] === '{') {
        const close = text.indexOf('}', at);
        const end = close < 0 ? text.length : close + 1;
        out += text.slice(at, end);
        at = end;
        continue;
      }
      if (/[\s;{}]/.test(char)) {
        break;
      }
      if (char === '\\' && at + 1 < text.length) {
        out += char + text[at + 1];
        at += 2;
        continue;
      }
      out += char;
      at += 1;
    }
    return { text: out, quoted: false, start, end: at };
  };

  // A regular expression may hold braces: `location ~ ^/[a-z]{2}/ {`. nginx wants it quoted, so only quotes count.
  const readDirectives = (depth: number): NginxDirective[] => {
    const out: NginxDirective[] = [];
    for (;;) {
      skipBlank();
      if (at >= text.length) {
        if (depth > 0) {
          errors.push({ text: 'Expected "}", found the end of the text.', start: at - 1, end: at });
        }
        return out;
      }
      if (text[at] === '}') {
        if (depth > 0) {
          return out;
        }
        errors.push({ text: 'Found "}" with no block open.', start: at, end: at + 1 });
        at += 1;
        continue;
      }
      if (text[at] === ';' || text[at] === '{') {
        if (text[at] === '{') {
          errors.push({ text: 'Found "{" with no name before it.', start: at, end: at + 1 });
        }
        at += 1;
        continue;
      }
      out.push(readDirective(depth));
    }
  };

  const readDirective = (depth: number): NginxDirective => {
    const start = at;
    const words: NginxWord[] = [];
    for (;;) {
      skipBlank();
      if (at >= text.length || text[at] === ';' || text[at] === '{' || text[at] === '}') {
        break;
      }
      words.push(text[at] === '"' || text[at] === "'" ? readQuoted() : readWord());
    }
    const name = words[0]?.text ?? '';
    const directive: NginxDirective = {
      name,
      args: words.slice(1),
      children: null,
      start,
      end: at,
      headEnd: at,
    };
    const lastWordEnd = words.at(-1)?.end ?? at;
    if (text[at] === ';') {
      at += 1;
      directive.end = at;
      directive.headEnd = at;
    } else if (text[at] === '{') {
      at += 1;
      directive.headEnd = at;
      if (name.endsWith('_by_lua_block')) {
        skipRawBlock();
        directive.children = [];
      } else {
        directive.children = readDirectives(depth + 1);
        if (text[at] === '}') {
          at += 1;
        }
      }
      directive.end = at;
    } else {
      errors.push({ text: `Expected ";" after "${name}".`, start, end: lastWordEnd });
      directive.end = lastWordEnd;
      directive.headEnd = lastWordEnd;
    }
    return directive;
  };

  const skipRawBlock = (): void => {
    for (let open = 1; at < text.length && open > 0; at += 1) {
      open += text[at] === '{' ? 1 : text[at] === '}' ? -1 : 0;
    }
  };

  const directives = readDirectives(0);
  return { directives, errors };
}
