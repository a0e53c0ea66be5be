// A configuration inside of a string: of JSON, with `\n` for each line end, and of a Compose file, with `$$` for `$`.
// Every change keeps the length of the text.

import { recogniseConfiguration } from '../recognise.ts';
import { blank, shortened } from './same-length.ts';

/** A string with fewer line ends is no file. */
const minLineEnds = 2;

/** The configuration in a string of JSON, with everything around it blank; null when there is none. */
export function insideOfString(text: string): string | null {
  for (const match of text.matchAll(/"((?:[^"\\\n]|\\.)*)"/g)) {
    const [whole, inner] = match;
    if (inner.split('\\n').length <= minLineEnds) continue;
    const plain = unescaped(inner);
    if (recogniseConfiguration(plain).kind === null) continue;
    const start = match.index + 1;
    return `${blank(text.slice(0, start))}${plain}${blank(text.slice(match.index + whole.length - 1))}`;
  }
  return null;
}

function unescaped(inner: string): string {
  return shortened(inner, /\\(?:u[0-9a-fA-F]{4}|.)/g, (sequence) => {
    const what = sequence.slice(1);
    if (what === 'n') return '\n';
    if (what === 't' || what === 'r') return ' ';
    return what.length > 1 ? String.fromCharCode(Number.parseInt(what.slice(1), 16)) : what;
  });
}

/** `$$` of a Compose file is one dollar sign. */
export function withSingleDollars(text: string): string {
  const isCompose = /^[ \t]*(services|configs|x-[\w-]+)[ \t]*:/m.test(text) && /\$\$\w/.test(text);
  return isCompose ? shortened(text, /\$\$/g, () => '$') : text;
}
