// Lines of the error logs of nginx, Apache and HAProxy that say why there is no WebSocket.

import type { CauseId } from '../model/cause-id.ts';

/** A kind of line and what it means. */
export interface LogEntry {
  readonly program:
    | 'nginx'
    | 'Apache'
    | 'HAProxy'
    | 'uvicorn'
    | 'Rails'
    | 'Phoenix'
    | 'Go'
    | 'Spring'
    | 'Django'
    | 'AWS WAF'
    | 'webpack-dev-server'
    | 'a WebSocket server';
  readonly pattern: RegExp;
  /** What the client gets; null when the WebSocket was open already. */
  readonly status: number | null;
  readonly title: string;
  readonly meaning: string;
  readonly next: string;
  /** Null when the line leaves open which it is. */
  readonly cause: CauseId | null;
}

const refused = {
  title: 'Connection refused by the backend',
  meaning:
    'The proxy could not connect to its backend: nothing listens on that address and port. The request never reached the WebSocket server.',
  next: 'Start the backend, or correct address and port in the proxy. In a container, 127.0.0.1 is the container itself.',
  cause: 'upgrade-refused',
} satisfies Partial<LogEntry>;

export const logEntries: readonly LogEntry[] = [
  {
    program: 'nginx',
    pattern: /connect\(\) failed \(\d+: Connection refused\) while connecting to upstream/,
    status: 502,
    ...refused,
  },
  {
    program: 'nginx',
    pattern: /connect\(\) failed \(\d+: (?:No route to host|Network is unreachable|Host is unreachable)\)/,
    status: 502,
    title: 'The backend cannot be reached',
    meaning: 'The proxy has no route to its backend, or a firewall rejects the connection.',
    next: 'Check the address of the backend from the machine of the proxy.',
    cause: 'upgrade-refused',
  },
  {
    program: 'nginx',
    pattern: /connect\(\) to \S{1,300} failed \(13: Permission denied\) while connecting to upstream/,
    status: 502,
    title: 'The proxy may not connect to the backend',
    meaning: 'The system does not allow the proxy to connect: SELinux, or the mode of a Unix socket.',
    next: 'With SELinux: setsebool -P httpd_can_network_connect 1. For a Unix socket, let the user of nginx write to it.',
    cause: 'upgrade-refused',
  },
  {
    program: 'nginx',
    pattern: /upstream timed out \(\d+: [^)]{1,80}\) while proxying upgraded connection/,
    status: null,
    title: 'The open WebSocket was idle for too long',
    meaning: 'The upgrade worked. nginx closed the connection since no byte came within proxy_read_timeout.',
    next: 'Raise proxy_read_timeout, or send a ping more often than it.',
    cause: 'idle-timeout',
  },
  {
    program: 'nginx',
    pattern: /upstream timed out \(\d+: [^)]{1,80}\) while/,
    status: 504,
    title: 'The backend did not respond in time',
    meaning: 'The proxy connected or tried to, and got no response before its timeout.',
    next: 'Send the request to the backend directly from the machine of the proxy.',
    cause: 'upgrade-refused',
  },
  {
    program: 'nginx',
    pattern:
      /upstream prematurely closed connection while reading response header|recv\(\) failed \(104: Connection reset by peer\) while reading response header/,
    status: 502,
    title: 'The backend closed without a response',
    meaning:
      'The backend accepted the connection and closed it before a status line: it crashed, it expects TLS or a PROXY header, or it refuses HTTP/1.0.',
    next: 'Set proxy_http_version 1.1, check the scheme of proxy_pass, and read the log of the backend.',
    cause: 'upgrade-refused',
  },
  {
    program: 'nginx',
    pattern: /SSL_do_handshake\(\) failed .{0,400}while SSL handshaking to upstream/,
    status: 502,
    title: 'TLS to the backend failed',
    meaning:
      'The proxy speaks TLS to its backend and gets no TLS in return. "wrong version number" means that the backend speaks plain HTTP.',
    next: 'Write http:// in proxy_pass for a backend without TLS; set proxy_ssl_server_name on for one with it.',
    cause: 'tls-on-plaintext-port',
  },
  {
    program: 'nginx',
    pattern: /upstream sent no valid HTTP\/1\.0 header while reading response header/,
    status: 502,
    title: 'The backend sent something else than HTTP',
    meaning: 'The first bytes of the backend are no status line: the port speaks TLS or another protocol.',
    next: 'Check scheme and port in proxy_pass.',
    cause: 'plaintext-on-tls-port',
  },
  {
    program: 'nginx',
    pattern: /no live upstreams while connecting to upstream/,
    status: 502,
    title: 'No backend is left',
    meaning: 'All backends failed shortly before (max_fails), so the proxy does not try them for a while.',
    next: 'Look for the first error of each backend earlier in the log.',
    cause: 'upgrade-refused',
  },
  {
    program: 'Apache',
    pattern:
      /\(\d+\)Connection refused: .{0,80}AH00957:|AH01114: .{0,80}failed to make connection to backend/,
    status: 503,
    ...refused,
  },
  {
    program: 'Apache',
    pattern: /AH01144: No protocol handler was valid for the URL/,
    status: 500,
    title: 'Apache has no module for this scheme',
    meaning:
      'No loaded module handles the scheme of the backend: mod_proxy_wstunnel for ws://, mod_proxy_http for http://.',
    next: 'a2enmod proxy proxy_http proxy_wstunnel, then restart Apache.',
    cause: 'upgrade-refused',
  },
  {
    program: 'nginx',
    pattern: /access forbidden by rule/,
    status: 403,
    title: 'A deny rule refused the client',
    meaning:
      'allow and deny in nginx do not let this address in. The request never reached the WebSocket server.',
    next: 'Add the address with allow before deny all, or set real_ip_header when another proxy is in front.',
    cause: 'upgrade-refused',
  },
  {
    program: 'nginx',
    pattern:
      /no user\/password was provided for basic authentication|user "[^"]{0,100}"(?:: password mismatch| was not found)/,
    status: 401,
    title: 'auth_basic refused the request',
    meaning:
      'The location asks for a user name and a password, and none or a wrong one came. new WebSocket() cannot add them.',
    next: 'Set auth_basic off in the location of the WebSocket, and let the server check a cookie or a token.',
    cause: 'upgrade-refused',
  },
  {
    program: 'nginx',
    pattern: /client sent plain HTTP request to HTTPS port/,
    status: 400,
    title: 'A plain request on a TLS port',
    meaning: 'The client used ws:// or http:// for a port on which nginx expects TLS.',
    next: 'Use wss:// for this port.',
    cause: 'plaintext-on-tls-port',
  },
  {
    program: 'nginx',
    pattern: /limiting (?:requests|connections by zone)/,
    status: 503,
    title: 'A limit refused the request',
    meaning:
      'limit_req or limit_conn refused it. An open WebSocket counts as a connection for as long as it is open.',
    next: 'Raise the limit for the location of the WebSocket.',
    cause: 'upgrade-refused',
  },
  {
    program: 'nginx',
    pattern: /\S{1,253} could not be resolved \(|no resolver defined to resolve/,
    status: 502,
    title: 'The name of the backend is not known',
    meaning: 'proxy_pass has a variable, so nginx asks its resolver for the name, and got no address.',
    next: 'Set resolver (127.0.0.11 in Docker), or write the name of the backend without a variable.',
    cause: 'upgrade-refused',
  },
  {
    program: 'nginx',
    pattern: /upstream sent (?:too big|invalid) header|upstream sent duplicate header line/,
    status: 502,
    title: 'The backend sent a response head that nginx refuses',
    meaning: 'The head of the response is larger than proxy_buffer_size, or malformed.',
    next: 'Raise proxy_buffer_size for large cookies; else capture what the backend sends.',
    cause: 'upgrade-refused',
  },
  {
    program: 'nginx',
    pattern: /SSL_do_handshake\(\) failed .{0,400}while SSL handshaking, client:/,
    status: null,
    title: 'The TLS handshake with the client failed',
    meaning:
      'No HTTP was exchanged. "unknown ca" or "certificate unknown": the client does not trust the certificate; "http request": the client spoke plain HTTP; "no application protocol" or "unsupported protocol": no version or protocol in common.',
    next: 'openssl s_client -connect HOST:PORT -servername HOST shows the certificate.',
    cause: null,
  },
  {
    program: 'Apache',
    pattern: /AH01630: client denied by server configuration|AH01797: client denied/,
    status: 403,
    title: 'An access rule refused the client',
    meaning: 'Require does not let this request in. It never reached the WebSocket server.',
    next: 'Allow the path of the WebSocket in its <Location> (Require all granted).',
    cause: 'upgrade-refused',
  },
  {
    program: 'Apache',
    pattern:
      /AH01102: error reading status line from remote server|AH00898: Error reading from remote server/,
    status: 502,
    title: 'The backend closed without a response',
    meaning:
      'The backend accepted the connection and closed it before a status line: it crashed, it expects TLS, or it is no HTTP server.',
    next: 'Check scheme and port in ProxyPass, and read the log of the backend.',
    cause: 'upgrade-refused',
  },
  {
    program: 'Apache',
    pattern: /AH00961: \w+: failed to enable ssl support|AH01961: .{0,80}failed to enable ssl/i,
    status: 500,
    title: 'SSLProxyEngine is not on',
    meaning: 'The backend has https:// or wss://, and Apache may not speak TLS to it.',
    next: 'Set SSLProxyEngine on in the <VirtualHost>.',
    cause: 'upgrade-refused',
  },
  {
    program: 'AWS WAF',
    pattern: /"action"\s?:\s?"BLOCK"/,
    status: 403,
    title: 'AWS WAF blocked the request',
    meaning: 'A rule of the web ACL matched, so the request never reached the WebSocket server.',
    next: 'terminatingRuleId in the log names the rule. Exempt the path of the WebSocket from it, or let the rule count only.',
    cause: 'upgrade-refused',
  },
  {
    program: 'HAProxy',
    pattern: /"<BADREQ>"/,
    status: 400,
    title: 'HAProxy could not read a request',
    meaning:
      'What came was no HTTP request that HAProxy reads: TLS on a port without ssl, a PROXY header that is not expected, a client that closed, or a header that HAProxy refuses.',
    next: '"show errors" on the socket of HAProxy prints the bytes that it refused.',
    cause: 'upgrade-refused',
  },
  {
    program: 'HAProxy',
    pattern: / 101 \d+ \S+ \S+ [sc]D/,
    status: null,
    title: 'HAProxy closed a silent WebSocket',
    meaning:
      'The WebSocket was open; a timeout of HAProxy was over without a message (sD: the server was silent, cD: the client). The last of the five times in the line says how many milliseconds it lasted.',
    next: 'Set timeout tunnel in the backend, or send pings more often than the timeout.',
    cause: 'idle-timeout',
  },
  {
    program: 'HAProxy',
    pattern: /\bbackend '?[\w.-]{1,100}'? has no server available/,
    status: 503,
    title: 'No backend is left',
    meaning: 'All servers of the backend are down for HAProxy: their health checks failed.',
    next: 'Look at the reason in the line before it. A check of the WebSocket path with a plain GET fails with 400 or 426.',
    cause: 'upgrade-refused',
  },
  {
    program: 'nginx',
    pattern: /\[emerg\] .{0,40}host not found in upstream "/,
    status: null,
    title: 'nginx does not start: the name of the backend is not known',
    meaning: 'nginx resolves the names of its backends when it starts, and this one has no address yet.',
    next: 'Start the backend first (depends_on in Docker), check its name and network, or put the name into a variable with a resolver.',
    cause: 'upgrade-refused',
  },
  {
    program: 'uvicorn',
    pattern: /No supported WebSocket library detected|Unsupported upgrade request/,
    status: null,
    title: 'uvicorn has no WebSocket library',
    meaning:
      'The upgrade arrived, and uvicorn cannot open it: neither websockets nor wsproto is installed. It answers as to a plain GET.',
    next: "pip install 'uvicorn[standard]' (or websockets), then restart the server.",
    cause: 'upgrade-refused',
  },
];
