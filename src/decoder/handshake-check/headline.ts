// Headlines for a checked handshake.

import type { CheckHeadline } from '../model/check-headline.ts';
import type { HandshakeCheck } from '../model/handshake.ts';
import { headerValue } from '../model/http.ts';
import { isOrdinaryRequest, otherProtocol } from '../websocket/ordinary-request.ts';
import type { CheckedExchange, CheckedHandshake } from './check.ts';
import { meaningById, upgradeDidNotArrive } from './meanings.ts';
import { opensOverHttp2, type PastedExchange, type PastedHead } from './pasted.ts';
import { hidesAccept } from './redacted-values.ts';

const noMore = { text: '', next: '', cause: null };

/** The verdict on one exchange. Never better than what was given of it. */
export function headlineOfExchange(checked: CheckedExchange): CheckHeadline {
  const { exchange, audit, meaning } = checked;
  const failed = audit.checks.filter((check) => !check.ok);
  const errors = failed.filter((check) => check.severity === 'error');
  const other = otherProtocol(exchange.request?.head ?? null, exchange.response?.head ?? null);
  if (other !== null) return headlineOfOtherProtocol(exchange, other);
  if (isOrdinary(checked)) return headlineOfOrdinaryRequest;
  if (exchange.response && exchange.response.head.status !== 101 && !opensOverHttp2(exchange))
    return headlineOfRefusal(checked);
  if (!exchange.response) return headlineWithoutResponse(checked, errors);
  if (exchange.response.startLineAssumed && !isUpgradeResponse(exchange.response))
    return headlineOfUnknownStatus;
  if (errors.length > 0) {
    const title = `The upgrade does not work: the ${exchange.response.head.status} fails on ${titlesOf(errors)}.`;
    return { ...noMore, ...wordsOf(meaning), level: 'broken', title };
  }
  // Only a client that refuses the 101 gives it a meaning of its own.
  const isJudgedByClient = exchange.request === null || exchange.response.hidden === 'all';
  if (isJudgedByClient && meaning !== null && meaning !== meaningById('101')) {
    return { ...noMore, ...wordsOf(meaning), level: 'broken', title: `${meaning.title}.` };
  }
  if (exchange.response.hidden === 'all') {
    return {
      level: 'unknown',
      title: 'The response is 101. Its headers are not in this text.',
      text: 'The status alone does not open a WebSocket: Upgrade, Connection and Sec-WebSocket-Accept must be right too.',
      next: 'Run curl -i with the upgrade headers and paste what it prints.',
      cause: null,
    };
  }
  if (!exchange.request) {
    return {
      ...noMore,
      level: 'unknown',
      title: 'The response is 101 and valid on its own. The request is not in this text.',
      text: 'Without the request, Sec-WebSocket-Accept and the chosen subprotocol and extensions cannot be checked.',
      next: 'Paste the request above it (curl -v prints both).',
    };
  }
  if (hidesAccept(exchange)) return headlineOfHiddenAccept;
  if (failed.some((check) => check.id === 'subprotocol')) return headlineOfMissingSubprotocol;
  if (exchange.interim) return headlineOfInterim(exchange.interim.head.status);
  return failed.length > 0
    ? { ...noMore, level: 'warning', title: 'The handshake opens a WebSocket. See the warnings.' }
    : { ...noMore, level: 'sound', title: 'The handshake is valid: it opens a WebSocket.' };
}

/** Whether a request asks for no WebSocket: one that is not shown whole, when the text speaks of none either. */
function isOrdinary({ exchange, meaning, speaksOfWebSocket }: CheckedExchange): boolean {
  const { request, response } = exchange;
  return (
    request !== null &&
    meaning !== upgradeDidNotArrive &&
    (request.hidden.length === 0 || !speaksOfWebSocket) &&
    isOrdinaryRequest(request.head, response?.head ?? null)
  );
}

function headlineOfOtherProtocol({ request }: PastedExchange, protocol: string): CheckHeadline {
  return {
    level: 'unknown',
    title: `This ${request === null ? 'response' : 'request'} asks for another protocol: ${protocol}.`,
    text: 'That is no WebSocket, so nothing here is judged as one. A WebSocket begins with Upgrade: websocket.',
    next: 'Paste the request of the WebSocket, with the response below it.',
    cause: null,
  };
}

const headlineOfOrdinaryRequest: CheckHeadline = {
  level: 'unknown',
  title: 'This request asks for no WebSocket.',
  text: 'It is ordinary HTTP: no Upgrade, no Connection: Upgrade and no Sec-WebSocket-Key are shown. If a WebSocket client sent it, a filter on the way took these headers.',
  next: 'Paste the request as the client sends it, or run curl -i with the upgrade headers.',
  cause: null,
};

/** Whether the headers of a response without a status show that it was meant as a 101. */
function isUpgradeResponse({ head }: PastedHead): boolean {
  return headerValue(head, 'sec-websocket-accept') !== null || headerValue(head, 'upgrade') !== null;
}

