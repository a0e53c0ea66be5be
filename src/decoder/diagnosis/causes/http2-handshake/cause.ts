import type { Evidence } from '../../../model/finding.ts';
import type { HandshakeAudit } from '../../../model/handshake.ts';
import { type HttpHead, headerTokens, headerValue, isOverHttp2 } from '../../../model/http.ts';
import type { Http2Stream } from '../../../model/http2.ts';
import { capital, the } from '../../../model/words.ts';
import type { Cause, CauseMatch } from '../../cause.ts';
import type { DiagnosisContext } from '../../context.ts';
import { stacksOf } from '../../evidence/software-seen.ts';

/** The method and the fields say so: no ordinary request has them. */
const confidenceOfUpgrade = 0.97;
/** A key alone: the fields that HTTP/2 forbids may have been dropped on the way. */
const confidenceOfKey = 0.93;
/** The capture has the server's SETTINGS, and the stream was not accepted. */
const confidenceOfSettings = 0.97;

/** How the stream ended or was answered. */
function outcome({ response }: HandshakeAudit, http2: Http2Stream | null): Evidence[] {
  const evidence: Evidence[] = [];
  if (response !== null) evidence.push({ text: `The answer is “${response.startLine}”.`, place: null });
  const reset = http2?.reset ?? null;
  if (reset !== null)
    evidence.push({
      text: `${capital(the(reset.sender))} resets the stream with RST_STREAM ${reset.name}.`,
      place: null,
    });
  const goAway = http2?.goAway ?? null;
  if (goAway !== null && goAway.name !== 'NO_ERROR')
    evidence.push({
      text: `${capital(the(goAway.sender))} ends the connection with GOAWAY ${goAway.name}${goAway.text === '' ? '' : ` “${goAway.text}”`}.`,
      place: null,
    });
  return evidence;
}

/** The client wrote the upgrade of HTTP/1.1 as an HTTP/2 request. */
function upgradeInside(
  context: DiagnosisContext,
  handshake: HandshakeAudit,
  request: HttpHead,
): CauseMatch | null {
  const hasUpgrade = headerTokens(request, 'upgrade').includes('websocket');
  const hasKey = headerValue(request, 'sec-websocket-key') !== null;
  if (request.method === 'CONNECT' || (!hasUpgrade && !hasKey)) return null;
  const failed = handshake.checks.filter(({ ok, place }) => !ok && place?.sender === 'client');
  const fields = hasUpgrade ? 'Upgrade: websocket' : 'Sec-WebSocket-Key';
  return {
    confidence: hasUpgrade ? confidenceOfUpgrade : confidenceOfKey,
    title: 'An HTTP/1.1 upgrade was sent inside HTTP/2',
    claim: `The client sends ${request.method} with ${fields} on an HTTP/2 stream. HTTP/2 has no upgrade: a WebSocket there is an extended CONNECT with :protocol websocket (RFC 8441), and anything else needs HTTP/1.1.`,
    evidence: [
      ...failed.map(({ text, place }) => ({ text, place })),
      ...outcome(handshake, context.connection.http2),
    ],
    against: 'Whatever the server answers to an ordinary request, it cannot switch this stream to WebSocket.',
    confirm:
      'curl --http1.1 -i -N with the upgrade headers to the same address: a 101 shows that only the choice of HTTP/2 is wrong. Let the client offer http/1.1 alone in ALPN.',
    stacks: stacksOf(context),
  };
}

/** The client sent an extended CONNECT to a server that does not allow it. */
function notAllowed(
  context: DiagnosisContext,
  handshake: HandshakeAudit,
  http2: Http2Stream,
): CauseMatch | null {
  if (http2.kind !== 'connect' || http2.allowsConnect !== false || handshake.accepted) return null;
  const place = handshake.checks.find(({ id }) => id === 'method')?.place ?? null;
  return {
    confidence: confidenceOfSettings,
    title: 'The server does not allow WebSockets over HTTP/2',
    claim:
      'The client sends an extended CONNECT, but the SETTINGS of the server lack SETTINGS_ENABLE_CONNECT_PROTOCOL (8) with 1, so a client must not (RFC 8441 3).',
    evidence: [
      { text: 'The request is an extended CONNECT with :protocol websocket.', place },
      { text: 'No SETTINGS frame of the server sets ENABLE_CONNECT_PROTOCOL to 1.', place: null },
      ...outcome(handshake, http2),
    ],
    against:
      'The request itself has the form of RFC 8441: over a server that allows it, it would be answered.',
    confirm:
      'curl --http1.1 -i -N with the upgrade headers to the same address: if that answers 101, allow extended CONNECT on the HTTP/2 side, or let the client use HTTP/1.1.',
    stacks: stacksOf(context),
  };
}

/** A WebSocket that was asked for over HTTP/2 in a way that cannot work there. */
export const http2Handshake: Cause<'http2-handshake'> = {
  id: 'http2-handshake',
  group: 'handshake',
  title: 'The WebSocket cannot be opened over HTTP/2 in this way',
  section: 'RFC 8441 3',
  level: 'broken',
  leadsTo: ['upgrade-refused', 'abnormal-close', 'handshake-header-missing'],
  stacks: ['envoy', 'node-ws', 'haproxy'],
  reports: { 'refused-upgrade': 0.1 },
  confirm: 'curl --http1.1 -i -N with the upgrade headers to the same address: it must answer 101.',
  match(context) {
    const { handshake, http2 } = context.connection;
    const request = handshake?.request ?? null;
    if (handshake === null || request === null || !isOverHttp2(request)) return null;
    const upgrade = upgradeInside(context, handshake, request);
    return upgrade ?? (http2 === null ? null : notAllowed(context, handshake, http2));
  },
};
