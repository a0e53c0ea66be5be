// The words of VCL: names, strings in three forms, numbers with units, signs.
// Documentation: https://varnish-cache.org/docs/7.1/reference/vcl.html. The refusals were seen on 7.1.1.

import { cutTokens, type Token } from '../parse/tokens.ts';

type Kind = 'text' | 'number' | 'name' | 'sign';

/** The text of a string is its content. */
export type VclToken = Token<Kind>;

/** A strange blank is read as a common one: `paste/characters.ts` says what it can mean. */
const tokenPattern =
  /(?<blank>[\s\u200b\ufeff]+|#[^\n]*|\/\/[^\n]*|\/\*(?:[^*/]|\*(?!\/)|\/(?!\*))*\*\/)|"""(?<text1>(?:[^"]|"(?!""))*)"""|\{"(?<text2>(?:[^"]|"(?!\}))*)"\}|"(?<text3>[^"\n]*)"|(?<number>\d+(?:\.\d+)?(?:[a-zA-Z]+|%)?)(?![\w.])|(?<name>[A-Za-z]\w*(?:[.-]\w+|-+(?=[.\w]))*)|(?<sign>==|!=|<=|>=|!~|&&|\|\||\+=|-=|\*=|\/=|[={}();,!~<>+\-*/%.])/y;

/** Cuts a text; what is no word of VCL ends it. */
export function tokensOf(text: string): VclToken[] {
  return cutTokens<Kind>(text, tokenPattern);
}
