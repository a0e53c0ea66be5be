// Text that Python prints with repr(): quotes, and escapes for what cannot be printed.

import { encodeText } from '../../bytes/utf8.ts';

const escapeAt = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([\\'"nrt]))/gy;
const letters: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** The characters that the inside of a quoted text stands for; an escape without its end is left out. */
export function pythonText(inside: string): string {
  let text = '';
  let from = 0;
  for (let at = inside.indexOf('\\'); at >= 0; at = inside.indexOf('\\', from)) {
    text += inside.slice(from, at);
    escapeAt.lastIndex = at;
    const match = escapeAt.exec(inside);
    if (match === null) return text;
    const [whole, x, u, long, letter] = match;
    const point = Number.parseInt(x ?? u ?? long ?? '0', 16);
    text +=
      letter === undefined ? String.fromCodePoint(Math.min(point, 0x10ffff)) : (letters[letter] ?? letter);
    from = at + whole.length;
  }
  return text + inside.slice(from);
}

/** What may be the end of an escape whose beginning is left out. */
const restOfEscape = /^(?:[\\'"nrt]|[xuU]?[0-9a-f]{1,8})/;

/** The bytes of the end of a text whose beginning is left out. What may belong to an escape is not taken. */
export function endOfPythonText(inside: string): Uint8Array<ArrayBuffer> {
  return encodeText(pythonText(inside.replace(restOfEscape, '')));
}
