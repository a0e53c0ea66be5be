import { headerTokens, headerValue } from '../../../model/http.ts';
import type { Cause } from '../../cause.ts';
import { proxySeen, stacksOf } from '../../evidence/software-seen.ts';

/** The upgrade request was written as HTTP/1.0. */
export const proxyHttp10: Cause<'proxy-http-1.0'> = {
  id: 'proxy-http-1.0',
  group: 'handshake',
  title: 'A proxy forwards the upgrade as HTTP/1.0',
  section: 'RFC 6455 4.1',
  level: 'broken',
  leadsTo: ['upgrade-refused', 'abnormal-close', 'handshake-header-missing'],
  stacks: ['nginx', 'apache'],
  confirm: 'nginx: proxy_http_version 1.1; then the request line on the backend must end in HTTP/1.1.',
  match(context) {
    const { handshake } = context.connection;
    const request = handshake?.request ?? null;
    if (handshake === null || request === null || request.version !== 'HTTP/1.0') return null;
    const key = headerValue(request, 'sec-websocket-key');
    const upgrade = headerTokens(request, 'upgrade').some((token) => token.startsWith('websocket'));
    const connection = headerTokens(request, 'connection').includes('upgrade');
    if (key === null && !upgrade) return null;
    const proxy = proxySeen(context);
    const accepted = handshake.response?.status === 101;
    const line = handshake.checks.find(({ id }) => id === 'request-http-version')?.place ?? null;
    return {
      confidence: upgrade && connection ? (accepted ? 0.85 : 0.98) : 0.6,
      claim: accepted
        ? 'The upgrade request arrives as HTTP/1.0. This server took it all the same; others refuse it, since HTTP/1.0 knows no upgrade.'
        : `The upgrade request arrives as HTTP/1.0, which knows no upgrade${handshake.response ? `; the answer is “${handshake.response.startLine}”` : '; no answer came'}.`,
      evidence: [
        { text: `The request line ends in ${request.version}.`, place: line },
        ...(upgrade
          ? [
              {
                text: 'Upgrade: websocket is there, so the headers are forwarded and only the version is old.',
                place: null,
              },
            ]
          : []),
        ...(proxy ? [{ text: `It came through a proxy: ${proxy.name}.`, place: null }] : []),
      ],
      against: 'No WebSocket client writes HTTP/1.0; proxies do so towards a backend by default.',
      stacks: stacksOf(context),
    };
  },
};