const headlineOfUnknownStatus: CheckHeadline = {
  level: 'unknown',
  title: 'The status of the response is not in this text.',
  text: 'The response has neither Upgrade nor Sec-WebSocket-Accept: either it is not a 101, or its headers are not all here.',
  next: 'Paste the status line too (curl -i prints it).',
  cause: null,
};

// RFC 6455 4.1 lets a client go on when the response names no subprotocol; the WebSocket API of browsers does not.
const headlineOfMissingSubprotocol: CheckHeadline = {
  level: 'warning',
  title: 'The handshake is legal, but browsers close it: no subprotocol was chosen.',
  text: 'The client offered subprotocols and the response names none. RFC 6455 allows that, and many clients go on. Browsers that follow the WebSockets Standard, Chrome among them, fail the connection.',
  next: 'Let the server choose one of the subprotocols that were offered, or offer none in new WebSocket(url).',
  cause: 'handshake-negotiation',
};

const headlineOfHiddenAccept: CheckHeadline = {
  level: 'unknown',
  title: 'The key or its answer is left out of this text.',
  text: 'Nothing else is wrong with this 101. Whether Sec-WebSocket-Accept answers Sec-WebSocket-Key cannot be checked.',
  next: 'Paste both values as they were sent: they are no secrets.',
  cause: null,
};

// RFC 9110 15.2 lets a server send these before the final response; the WebSocket client of browsers does not wait.
function headlineOfInterim(status: number): CheckHeadline {
  return {
    level: 'warning',
    title: `The handshake is legal, but browsers close it: a ${status} comes before the 101.`,
    text: `The server sent an interim response (${status}) and then a valid 101. RFC 9110 allows that, and some clients go on. Chrome, and Python's websockets and websocket-client, take the ${status} for the answer and fail.`,
    next: `Let the server, or the proxy that adds it, send no ${status} to a request with Upgrade.`,
    cause: 'upgrade-refused',
  };
}

function titlesOf(checks: readonly HandshakeCheck[]): string {
  return checks.map((check) => check.title).join(', ');
}

function wordsOf(meaning: CheckedExchange['meaning']): Pick<CheckHeadline, 'text' | 'next' | 'cause'> {
  return meaning ? { text: meaning.meaning, next: meaning.next, cause: meaning.cause } : noMore;
}

function headlineOfRefusal({ exchange, meaning }: CheckedExchange): CheckHeadline {
  const { startLine = '', status = 0 } = exchange.response?.head ?? {};
  const title = startLine.replace(/^HTTP\/[\d.]+ /, '');
  // A table entry is titled with its status; other meanings say why there was this status.
  const why = meaning && !meaning.title.startsWith(String(status).slice(0, 1)) ? ` ${meaning.title}.` : '';
  return {
    level: 'broken',
    title: `No WebSocket: the response is ${title}.${why}`,
    text: meaning?.meaning ?? 'Only a 101 response opens a WebSocket.',
    next: meaning?.next ?? 'Read the response body and the log of the program that sent it.',
    cause: meaning?.cause ?? null,
  };
}

function headlineWithoutResponse(
  { exchange, meaning }: CheckedExchange,
  errors: readonly HandshakeCheck[],
): CheckHeadline {
  if (meaning) return { ...wordsOf(meaning), level: 'broken', title: `No WebSocket: ${meaning.title}.` };
  if (errors.length > 0) {
    const title = `The request is not a valid WebSocket upgrade: ${titlesOf(errors)}.`;
    return { ...noMore, level: 'broken', title };
  }
  const isPartial = exchange.request !== null && exchange.request.hidden.length > 0;
  return {
    ...noMore,
    level: 'unknown',
    title: isPartial
      ? 'The request is valid as far as it is shown. The response is not in this text.'
      : 'The request is valid. The response is not in this text.',
    next: 'Add the response below the request (curl -i prints it).',
  };
}

/** The verdict on a text without heads, or `null` when it has heads. */
export function headlineOfRest({ pasted, error, exchanges }: CheckedHandshake): CheckHeadline | null {
  if (exchanges.length > 0) return null;
  if (error) {
    const title = error.id === 'closed' ? `${error.title}.` : `No response was read: ${error.title}.`;
    return { ...wordsOf(error), level: 'broken', title };
  }
  if (pasted.reports.length > 0) {
    return {
      level: 'broken',
      title: 'No response was read.',
      text: pasted.reports[0].text,
      next: 'Run it again with -v and paste the whole output.',
      cause: null,
    };
  }
  return null;
}

/** The verdict on the last exchange of a text, or on a text without heads. */
export function headlineOfHandshake(checked: CheckedHandshake): CheckHeadline {
  const last = checked.exchanges.at(-1);
  if (last !== undefined) return headlineOfExchange(last);
  const rest = headlineOfRest(checked);
  if (rest !== null) return rest;
  if (checked.url === null) return { ...noMore, level: 'unknown', title: 'No request or response was read.' };
  return {
    ...noMore,
    level: 'unknown',
    title: `Ask ${checked.url.url} and look up the response.`,
    text: 'Nothing was sent. Run a command below and paste what it prints.',
  };
}
