// What failed handshakes and lost connections come from. They were not counted: no number is shown for them.

import type { Explanation } from './explanation.ts';

export const handshakeExplanations = {
  'upgrade-headers-lost': {
    title: 'A proxy does not pass on the upgrade',
    how: 'Upgrade and Connection end at each hop. A proxy that is not told to send them on makes an ordinary GET of the request, and the server refuses it.',
    check:
      'Ask the server without the proxy. With the proxy, look for Upgrade: websocket in what the server receives.',
    causes: ['proxy-stripped-upgrade', 'proxy-http-1.0'],
    stacks: ['nginx', 'apache', 'haproxy', 'aws-alb', 'cloudflare'],
  },
  'wrong-path': {
    title: 'The path is not the one of the WebSocket',
    how: 'The request reaches a server that has no WebSocket at this path: a missing prefix, a trailing slash, a route that the proxy does not have.',
    check:
      'Compare the path in the URL with the route of the server; try it with and without the slash at the end.',
    causes: ['upgrade-refused'],
    status: 404,
  },
  'no-websocket-there': {
    title: 'This server answers plain HTTP: no WebSocket there',
    how: 'A static file server, a single-page fallback or another application answers the request as an ordinary GET.',
    check:
      'Open the URL with http:// in place of ws://: a page instead of 426 or 400 shows which server answers.',
    causes: ['upgrade-refused', 'proxy-stripped-upgrade'],
    status: 200,
  },
  'not-authorised': {
    title: 'The credentials are missing, wrong or expired',
    how: 'A browser sends cookies with the handshake and nothing else: no Authorization header. A token must be in a cookie, in the URL or in a subprotocol.',
    check:
      'Send the handshake with curl and the same cookie or token. Compare with the request in the network tab.',
    causes: ['upgrade-refused'],
    status: 401,
  },
  'origin-refused': {
    title: 'The server does not allow this Origin',
    how: 'The server compares the Origin header with a list, or with Host, and a proxy changed Host or the page has another address.',
    check:
      'Send the handshake with curl, once with -H "Origin: ..." and once without. If the second one is answered 101, add the origin to the list.',
    causes: ['upgrade-refused'],
    stacks: ['go', 'socketio', 'java', 'vite'],
    status: 403,
  },
  'backend-down': {
    title: 'The proxy cannot reach the server',
    how: 'The backend is not running, listens on another port or address, or is too slow to answer.',
    check: 'From the machine of the proxy: curl the backend address. Look at the error log of the proxy.',
    causes: ['upgrade-refused'],
    stacks: ['nginx', 'apache', 'haproxy', 'caddy'],
    status: 502,
  },
  'rate-limited': {
    title: 'Too many connections or attempts',
    how: 'A limit of the server, the proxy or the provider was reached, often by a client that reconnects without a pause.',
    check: 'Look for Retry-After in the response, and wait longer after each failed attempt.',
    causes: ['upgrade-refused'],
    status: 429,
  },
  redirected: {
    title: 'The server redirects, and clients do not follow',
    how: 'http to https, a missing slash or a login page: a WebSocket client takes a redirect as a refusal.',
    check: 'Look at the Location header, and use that address (with wss:// for https://).',
    causes: ['upgrade-refused'],
    status: 301,
  },
  'handler-threw': {
    title: 'The code that handles the upgrade failed',
    how: 'An exception before the 101: the log of the server has it.',
    check: 'Read the log of the server at this second.',
    causes: ['upgrade-refused'],
    status: 500,
  },
  'wrong-version': {
    title: 'The client asks for a version that the server does not speak',
    how: 'The server wants Sec-WebSocket-Version 13; it names the versions that it takes in a 426 or 400.',
    check: 'Look at Sec-WebSocket-Version in the request.',
    causes: ['upgrade-refused', 'old-draft'],
    status: 426,
  },
  'session-lost': {
    title: 'The request reached another instance than the session (Socket.IO)',
    how: 'Socket.IO opens with polling: without sticky sessions the upgrade reaches an instance that does not know the session id and answers 400.',
    check:
      'Use transports: ["websocket"] in the client, or run one instance. If that works, make the sessions sticky.',
    causes: ['upgrade-refused'],
    stacks: ['socketio'],
    status: 400,
    fixes: ['socketio/sticky-sessions'],
  },
  'application-handshake': {
    title: 'The first message of the protocol above WebSocket did not arrive',
    how: 'The client speaks plain WebSocket where the server expects SignalR or GraphQL, or the first message went to another instance or was lost in a proxy that buffers.',
    check:
      'Look at the first text message of the client: SignalR wants {"protocol":"json","version":1} followed by the byte 1E.',
    causes: ['healthy'],
  },
  'bad-101': {
    title: 'The 101 lacks a header or has a wrong value',
    how: 'A handshake that is written by hand, or a proxy that makes the response anew: Upgrade and Connection must be there and Sec-WebSocket-Accept must belong to the key.',
    check: 'Paste request and response into the handshake check: it computes the right value.',
    causes: ['handshake-header-missing', 'handshake-accept-mismatch'],
  },
  'wrong-accept': {
    title: 'Sec-WebSocket-Accept does not belong to this key',
    how: 'The hash is made without the GUID, written as hex, copied from an example, or a cache or proxy answered with that of another connection.',
    check: 'Paste request and response into the handshake check: it computes the right value.',
    causes: ['handshake-accept-mismatch'],
  },
  'subprotocol-mismatch': {
    title: 'The two sides name different subprotocols',
    how: 'The client offers one and the server answers none or another. Browsers refuse both. A token in the subprotocol must be answered too.',
    check: 'Compare Sec-WebSocket-Protocol of the request and of the 101.',
    causes: ['handshake-negotiation'],
  },
  'extension-mismatch': {
    title: 'The server agrees to an extension that was not offered',
    how: 'A fixed Sec-WebSocket-Extensions header in the 101, or a proxy that dropped the offer of the client.',
    check: 'Compare Sec-WebSocket-Extensions of the request and of the 101.',
    causes: ['handshake-negotiation'],
  },
  'tls-to-plain-port': {
    title: 'wss:// is opened on a port that speaks plain text',
    how: 'The first bytes are a TLS ClientHello; the server answers with HTTP or closes.',
    check: 'Open ws:// on that port, or curl http://. If one of them answers, the port has no TLS.',
    causes: ['tls-on-plaintext-port'],
    stacks: ['nginx', 'node-ws'],
    fixes: ['nginx/listen-ssl', 'haproxy/tls-termination'],
  },
  'plain-to-tls-port': {
    title: 'ws:// is opened on a port that speaks TLS',
    how: 'The server expects a TLS ClientHello and gets "GET /": it answers 400, an alert, or closes.',
    check: 'Open wss:// on that port.',
    causes: ['plaintext-on-tls-port'],
  },
  certificate: {
    title: 'The certificate is not trusted, has expired or names another host',
    how: 'A page shows no dialog for a WebSocket: a certificate that the browser does not trust fails without a question.',
    check: 'Open https:// on the same host and port: the browser says what it does not accept.',
    causes: [
      'tls-certificate-rejected',
      'tls-server-name-rejected',
      'tls-client-certificate',
      'abnormal-close',
    ],
  },
  'tls-versions': {
    title: 'Client and server have no TLS version, cipher or ALPN protocol in common',
    how: 'An old server or a terminating proxy refuses the ClientHello with an alert.',
    check: 'openssl s_client -connect HOST:443 -alpn http/1.1 shows version and alert.',
    causes: ['tls-no-common-parameters', 'tls-alpn-mismatch', 'tls-handshake-failed', 'encrypted'],
  },
  'nobody-listens': {
    title: 'Nobody listens on that address and port',
    how: 'The server is not running, listens on 127.0.0.1 or ::1 alone, or inside a container whose port is not published.',
    check: 'On the machine of the server: ss -ltnp shows address and port.',
    causes: ['abnormal-close'],
  },
  'name-unknown': {
    title: 'The name has no address',
    how: 'A typing mistake, a DNS record that is missing, or a name that is known inside a container network alone.',
    check: 'Ask for the name with dig or nslookup from the same machine.',
    causes: ['abnormal-close'],
  },
  unreachable: {
    title: 'A firewall or route keeps the packets away',
    how: 'Nothing comes back: a firewall, a security group, a VPN or a wrong address.',
    check: 'Try nc -vz HOST PORT from the same machine, and capture at both ends.',
    causes: ['abnormal-close'],
  },
  'page-closed-it': {
    title: 'The page itself closed or left before the answer',
    how: 'close() while connecting, a reload, or an effect of React that runs twice in development.',
    check: 'Set a breakpoint on WebSocket.prototype.close, or log each call.',
    causes: ['abnormal-close'],
  },
  'server-ended': {
    title: 'The server or a proxy ended the connection without a Close',
    how: 'A crash, a restart, a deployment, a kill, or a handler that returned.',
    check: 'Look at the log of that side at this second.',
    causes: ['abnormal-close'],
  },
  'idle-timeout': {
    title: 'A proxy or NAT ended a connection that was silent',
    how: 'A timeout runs while no byte is sent: 60 s in nginx and AWS ALB, 100 s at Cloudflare, minutes in a NAT.',
    check:
      'Note the seconds from the last message to the end: the same number each time means a timeout. Send pings more often.',
    causes: ['idle-timeout'],
    stacks: ['nginx', 'aws-alb', 'haproxy', 'cloudflare'],
  },
  'peer-does-not-answer': {
    title: 'The other end did not answer a ping in time',
    how: 'Its event loop or thread was busy, it does not read the connection, or it answers pings nowhere: a blocking call in an async handler is usual.',
    check:
      'Look at what the other end did in the seconds before. Move long work to a thread; read the connection all the time. Try a longer ping timeout: if it helps, that end is busy.',
    causes: ['idle-timeout', 'abnormal-close'],
    stacks: ['python-websockets', 'node-ws', 'socketio'],
  },
  'sent-at-wrong-time': {
    title: 'The program sends before the connection is open or after it was closed',
    how: 'Messages are sent without waiting for the open event, or a timer or loop goes on after the close event.',
    check:
      'Send from the open event on, look at readyState before each send, and stop timers in the close event.',
    causes: ['abnormal-close'],
  },
  'client-proxy': {
    title: 'The proxy of the client does not open the tunnel',
    how: 'A company proxy or a VPN refuses CONNECT to this host or port, wants a password, or is not reachable.',
    check: 'Try the same URL without the proxy or from another network; try port 443.',
    causes: ['upgrade-refused'],
  },
  'cleartext-blocked': {
    title: 'The platform does not let the app open ws://',
    how: 'Android 9 and later, and iOS, refuse connections without TLS unless the app allows them.',
    check:
      'Use wss://. For a development server only: usesCleartextTraffic or a network security config (Android), NSAppTransportSecurity (iOS).',
    causes: ['upgrade-refused'],
  },
  'closed-on-purpose': {
    title: 'The other end closed on purpose',
    how: 'It sent a Close with this code: a rule of the application, a restart, or a limit. The frames are sound.',
    check: 'Read the reason of the Close, and the log or the documentation of that end.',
    causes: ['healthy'],
  },
  'browser-blocks': {
    title: 'The browser or an extension blocks the request',
    how: 'An ad blocker, a policy, a port that browsers refuse, or the rule that public pages may not open addresses of a private network.',
    check: 'Try a private window without extensions. Look at the blocked request in the network tab.',
    causes: ['upgrade-refused'],
  },
  'network-lost': {
    title: 'The network of the client changed or went away',
    how: 'Sleep, a change from Wi-Fi to mobile, a VPN, an app in the background.',
    check: 'See whether the ends fall together with sleep, lock or a change of network.',
    causes: ['abnormal-close'],
  },
  'frame-error-hidden': {
    title: 'A frame was refused, and this text hides it',
    how: 'A script never sees the reason: the console of the browser and the bytes have it.',
    check: 'Read the console line next to it, or capture the bytes.',
    causes: ['http-response-on-websocket', 'server-masked-frame'],
  },
  'mixed-content': {
    title: 'A page over https:// may not open ws://',
    how: 'Browsers block plain WebSockets from secure pages; localhost is the exception.',
    check: 'Use wss:// and let the proxy or the server end TLS.',
    causes: ['upgrade-refused'],
    stacks: ['nginx', 'caddy'],
  },
  'content-security-policy': {
    title: 'The Content-Security-Policy of the page does not allow this address',
    how: "connect-src must list the ws:// or wss:// address; 'self' does not cover another scheme in older browsers.",
    check: 'Look at connect-src in the Content-Security-Policy header of the page.',
    causes: ['upgrade-refused'],
  },
  'bad-url': {
    title: 'The URL is not a WebSocket URL',
    how: 'Another scheme than ws or wss, a fragment, a relative URL or a typing mistake.',
    check: 'Print the URL that the program builds.',
    causes: ['upgrade-refused'],
  },
  'http2-only': {
    title: 'The server speaks HTTP/2 where the client expects HTTP/1.1',
    how: 'ALPN chose h2, or the port takes HTTP/2 alone; the response is not "HTTP/1.1 101".',
    check: 'curl --http1.1 -i: if it works, offer http/1.1 alone for this address.',
    causes: ['http2-preface'],
    stacks: ['envoy', 'nginx'],
  },
  'another-protocol': {
    title: 'Another protocol answers on that port',
    how: 'The first bytes are not an HTTP status line: frames without a handshake, TLS, SSH, Redis, or a message that was sent before the 101.',
    check: 'Connect with nc and look at what comes first.',
    causes: ['foreign-protocol', 'handshake-boundary'],
  },
  'broker-refused-login': {
    title: 'The MQTT broker does not accept this client',
    how: 'The connection came about, and the broker answered the CONNECT with a CONNACK that refuses it: the user name, password, client identifier or protocol version does not suit it.',
    check:
      'Give another client the same user name, password and client identifier, and read the log of the broker.',
    causes: ['healthy'],
  },
  'server-process-limit': {
    title: 'The server has no WebSocket library or worker for it',
    how: 'uvicorn without websockets or wsproto, gunicorn with sync workers, PHP-FPM: they answer the upgrade as ordinary HTTP.',
    check: 'Read the first lines of the log of the server: they say which WebSocket implementation is used.',
    causes: ['upgrade-refused'],
    stacks: ['python-websockets'],
    status: 404,
  },
} as const satisfies Record<string, Explanation>;
