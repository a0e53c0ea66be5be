import { confirmUpgrade, type Guide } from '../guide.ts';

const yaml = (text: string) => ({ language: 'yaml' as const, text });
const ran = { notRun: 'Traefik is not in the test; checked against its documentation.' };
const docs = 'https://doc.traefik.io/traefik';

/** Traefik 3 with its file provider. */
export const traefikGuide: Guide = {
  stack: 'traefik',
  name: 'Traefik',
  versions: 'Documented for Traefik 3. Traefik passes WebSockets without a special word.',
  fixes: [
    {
      id: 'headers',
      causes: ['proxy-stripped-upgrade', 'handshake-header-missing'],
      title: 'Leave Upgrade and Connection out of customRequestHeaders',
      wrong: yaml(`http:
  middlewares:
    clean:
      headers:
        customRequestHeaders:
          X-Forwarded-Proto: https
          Connection: keep-alive
`),
      right: yaml(`http:
  middlewares:
    clean:
      headers:
        customRequestHeaders:
          X-Forwarded-Proto: https
`),
      why: 'Traefik passes the upgrade on by itself. A Connection header that is set here replaces the one of the client for every request; an empty value removes it.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${docs}/reference/routing-configuration/http/middlewares/headers/`,
    },
    {
      id: 'redirect',
      causes: ['upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [301, 302, 303, 307, 308], tunnel: false } },
      title: 'Use wss:// where the entry point redirects',
      wrong: yaml(`# the client connects to ws://example.com/ws
entryPoints:
  web:
    address: ":80"
    http:
      redirections:
        entryPoint:
          to: websecure
          scheme: https
  websecure:
    address: ":443"
`),
      right: yaml(`# the client connects to wss://example.com/ws
entryPoints:
  web:
    address: ":80"
    http:
      redirections:
        entryPoint:
          to: websecure
          scheme: https
  websecure:
    address: ":443"
`),
      why: 'Browsers do not follow a redirect of a WebSocket. The redirection is right for pages; the client must begin with wss://.',
      confirm: confirmUpgrade('https://example.com/ws'),
      ran,
      source: `${docs}/reference/install-configuration/entrypoints/`,
    },
    {
      id: 'h2c',
      causes: ['http2-preface', 'upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [400, 500, 502, 504], tunnel: false } },
      title: 'Speak HTTP/1.1 to a WebSocket backend',
      wrong: yaml(`http:
  services:
    app:
      loadBalancer:
        servers:
          - url: "h2c://127.0.0.1:8080"
`),
      right: yaml(`http:
  services:
    app:
      loadBalancer:
        servers:
          - url: "http://127.0.0.1:8080"
`),
      why: 'h2c:// opens the connection with "PRI * HTTP/2.0", where the upgrade of HTTP/1.1 does not exist.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${docs}/reference/routing-configuration/http/load-balancing/service/`,
    },
    {
      id: 'proxy-protocol',
      causes: ['proxy-protocol-header', 'upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [400, 502], tunnel: false } },
      title: 'Send or expect PROXY headers on both sides alike',
      wrong: yaml(`tcp:
  services:
    app:
      loadBalancer:
        proxyProtocol: {}
        servers:
          - address: "127.0.0.1:8080"
`),
      right: yaml(`tcp:
  services:
    app:
      loadBalancer:
        servers:
          - address: "127.0.0.1:8080"
`),
      why: 'proxyProtocol writes a header before the request; a WebSocket server that does not know it answers 400. To accept one from a load balancer in front, set proxyProtocol.trustedIPs on the entry point.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${docs}/reference/routing-configuration/tcp/service/`,
    },
  ],
};
