// Lists of header fields of HTTP/2 with their pseudo-headers, one a line: `:method: CONNECT`, `:status = 200`.

import { pair } from '../heads.ts';
import { type Http2Field, headOfHttp2Fields, isHttp2Head, noteOnHttp2 } from '../http2-fields.ts';
import { matchingLines } from '../lines.ts';
import type { FormReader, PastedText } from '../pasted.ts';

const fieldLine =
  /^[^\w:]{0,40}(?<name>:?[A-Za-z][\w-]{0,60})["']?\s*(?:[:=]>?|,)\s*["']?(?<value>[^"'\n]*?)["'\],]*$/;
const sectionTitle = /^[ \t]*(?:request|response) headers\b|^[ \t]*request url\b/im;
const startLine = /\b(?:GET|CONNECT) \S+ HTTP\/\d|^[^\w\n]{0,40}HTTP\/\d(?:\.\d)? \d{3}/m;
const pseudoLine = /^[^\w:]{0,40}:(?:method|status|path|protocol|scheme|authority)["']?\s*(?:[:=]|,)/;

/** Fields in a row; a pseudo-header after a header, or one that comes again, begins the next head. */
function headsIn({ lines }: PastedText): Http2Field[][] {
  const heads: Http2Field[][] = [];
  for (const { text, at } of lines) {
    const groups = fieldLine.exec(text.slice(0, 4000))?.groups;
    if (!groups) continue;
    const field = { name: groups.name.toLowerCase(), value: groups.value, at };
    const last = heads.at(-1);
    const isPseudo = field.name.startsWith(':');
    const isNext =
      isPseudo && (last?.some(({ name }) => name === field.name || !name.startsWith(':')) ?? true);
    if (isNext) heads.push([field]);
    else last?.push(field);
  }
  return heads.filter(isHttp2Head);
}

/** Reads lists of fields of HTTP/2. */
export const pseudoHeaders: FormReader = {
  recognise(pasted) {
    const { text } = pasted;
    if (sectionTitle.test(text) || startLine.test(text)) return null;
    const evidence = matchingLines(pasted, [
      [pseudoLine, 'a pseudo-header of HTTP/2'],
      [/^[^\w:]{0,40}(?:sec-websocket-[a-z]+|origin|user-agent|content-[a-z]+)["']?\s*[:=,]/i, 'a header'],
    ]);
    const isList = evidence.some(({ line }) => /:(?:method|status)\b/.test(pasted.lines[line].text));
    return isList && headsIn(pasted).length > 0
      ? { form: 'HTTP/2 header list', certainty: 'likely', evidence }
      : null;
  },
  read(pasted) {
    const heads = headsIn(pasted).map(headOfHttp2Fields);
    return {
      form: 'HTTP/2 header list',
      recognised: 'Header fields of HTTP/2 with their pseudo-headers.',
      exchanges: pair(heads),
      url: null,
      notes: [noteOnHttp2],
      reports: [],
    };
  },
};
