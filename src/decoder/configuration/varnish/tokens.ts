// The words of VCL: names, strings in three forms, numbers with units, signs.
// Documentation: https://varnish-cache.org/docs/7.1/reference/vcl.html. The refusals were seen on 7.1.1.

import type { Span } from '../model.ts';

export interface Token extends Span {
  readonly kind: 'text' | 'number' | 'name' | 'sign' | 'end' | 'bad';
  /** The content of a string, else the characters. */
  readonly text: string;
}

/** A strange blank is read as a common one: `paste/characters.ts` says what it can mean. */
const tokenPattern =
  /(?<blank>[\s\u200b\ufeff]+|#[^\n]*|\/\/[^\n]*|\/\*(?:[^*/]|\*(?!\/)|\/(?!\*))*\*\/)|"""(?<longest>(?:[^"]|"(?!""))*)"""|\{"(?<long>(?:[^"]|"(?!\}))*)"\}|"(?<text>[^"\n]*)"|(?<number>\d+(?:\.\d+)?(?:[a-zA-Z]+|%)?)(?![\w.])|(?<name>[A-Za-z]\w*(?:[.-]\w+|-+(?=[.\w]))*)|(?<sign>==|!=|<=|>=|!~|&&|\|\||\+=|-=|\*=|\/=|[={}();,!~<>+\-*/%.])/y;

/** Cuts a text; what is no word of VCL ends it. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    tokenPattern.lastIndex = at;
    const match = tokenPattern.exec(text);
    if (!match) break;
    const end = at + match[0].length;
    const { blank, longest, long, text: short, number, name } = match.groups!;
    const span = { start: at, end };
    const quoted = longest ?? long ?? short;
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted, ...span });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, ...span });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, ...span });
    else if (blank === undefined) tokens.push({ kind: 'sign', text: match[0], ...span });
    at = end;
  }
  if (at < text.length) tokens.push({ kind: 'bad', text: text[at], start: at, end: at + 1 });
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length });
  return tokens;
}
