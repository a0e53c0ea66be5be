// What each answer to a WebSocket's upgrade means, and what to do next.

/** An answer that can come back, and what it says. */
export interface AnswerMeaning {
  /** `101`, `301`, `TLS error`, `timeout`. */
  answer: string;
  title: string;
  meaning: string;
  next: string;
  /** Id of the cause of the diagnosis that it belongs to, or null. */
  cause: string | null;
}

/** Answers in the order in which the page lists them. */
export const answerMeanings: readonly AnswerMeaning[] = [
  {
    answer: '101',
    title: '101 Switching Protocols',
    meaning:
      'The upgrade works up to here. With the key dGhlIHNhbXBsZSBub25jZQ== the answer must have Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=.',
    next: 'If the browser still fails, compare its request: Origin, cookies, subprotocol, extensions. curl waits for frames until -m ends it; that is right.',
    cause: null,
  },
  {
    answer: '200',
    title: '200 OK',
    meaning:
      'Somebody answered the request as a plain page: the upgrade was taken out on the way, or the path belongs to a page.',
    next: 'Ask the server behind the proxy directly. If it says 101, the proxy drops Upgrade; if it says 200 too, the path is wrong.',
    cause: 'proxy-stripped-upgrade',
  },
  {
    answer: '301',
    title: '301, 302, 307, 308: a redirect',
    meaning:
      'Browsers do not follow a redirect of a WebSocket. Usual reasons: ws:// where wss:// is wanted, a slash missing at the end of the path, another host name, a login page.',
    next: 'Use the URL of the Location header (ws becomes wss when it says https).',
    cause: 'upgrade-refused',
  },
  {
    answer: '400',
    title: '400 Bad Request',
    meaning:
      'The server read the request and did not find a good upgrade: Connection without upgrade, HTTP/1.0, a missing key or version; or plain HTTP to a TLS port; or a PROXY header that it does not expect; or Socket.IO without EIO and transport.',
    next: 'Read the body: nginx says "The plain HTTP request was sent to HTTPS port", ws says "Missing or invalid ... header".',
    cause: 'upgrade-refused',
  },
  {
    answer: '401',
    title: '401 Unauthorized',
    meaning: 'Credentials are missing. A browser cannot add an Authorization header to a WebSocket.',
    next: 'Send a cookie, a token in the URL or in the first message, or the subprotocol header.',
    cause: 'upgrade-refused',
  },
  {
    answer: '403',
    title: '403 Forbidden',
    meaning:
      'Most often the Origin is not allowed, or it does not fit Host because a proxy does not pass Host on; Envoy says 403 when websocket is not in upgrade_configs; else a firewall or an access rule.',
    next: 'Repeat the command with -H "Origin: https://your.site" and without.',
    cause: 'upgrade-refused',
  },
  {
    answer: '404',
    title: '404 Not Found',
    meaning:
      'Nothing listens on this path: another path (/ws, /socket.io/?EIO=4&transport=websocket, /cable), a prefix that the proxy cuts or keeps, or the proxy dropped Upgrade and the server has no page there.',
    next: 'Ask the server behind the proxy directly with the same path.',
    cause: 'upgrade-refused',
  },
  {
    answer: '405',
    title: '405 Method Not Allowed',
    meaning: 'The path exists and takes no GET: it is not the WebSocket.',
    next: 'Check the path.',
    cause: 'upgrade-refused',
  },
  {
    answer: '408',
    title: '408 Request Timeout',
    meaning:
      'The server waited for the rest of the request: something on the way holds it back, or the blank line at its end is missing.',
    next: 'Capture at the server and look at the end of the request.',
    cause: 'upgrade-refused',
  },
  {
    answer: '426',
    title: '426 Upgrade Required',
    meaning:
      'This is a WebSocket server and it saw a plain request: Upgrade or Connection was lost on the way, or HTTP/1.0 or HTTP/2 was spoken to it.',
    next: 'Mend the proxy before it. Asked directly it should say 101.',
    cause: 'proxy-stripped-upgrade',
  },
  {
    answer: '429',
    title: '429 Too Many Requests',
    meaning: 'A limit on connections or requests. Open WebSockets count for as long as they are open.',
    next: 'Wait longer between attempts; look for clients that connect without end.',
    cause: 'upgrade-refused',
  },
  {
    answer: '500',
    title: '500 Internal Server Error',
    meaning:
      'The handler threw before it upgraded; Apache says 500 too when SSLProxyEngine or a module is missing.',
    next: 'Read the log of the server.',
    cause: 'upgrade-refused',
  },
  {
    answer: '502',
    title: '502 Bad Gateway',
    meaning:
      'The proxy reached something that did not answer with HTTP: the server is down, TLS is spoken to a plain port (or the other way round), HTTP/2 to one that has only HTTP/1.1, or a PROXY header that it does not know.',
    next: 'Read the error log of the proxy; ask the server directly.',
    cause: 'upgrade-refused',
  },
  {
    answer: '503',
    title: '503 Service Unavailable',
    meaning: 'The proxy has no healthy server to send it to.',
    next: 'Look at the health checks: a check of the WebSocket path with a plain GET fails with 426 or 400.',
    cause: 'upgrade-refused',
  },
  {
    answer: '504',
    title: '504 Gateway Timeout',
    meaning:
      'The proxy sent the request on and got no answer in time: the server is stuck, a firewall drops the packets, or a filter waits for a body.',
    next: 'Ask the server directly from the machine of the proxy.',
    cause: 'upgrade-refused',
  },
  {
    answer: 'TLS error',
    title: 'A TLS error (curl 35, 60)',
    meaning:
      'No HTTP was exchanged. "wrong version number": the port speaks plain HTTP, use ws://. "certificate": the name or the chain is wrong, and a browser fails without asking.',
    next: 'openssl s_client -connect HOST:PORT -servername HOST shows the certificate.',
    cause: 'tls-on-plaintext-port',
  },
  {
    answer: 'timeout',
    title: 'Nothing, until -m ends it (curl 28)',
    meaning:
      'After a 101 this is right: the connection is open. Without any answer: a firewall drops packets, the server accepts and never answers, or a proxy buffers the 101.',
    next: 'Look whether "Connected to" was printed (-v): before it the network, after it the server.',
    cause: null,
  },
  {
    answer: 'refused',
    title: 'Connection refused (curl 7)',
    meaning: 'Nothing listens on this address and port.',
    next: 'Check the port, and whether the server listens on 127.0.0.1 alone or in a container.',
    cause: null,
  },
  {
    answer: 'no answer',
    title: 'Empty reply or reset (curl 52, 56)',
    meaning:
      'The server closed without an answer: plain HTTP to a TLS port, a missing PROXY header where one is expected, or a crash.',
    next: 'Try https:// (wss://). Capture at the server.',
    cause: 'plaintext-on-tls-port',
  },
];

