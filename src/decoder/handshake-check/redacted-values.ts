// Values that the writer of a text left out: `<redacted>`, `****`, `dGhl...`. They say nothing of what was sent.

import { headerValues } from '../model/http.ts';
import type { PastedExchange, PastedHead } from './pasted.ts';

/** A value that stands for another one: in brackets, of one repeated sign, or a word that says so. */
const placeholder =
  /^(?:<[^<>]{0,60}>|\[[^[\]]{0,60}\]|\{{1,2}[^{}]{0,60}\}{1,2}|\$\{?\w{1,60}\}?|[*._-]{3,}|[xX]{4,}={0,2}|(?:redacted|removed|hidden|masked|omitted|secret|your[-_ ]\w{1,40})[.!]?)$/i;
/** A value that is cut or partly covered; no value of these headers has characters outside ASCII, as `\u2026` is. */
const cutValue = /[^\x20-\x7e]|\.\.\.|\*{3,}/;

/** Whether a value of a header is one that the writer left out. */
function isLeftOut(value: string): boolean {
  return placeholder.test(value) || cutValue.test(value);
}

/** Whether a head has this header and every value of it is left out. */
export function leavesOut(head: PastedHead | null, header: string): boolean {
  const values = head === null ? [] : headerValues(head.head, header);
  return values.length > 0 && values.every(isLeftOut);
}

/** Whether the key or the answer to it is left out, so that they cannot be compared. */
export function hidesAccept({ request, response }: PastedExchange): boolean {
  return leavesOut(request, 'sec-websocket-key') || leavesOut(response, 'sec-websocket-accept');
}
