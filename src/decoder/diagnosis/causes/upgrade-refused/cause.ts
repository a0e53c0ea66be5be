import type { Evidence } from '../../../model/finding.ts';
import type { HandshakeAudit } from '../../../model/handshake.ts';
import { asksForTunnel, type HttpHead, headerValue, isOverHttp2 } from '../../../model/http.ts';
import { isByPathAlone, isOrdinaryRequest } from '../../../websocket/ordinary-request.ts';
import { faultOfRequest } from '../../../websocket/refused-request.ts';
import type { Cause, CauseMatch } from '../../cause.ts';
import type { DiagnosisContext } from '../../context.ts';
import { bodyOf, readableBody } from '../../evidence/response-body.ts';
import { proxySeen, stacksOf } from '../../evidence/software-seen.ts';

/** What a status says, as a title, and why a server or a proxy answers with it. */
type StatusWords = readonly [title: string, why: string];

const reasons: Readonly<Record<number, StatusWords>> = {
  200: [
    'The server answered the upgrade with an ordinary page (200)',
    'the request reached something that knows no WebSocket: a wrong path, or a proxy that dropped the upgrade',
  ],
  204: [
    'The server answered the upgrade with an empty answer (204)',
    'the request reached something that knows no WebSocket',
  ],
  400: [
    'The server calls the upgrade request bad (400)',
    'a header is missing or wrong, or the path takes no WebSocket',
  ],
  401: ['The server wants credentials first (401)', 'the request carries no valid credentials'],
  403: [
    'The server forbids this connection (403)',
    'an origin check, an access rule or a missing token turned it down',
  ],
  404: [
    'There is no WebSocket at this path (404)',
    'no handler is bound to this path, or a proxy sends it elsewhere',
  ],
  407: ['A proxy wants credentials first (407)', 'a forward proxy stands on the way'],
  408: ['The server gave up waiting for the request (408)', 'the request did not arrive whole in time'],
  410: ['The endpoint is gone (410)', 'the path is no longer served'],
  421: ['The request went to the wrong server (421)', 'the host name does not belong to this server'],
  426: [
    'The server saw no upgrade, or another version (426)',
    'the Upgrade header did not arrive, or Sec-WebSocket-Version is not 13',
  ],
  429: ['Too many requests (429)', 'a rate limit turned the connection down'],
  500: ['The server failed while upgrading (500)', 'the handler threw before it answered'],
  501: ['The server does not implement the upgrade (501)', 'something on the way knows no WebSocket'],
  502: [
    'The proxy got no proper answer from the backend (502)',
    'the backend is down, speaks something else, or broke the connection off',
  ],
  503: [
    'No backend is available (503)',
    'the proxy has no server to pass the request to, or the server is overloaded',
  ],
  504: ['The backend did not answer in time (504)', 'the request reached the proxy, but no answer came back'],
};

/** What the refusal of a tunnel says, by its status: here the answer is a forward proxy's. */
const tunnelReasons: Readonly<Record<number, string>> = {
  400: 'it takes the request for a bad one',
  401: 'it wants credentials, and says so with the status of a server',
  403: 'a rule of the proxy forbids this host or this port; many allow port 443 alone',
  404: 'it is no forward proxy, or does not know the host',
  405: 'it does not take CONNECT: it is no forward proxy, or tunnels are turned off',
  407: 'it wants credentials (Proxy-Authorization) first',
  500: 'it could not open the connection to the host',
  502: 'it could not open the connection to the host',
  503: 'it could not open the connection to the host',
  504: 'the host did not answer the proxy in time',
};

/** The status itself is the fault; only its reason may be unclear. */
const confidenceOfStatus = 0.95;
/** No request: any page of the web is answered like that, with an error less often. */
const confidenceWithoutRequest = 0.5;
const confidenceOfErrorAlone = 0.7;
/** Header fields of an answer that only a WebSocket endpoint gives. */
const fieldsOfEndpoint = ['sec-websocket-version', 'sec-websocket-accept', 'upgrade'];

/** How sure a refusal is: without the request it is not known that an upgrade was asked for. */
function confidenceOf(response: HttpHead, request: HttpHead | null): number {
  if (request !== null && isByPathAlone(request, response)) return confidenceWithoutRequest;
  if (request !== null || response.status === 426) return confidenceOfStatus;
  if (fieldsOfEndpoint.some((name) => headerValue(response, name) !== null)) return confidenceOfStatus;
  return response.status < 400 ? confidenceWithoutRequest : confidenceOfErrorAlone;
}
/** curl opens no WebSocket over HTTP/2: the same address over HTTP/1.1 shows which side refuses. */
const confirmOverHttp2 =
  'curl --http1.1 -i -N with the upgrade headers to the same address: a 101 there shows that only the HTTP/2 side refuses (extended CONNECT, RFC 8441), any other status that the path or the server does.';

/** Characters of a body that are quoted. */
const maxQuoted = 200;

