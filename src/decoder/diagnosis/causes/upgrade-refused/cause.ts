import type { Evidence } from '../../../model/finding.ts';
import type { HandshakeAudit } from '../../../model/handshake.ts';
import { type HttpHead, headerValue, isOverHttp2 } from '../../../model/http.ts';
import { count } from '../../../model/words.ts';
import type { Cause } from '../../cause.ts';
import type { DiagnosisContext } from '../../context.ts';
import { bodyOf, proxySeen, stacksOf } from '../../evidence/software-seen.ts';

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
  405: ['The server does not take GET at this path (405)', 'the path belongs to another kind of endpoint'],
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

/** The status itself is the fault; only its reason may be unclear. */
const confidenceOfStatus = 0.95;
/** Characters of a body that are quoted. */
const maxQuoted = 120;

function wordsFor(status: number): StatusWords {
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
function agreeingStatus(response: HttpHead): number {
  return isOverHttp2(response) ? 200 : 101;
}

function evidenceOf(context: DiagnosisContext, { checks }: HandshakeAudit, response: HttpHead): Evidence[] {
  const found = `${response.status} ${response.reason}`.trimEnd();
  const evidence: Evidence[] = [
    {
      text: `Expected ${agreeingStatus(response)}, found ${found}.`,
      place: checks.find(({ id }) => id === 'status')?.place ?? null,
    },
  ];
  const proxy = proxySeen(context);
  if (proxy !== null) evidence.push({ text: `The answer passed or came from ${proxy.name}.`, place: null });
  const body = bodyOf(context, response).trim();
  if (body !== '') {
    const begins = body.slice(0, maxQuoted).replaceAll(/\s+/g, ' ');
    evidence.push({
      text: `Its body of at least ${count(body.length, 'character')} begins “${begins}”.`,
      place: null,
    });
  }
  return evidence;
}

/** The answer to the upgrade request is another status than 101. */
export const upgradeRefused: Cause<'upgrade-refused'> = {
  id: 'upgrade-refused',
  group: 'handshake',
  title: 'The server refused the upgrade',
  section: 'RFC 6455 4.2.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['nginx', 'apache', 'haproxy', 'node-ws', 'python-websockets'],
  reports: { 'refused-upgrade': 0.95, 'missing-upgrade-header': 0.2 },
  confirm:
    'curl -i -N -H "Connection: Upgrade" -H "Upgrade: websocket" -H "Sec-WebSocket-Version: 13" -H "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==" URL',
  match(context) {
    const { handshake, directions } = context.connection;
    const response = handshake?.response ?? null;
    if (handshake === null || response === null || handshake.accepted) return null;
    if (directions.server.heads.length > 0 && directions.server.kind !== 'http') return null;
    const [title, why] = wordsFor(response.status);
    const location = headerValue(response, 'location');
    return {
      confidence: confidenceOfStatus,
      title,
      claim: `The answer to the upgrade is “${response.startLine}”, not ${agreeingStatus(response)}: ${why}${location ? ` (${location})` : ''}.`,
      evidence: evidenceOf(context, handshake, response),
      against: 'The server did answer in HTTP; nothing was ever sent as frames.',
      stacks: stacksOf(context),
    };
  },
};
