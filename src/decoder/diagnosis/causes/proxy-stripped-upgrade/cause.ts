import type { Evidence } from '../../../model/finding.ts';
import type { HandshakeAudit } from '../../../model/handshake.ts';
import type { HttpHead } from '../../../model/http.ts';
import { headerTokens, headerValue, headerValues, isOverHttp2 } from '../../../model/http.ts';
import type { Cause, CauseMatch } from '../../cause.ts';
import type { DiagnosisContext } from '../../context.ts';
import { bodyOf } from '../../evidence/response-body.ts';
import { proxySeen, stacksOf } from '../../evidence/software-seen.ts';

const speaksOfUpgrade = /upgrade|websocket|hybi|connection header/i;
/** The answer names another header or rule as the reason, so the upgrade itself did arrive. */
const speaksOfOther =
  /Sec-WebSocket-(Key|Version|Accept|Protocol|Extensions)|origin|subprotocol|unauthori|forbidden|token/i;

/** Confidences: estimates, calibrated on the recorded captures (`npm run exam`). */
const confidences = {
  /** A key without Upgrade or Connection, with and without a sign of a proxy. */
  lostThroughProxy: 0.97,
  lost: 0.93,
  /** The same request alone, without its answer. */
  lostUnanswered: 0.55,
  /** The answer asks for the upgrade that the request has. */
  asks426ThroughProxy: 0.93,
  asks426: 0.8,
  asksThroughProxy: 0.85,
  asks: 0.35,
  /** It lists the versions that it takes: it saw the upgrade and the version is what it refuses. */
  asksForVersion: 0.3,
  /** It says nothing of the upgrade. */
  badRequestThroughProxy: 0.45,
  pageThroughProxy: 0.35,
} as const;

/** Statuses with which a server answers a request that it takes for an ordinary one. */
const ordinaryStatuses = [200, 400, 404, 426];
const maxQuoted = 120;

/** The parts of a handshake that was not accepted. */
interface Refused {
  readonly handshake: HandshakeAudit;
  readonly request: HttpHead;
  /** `null` when the input ends before it. */
  readonly response: HttpHead | null;
  readonly hasUpgrade: boolean;
  readonly hasConnection: boolean;
}

function placeOf({ handshake }: Refused, id: string) {
  return handshake.checks.find((check) => check.id === id)?.place ?? null;
}

function quote(values: readonly string[]): string {
  return values.length === 0 ? 'missing' : `“${values.join(', ')}”`;
}

function confidenceOfLost({ response }: Refused, isForwarded: boolean): number {
  if (response === null) return confidences.lostUnanswered;
  return isForwarded ? confidences.lostThroughProxy : confidences.lost;
}

/** The request reached this server without the headers of the upgrade. */
function lostHeaders(context: DiagnosisContext, refused: Refused): CauseMatch {
  const { request, hasUpgrade, hasConnection } = refused;
  const proxy = proxySeen(context);
  const isOldVersion = request.version === 'HTTP/1.0';
  const lacking = [...(hasUpgrade ? [] : ['Upgrade']), ...(hasConnection ? [] : ['Connection: Upgrade'])];
  const isForwarded = proxy !== null || isOldVersion || headerValues(request, 'x-forwarded-for').length > 0;
  const evidence: Evidence[] = [
    {
      text: 'Sec-WebSocket-Key is there, so a client asked for a WebSocket.',
      place: placeOf(refused, 'key'),
    },
  ];
  if (!hasUpgrade) {
    const place = placeOf(refused, 'request-upgrade');
    evidence.push({ text: 'There is no Upgrade: websocket in the request.', place });
  }
  if (!hasConnection) {
    const found = quote(headerValues(request, 'connection'));
    const place = placeOf(refused, 'request-connection');
    evidence.push({ text: `Connection is ${found}, where the token Upgrade is due.`, place });
  }
  if (isOldVersion) {
    const place = placeOf(refused, 'request-http-version');
    evidence.push({ text: 'The request is HTTP/1.0, as proxies write it by default.', place });
  }
  if (proxy) evidence.push({ text: `The request came through a proxy: ${proxy.name}.`, place: null });
  return {
    confidence: confidenceOfLost(refused, isForwarded),
    claim: `The request arrives with a Sec-WebSocket-Key but without ${lacking.join(' and ')}: a proxy in front of this server dropped them.`,
    evidence,
    against:
      'Upgrade and Connection are hop-by-hop headers: a proxy drops them unless told to pass them on. A client that wrote a key would have written them too.',
    stacks: stacksOf(context),
  };
}

