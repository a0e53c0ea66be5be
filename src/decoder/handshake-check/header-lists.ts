// Tells which headers of a list belong to the request and which to the response, when nothing in the text
// says so.

import type { TextLine } from './pasted.ts';

// Headers that only one of the two messages has. Others, such as Connection and Upgrade, can be in both.
const requestNames =
  /^(?:accept|accept-(?:encoding|language|charset)|authorization|cookie|host|origin|referer|sec-ch-.+|sec-fetch-.+|sec-websocket-(?:key|version)|user-agent|if-.+|x-forwarded-.+|x-real-ip)$/i;
const responseNames =
  /^(?:accept-ranges|age|allow|alt-svc|cf-.+|content-(?:length|type|encoding|security-policy)|date|etag|last-modified|location|retry-after|sec-websocket-accept|server|set-cookie|strict-transport-security|transfer-encoding|vary|via|www-authenticate|x-(?:amz|cache|envoy|powered-by|frame-options|content-type-options|xss-protection).*)$/i;

/** The name of a header line. */
export function nameOf({ text }: TextLine): string {
  return text.slice(0, text.indexOf(':', 1));
}

/** True for a header that HTTP messages usually have. */
export function isKnownHeader(name: string): boolean {
  return (
    requestNames.test(name) ||
    responseNames.test(name) ||
    /^(?:cache-control|connection|pragma|upgrade|sec-websocket-(?:extensions|protocol))$/i.test(name)
  );
}

export interface SplitHeaders {
  readonly request: readonly TextLine[];
  readonly response: readonly TextLine[];
}

/**
 * Splits a list of headers into the two blocks that developer tools copy, response first in Chrome. The best
 * split has the fewest headers on the wrong side; among equals the one where the alphabetical order of the
 * names begins anew.
 */
export function splitHeaders(lines: readonly TextLine[]): SplitHeaders {
  const responseFirst = bestSplit(lines, responseNames, requestNames);
  const requestFirst = bestSplit(lines, requestNames, responseNames);
  return requestFirst.misplaced < responseFirst.misplaced
    ? { request: lines.slice(0, requestFirst.at), response: lines.slice(requestFirst.at) }
    : { response: lines.slice(0, responseFirst.at), request: lines.slice(responseFirst.at) };
}

interface Split {
  /** Index of the first header of the second block. */
  readonly at: number;
  readonly misplaced: number;
}

// One pass: moving the split by one header changes the count by that header alone. Both ends of the list are
// tried first, so a list is cut in two only when that puts more headers on the right side.
function bestSplit(lines: readonly TextLine[], first: RegExp, second: RegExp): Split {
  const names = lines.map(nameOf);
  let misplaced = names.filter((name) => first.test(name)).length;
  const whole = names.filter((name) => second.test(name)).length;
  let best: Split & { isBreak: boolean } =
    whole < misplaced
      ? { at: lines.length, misplaced: whole, isBreak: true }
      : { at: 0, misplaced, isBreak: true };
  for (let at = 1; at < names.length; at++) {
    const before = names[at - 1];
    misplaced += Number(second.test(before)) - Number(first.test(before));
    const isBreak = names[at].toLowerCase() < before.toLowerCase();
    const isBetter = misplaced < best.misplaced || (misplaced === best.misplaced && isBreak && !best.isBreak);
    if (isBetter) best = { at, misplaced, isBreak };
  }
  return best;
}
