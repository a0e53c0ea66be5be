// What each response to a WebSocket's upgrade means, and what to do next.

import type { CauseId } from '../model/cause-id.ts';
import type { HandshakeCheck } from '../model/handshake.ts';
import type { RequestFault } from '../websocket/refused-request.ts';

/** A response, or the lack of one, and what it means. */
export interface ResponseMeaning {
  /** `101`, `301`, `TLS error`, `timeout`. */
  readonly id: string;
  readonly title: string;
  readonly meaning: string;
  readonly next: string;
  /** Id of the cause of the diagnosis that it belongs to, or null. */
  readonly cause: CauseId | null;
}

/** Responses in the order in which the page lists them. */
export const responseMeanings: readonly ResponseMeaning[] = [
  {
    id: '101',
    title: '101 Switching Protocols',
    meaning:
      'The upgrade works up to here. With the key dGhlIHNhbXBsZSBub25jZQ== the response must have Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=.',
    next: 'If the browser still fails, compare its request: Origin, cookies, subprotocol, extensions. curl waits for frames until -m ends it; that is expected.',
    cause: null,
  },
  {
    id: '200',
    title: '200 OK',
    meaning:
      'The request got an ordinary page: the upgrade was removed on the way, or the path belongs to a page.',
    next: 'Send the request to the backend directly. If it responds with 101, the proxy drops Upgrade; if it responds with 200 too, the path is wrong.',
    cause: 'proxy-stripped-upgrade',
  },
  {
    id: '301',
    title: '301, 302, 307, 308: a redirect',
    meaning:
      'Browsers do not follow a redirect of a WebSocket. Usual reasons: ws:// where wss:// is required, a slash missing at the end of the path, another host name, a login page.',
    next: 'Use the URL of the Location header (ws becomes wss when it says https).',
    cause: 'upgrade-refused',
  },
  {
    id: '400',
    title: '400 Bad Request',
    meaning:
      'The server read the request and did not find a valid upgrade: Connection without upgrade, HTTP/1.0, a missing key or version; or plain HTTP to a TLS port; or a PROXY header that it does not expect; or Socket.IO without EIO and transport.',
    next: 'Read the body: nginx says "The plain HTTP request was sent to HTTPS port", ws says "Missing or invalid ... header".',
    cause: 'upgrade-refused',
  },
  {
    id: '401',
    title: '401 Unauthorized',
    meaning: 'Credentials are missing. A browser cannot add an Authorization header to a WebSocket.',
    next: 'Send a cookie, a token in the URL or in the first message, or the subprotocol header.',
    cause: 'upgrade-refused',
  },
  {
    id: '403',
    title: '403 Forbidden',
    meaning:
      'Most often the Origin is not allowed, or it does not fit Host because a proxy does not pass Host on; Envoy says 403 when websocket is not in upgrade_configs; else a firewall or an access rule.',
    next: 'Repeat the command with -H "Origin: https://your.site" and without.',
    cause: 'upgrade-refused',
  },
  {
    id: '404',
    title: '404 Not Found',
    meaning:
      'Nothing listens on this path: another path (/ws, /socket.io/?EIO=4&transport=websocket, /cable), a prefix that the proxy cuts or keeps, or the proxy dropped Upgrade and the server has no page there.',
    next: 'Send the request to the backend directly, with the same path.',
    cause: 'upgrade-refused',
  },
  {
    id: '405',
    title: '405 Method Not Allowed',
    meaning:
      'The path exists and does not accept the method of the request. If that was GET, it is not the path of the WebSocket.',
    next: 'Check the path, and that the request is a GET.',
    cause: 'upgrade-refused',
  },
  {
    id: '408',
    title: '408 Request Timeout',
    meaning:
      'The server waited for the rest of the request: something on the way holds it back, or the blank line at its end is missing.',
    next: 'Capture at the server and look at the end of the request.',
    cause: 'upgrade-refused',
  },
  {
    id: '426',
    title: '426 Upgrade Required',
    meaning:
      'This is a WebSocket server, and it received a request without an upgrade: Upgrade or Connection was lost on the way, or the request came as HTTP/1.0 or HTTP/2.',
    next: 'Correct the proxy in front of it. A request sent to it directly should get 101.',
    cause: 'proxy-stripped-upgrade',
  },
  {
    id: '429',
    title: '429 Too Many Requests',
    meaning: 'A limit on connections or requests. Open WebSockets count for as long as they are open.',
    next: 'Wait longer between attempts; look for clients that reconnect in a loop.',
    cause: 'upgrade-refused',
  },
  {
    id: '460',
    title: '460 of an AWS load balancer',
    meaning:
      'The client closed the connection before the target answered: its own time limit is shorter than the time that the target takes.',
    next: 'Raise the time limit of the client, and ask the target directly how long it takes to respond.',
    cause: 'upgrade-refused',
  },
  {
    id: '463',
    title: '463 of an AWS load balancer',
    meaning:
      'The request had more than 30 addresses in X-Forwarded-For: it goes round in a circle of proxies.',
    next: 'Look for a proxy that sends the request back to the load balancer.',
    cause: 'upgrade-refused',
  },
  {
    id: '499',
    title: '499 in the log of nginx',
    meaning:
      'The client closed the connection before nginx had a response: the backend was slow, or the client gave up early. Nobody received this status.',
    next: 'Ask the backend directly how long it takes to respond to the upgrade.',
    cause: 'upgrade-refused',
  },
  {
    id: '500',
    title: '500 Internal Server Error',
    meaning:
      'The handler threw before it upgraded; Apache responds with 500 too when SSLProxyEngine or a module is missing.',
    next: 'Read the log of the server.',
    cause: 'upgrade-refused',
  },
  {
    id: '502',
    title: '502 Bad Gateway',
    meaning:
      'The proxy reached something that did not respond with HTTP: the server is down, TLS is spoken to a plain port (or the other way round), HTTP/2 to one that has only HTTP/1.1, or a PROXY header that it does not know.',
    next: 'Read the error log of the proxy; send the request to the backend directly.',
    cause: 'upgrade-refused',
  },
  {
    id: '503',
    title: '503 Service Unavailable',
    meaning: 'The proxy has no healthy backend.',
    next: 'Look at the health checks: a check of the WebSocket path with a plain GET fails with 426 or 400.',
    cause: 'upgrade-refused',
  },
  {
    id: '504',
    title: '504 Gateway Timeout',
    meaning:
      'The proxy forwarded the request and got no response in time: the server is stuck, a firewall drops the packets, or a filter waits for a body.',
    next: 'Send the request to the backend directly from the machine of the proxy.',
    cause: 'upgrade-refused',
  },
  {
    id: 'TLS error',
    title: 'A TLS error (curl 35)',
    meaning:
      'No HTTP was exchanged. "wrong version number": the port speaks plain HTTP, use ws://. "handshake failure": no version, cipher or name in common.',
    next: 'openssl s_client -connect HOST:PORT -servername HOST shows the certificate.',
    cause: 'tls-on-plaintext-port',
  },
  {
    id: 'certificate',
    title: 'The certificate is not accepted (curl 60)',
    meaning:
      'TLS works, and the client does not trust the certificate: self-signed, expired, of another name, or an intermediate certificate is missing. A browser fails a WebSocket without asking.',
    next: 'openssl s_client -connect HOST:PORT -servername HOST shows the certificate and its chain.',
    cause: null,
  },
  {
    id: 'timeout',
    title: 'Nothing, until -m ends it (curl 28)',
    meaning:
      'After a 101 this is expected: the connection is open. Without any response: a firewall drops packets, the server accepts and never responds, or a proxy buffers the 101.',
    next: 'Check whether curl -v printed "Connected to": without it the network is at fault, with it the server.',
    cause: null,
  },
  {
    id: 'refused',
    title: 'Connection refused (curl 7)',
    meaning: 'Nothing listens on this address and port.',
    next: 'Check the port, and whether the server listens on 127.0.0.1 alone or in a container.',
    cause: null,
  },
  {
    id: 'unknown host',
    title: 'The host name is not known (curl 6)',
    meaning: 'The name of the host has no address where the client runs: nothing was connected.',
    next: 'Check the spelling of the host and ask its DNS (nslookup HOST) on the machine of the client.',
    cause: null,
  },
  {
    id: 'no upgrade',
    title: 'The server did not upgrade',
    meaning:
      'The server answered with another status than 101, and this text does not name it. A path that no WebSocket serves, a login, an origin that is refused, or a proxy that drops Upgrade gives that.',
    next: 'Ask the same URL with curl -i and the upgrade headers: the status and the body of the response say which.',
    cause: 'upgrade-refused',
  },
  {
    id: 'not told',
    title: 'The browser does not say why',
    meaning:
      'Firefox prints this text for every failure: nothing listens there, TLS fails, or the server answered with another status than 101.',
    next: 'Look at the request in the network panel, or ask the same URL with curl -i and the upgrade headers.',
    cause: null,
  },
  {
    id: 'no response',
    title: 'Empty reply or reset (curl 52, 56)',
    meaning:
      'The server closed without a response: plain HTTP to a TLS port, a missing PROXY header where one is expected, or a crash.',
    next: 'Try https:// (wss://). Capture at the server.',
    cause: 'plaintext-on-tls-port',
  },
  {
    id: 'no status line',
    title: 'Bytes without a status line (curl 1, HTTP/0.9)',
    meaning:
      'The server sent bytes, but no HTTP status line first. Something on the way removed the 101, and frames of the WebSocket arrived in its place; or the port speaks another protocol than HTTP.',
    next: 'Send the request to the backend directly. If it responds with 101, the proxy or firewall in between removes it: exempt the WebSocket path from its inspection.',
    cause: 'handshake-boundary',
  },
];

