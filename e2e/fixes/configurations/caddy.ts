import type { ConfigurationCase } from './case.ts';

const site = (body: string): string => `http://:8000 {
${body}
}
`;
const proxy = (option: string): string =>
  site(`\treverse_proxy 127.0.0.1:8080 {
\t\t${option}
\t}`);

/** Caddy 2. */
export const caddyCases: ConfigurationCase[] = [
  {
    name: 'reverse_proxy alone',
    text: site('\treverse_proxy 127.0.0.1:8080'),
    route: 'reverse_proxy',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'Caddy 1 habits',
    text: proxy('header_up Connection {>Connection}\n\t\theader_up Upgrade {>Upgrade}'),
    route: 'reverse_proxy',
    verdict: 'fails',
    findings: ['request-header-changed'],
  },
  {
    name: 'Upgrade set, as often copied',
    text: proxy(
      'header_up Upgrade {http.request.header.Upgrade}\n\t\theader_up Connection {http.request.header.Connection}',
    ),
    route: 'reverse_proxy',
    verdict: 'passes',
    findings: ['header-not-needed'],
  },
  {
    name: 'Connection removed',
    text: proxy('header_up -Connection'),
    route: 'reverse_proxy',
    verdict: 'fails',
    findings: ['request-header-changed'],
  },
  {
    name: 'all Sec- headers removed',
    text: proxy('header_up -Sec-*'),
    route: 'reverse_proxy',
    verdict: 'fails',
    findings: ['request-header-changed'],
  },
  {
    name: 'request_header',
    text: site('\trequest_header -Upgrade\n\treverse_proxy 127.0.0.1:8080'),
    route: 'reverse_proxy',
    verdict: 'fails',
    findings: ['request-header-changed'],
  },
  {
    name: 'h2c to the backend',
    text: proxy('transport http {\n\t\t\tversions h2c 2\n\t\t}'),
    route: 'reverse_proxy',
    verdict: 'fails',
    findings: ['h2c'],
  },
  {
    name: 'responses buffered',
    text: proxy('buffer_responses'),
    route: 'reverse_proxy',
    verdict: 'fails',
    findings: ['buffer-responses'],
  },
  {
    name: 'flush_interval',
    text: proxy('flush_interval -1'),
    route: 'reverse_proxy',
    verdict: 'passes',
    findings: ['flush-no-effect'],
  },
  {
    name: 'respond beside it',
    text: site('\treverse_proxy /ws 127.0.0.1:8080\n\trespond "hello"'),
    path: '/ws',
    route: 'reverse_proxy /ws',
    verdict: 'fails',
    findings: ['answered-first'],
    mended: false,
  },
  {
    name: 'matcher for Chrome alone',
    text: site(`\t@ws {
\t\theader Connection Upgrade
\t\theader Upgrade websocket
\t}
\thandle {
\t\trespond 404
\t}
\thandle @ws {
\t\treverse_proxy @ws 127.0.0.1:8080
\t}`),
    route: 'reverse_proxy',
    verdict: 'fails',
    findings: ['matcher-connection'],
  },
  {
    name: 'matcher for all browsers',
    text: site(`\t@ws {
\t\theader Connection *Upgrade*
\t\theader Upgrade websocket
\t}
\thandle @ws {
\t\treverse_proxy 127.0.0.1:8080
\t}
\thandle {
\t\trespond 404
\t}`),
    route: 'reverse_proxy',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'PHP',
    text: site('\tphp_fastcgi 127.0.0.1:8080'),
    route: 'php_fastcgi',
    verdict: 'fails',
    findings: ['fastcgi'],
    mended: false,
  },
  {
    name: 'redirect',
    text: site('\tredir https://example.test{uri}'),
    route: ':8000',
    verdict: 'fails',
    findings: ['redirect'],
    mended: false,
  },
  {
    name: 'snippet',
    text: `(common) {\n\theader_up X-Real-IP {remote_host}\n}\n${proxy('import common')}`,
    route: 'reverse_proxy',
    verdict: 'passes',
    findings: [],
  },
];