/** How likely the answer comes from a backend that did not see the upgrade; `null` when it does not look so. */
function confidenceOfAnswer(
  response: HttpHead,
  asks: boolean,
  body: string,
  hasProxy: boolean,
): number | null {
  if (!asks) {
    if (!hasProxy) return null;
    if (response.status === 400 && !speaksOfOther.test(body)) return confidences.badRequestThroughProxy;
    return response.status === 200 ? confidences.pageThroughProxy : null;
  }
  if (response.status === 426) return hasProxy ? confidences.asks426ThroughProxy : confidences.asks426;
  if (hasProxy) return confidences.asksThroughProxy;
  const listsVersions = headerValues(response, 'sec-websocket-version').length > 0;
  return listsVersions ? confidences.asksForVersion : confidences.asks;
}

/** The request has the upgrade on this leg, and the answer is one to a request without it. */
function answeredWithoutUpgrade(context: DiagnosisContext, refused: Refused): CauseMatch | null {
  const { request, response } = refused;
  if (response === null) return null;
  if (headerValue(request, 'sec-websocket-version') !== '13') return null;
  if (!ordinaryStatuses.includes(response.status)) return null;
  const proxy = proxySeen(context);
  const body = bodyOf(context, response);
  const asks =
    response.status === 426 ||
    headerTokens(response, 'upgrade').length > 0 ||
    (speaksOfUpgrade.test(`${response.reason} ${body}`) && !speaksOfOther.test(body));
  const confidence = confidenceOfAnswer(response, asks, body, proxy !== null);
  if (confidence === null) return null;
  const said = asks ? body.trim().slice(0, maxQuoted) : '';
  return {
    confidence,
    claim: `The client asked for the upgrade properly, yet the answer is ${response.status} ${response.reason}${proxy ? ` through ${proxy.name}` : ''}, as from a backend that never saw the Upgrade header.`,
    evidence: [
      {
        text: 'The request has Upgrade: websocket and Connection: Upgrade.',
        place: placeOf(refused, 'request-upgrade'),
      },
      { text: `The answer is “${response.startLine}”.`, place: placeOf(refused, 'status') },
      ...(said ? [{ text: `It says “${said}”.`, place: null }] : []),
      ...(proxy ? [{ text: `A proxy answered or passed it on: ${proxy.name}.`, place: null }] : []),
    ],
    against: asks
      ? 'The answer asks for what the request already had, so it was lost on the way.'
      : 'A wrong path looks the same from here: the capture between proxy and backend decides.',
    confirm: 'Capture between proxy and backend: the request there lacks Upgrade, or Connection says close.',
    stacks: stacksOf(context),
  };
}

/** A proxy passed the request on as an ordinary one: without Upgrade and Connection, which are for one hop only. */
export const proxyStrippedUpgrade: Cause<'proxy-stripped-upgrade'> = {
  id: 'proxy-stripped-upgrade',
  group: 'handshake',
  title: 'A proxy does not forward the upgrade',
  section: 'RFC 6455 4.1',
  level: 'broken',
  leadsTo: ['upgrade-refused', 'abnormal-close', 'handshake-header-missing'],
  stacks: ['nginx', 'apache', 'haproxy', 'caddy', 'lighttpd'],
  reports: { 'missing-upgrade-header': 0.4 },
  confirm:
    'Send the request with curl to the backend itself: if that answers 101 and the proxy does not, the proxy drops the headers.',
  match(context) {
    const { handshake } = context.connection;
    if (handshake === null || handshake.accepted) return null;
    const { request, response } = handshake;
    // HTTP/2 has no upgrade that a proxy could drop.
    if (request === null || isOverHttp2(request)) return null;
    const hasUpgrade = headerTokens(request, 'upgrade').some((token) => token.startsWith('websocket'));
    const hasConnection = headerTokens(request, 'connection').includes('upgrade');
    const refused: Refused = { handshake, request, response, hasUpgrade, hasConnection };
    if (hasUpgrade && hasConnection) return answeredWithoutUpgrade(context, refused);
    if (headerValue(request, 'sec-websocket-key') === null) return null;
    // Of a request alone, one header that is wrong may be the client's own fault.
    if (response === null && (hasUpgrade || hasConnection)) return null;
    return lostHeaders(context, refused);
  },
};