/** The entry of the table with this id, or null. */
export function meaningById(id: string): ResponseMeaning | null {
  return responseMeanings.find((one) => one.id === id) ?? null;
}

/** The meaning of a status, by its own entry or that of its kind; null when nothing is known of it. */
export function meaningOfStatus(status: number): ResponseMeaning | null {
  const isRedirect = status >= 300 && status < 400 && status !== 304;
  const isSuccess = status >= 200 && status < 300;
  return meaningById(isRedirect ? '301' : String(status)) ?? (isSuccess ? meaningById('200') : null);
}

/** The meaning of a body that says so. */
export const upgradeDidNotArrive: ResponseMeaning = {
  id: '400',
  title: 'The upgrade did not arrive',
  meaning:
    'The body says that Upgrade or Connection was not in the request that the server received. When the client sent both, a proxy in between removed them.',
  next: 'Make the proxy pass Upgrade and Connection to the backend, with HTTP/1.1.',
  cause: 'proxy-stripped-upgrade',
};

// Bodies of responses that say more than the status.
const bodyMeanings: readonly { statuses: readonly number[]; body: RegExp; meaning: ResponseMeaning }[] = [
  {
    statuses: [400],
    body: /plain HTTP request was sent to HTTPS port|sent an HTTP request to an HTTPS server|speaking plain HTTP to an SSL-enabled server port|combination of host and port requires TLS/i,
    meaning: {
      id: '400',
      title: 'A plain request on a TLS port',
      meaning:
        'The request came unencrypted to a port that expects TLS. The URL says ws:// or http:// where wss:// or https:// is needed, or a proxy connects to its backend without TLS.',
      next: 'Use wss:// (https:// in curl) for this port. In a proxy, set the scheme of the backend to https.',
      cause: 'plaintext-on-tls-port',
    },
  },
  {
    statuses: [400, 426],
    body: /Can "?Upgrade"? only to "?WebSocket|(missing|invalid|no)\b[^.\n]{0,20} (Upgrade|Connection) header|not using the websocket protocol|'(upgrade|websocket)' token not found|Upgrade request required|"Connection" must be "Upgrade"/i,
    meaning: upgradeDidNotArrive,
  },
];