/** The meaning of a status, by its own entry or that of its kind; null when nothing is said of it. */
export function meaningOfStatus(status: number): AnswerMeaning | null {
  const redirect = status >= 300 && status < 400 && status !== 304;
  const wanted = redirect ? '301' : String(status);
  return (
    answerMeanings.find((one) => one.answer === wanted) ??
    (status >= 200 && status < 300 ? answerMeanings.find((one) => one.answer === '200')! : null)
  );
}

/** What curl's exit codes mean for an upgrade. */
export const curlErrors: Readonly<Record<number, string>> = {
  1: 'curl was not built with this protocol; write http:// for ws:// and https:// for wss://',
  3: 'the URL is malformed',
  5: 'the name of the forward proxy is not known',
  6: 'the host name is not known',
  7: 'nothing listens on this address and port',
  16: 'an error of HTTP/2; repeat it with --http1.1',
  28: 'the time was up; after a 101 that is right, the connection was open',
  35: 'TLS failed; "wrong version number" means that the port speaks plain HTTP',
  52: 'the server closed without an answer: plain HTTP to a TLS port, or a PROXY header is expected',
  55: 'the connection broke while sending',
  56: 'the connection was reset while receiving',
  60: 'the certificate is not trusted or has another name; a browser fails without asking',
  92: 'an error of HTTP/2; repeat it with --http1.1',
};

/** The meaning of a curl exit code, or null. */
export function meaningOfCurlError(code: number): AnswerMeaning | null {
  const answer =
    code === 35 || code === 60
      ? 'TLS error'
      : code === 28
        ? 'timeout'
        : code === 7
          ? 'refused'
          : code === 52 || code === 56
            ? 'no answer'
            : null;
  return answerMeanings.find((one) => one.answer === answer) ?? null;
}
