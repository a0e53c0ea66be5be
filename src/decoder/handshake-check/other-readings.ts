// Completes a reading: a form that found only a status, or only one of the two heads, leaves the rest to the forms
// that come after it.

import type { FormReader, PastedExchange, PastedHandshake, PastedHead, PastedText } from './pasted.ts';

/** The reading, with the headers and the request that other forms find in the same text. */
export function completed(
  reading: PastedHandshake,
  others: readonly FormReader[],
  pasted: PastedText,
): PastedHandshake {
  let whole = reading;
  for (const other of others) {
    if (!lacksHeaders(whole) && !lacksRequest(whole) && !lacksResponse(whole)) return whole;
    const found = other.recognise(pasted) && other.read(pasted);
    const last = found ? found.exchanges.at(-1) : undefined;
    if (!found || !last || !hasHeaders(last) || (last.request && !isOfClient(last.request))) continue;
    if (lacksHeaders(whole)) whole = withHeaders(whole, found, last);
    else if (last.request === null && lacksResponse(whole)) whole = withResponse(whole, last);
    else if (lacksRequest(whole) && last.response === null && last.request?.startLineAssumed === false)
      whole = withRequest(whole, last.request);
  }
  return whole;
}

/** Whether a request has a header that only requests have: without one it can be the headers of a response. */
const isOfClient = ({ head }: PastedHead): boolean =>
  head.headers.some(({ name }) => /^(?:host|sec-websocket-key|origin)$/i.test(name));
const shown = (head: PastedHead | null): boolean => head !== null && head.head.headers.length > 0;
const hasHeaders = ({ request, response }: PastedExchange): boolean => shown(request) || shown(response);

/** One exchange of which no header is shown. */
function lacksHeaders({ exchanges }: PastedHandshake): boolean {
  return exchanges.length === 1 && !hasHeaders(exchanges[0]);
}

/** One response with headers, without its request. */
function lacksRequest({ exchanges }: PastedHandshake): boolean {
  return exchanges.length === 1 && exchanges[0].request === null && shown(exchanges[0].response);
}

/** One request with headers, without its response. */
function lacksResponse({ exchanges }: PastedHandshake): boolean {
  return exchanges.length === 1 && exchanges[0].response === null && shown(exchanges[0].request);
}

/** What has headers replaces what has none, when both name the same status. */
function withHeaders(
  reading: PastedHandshake,
  found: PastedHandshake,
  last: PastedExchange,
): PastedHandshake {
  const { request, response } = reading.exchanges[0];
  const isAssumed = last.response?.startLineAssumed === true;
  if (last.response && response && !isAssumed && last.response.head.status !== response.head.status)
    return reading;
  const exchange: PastedExchange = {
    request: shown(last.request) ? last.request : (request ?? last.request),
    response: last.response && !isAssumed ? last.response : (response ?? last.response),
    rest: last.rest,
  };
  return {
    ...reading,
    exchanges: [...found.exchanges.slice(0, -1), exchange],
    url: reading.url ?? found.url,
    notes: found.notes,
    reports: reading.reports,
  };
}

function withRequest(reading: PastedHandshake, request: PastedHead | null): PastedHandshake {
  return { ...reading, exchanges: [{ ...reading.exchanges[0], request }] };
}

/** The response of a text whose status is in it. */
function withResponse(reading: PastedHandshake, { response, rest }: PastedExchange): PastedHandshake {
  if (response === null || response.startLineAssumed) return reading;
  return { ...reading, exchanges: [{ ...reading.exchanges[0], response, rest }] };
}