// Bodies of the programs that people meet most, which say more than their status.
const programBodies: typeof bodyMeanings = [
  {
    statuses: [403, 429, 503],
    body: /Just a moment\.\.\.|challenge-platform|cf[-_]chl|Attention Required! \| Cloudflare|error code: 1\d{3}\b/,
    meaning: {
      id: '403',
      title: 'Cloudflare answered with a page of its own',
      meaning:
        'The page belongs to Cloudflare: a bot challenge or a firewall rule. A WebSocket client cannot solve a challenge, and the request did not reach your server.',
      next: 'Exempt the path of the WebSocket from the challenge (a rule that skips it), and look at the security events of the zone.',
      cause: 'upgrade-refused',
    },
  },
  {
    statuses: [403],
    body: /Invalid CORS request|\b[Oo]rigin (?:is )?not allowed|request origin not allowed/,
    meaning: {
      id: '403',
      title: 'The Origin is not allowed',
      meaning: 'The body says that the server refuses the Origin of the request.',
      next: 'Add the Origin of your page to the allowed origins of the server, and let the proxy pass Host and Origin on.',
      cause: 'upgrade-refused',
    },
  },
  {
    statuses: [400],
    body: /"code":\s*[0-5]\s*,\s*"message":\s*"(?:Transport unknown|Session ID unknown|Bad handshake method|Bad request|Unsupported protocol version)"/,
    meaning: {
      id: '400',
      title: 'Engine.IO refuses the request',
      meaning:
        'A Socket.IO server answered. "Transport unknown": the query lacks EIO=4&transport=websocket, or that transport is off. "Session ID unknown": another process made the session, so the load balancer needs sticky sessions. "Bad request": the upgrade did not arrive.',
      next: 'Connect to /socket.io/?EIO=4&transport=websocket; with several processes use sticky sessions.',
      cause: 'upgrade-refused',
    },
  },
  {
    statuses: [400, 404],
    body: /Connection ID required|No Connection with that ID/,
    meaning: {
      id: '400',
      title: 'SignalR does not know the connection',
      meaning:
        'An ASP.NET Core SignalR server answered. "Connection ID required": the client opened the WebSocket without the id that the negotiation gives. "No Connection with that ID": another server made it, so the load balancer needs sticky sessions.',
      next: 'Connect with a SignalR client, or POST to /negotiate first and add id= to the URL. A client that skips the negotiation must set skipNegotiation and use WebSockets alone.',
      cause: 'upgrade-refused',
    },
  },
  {
    statuses: [404],
    body: /Cannot GET \//,
    meaning: {
      id: '404',
      title: 'The HTTP routes of the server answered',
      meaning:
        'Express answered as to a plain GET. Either Upgrade did not arrive (a proxy dropped it), or no WebSocket server is attached to this HTTP server and path.',
      next: 'Send the request to the server directly. If it responds with 101, correct the proxy; else attach the WebSocket server to the object that listens.',
      cause: 'upgrade-refused',
    },
  },
];

