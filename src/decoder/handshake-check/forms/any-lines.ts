// The last resort: headers and start lines that stand in lines of a form that is not known, and a status that a
// sentence names. Asked only when no other form reads a text.

import { isKnownHeader } from '../header-lists.ts';
import { type FoundHead, headOf, pair, statusLineOf, statusOnly } from '../heads.ts';
import type { FormReader, PastedHandshake, PastedText, TextLine } from '../pasted.ts';

const requestInLine = /\b(GET|CONNECT|POST) (?:(?:https?|wss?):\/\/[^\s/"']+)?(\/[^\s"']{0,2000})/;
const statusInLine =
  /\bHTTP\/\d(?:\.\d)?["']?[ ,]+([1-5]\d{2})\b|(?:^|[^\w.])(?:HTTP|[Ss]tatus(?:[ _-]?[Cc]ode)?|response[ _-]?code|http_code)(?: (?:is|was|of|code|error))?["']?\]?[\s:=>(]{1,4}(?:int\()?["']?([1-5]\d{2})(?![\d.:]| (?:GET|CONNECT|HTTP)\b)|<<? ?([1-5]\d{2}) [A-Z]|(?:← ?|\bSent )([1-5]\d{2})\b|"status": ?"[A-Za-z ]{2,40}", ?"code": ?([1-5]\d{2})\b/;
const headerInLine =
  /^(?:[^\w]|\[[^\]]{0,40}\])*([A-Za-z][\w-]{1,40})["']?\s*(?::|=>?|→|\||\t| {2,}| is )\s*["']?(.*?)["',;|\s]*$/;
/** Fewer headers are no head. */
const minHeaders = 2;
const maxLineCharacters = 2000;

interface OpenHead {
  request: { startLine: string; at: TextLine['at'] } | null;
  status: { status: number; at: TextLine['at'] } | null;
  readonly lines: TextLine[];
}

function statusOf(text: string): number | null {
  const match = statusInLine.exec(text);
  return match ? Number(match[1] ?? match[2] ?? match[3] ?? match[4] ?? match[5]) : null;
}

function headsIn({ lines }: PastedText): OpenHead[] {
  const heads: OpenHead[] = [];
  const begin = (head: Partial<OpenHead>): void => {
    heads.push({ request: null, status: null, lines: [], ...head });
  };
  for (const [index, { text, at }] of lines.entries()) {
    // var_dump of PHP writes a value on a line of its own.
    const value = /=>\s?$/.test(text) ? (lines[index + 1]?.text.trim() ?? '') : '';
    const line = (text + value).slice(0, maxLineCharacters);
    const field = headerInLine.exec(line);
    if (field && isKnownHeader(field[1]) && field[2] !== '') {
      if (heads.length === 0) begin({});
      heads.at(-1)?.lines.push({ text: `${field[1]}: ${field[2]}`, at });
      continue;
    }
    const request = requestInLine.exec(line);
    const status = statusOf(line);
    if (request) begin({ request: { startLine: `${request[1]} ${request[2]} HTTP/1.1`, at } });
    if (status !== null) begin({ status: { status, at } });
  }
  return heads;
}

function closed({ request, status, lines }: OpenHead): FoundHead[] {
  const isResponse = status !== null || lines.some(({ text }) => /^sec-websocket-accept:/i.test(text));
  if (status !== null && lines.length < minHeaders)
    return [{ head: statusOnly(status.status, status.at), rest: null }];
  if (lines.length < minHeaders) return [];
  const startLine = isResponse
    ? statusLineOf(status?.status ?? 101)
    : (request?.startLine ?? 'GET / HTTP/1.1');
  return [{ head: headOf({ startLine, startLineAt: (status ?? request)?.at ?? null, lines }), rest: null }];
}

function read(pasted: PastedText): PastedHandshake | null {
  const heads = headsIn(pasted).flatMap(closed);
  if (heads.length === 0) return null;
  return {
    form: 'any lines',
    recognised: 'Lines with headers or a status, in a form that is not known.',
    exchanges: pair(heads),
    url: /\bwss?:\/\/[^\s'"<>)\]]+/.exec(pasted.text)?.[0] ?? null,
    notes: ['The form of this text is not known: only the lines with headers and the status were read.'],
    reports: [],
  };
}

/** Reads lines with headers or a status in a form that is not known. */
export const anyLines: FormReader = {
  recognise: (pasted) =>
    read(pasted) === null ? null : { form: 'any lines', certainty: 'possible', evidence: [] },
  read,
};
