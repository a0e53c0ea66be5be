import type { ConfigurationCase } from './case.ts';

const defaults = `defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s
`;

const listen = (line: string, server = ''): string => `${defaults}
listen app
    bind 127.0.0.1:8000
${line === '' ? '' : `    ${line}\n`}    server s1 127.0.0.1:8080${server}
`;

/** HAProxy 2.6 and later. */
export const haproxyCases: ConfigurationCase[] = [
  {
    name: 'no tunnel timeout',
    text: listen(''),
    route: 'listen app',
    verdict: 'passes',
    findings: ['tunnel-timeout-missing'],
  },
  {
    name: 'tunnel timeout',
    text: listen('timeout tunnel 1h'),
    route: 'listen app',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'option httpclose',
    text: listen('option httpclose'),
    route: 'listen app',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'option http-server-close',
    text: listen('option http-server-close'),
    route: 'listen app',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'Upgrade deleted',
    text: listen('http-request del-header Upgrade'),
    route: 'listen app',
    verdict: 'fails',
    findings: ['request-header-changed'],
  },
  {
    name: 'Connection set to close',
    text: listen('http-request set-header Connection close'),
    route: 'listen app',
    verdict: 'fails',
    findings: ['request-header-changed'],
  },
  {
    name: 'Connection set to upgrade',
    text: listen('http-request set-header Connection upgrade'),
    route: 'listen app',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'Sec-WebSocket headers deleted by expression',
    text: listen('http-request del-header ^sec-websocket- -m reg'),
    route: 'listen app',
    verdict: 'fails',
    findings: ['request-header-changed'],
  },
  {
    name: 'expression that does not match',
    text: listen('http-request del-header ^Sec-WebSocket- -m reg'),
    route: 'listen app',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'Connection taken out of the answer',
    text: listen('http-response del-header Connection'),
    route: 'listen app',
    verdict: 'fails',
    findings: ['response-header-changed'],
  },
  {
    name: 'PROXY header to a server that does not expect it',
    text: listen('', ' send-proxy'),
    route: 'listen app',
    verdict: 'cannot judge',
    findings: ['send-proxy'],
  },
  {
    name: 'HTTP/2 to the server',
    text: listen('', ' proto h2'),
    route: 'listen app',
    verdict: 'cannot judge',
    findings: ['h2-to-server'],
  },
  {
    name: 'HTTP/2 to the server, HTTP/1.1 for WebSockets',
    text: listen('', ' proto h2 ws h1'),
    route: 'listen app',
    verdict: 'passes',
    findings: [],
  },
  { name: 'TCP', text: listen('mode tcp'), route: 'listen app', verdict: 'passes', findings: [] },
  {
    name: 'TLS to a TLS server',
    text: listen('').replace('127.0.0.1:8080', '127.0.0.1:8443 ssl verify none'),
    route: 'listen app',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'ACL on Upgrade and Connection',
    text: `${defaults}
frontend web
    bind 127.0.0.1:8000
    acl is_ws hdr(Upgrade) -i websocket
    acl is_up hdr(Connection) -i upgrade
    use_backend ws if is_ws is_up
    default_backend none

backend ws
    server s1 127.0.0.1:8080
backend none
    http-request return status 404
`,
    route: 'backend ws',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'ACL in the wrong case',
    text: `${defaults}
frontend web
    bind 127.0.0.1:8000
    acl is_ws hdr(Upgrade) WebSocket
    use_backend ws if is_ws
    default_backend none

backend ws
    server s1 127.0.0.1:8080
backend none
    http-request return status 404
`,
    route: 'backend ws',
    verdict: 'fails',
    findings: ['acl-case'],
  },
  {
    name: 'redirect to https',
    text: `${defaults}
frontend web
    bind 127.0.0.1:8000
    http-request redirect scheme https
    default_backend ws

backend ws
    server s1 127.0.0.1:8080
`,
    route: 'backend ws',
    verdict: 'fails',
    findings: ['redirect'],
    mended: false,
  },
  {
    name: 'a line for every path before the one for WebSockets',
    text: `defaults
    mode http
    timeout connect 5s
    timeout client 1h
    timeout server 1h
frontend web
    bind 127.0.0.1:8000
    use_backend plain if { path_beg / }
    use_backend ws if { hdr(Upgrade) -i websocket }
backend plain
    http-request del-header Upgrade
    server one 127.0.0.1:8080
backend ws
    server two 127.0.0.1:8080
`,
    route: 'backend ws',
    verdict: 'fails',
    findings: ['taken-before'],
    mended: false,
  },
  {
    name: 'a refusal without the headers that every upgrade has',
    text: `defaults
    mode http
    timeout connect 5s
    timeout client 1h
    timeout server 1h
listen app
    bind 127.0.0.1:8000
    acl has_key hdr_cnt(Sec-WebSocket-Key) eq 1
    acl has_version hdr_cnt(Sec-WebSocket-Version) ge 1
    http-request deny if !has_key or ! has_version
    server one 127.0.0.1:8080
`,
    route: 'listen app',
    verdict: 'passes',
    findings: [],
  },
];