/** Statuses that Cloudflare alone sends, and what each says of the server after it. */
const cloudflareStatuses: Readonly<Record<number, string>> = {
  520: 'The server closed the connection or answered with something that is not HTTP.',
  521: 'The server refused the connection: it is down, or its firewall does not let Cloudflare in.',
  522: 'The connection to the server timed out.',
  523: 'The address of the server cannot be reached.',
  524: 'The server accepted the connection and did not respond within 100 seconds.',
  525: 'The TLS handshake with the server failed.',
  526: 'The certificate of the server is not valid (mode Full, strict).',
  530: 'Cloudflare cannot ask the server; the body names a code 1xxx that says why.',
};

function meaningOfCloudflare(status: number): ResponseMeaning | null {
  const meaning = cloudflareStatuses[status];
  if (meaning === undefined) return null;
  return {
    id: String(status),
    title: 'Cloudflare did not reach the server',
    meaning: `Only Cloudflare sends ${status}. ${meaning}`,
    next: 'Send the request to the backend directly, from outside its network. For 521 and 522 let the addresses of Cloudflare through the firewall.',
    cause: 'upgrade-refused',
  };
}

// The body that explains a refusal is a sentence near its beginning.
const maxBodyCharacters = 4000;

/** The meaning of a response by its status and its body. */
export function meaningOfResponse(status: number, body: string): ResponseMeaning | null {
  const start = body.slice(0, maxBodyCharacters);
  const special = [...bodyMeanings, ...programBodies].find(
    (one) => one.statuses.includes(status) && one.body.test(start),
  );
  return special?.meaning ?? meaningOfStatus(status) ?? meaningOfCloudflare(status);
}

/** Which cause of the diagnosis a failed check of a 101 belongs to. */
const causeOfCheck: Readonly<Record<string, CauseId>> = {
  accept: 'handshake-accept-mismatch',
  extensions: 'handshake-negotiation',
  subprotocol: 'handshake-negotiation',
};

