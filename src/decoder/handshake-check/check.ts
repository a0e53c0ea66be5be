// The whole check of a pasted handshake: its heads, their audit, and what the response means.

import type { HandshakeAudit, HandshakeCheck } from '../model/handshake.ts';
import { headerValue } from '../model/http.ts';
import { auditHandshake } from '../websocket/handshake.ts';
import { faultOfRequest } from '../websocket/refused-request.ts';
import {
  incompleteUpgrade,
  meaningOfFault,
  meaningOfResponse,
  type ResponseMeaning,
  strippedRequest,
  upgradeOverHttp2,
} from './meanings.ts';
import { parseHandshake } from './parse.ts';
import {
  type HandshakeForm,
  opensOverHttp2,
  type PastedExchange,
  type PastedHandshake,
  type PastedHead,
} from './pasted.ts';
import { hidesAccept, leavesOut } from './redacted-values.ts';
import { isCurlTimeout } from './tool-reports.ts';
import { checkUrl, type UrlCheck } from './url-check.ts';

/** One exchange, its audit and the meaning of its response. */
export interface CheckedExchange {
  readonly exchange: PastedExchange;
  /**
   * The same audit as for a captured handshake, without the headers that the form of the text leaves out.
   */
  readonly audit: HandshakeAudit;
  /** What the response means, or why there is none. */
  readonly meaning: ResponseMeaning | null;
  /** Whether the text speaks of a WebSocket or of an upgrade, or is what a client or a server wrote of one. */
  readonly speaksOfWebSocket: boolean;
}

/** Forms in which any exchange of HTTP is printed. */
const formsOfAnyHttp: ReadonlySet<HandshakeForm | null> = new Set<HandshakeForm>([
  'curl command (bash)',
  'curl command (cmd)',
  'fetch call',
  'PowerShell command',
  'curl -v output',
  'curl -i output',
  'raw messages',
  'wget output',
  'browser headers',
]);
const wordsOfWebSocket = /web-?socket|\bwss?:\/\/|\bupgrade(?!-insecure)\b|socket\.io|\b101\b/i;

export interface CheckedHandshake {
  readonly pasted: PastedHandshake;
  /** Oldest first. */
  readonly exchanges: readonly CheckedExchange[];
  /** What an error of the tool means, when there was one. */
  readonly error: ResponseMeaning | null;
  /** Commands to run, when the text named a URL. */
  readonly url: UrlCheck | null;
}

/** Checks what somebody pasted. Never throws. */
export function checkHandshake(text: string): CheckedHandshake {
  const pasted = parseHandshake(text);
  const accepted = pasted.exchanges.some((one) => one.response?.head.status === 101);
  const failures = pasted.reports.filter((report) => !(accepted && isCurlTimeout(report)));
  const error = failures.find((report) => report.meaning !== null)?.meaning ?? null;
  return {
    pasted,
    exchanges: pasted.exchanges.map((exchange, index) =>
      checkExchange(exchange, pasted.form, text, index === pasted.exchanges.length - 1 ? error : null),
    ),
    error,
    url: pasted.url === null ? null : checkUrl(pasted.url),
  };
}

/** `error` is that of the tool when this is the exchange in which the tool ended. */
function checkExchange(
  exchange: PastedExchange,
  form: HandshakeForm | null,
  text: string,
  error: ResponseMeaning | null,
): CheckedExchange {
  const { request, response, rest } = exchange;
  const whole = auditHandshake(request?.head ?? null, response?.head ?? null);
  const audit = { ...whole, checks: whole.checks.filter((check) => !isHidden(check, exchange)) };
  const errors = audit.checks.filter((check) => !check.ok && check.severity === 'error');
  return {
    exchange,
    audit,
    speaksOfWebSocket: !formsOfAnyHttp.has(form) || wordsOfWebSocket.test(text),
    meaning: opensOverHttp2(exchange)
      ? null
      : meaningOf(exchange, errors, rest ? text.slice(rest.start, rest.end) : '', error),
  };
}

/** A request with the key of a WebSocket and without what asks for the upgrade: a misspelled value was not removed. */
function isStripped({ head }: PastedHead, errors: readonly HandshakeCheck[]): boolean {
  const upgrade = headerValue(head, 'upgrade') ?? '';
  return (
    (upgrade === '' || upgrade.toLowerCase() === 'websocket') &&
    errors.some(({ id }) => id === 'request-upgrade' || id === 'request-connection') &&
    !errors.some(({ id }) => id === 'key')
  );
}

function meaningOf(
  { request, response }: PastedExchange,
  errors: readonly HandshakeCheck[],
  body: string,
  error: ResponseMeaning | null,
): ResponseMeaning | null {
  if (response === null) {
    return error ?? (request && isStripped(request, errors) ? strippedRequest(request.head.version) : null);
  }
  const { status } = response.head;
  // A proxy's log says why it responds with this status, which the status alone does not.
  if (error !== null && error.id === String(status)) return error;
  if (status === 101 && errors.length > 0) return incompleteUpgrade(errors);
  const fault = faultOfRequest(request?.head ?? null, response.head);
  if (fault !== null && (request === null || errors.some(({ id }) => id === fault.id)))
    return meaningOfFault(fault, status);
  if (request !== null && isUpgradeOverHttp2(request)) return upgradeOverHttp2(status);
  const meaning = meaningOfResponse(status, body);
  // A refusal of a request that came without Upgrade is the fault of what removed it.
  const isRefusal = status >= 400 && status < 500 && meaning?.cause === 'upgrade-refused';
  if (isRefusal && request && isStripped(request, errors) && !/^HTTP\/[23]/.test(request.head.version))
    return { ...strippedRequest(request.head.version), id: String(status) };
  return meaning;
}

/** A tool such as curl wrote the headers of an upgrade and sent them over HTTP/2. */
function isUpgradeOverHttp2({ head }: PastedHead): boolean {
  return /^HTTP\/[23]/.test(head.version) && headerValue(head, 'upgrade')?.toLowerCase() === 'websocket';
}

/** The header that a check of the audit judges. The check needs it in the request, the response or both. */
const judgedHeaders: Readonly<Record<string, readonly ['request' | 'response', string][]>> = {
  'request-upgrade': [['request', 'upgrade']],
  'request-connection': [['request', 'connection']],
  key: [['request', 'sec-websocket-key']],
  version: [['request', 'sec-websocket-version']],
  host: [['request', 'host']],
  upgrade: [['response', 'upgrade']],
  connection: [['response', 'connection']],
  accept: [['response', 'sec-websocket-accept']],
  subprotocol: [
    ['request', 'sec-websocket-protocol'],
    ['response', 'sec-websocket-protocol'],
  ],
  extensions: [
    ['request', 'sec-websocket-extensions'],
    ['response', 'sec-websocket-extensions'],
  ],
};

/**
 * Whether a check judges a header that the form of the text leaves out: it cannot be told whether it was
 * sent.
 */
function isHidden({ id }: HandshakeCheck, exchange: PastedExchange): boolean {
  if (id === 'accept' && hidesAccept(exchange) && isShown(exchange.response, 'sec-websocket-accept'))
    return true;
  return (judgedHeaders[id] ?? []).some(([message, header]) => hides(exchange[message], header));
}

function hides(head: PastedHead | null, header: string): boolean {
  if (head === null) return false;
  if (isShown(head, header)) return leavesOut(head, header);
  return head.hidden === 'all' || head.hidden.includes(header);
}

function isShown(head: PastedHead | null, header: string): boolean {
  return head !== null && headerValue(head.head, header) !== null;
}
