// The Caddyfile's syntax: words on lines, `{` at the end of a line opens a block, `#` after a blank begins a comment,
// double quotes and backquotes quote. Heredocs (`<<EOF`) are read as one word.

export interface CaddyWord {
  text: string;
  start: number;
  end: number;
}

export interface CaddyDirective {
  words: CaddyWord[];
  /** Null when the line opens no block. */
  block: CaddyDirective[] | null;
  start: number;
  end: number;
  /** End of the line's last word, `{` not counted. */
  headEnd: number;
}

export interface CaddyFile {
  directives: CaddyDirective[];
  errors: { text: string; start: number; end: number }[];
}

interface Token extends CaddyWord {
  line: number;
  quoted: boolean;
}

/** Reads a whole Caddyfile. Never throws. */
export function parseCaddyfile(text: string): CaddyFile {
  const tokens = tokenise(text);
  const errors: CaddyFile['errors'] = [];
  let at = 0;
  const isOpen = (token: Token | undefined): boolean =>
    token !== undefined && !token.quoted && token.text === '{';
  const isClose = (token: Token | undefined): boolean =>
    token !== undefined && !token.quoted && token.text === '}';

  const readBlock = (depth: number): CaddyDirective[] => {
    const out: CaddyDirective[] = [];
    while (at < tokens.length) {
      if (isClose(tokens[at])) {
        if (depth > 0) {
          return out;
        }
        errors.push({ text: 'Found "}" with no block open.', start: tokens[at].start, end: tokens[at].end });
        at += 1;
        continue;
      }
      const line = tokens[at].line;
      const words: CaddyWord[] = [];
      const start = tokens[at].start;
      // Site addresses may go on in the next line after a comma.
      while (
        at < tokens.length &&
        !isOpen(tokens[at]) &&
        !isClose(tokens[at]) &&
        (tokens[at].line === line ||
          tokens[at - 1]?.text.endsWith(',') ||
          (words.length > 0 && tokens[at].line === lastLine(tokens[at - 1])))
      ) {
        words.push(tokens[at]);
        at += 1;
      }
      const headEnd = words.at(-1)?.end ?? start;
      const directive: CaddyDirective = { words, block: null, start, end: headEnd, headEnd };
      const opens =
        isOpen(tokens[at]) &&
        (tokens[at].line === line || words.length === 0 || tokens[at].line === tokens[at - 1].line);
      if (opens) {
        at += 1;
        directive.block = readBlock(depth + 1);
        if (isClose(tokens[at])) {
          directive.end = tokens[at].end;
          at += 1;
        } else {
          errors.push({ text: 'Expected "}", found the end of the text.', start, end: headEnd });
          directive.end = text.length;
        }
      } else if (isOpen(tokens[at]) && words.length > 0) {
        errors.push({
          text: 'Expected "{" at the end of the line before.',
          start: tokens[at].start,
          end: tokens[at].end,
        });
      }
      out.push(directive);
    }
    return out;
  };

  return { directives: readBlock(0), errors };
}

function lastLine(token: Token): number {
  return token.line + (token.text.match(/\n/g)?.length ?? 0);
}

function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 0;
  while (at < text.length) {
    const char = text[at];
    if (char === '\n') {
      line += 1;
      at += 1;
    } else if (/\s/.test(char)) {
      at += 1;
    } else if (char === '\\' && (text[at + 1] === '\n' || text.startsWith('\\\r\n', at))) {
      // A continued line counts as one.
      at = text.indexOf('\n', at) + 1;
    } else if (char === '#') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else {
      const start = at;
      const startLine = line;
      let out = '';
      const quoted = char === '"' || char === '`';
      if (quoted) {
        at += 1;
        while (at < text.length && text[at] !== char) {
          if (char === '"' && text[at] === '\\' && text[at + 1] === '"') {
            at += 1;
          }
          line += text[at] === '\n' ? 1 : 0;
          out += text[at];
          at += 1;
        }
        at += 1;
      } else if (/^<<\w+\s*\n/.test(text.slice(at, at + 80))) {
        const marker = /^<<(\w+)/.exec(text.slice(at))![1];
        const close = new RegExp(`\\n[ \\t]*${marker}\\b`).exec(text.slice(at));
        const end = close ? at + close.index + close[0].length : text.length;
        out = text.slice(at, end);
        line += out.match(/\n/g)?.length ?? 0;
        at = end;
      } else {
        while (at < text.length && !/\s/.test(text[at])) {
          if (text[at] === '\\' && at + 1 < text.length) {
            at += 1;
          }
          out += text[at];
          at += 1;
        }
      }
      tokens.push({ text: out, start, end: Math.min(at, text.length), line: startLine, quoted });
    }
  }
  return tokens;
}