/** A 101 whose headers do not make it an upgrade. `failed` holds at least one check. */
export function incompleteUpgrade(failed: readonly Pick<HandshakeCheck, 'id' | 'title'>[]): ResponseMeaning {
  const names = failed.map((check) => check.title).join(', ');
  return {
    id: '101',
    title: `The upgrade does not work: the 101 fails on ${names}`,
    meaning: `The upgrade does not work: the status is 101, but the response fails on ${names}. Clients that follow RFC 6455 4.1 close the connection.`,
    next: 'Send the request to the backend directly. If its 101 is complete, a proxy in between removes or changes the header.',
    // A client that names no header leaves open which one it is.
    cause: failed[0].id === 'any' ? null : (causeOfCheck[failed[0].id] ?? 'handshake-header-missing'),
  };
}

/** A refusal that says what is wrong with the request. */
export function meaningOfFault({ title, meaning, next }: RequestFault, status: number): ResponseMeaning {
  return { id: String(status), title, meaning, next, cause: 'upgrade-refused' };
}

/** A refusal of an upgrade that was asked for over HTTP/2, where Upgrade does not exist. */
export function upgradeOverHttp2(status: number): ResponseMeaning {
  return {
    id: String(status),
    title: 'The request went over HTTP/2',
    meaning:
      'HTTP/2 has no Upgrade and no Connection: the server got an ordinary GET and answered that, so its status says little of the WebSocket. Browsers ask for a WebSocket over HTTP/1.1, or by CONNECT with :protocol.',
    next: 'Repeat the command with --http1.1.',
    cause: 'upgrade-refused',
  };
}

/** A request with a key but without the headers that ask for the upgrade: those that every proxy removes. */
export function strippedRequest(version: string): ResponseMeaning {
  return {
    id: 'request',
    title: 'Upgrade or Connection is not in the request',
    meaning:
      'The request has the key of a WebSocket, but not the headers that ask for the upgrade. If this was recorded at the backend, a proxy or firewall on the way removed them; if it is what the client sent, the client is at fault.',
    next: 'Compare it with the request that the client sent. Make the proxy pass Upgrade and Connection on, with HTTP/1.1.',
    cause: version === 'HTTP/1.0' ? 'proxy-http-1.0' : 'proxy-stripped-upgrade',
  };
}

/** What the exit codes of curl mean for an upgrade. */
const curlErrors: Readonly<Record<number, string>> = {
  1: 'curl does not know this protocol; write http:// for ws:// and https:// for wss://',
  3: 'the URL is malformed',
  5: 'the name of the forward proxy is not known',
  6: 'the host name is not known',
  7: 'nothing listens on this address and port',
  16: 'an error of HTTP/2; repeat it with --http1.1',
  28: 'the timeout of curl ended it; after a 101 that is expected, the connection was open',
  35: 'TLS failed; "wrong version number" means that the port speaks plain HTTP',
  52: 'the server closed without a response: plain HTTP to a TLS port, or a PROXY header is expected',
  55: 'the connection broke while sending',
  56: 'the connection was reset while receiving',
  60: 'the certificate is not trusted or has another name; a browser fails without asking',
  92: 'an error of HTTP/2; repeat it with --http1.1',
};

const curlErrorIds: Readonly<Record<number, string>> = {
  6: 'unknown host',
  7: 'refused',
  28: 'timeout',
  35: 'TLS error',
  52: 'no response',
  56: 'no response',
  60: 'certificate',
};

// curl uses code 1 both for URLs that it cannot ask and for a response without a status line.
const isWithoutStatusLine = (code: number, text: string): boolean => code === 1 && /HTTP\/0\.9/.test(text);

/** What a curl error with this code and text says, in words; null for codes without an entry. */
export function wordsOfCurlError(code: number, text: string): string | null {
  return isWithoutStatusLine(code, text)
    ? 'the server sent no status line: something removed the 101, and frames came first'
    : (curlErrors[code] ?? null);
}

/** The meaning of a curl error, or null. */
export function meaningOfCurlError(code: number, text: string): ResponseMeaning | null {
  return meaningById(isWithoutStatusLine(code, text) ? 'no status line' : (curlErrorIds[code] ?? ''));
}
