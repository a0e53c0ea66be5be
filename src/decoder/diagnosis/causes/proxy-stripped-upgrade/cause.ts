import { headerTokens, headerValue, headerValues } from '../../../model/http.ts';
import type { Cause } from '../../cause.ts';
import { bodyOf, proxySeen, stacksOf } from '../../evidence/software-seen.ts';

const speaksOfUpgrade = /upgrade|websocket|hybi|connection header/i;
/** The answer names another header or rule as the reason, so the upgrade itself did arrive. */
const speaksOfOther =
  /Sec-WebSocket-(Key|Version|Accept|Protocol|Extensions)|origin|subprotocol|unauthori|forbidden|token/i;

/** The request lost Upgrade or Connection on its way through a proxy. */
export const proxyStrippedUpgrade: Cause<'proxy-stripped-upgrade'> = {
  id: 'proxy-stripped-upgrade',
  group: 'handshake',
  title: 'A proxy does not forward the upgrade',
  section: 'RFC 6455 4.1',
  level: 'broken',
  leadsTo: ['upgrade-refused', 'abnormal-close', 'handshake-header-missing'],
  stacks: ['nginx', 'apache', 'haproxy', 'caddy'],
  reports: { 'missing-upgrade-header': 0.4 },
  confirm:
    'Send the request with curl to the backend itself: if that answers 101 and the proxy does not, the proxy drops the headers.',
  match(context) {
    const { handshake } = context.connection;
    const request = handshake?.request ?? null;
    const response = handshake?.response ?? null;
    if (handshake === null || request === null || response === null || handshake.accepted) return null;
    const key = headerValue(request, 'sec-websocket-key');
    const upgrade = headerTokens(request, 'upgrade').some((token) => token.startsWith('websocket'));
    const connection = headerTokens(request, 'connection').includes('upgrade');
    const stacks = stacksOf(context);
    const proxy = proxySeen(context);
    const line = (id: string) => handshake.checks.find((check) => check.id === id)?.place ?? null;
    if (key !== null && (!upgrade || !connection)) {
      const lacking = [...(upgrade ? [] : ['Upgrade']), ...(connection ? [] : ['Connection: Upgrade'])];
      const passed =
        headerValues(request, 'x-forwarded-for').length > 0 ||
        proxy !== null ||
        request.version === 'HTTP/1.0';
      return {
        confidence: passed ? 0.97 : 0.93,
        claim: `The request arrives with a Sec-WebSocket-Key but without ${lacking.join(' and ')}: what stands before this server dropped them.`,
        evidence: [
          { text: 'Sec-WebSocket-Key is there, so a client asked for a WebSocket.', place: line('key') },
          ...(upgrade
            ? []
            : [{ text: 'There is no Upgrade: websocket in the request.', place: line('request-upgrade') }]),
          ...(connection
            ? []
            : [
                {
                  text: `Connection is ${quote(headerValues(request, 'connection'))}, where the token Upgrade is due.`,
                  place: line('request-connection'),
                },
              ]),
          ...(request.version === 'HTTP/1.0'
            ? [
                {
                  text: 'The request is HTTP/1.0, as proxies write it by default.',
                  place: line('request-http-version'),
                },
              ]
            : []),
          ...(proxy ? [{ text: `The request came through a proxy: ${proxy.name}.`, place: null }] : []),
        ],
        against:
          'Upgrade and Connection are hop-by-hop headers: a proxy drops them unless told to pass them on. A client that wrote a key would have written them too.',
        stacks,
      };
    }
    if (response === null || !upgrade || !connection) return null;
    const body = bodyOf(context, response);
    const asks =
      response.status === 426 ||
      headerTokens(response, 'upgrade').length > 0 ||
      (speaksOfUpgrade.test(`${response.reason} ${body}`) && !speaksOfOther.test(body));
    const versionOffered = headerValues(response, 'sec-websocket-version').length > 0;
    const version = headerValue(request, 'sec-websocket-version') === '13';
    if (!version) return null;
    const plain =
      response.status === 200 ||
      response.status === 400 ||
      response.status === 404 ||
      response.status === 426;
    if (!plain) return null;
    const confidence = asks
      ? response.status === 426
        ? proxy !== null
          ? 0.93
          : 0.8
        : versionOffered && proxy === null
          ? 0.3
          : proxy !== null
            ? 0.85
            : 0.35
      : response.status === 400 && proxy !== null && !speaksOfOther.test(body)
        ? 0.45
        : proxy !== null && response.status === 200
          ? 0.35
          : 0.05;
    if (confidence < 0.1) return null;
    return {
      confidence,
      claim: `The client asked for the upgrade properly, yet the answer is ${response.status} ${response.reason}${proxy ? ` through ${proxy.name}` : ''}, as from a backend that never saw the Upgrade header.`,
      evidence: [
        {
          text: 'The request has Upgrade: websocket and Connection: Upgrade.',
          place: line('request-upgrade'),
        },
        { text: `The answer is “${response.startLine}”.`, place: line('status') },
        ...(asks && body.trim() ? [{ text: `It says “${body.trim().slice(0, 120)}”.`, place: null }] : []),
        ...(proxy ? [{ text: `A proxy answered or passed it on: ${proxy.name}.`, place: null }] : []),
      ],
      against: asks
        ? 'The answer asks for what the request already had, so it was lost on the way.'
        : 'A wrong path looks the same from here: the capture between proxy and backend decides.',
      confirm:
        'Capture between proxy and backend: the request there lacks Upgrade, or Connection says close.',
      stacks,
    };
  },
};

function quote(values: readonly string[]): string {
  return values.length === 0 ? 'missing' : `“${values.join(', ')}”`;
}
