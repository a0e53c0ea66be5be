import { afterSilence, confirmUpgrade, type Guide } from '../guide.ts';

const ran = { with: 'Caddy 2.6.2' };
const reverseProxy = 'https://caddyserver.com/docs/caddyfile/directives/reverse_proxy';

const proxy = (options: string): string => `http://:80 {
	reverse_proxy 127.0.0.1:8080 {
${options}
	}
}
`;
const plain = `http://:80 {
	reverse_proxy 127.0.0.1:8080
}
`;

/** Caddy 2 with a Caddyfile. */
export const caddyGuide: Guide = {
  stack: 'caddy',
  name: 'Caddy',
  versions: 'Run with 2.6.2. Caddy 2 passes WebSockets with reverse_proxy alone.',
  fixes: [
    {
      id: 'header-up',
      causes: ['proxy-stripped-upgrade', 'handshake-header-missing'],
      title: 'Take the header lines of Caddy 1 out',
      wrong: {
        language: 'caddy',
        text: proxy('\t\theader_up Connection {>Connection}\n\t\theader_up Upgrade {>Upgrade}'),
      },
      right: { language: 'caddy', text: plain },
      why: '{>Connection} was a placeholder of Caddy 1; Caddy 2 sends these characters as they are. reverse_proxy passes Upgrade and Connection by itself.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${reverseProxy}#headers`,
    },
    {
      id: 'matcher',
      causes: ['upgrade-refused'],
      conditions: {
        'upgrade-refused': { statuses: [200, 204, 400, 404, 405, 426, 500, 501], tunnel: false },
      },
      title: 'Match Connection with stars',
      wrong: {
        language: 'caddy',
        text: `http://:80 {
	@ws {
		header Connection Upgrade
		header Upgrade websocket
	}
	handle @ws {
		reverse_proxy 127.0.0.1:8080
	}
	handle {
		respond 404
	}
}
`,
      },
      right: {
        language: 'caddy',
        text: `http://:80 {
	@ws {
		header Connection *Upgrade*
		header Upgrade websocket
	}
	handle @ws {
		reverse_proxy 127.0.0.1:8080
	}
	handle {
		respond 404
	}
}
`,
      },
      why: 'Firefox sends "Connection: keep-alive, Upgrade". The matcher compares the whole value, so without stars only Chrome gets through.',
      confirm:
        'curl -si --http1.1 -m 3 -H "Connection: keep-alive, Upgrade" -H "Upgrade: websocket" -H "Sec-WebSocket-Version: 13" -H "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==" http://localhost/ | head -1\nmust print: HTTP/1.1 101 Switching Protocols',
      ran,
      source: 'https://caddyserver.com/docs/caddyfile/matchers#header',
    },
    {
      id: 'order',
      causes: ['upgrade-refused'],
      conditions: {
        'upgrade-refused': { statuses: [200, 204, 400, 404, 405, 426, 500, 501], tunnel: false },
      },
      title: 'Put answers and the proxy into handle blocks',
      wrong: {
        language: 'caddy',
        text: `http://:80 {
	reverse_proxy /ws 127.0.0.1:8080
	respond "hello"
}
`,
      },
      right: {
        language: 'caddy',
        text: `http://:80 {
	handle /ws {
		reverse_proxy 127.0.0.1:8080
	}
	handle {
		respond "hello"
	}
}
`,
      },
      why: 'Caddy sorts directives by an order of its own, in which respond, redir and error come before reverse_proxy. handle blocks exclude each other.',
      confirm: confirmUpgrade('http://localhost/ws'),
      ran,
      source: 'https://caddyserver.com/docs/caddyfile/directives#directive-order',
    },
    {
      id: 'backend-address',
      causes: ['upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [502, 504], tunnel: false } },
      title: 'Name the address that the backend listens on',
      wrong: {
        language: 'caddy',
        text: `http://:80 {
	reverse_proxy 127.0.0.1:3000
}
`,
      },
      right: { language: 'caddy', text: plain },
      why: 'Caddy answers 502 when nothing listens on the address; its log names the address. In a container 127.0.0.1 is the container itself: name the service of the backend there, such as app:8080.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${reverseProxy}#upstreams`,
    },
    {
      id: 'h2c',
      causes: ['http2-preface', 'upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [400, 500, 502, 504], tunnel: false } },
      title: 'Speak HTTP/1.1 to the backend',
      wrong: { language: 'caddy', text: proxy('\t\ttransport http {\n\t\t\tversions h2c 2\n\t\t}') },
      right: { language: 'caddy', text: plain },
      why: 'With h2c the first bytes that the backend gets are "PRI * HTTP/2.0"; the upgrade of HTTP/1.1 does not exist there, and the client gets 502.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${reverseProxy}#transports`,
    },
    {
      id: 'buffer-responses',
      causes: ['upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [200, 500, 502], tunnel: false } },
      title: 'Do not buffer answers',
      wrong: { language: 'caddy', text: proxy('\t\tbuffer_responses') },
      right: { language: 'caddy', text: plain },
      why: 'The 101 has no end that a buffer could wait for: the client gets no answer at all.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${reverseProxy}#streaming`,
    },
    {
      id: 'tls-to-backend',
      causes: ['tls-on-plaintext-port', 'upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [400, 500, 502, 504], tunnel: false } },
      title: 'Speak to the backend as it listens',
      wrong: {
        language: 'caddy',
        text: `http://:80 {
	reverse_proxy https://127.0.0.1:8080
}
`,
      },
      right: { language: 'caddy', text: plain },
      why: 'https:// speaks TLS to the backend. One without TLS takes the ClientHello for a broken request, and the client gets 502.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${reverseProxy}#https`,
    },
    {
      id: 'redirect',
      causes: ['upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [301, 302, 303, 307, 308], tunnel: false } },
      title: 'Do not answer a WebSocket with a redirect',
      wrong: {
        language: 'caddy',
        text: `http://:80 {
	redir https://{host}{uri}
	reverse_proxy 127.0.0.1:8080
}
`,
      },
      right: {
        language: 'caddy',
        text: `http://:80 {
	@page not header Upgrade websocket
	redir @page https://{host}{uri}
	reverse_proxy 127.0.0.1:8080
}
`,
      },
      why: 'Browsers do not follow a redirect of a WebSocket. A site address without http:// is redirected to https by Caddy itself: use wss:// in the client.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: 'https://caddyserver.com/docs/caddyfile/directives/redir',
    },
    {
      id: 'stream-timeout',
      causes: ['idle-timeout', 'abnormal-close'],
      conditions: afterSilence,
      title: 'Keep WebSockets over a reload',
      wrong: { language: 'caddy', text: proxy('\t\tstream_timeout 60s') },
      right: { language: 'caddy', text: proxy('\t\tstream_close_delay 5m') },
      why: 'stream_timeout closes every WebSocket after that time, busy or not. A reload of the configuration closes them too; stream_close_delay spreads that.',
      confirm: 'caddy reload while a WebSocket is open: it must stay open.',
      ran: { notRun: 'Both options came with Caddy 2.7; the version in the test is 2.6.2.' },
      source: `${reverseProxy}#streaming`,
    },
    {
      id: 'proxy-protocol',
      causes: ['proxy-protocol-header', 'upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [400, 502], tunnel: false } },
      title: 'Send a PROXY header only to a backend that expects it',
      wrong: { language: 'caddy', text: proxy('\t\ttransport http {\n\t\t\tproxy_protocol v1\n\t\t}') },
      right: { language: 'caddy', text: plain },
      why: 'proxy_protocol writes "PROXY TCP4 ..." before the request. Most WebSocket servers answer 400; X-Forwarded-For is sent in any case.',
      confirm: confirmUpgrade('http://localhost/'),
      ran: { notRun: 'The option came with Caddy 2.7; the version in the test is 2.6.2.' },
      source: `${reverseProxy}#the-http-transport`,
    },
  ],
};
