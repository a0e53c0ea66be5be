// Cuts a text into tokens by one expression.

import type { Span } from '../model.ts';

/** A piece of a text. `bad` is a character that begins no token: nothing after it is read. `end` is the last token. */
export interface Token<Kind extends string> extends Span {
  readonly kind: Kind | 'end' | 'bad';
  /** What the group of its kind has. */
  readonly text: string;
}

/**
 * The tokens of a text. `pattern` is sticky, with a named group for each kind; a digit after the name tells groups of
 * one kind apart. What the group `blank` has is left out.
 */
export function cutTokens<Kind extends string>(text: string, pattern: RegExp): Token<Kind>[] {
  const tokens: Token<Kind>[] = [];
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) break;
    const end = at + match[0].length;
    const [name, found] = Object.entries(match.groups!).find(([, value]) => value !== undefined)!;
    if (name !== 'blank') tokens.push({ kind: name.replace(/\d$/, '') as Kind, text: found, start: at, end });
    at = end;
  }
  if (at < text.length) tokens.push({ kind: 'bad', text: text[at], start: at, end: at + 1 });
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length });
  return tokens;
}