function wordsFor(status: number, request: HttpHead | null): StatusWords {
  if (status === 405)
    return [
      `The server does not take ${request?.method ?? 'the method of the request'} at this path (405)`,
      'the path belongs to another kind of endpoint',
    ];
  if (status >= 300 && status < 400)
    return [
      `The server redirects the upgrade (${status})`,
      'browsers do not follow a redirect of a WebSocket: use the final address',
    ];
  return (
    reasons[status] ?? [
      `The server refused the upgrade (${status})`,
      'it answered with a status other than 101',
    ]
  );
}

/** The status that agrees to the upgrade: 200 to an extended CONNECT over HTTP/2, else 101. */
function agreeingStatus(response: HttpHead, request: HttpHead | null): number {
  return isOverHttp2(response) || asksForTunnel(request) ? 200 : 101;
}

function evidenceOf(
  context: DiagnosisContext,
  { checks, request }: HandshakeAudit,
  response: HttpHead,
): Evidence[] {
  const found = `${response.status} ${response.reason}`.trimEnd();
  const evidence: Evidence[] = [
    {
      text: `Expected ${agreeingStatus(response, request)}, found ${found}.`,
      place: checks.find(({ id }) => id === 'status')?.place ?? null,
    },
  ];
  const proxy = proxySeen(context);
  if (proxy !== null) evidence.push({ text: `The answer passed or came from ${proxy.name}.`, place: null });
  const body = readableBody(bodyOf(context, response));
  if (body !== '') {
    const cut = body.length > maxQuoted ? '…' : '';
    evidence.push({ text: `Its body says “${body.slice(0, maxQuoted)}${cut}”.`, place: null });
  }
  const waits = headerValue(response, 'retry-after');
  if (waits !== null)
    evidence.push({ text: `It may be asked again after: ${waits} (Retry-After).`, place: null });
  const challenge = headerValue(response, 'www-authenticate') ?? headerValue(response, 'proxy-authenticate');
  if (challenge !== null)
    evidence.push({ text: `It asks for credentials of the kind “${challenge}”.`, place: null });
  return evidence;
}

/** A forward proxy does not open the tunnel: no request reached the WebSocket server. */
function tunnelRefused(
  context: DiagnosisContext,
  handshake: HandshakeAudit,
  request: HttpHead,
  response: HttpHead,
): CauseMatch {
  const why = tunnelReasons[response.status] ?? 'it does not open the tunnel';
  return {
    confidence: confidenceOfStatus,
    title: `A forward proxy refuses the tunnel (${response.status})`,
    claim: `The proxy answers the request for a tunnel to ${request.target} with “${response.startLine}”: ${why}. The WebSocket server was never asked.`,
    evidence: [
      { text: `The client asks for a tunnel: “${request.startLine}”.`, place: null },
      ...evidenceOf(context, handshake, response),
    ],
    against: 'The answer is to CONNECT, which only a forward proxy gets; no upgrade was asked for yet.',
    confirm: `curl -v --proxy http://PROXY -p http://${request.target}/: the proxy must answer 200. Ask who runs it to allow CONNECT to this host and port, or use wss:// on port 443.`,
    stacks: stacksOf(context),
  };
}

/** The answer to the upgrade request is another status than 101. */
export const upgradeRefused: Cause<'upgrade-refused'> = {
  id: 'upgrade-refused',
  group: 'handshake',
  title: 'The server refused the upgrade',
  section: 'RFC 6455 4.2.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['nginx', 'apache', 'haproxy', 'node-ws'],
  reports: { 'refused-upgrade': 0.95, 'missing-upgrade-header': 0.2 },
  confirm:
    'curl -i -N -H "Connection: Upgrade" -H "Upgrade: websocket" -H "Sec-WebSocket-Version: 13" -H "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==" URL',
  match(context) {
    const { handshake, directions } = context.connection;
    const response = handshake?.response ?? null;
    if (handshake === null || response === null || handshake.accepted) return null;
    if (directions.server.heads.length > 0 && directions.server.kind !== 'http') return null;
    const { request } = handshake;
    if (request !== null && asksForTunnel(request))
      return tunnelRefused(context, handshake, request, response);
    // Without a request for a WebSocket none is refused.
    if (request !== null && isOrdinaryRequest(request, response)) return null;
    const fault = faultOfRequest(request, response);
    const [title, why] = fault === null ? wordsFor(response.status, request) : [fault.title, ''];
    const confidence = confidenceOf(response, request);
    const isAnyAnswer = request === null && confidence < confidenceOfStatus;
    const location = headerValue(response, 'location');
    return {
      confidence,
      title,
      claim: `${isAnyAnswer ? 'The request is not in this input. If it asked for a WebSocket: the' : 'The'} answer to the upgrade is “${response.startLine}”, not ${agreeingStatus(response, handshake.request)}${fault === null ? `: ${why}${location ? ` (${location})` : ''}.` : `. ${fault.meaning} ${fault.next}`}`,
      evidence: evidenceOf(context, handshake, response),
      against: 'The server did answer in HTTP; nothing was ever sent as frames.',
      ...(isOverHttp2(response) ? { confirm: confirmOverHttp2 } : {}),
      stacks: stacksOf(context),
    };
  },
};
