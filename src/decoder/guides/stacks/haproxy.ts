import { afterSilence, confirmUpgrade, type Guide } from '../guide.ts';

const ran = { with: 'HAProxy 2.6.12' };
const manual = 'https://docs.haproxy.org/2.6/configuration.html';

const defaults = `defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s
    timeout tunnel 1h
`;

const listen = (bind: string, line: string, server: string): string => `${defaults}
listen app
    bind ${bind}
${line === '' ? '' : `    ${line}\n`}    server s1 127.0.0.1:8080${server}
`;

/** HAProxy in HTTP mode, TLS termination, PROXY protocol. */
export const haproxyGuide: Guide = {
  stack: 'haproxy',
  name: 'HAProxy',
  versions:
    'Run with 2.6.12. HAProxy passes WebSockets without a special word; option httpclose and http-server-close do no harm.',
  fixes: [
    {
      id: 'timeout-tunnel',
      causes: ['idle-timeout', 'abnormal-close'],
      conditions: afterSilence,
      title: 'Give tunnels a timeout of their own',
      wrong: {
        language: 'haproxy',
        text: `defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s

listen app
    bind :80
    server s1 127.0.0.1:8080
`,
      },
      right: { language: 'haproxy', text: listen(':80', '', '') },
      why: 'After the 101 timeout tunnel replaces timeout client and timeout server. Without it the shorter of these cuts a WebSocket that is still, without a Close frame.',
      confirm: 'Leave a connection still for 60 s, then send a message: it must be answered.',
      ran,
      source: `${manual}#4.2-timeout%20tunnel`,
    },
    {
      id: 'del-header',
      causes: ['proxy-stripped-upgrade', 'handshake-header-missing', 'handshake-accept-mismatch'],
      title: 'Leave the headers of the handshake alone',
      wrong: { language: 'haproxy', text: listen(':80', 'http-request del-header Connection', '') },
      right: { language: 'haproxy', text: listen(':80', '', '') },
      why: 'HAProxy manages Connection itself. With Connection or Upgrade deleted the backend sees a plain request; with Sec-WebSocket-Key deleted HAProxy makes a new one and the Accept that comes back fits another key.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${manual}#4.2-http-request%20del-header`,
    },
    {
      id: 'tls-termination',
      causes: ['tls-on-plaintext-port', 'plaintext-on-tls-port'],
      title: 'End TLS at HAProxy',
      wrong: { language: 'haproxy', text: listen(':443', '', '') },
      right: {
        language: 'haproxy',
        text: listen(
          ':443 ssl crt /etc/haproxy/example.pem alpn h2,http/1.1',
          'http-request set-header X-Forwarded-Proto https',
          '',
        ),
      },
      why: 'Without ssl crt on the bind line HAProxy reads the ClientHello as an HTTP request and answers 400 in plain text. The PEM file holds the certificate and its key.',
      confirm: confirmUpgrade('https://localhost/'),
      ran,
      source: `${manual}#5.1-crt`,
    },
    {
      id: 'server-address',
      causes: ['upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [503, 504], tunnel: false } },
      title: 'Name the address that the server listens on',
      wrong: { language: 'haproxy', text: listen(':80', '', '').replace('127.0.0.1:8080', '127.0.0.1:3000') },
      right: { language: 'haproxy', text: listen(':80', '', '') },
      why: 'HAProxy answers 503 when nothing listens on the address or its check failed: the log ends in SC-- or has <NOSRV>. In a container 127.0.0.1 is the container itself: name the service of the backend there, such as app:8080.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${manual}#4.2-server`,
    },
    {
      id: 'tls-to-server',
      causes: ['tls-on-plaintext-port', 'upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [400, 500, 502, 503, 504], tunnel: false } },
      title: 'Speak to the server as it listens',
      wrong: { language: 'haproxy', text: listen(':80', '', ' ssl verify none') },
      right: { language: 'haproxy', text: listen(':80', '', '') },
      why: 'ssl on a server line speaks TLS to it. A server without TLS takes the ClientHello (16 03 01) for a broken request, and the client gets 503 or 502.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${manual}#5.2-ssl`,
    },
    {
      id: 'send-proxy',
      causes: ['proxy-protocol-header', 'upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [400, 502], tunnel: false } },
      title: 'Send a PROXY header only to a server that expects it',
      wrong: { language: 'haproxy', text: listen(':80', '', ' send-proxy') },
      right: { language: 'haproxy', text: listen(':80', 'option forwardfor', '') },
      why: 'send-proxy writes "PROXY TCP4 ..." before the request. Node ws, Python websockets and most others do not know it and answer 400. In HTTP mode X-Forwarded-For says the same.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${manual}#5.2-send-proxy`,
    },
    {
      id: 'accept-proxy',
      causes: ['proxy-protocol-header', 'upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [400, 502], tunnel: false } },
      title: 'Expect the PROXY header that the load balancer sends',
      wrong: { language: 'haproxy', text: listen(':80', '', '') },
      right: { language: 'haproxy', text: listen(':80 accept-proxy', '', '') },
      why: 'A load balancer with PROXY protocol (AWS NLB, another HAProxy) writes a header before the request. Without accept-proxy HAProxy answers 400.',
      confirm:
        'curl -si --haproxy-protocol http://localhost/ | head -1\nmust print a status that is not 400.',
      ran,
      source: `${manual}#5.1-accept-proxy`,
    },
    {
      id: 'acl-case',
      causes: ['upgrade-refused'],
      conditions: {
        'upgrade-refused': { statuses: [200, 204, 400, 404, 405, 426, 500, 501], tunnel: false },
      },
      title: 'Compare Upgrade in any case',
      wrong: {
        language: 'haproxy',
        text: `${defaults}
frontend web
    bind :80
    acl is_ws hdr(Upgrade) WebSocket
    use_backend ws if is_ws
    default_backend pages

backend ws
    server s1 127.0.0.1:8080

backend pages
    http-request return status 404
`,
      },
      right: {
        language: 'haproxy',
        text: `${defaults}
frontend web
    bind :80
    acl is_ws hdr(Upgrade) -i websocket
    use_backend ws if is_ws
    default_backend pages

backend ws
    server s1 127.0.0.1:8080

backend pages
    http-request return status 404
`,
      },
      why: 'Browsers send "websocket" in small letters; without -i the ACL compares case, and WebSockets go to the other backend.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${manual}#7.1.3`,
    },
    {
      id: 'proto-h2',
      causes: ['http2-preface', 'http2-handshake', 'upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [400, 500, 502, 503, 504], tunnel: false } },
      title: 'Use HTTP/1.1 to the server for WebSockets',
      wrong: { language: 'haproxy', text: listen(':80', '', ' proto h2') },
      right: { language: 'haproxy', text: listen(':80', '', ' proto h2 ws h1') },
      why: 'proto h2 opens the connection with "PRI * HTTP/2.0". A server that does not know RFC 8441 cannot take a WebSocket over it; ws h1 makes HAProxy use HTTP/1.1 for WebSockets alone.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${manual}#5.2-ws`,
    },
    {
      id: 'redirect',
      causes: ['upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [301, 302, 303, 307, 308], tunnel: false } },
      title: 'Do not answer a WebSocket with a redirect',
      wrong: { language: 'haproxy', text: listen(':80', 'http-request redirect scheme https', '') },
      right: {
        language: 'haproxy',
        text: listen(':80', 'http-request redirect scheme https unless { hdr(Upgrade) -i websocket }', ''),
      },
      why: 'Browsers do not follow a redirect of a WebSocket. Better than the exception is a client that uses wss:// from the beginning.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${manual}#4.2-http-request%20redirect`,
    },
  ],
};
