import { isOverHttp2 } from '../../../model/http.ts';
import { count } from '../../../model/words.ts';
import type { Cause } from '../../cause.ts';
import { bodyOf, proxySeen, stacksOf } from '../../evidence/software-seen.ts';

const reasons: Record<number, readonly [title: string, why: string]> = {
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
    if (
      handshake === null ||
      response === null ||
      handshake.accepted ||
      (directions.server.heads.length > 0 && directions.server.kind !== 'http')
    )
      return null;
    const wanted = isOverHttp2(response) ? 200 : 101;
    const redirect = response.status >= 300 && response.status < 400;
    const location = response.headers.find(({ name }) => name.toLowerCase() === 'location')?.value;
    const [title, why] = redirect
      ? [
          `The server redirects the upgrade (${response.status})`,
          'browsers do not follow a redirect of a WebSocket: use the final address',
        ]
      : (reasons[response.status] ?? [
          `The server refused the upgrade (${response.status})`,
          'it answered with a status other than 101',
        ]);
    const proxy = proxySeen(context);
    const body = bodyOf(context, response).trim();
    const status = handshake.checks.find(({ id }) => id === 'status');
    return {
      confidence: 0.95,
      title,
      claim: `The answer to the upgrade is “${response.startLine}”, not ${wanted}: ${why}${location ? ` (${location})` : ''}.`,
      evidence: [
        {
          text: `Expected ${wanted}, found ${response.status} ${response.reason}.`.replace(' .', '.'),
          place: status?.place ?? null,
        },
        ...(proxy ? [{ text: `The answer passed or came from ${proxy.name}.`, place: null }] : []),
        ...(body
          ? [
              {
                text: `Its body of at least ${count(body.length, 'character')} begins “${body.slice(0, 120).replaceAll(/\s+/g, ' ')}”.`,
                place: null,
              },
            ]
          : []),
      ],
      against: 'The server did answer in HTTP; nothing was ever sent as frames.',
      stacks: stacksOf(context),
    };
  },
};
