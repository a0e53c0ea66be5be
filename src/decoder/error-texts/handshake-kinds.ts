// Error texts about handshakes that failed and connections that were lost. The first kind whose pattern fits counts.

import type { ExplanationId } from './explanations.ts';
import type { Nearness, TextKind } from './text-kind.ts';

type Near = readonly (readonly [ExplanationId, Nearness])[];

function kind(id: string, phase: 'handshake' | 'end', pattern: RegExp, means: string, near: Near): TextKind {
  return { id, phase, pattern, means, near };
}

/** Words before a status that is not 101. */
const statusWords =
  'unexpected (?:response|status|server response|HTTP)[^\\d\\n]{0,40}|rejected WebSocket connection: HTTP |status code:? \\D{0,3}|handshake status |invalid response status\\D{0,20}|response status(?: code)?:? |Expected HTTP 101 response but was .|error: Unexpected server response: |returned status code .|failed: |HTTP/1\\.[01] |HTTP error: |but got |but was |was .|WSServerHandshakeError:? |Response \\{ status: |HTTP/1\\.[01]" |\\(|\\[|statusCode=|code=|response getStatus: |"WebSocket [^"\\n]{1,80}" |status_code: |RequestError\\{code: |bad response code from server:? |websocketpp status |status code received: |WebSocket error: wss?://\\S+ |Pusher error: error code: |notAnUpgrade\\(|WebSocket\\+\\+/[\\d.]+" \\S+ |got bad HTTP response .|Invalid Status code=|Error code:? (?=52\\d)|code (?=\\d{3}, message)|with a status of |UpgradeException: |\\b101,? (?:but )?(?:was|got) <?|\\bstatus: (?!101)';
const status = (codes: string): RegExp => new RegExp(`(?:${statusWords})(?:${codes})\\b`, 'i');

/** Kinds of error texts about handshakes and ends. */
export const handshakeKinds: readonly TextKind[] = [
  kind(
    'mixed-content',
    'handshake',
    /Mixed Content|insecure (?:WebSocket|scheme)|insecure connection may not be initiated from a page loaded over HTTPS|The operation is insecure/i,
    'The browser does not let a secure page open a plain WebSocket. Nothing was sent.',
    [['mixed-content', 'usual']],
  ),
  kind(
    'content-security-policy',
    'handshake',
    /Content.Security.Policy|connect-src|violates the following/i,
    'The browser does not let this page connect to that address. Nothing was sent.',
    [['content-security-policy', 'usual']],
  ),
  kind(
    'bad-url',
    'handshake',
    /malformed ws or wss URL|URL has an invalid port|bad (?:ws|url) scheme|URL.{0,20}(?:scheme|protocol).{0,40}(?:ws|wss)|Failed to construct 'WebSocket'|Invalid URL|isn't a valid URI|InvalidURI|URL contains a fragment|unsupported protocol scheme|scheme must be|TLS support not compiled in/i,
    'The URL was refused before anything was sent.',
    [['bad-url', 'usual']],
  ),
  kind(
    'certificate',
    'handshake',
    /ERR_CERT|certificate|CERT_|OSStatus error -(?:2146762\d{3}|98[01]\d)|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_VERIFY|x509:|PKIX path|trust anchor|NSURLErrorDomain[^\n]*-120[0-9]|-120[1-5]\b|hostname.*(?:match|verif)|unknown_?ca|-980[1-9]|-981[0-9]|-0x2700\b/i,
    'TLS was begun, and the client does not trust the certificate or its name.',
    [
      ['certificate', 'usual'],
      ['tls-to-plain-port', 'possible'],
    ],
  ),
  kind(
    'plain-to-tls',
    'handshake',
    /TLS handshake error from .*first record does not look like a TLS handshake/i,
    'A client spoke plain text to a port that speaks TLS: the server says so.',
    [['plain-to-tls-port', 'usual']],
  ),
  kind(
    'tls-to-plain',
    'handshake',
    /first record does not look like a TLS handshake|ERR_SSL_PROTOCOL_ERROR|wrong.version.number|Unsupported or unrecognized SSL message|unknown protocol:|not an SSL\/TLS record|SSL_ERROR_RX_RECORD_TOO_LONG|packet length too long|corrupted frame|InvalidContentType|plaintext connection\?|Cannot determine the frame size|-0x7200\b|-29184\b|http response to https client|received a non.TLS|Bad request version/i,
    'The client began TLS, and what came back is not TLS.',
    [
      ['tls-to-plain-port', 'usual'],
      ['nobody-listens', 'possible'],
    ],
  ),
  kind(
    'plain-to-tls',
    'handshake',
    /plain HTTP request was sent to HTTPS port|http request to an https server|speaking plain HTTP to an SSL|ERR_SSL_HTTP_REQUEST|HTTP request.*TLS|\\x15\\x03|\\u0015\\u0003/i,
    'The server speaks TLS on this port and got plain text.',
    [['plain-to-tls-port', 'usual']],
  ),
  kind(
    'tls-handshake',
    'handshake',
    /ERR_SSL|SSL_ERROR|\b(?:SSL)?HandshakeException: |TLS handshake failed|(?<![\w-])tls: |secure connection to the server cannot be made|TLS handshake|SSL handshake|SSLError|handshake_failure|alert (?:handshake|protocol|internal|number)|EPROTO|ERR_SSL_VERSION|secure TLS connection|bad_record_mac|no application protocol|NSURLErrorDomain[^\n]*-9\d\d|mbedtls_ssl_handshake returned|-0x7780\b/i,
    'TLS failed before any HTTP was sent.',
    [
      ['tls-versions', 'common'],
      ['tls-to-plain-port', 'common'],
      ['certificate', 'possible'],
    ],
  ),
  kind(
    'origin',
    'handshake',
    /bad websocket origin|missing or bad WebSocket-Origin|origin (?:not allowed|is not allowed|mismatch|.*not allowed|.*denied|.*rejected)|(?:check|checkOrigin|CheckOrigin|could not check) origin|request origin not allowed|Invalid Origin|Cross.Origin.*websocket|not an allowed origin|origin\b[^\n]{0,80}\b(?:not|n.t)\b[^\n]{0,20}\b(?:authori[sz]ed|match|allowed|accepted|trusted|permitted)|Blocking Cross.Origin/i,
    'The server refused the handshake because of its Origin header.',
    [['origin-refused', 'usual']],
  ),
  kind(
    'subprotocol',
    'handshake',
    /subprotocol|Sec-WebSocket-Protocol|must support '?(?:binary|base64)|no (?:acceptable|matching) protocol/i,
    'The two sides do not name the same subprotocol.',
    [['subprotocol-mismatch', 'usual']],
  ),
  kind(
    'extension',
    'handshake',
    /(?:unsupported|unrecognized|unexpected|unknown) extension|Sec-WebSocket-Extensions|extension that was not requested|Error in permessage-deflate|invalid compression negotiation/i,
    'The server agreed to an extension or parameter that the client did not offer.',
    [['extension-mismatch', 'usual']],
  ),
  kind(
    'accept-value',
    'handshake',
    /Sec-WebSocket-Accept|Bad accept token|challenge response|accept key|accept.*hash/i,
    'The value of Sec-WebSocket-Accept is not the one that belongs to the key of this request.',
    [
      ['wrong-accept', 'usual'],
      ['bad-101', 'possible'],
    ],
  ),
  kind(
    'upgrade-header',
    'handshake',
    /'?"?(?:Upgrade|Connection)'?"?:? (?:header|value|field|upgrade)|Not a '?WebSocket:? ?Upgrade'? request|Not a WebSocket (?:handshake|connection) re|not websocket protocol|missing or bad upgrade|upgrade != websocket|connection header != upgrade|WebSockAdapter\.UpgradeError|(?:Upgrade|Connection)"? header|\b(?:no|missing|invalid|bad)\b.{0,12}\b(?:Upgrade|Connection)\b(?! could be made)|not a websocket handshake|InvalidHandshake: Invalid request|bad HTTP response '101'|Can "Upgrade" only|upgrade token not found|Failed to upgrade to WebSocket|Sec-WebSocket-Key not found|can not be accessed via HTTP|websocket token not found|not using the websocket protocol|Missing header|Missing or invalid|unsupported version|Upgrade request required|WebSocket error: wss?:\/\/\S+ 101\b|Unexpected (?:server )?response(?: code)?: 101/i,
    'The request or the response reached its reader without a header that makes it an upgrade.',
    [
      ['upgrade-headers-lost', 'usual'],
      ['no-websocket-there', 'possible'],
      ['bad-101', 'possible'],
    ],
  ),
  kind(
    'no-library',
    'handshake',
    /Unsupported upgrade request|No supported WebSocket library/i,
    'The server has no WebSocket library installed: it answers the upgrade as ordinary HTTP.',
    [['server-process-limit', 'usual']],
  ),
  kind(
    'status-line-without-reason',
    'handshake',
    /not enough values to unpack \(expected 3|need more than 2 values to unpack/i,
    'The status line has no reason phrase, as in "HTTP/1.1 101 ". That is legal, and this client splits the line into three words.',
    [
      ['receiver-fault', 'usual'],
      ['another-protocol', 'possible'],
    ],
  ),
  kind(
    'not-an-http-request',
    'handshake',
    /line without CRLF|did not receive a valid HTTP request|connection closed while reading HTTP request line/i,
    'The server waited for an HTTP request and got other bytes or none: a client that begins TLS, a check that only opens the port, or a scanner.',
    [
      ['tls-to-plain-port', 'usual'],
      ['another-protocol', 'common'],
      ['page-closed-it', 'possible'],
    ],
  ),
  kind(
    'not-an-http-response',
    'handshake',
    /ERR_INVALID_HTTP_RESPONSE|Received HTTP\/0\.9|Expected HTTP\/, RTSP|valid HTTP response|Bad HTTP message|malformed HTTP (?:response|version)|malformed MIME header|bad status line|httparse error|BadStatusLine|Invalid status line|unexpected end of (?:header|response)|HPE_INVALID|Parse Error|ERR_HTTP2|HTTP_1_1_REQUIRED|invalid http version/i,
    'The first bytes of the server are not an HTTP/1.1 status line.',
    [
      ['another-protocol', 'usual'],
      ['plain-to-tls-port', 'common'],
      ['stream-start', 'common'],
      ['http2-only', 'possible'],
    ],
  ),
  kind(
    'status-400',
    'handshake',
    status('400'),
    'The server or a proxy answered 400: it does not take this request for a WebSocket handshake.',
    [
      ['upgrade-headers-lost', 'usual'],
      ['session-lost', 'common'],
      ['wrong-path', 'common'],
      ['wrong-version', 'possible'],
      ['origin-refused', 'possible'],
      ['plain-to-tls-port', 'possible'],
      ['not-authorised', 'possible'],
    ],
  ),
  kind(
    'status-401',
    'handshake',
    new RegExp(`${status('401|407').source}|HTTP Authentication failed`, 'i'),
    'The server wants credentials that the handshake did not have.',
    [['not-authorised', 'usual']],
  ),
  kind('status-403', 'handshake', status('403'), 'The server understood the handshake and refuses it.', [
    ['origin-refused', 'usual'],
    ['not-authorised', 'usual'],
    ['wrong-path', 'possible'],
  ]),
  kind('status-404', 'handshake', status('404'), 'Nothing answers at this path.', [
    ['wrong-path', 'usual'],
    ['no-websocket-there', 'common'],
    ['upgrade-headers-lost', 'common'],
    ['server-process-limit', 'possible'],
  ]),
  kind('status-405', 'handshake', status('405'), 'The server does not take a GET at this path.', [
    ['no-websocket-there', 'usual'],
    ['wrong-path', 'common'],
  ]),
  kind(
    'status-426',
    'handshake',
    status('426'),
    'The server speaks WebSocket and saw no Upgrade header, or wants another version.',
    [
      ['upgrade-headers-lost', 'usual'],
      ['wrong-version', 'common'],
    ],
  ),
  kind(
    'status-429',
    'handshake',
    status('429'),
    'The server or a proxy limits the number of connections or attempts.',
    [['rate-limited', 'usual']],
  ),
  kind(
    'status-redirect',
    'handshake',
    status('30[12378]'),
    'The server redirects. WebSocket clients do not follow.',
    [
      ['redirected', 'usual'],
      ['not-authorised', 'common'],
    ],
  ),
  kind(
    'status-200',
    'handshake',
    status('2\\d\\d'),
    'The server answered the handshake like an ordinary request.',
    [
      ['no-websocket-there', 'usual'],
      ['upgrade-headers-lost', 'usual'],
      ['wrong-path', 'common'],
    ],
  ),
  kind(
    'status-gateway',
    'handshake',
    status('502|503|504|52[0-7]'),
    'A proxy answered because the backend did not.',
    [
      ['backend-down', 'usual'],
      ['upgrade-headers-lost', 'common'],
      ['rate-limited', 'possible'],
    ],
  ),
  kind('status-500', 'handshake', status('5\\d\\d'), 'The server failed while it handled the handshake.', [
    ['handler-threw', 'usual'],
    ['upgrade-headers-lost', 'possible'],
    ['backend-down', 'possible'],
  ]),
  kind('status-other', 'handshake', status('[34]\\d\\d'), 'The server refused the handshake with a status.', [
    ['no-websocket-there', 'common'],
    ['upgrade-headers-lost', 'common'],
  ]),
  kind(
    'refused',
    'handshake',
    /ECONNREFUSED|Connect call failed|connection refused|ERR_CONNECTION_REFUSED|actively refused|POSIX\w*[^\n]{0,40}\b61\b|Errno 111|os error 111|Code=61\b|NSURLErrorDomain[^\n]*-1004|Could not connect to the server|Failed to connect to .* port|WinError 10061/i,
    'The address answered that nobody listens on that port. Nothing of the handshake was sent.',
    [['nobody-listens', 'usual']],
  ),
  kind(
    'name',
    'handshake',
    /ENOTFOUND|EAI_AGAIN|kCFErrorDomainCFNetwork error (?:1|2)\b|ERR_NAME_NOT_RESOLVED|getaddrinfo|no such host|Name or service not known|could not resolve|UnknownHost|NSURLErrorDomain[^\n]*-1003|nodename nor servname|hostname could not be found/i,
    'The name has no address. Nothing was sent.',
    [['name-unknown', 'usual']],
  ),
  kind(
    'timed-out',
    'handshake',
    /ETIMEDOUT|SocketTimeoutException|failed to connect to [^\n]{0,80} after \d+ ?ms|select\(\) timeout|ERR_CONNECTION_TIMED_OUT|ERR_TIMED_OUT|opening handshake (?:has )?timed out|timed out during (?:opening )?handshake|connect\w* timed? ?out|i\/o timeout|deadline exceeded|NSURLErrorDomain[^\n]*-1001|curl: \(28\)|EHOSTUNREACH|ENETUNREACH|No route to host|Network is unreachable|POSIX\w*[^\n]{0,40}\b(?:60|51|65)\b|handshake timed? ?out|TransportError\{reason: :timeout/i,
    'No answer came in time.',
    [
      ['unreachable', 'usual'],
      ['backend-down', 'common'],
      ['upgrade-headers-lost', 'possible'],
    ],
  ),
  kind(
    'page-closed-early',
    'handshake',
    /closed before the connection (?:is|was) established|closed without opened/i,
    'The page called close(), or was left, before the response came. In development React runs effects twice, which does this.',
    [['page-closed-it', 'usual']],
  ),
  kind(
    'any-handshake-fault',
    'handshake',
    /can.t establish a connection|kann keine Verbindung zu dem Server|ne peut (?:pas )?établir de connexion avec le serveur|no puede establecer una conexión con el servidor/i,
    'Firefox has one text for everything before the connection is open: a port where nobody listens, TLS, a certificate, any status but 101. The network tab of the browser shows the status.',
    [
      ['nobody-listens', 'usual'],
      ['certificate', 'usual'],
      ['upgrade-headers-lost', 'common'],
      ['server-ended', 'common'],
      ['wrong-path', 'possible'],
      ['backend-down', 'possible'],
      ['tls-to-plain-port', 'possible'],
    ],
  ),
  kind(
    'no-answer',
    'handshake',
    /before receiving a handshake response|while reading an HTTP request\/response|Failed reading HTTP status line|socket hang up|Empty reply from server|ERR_EMPTY_RESPONSE|closed (?:before|during|while) (?:the )?(?:handshake|reading HTTP)|connection closed while reading HTTP|unexpected end of stream|EOF.*handshake|handshake.*EOF|Handshake not finished|status line of the opening handshake response is empty|premature(?:ly)? close/i,
    'The connection ended before the response to the handshake.',
    [
      ['server-ended', 'usual'],
      ['plain-to-tls-port', 'common'],
      ['backend-down', 'common'],
      ['wrong-path', 'possible'],
      ['nobody-listens', 'possible'],
      ['certificate', 'possible'],
    ],
  ),
  kind(
    'reset',
    'end',
    /ECONNRESET|ECONNABORTED|EPIPE|broken pipe|connection reset|reset by peer|ERR_CONNECTION_RESET|POSIX\w*[^\n]{0,40}\b(?:54|57|53|32)\b|NSURLErrorDomain[^\n]*-1005|forcibly closed|established connection was aborted|network connection was lost|Software caused connection abort|Socket is not connected|nw_read_request|os error (?:104|32)|Errno 104|WinError 1005[34]/i,
    'The connection was cut: the peer or something between sent a TCP reset, or the system dropped the socket.',
    [
      ['server-ended', 'usual'],
      ['idle-timeout', 'usual'],
      ['network-lost', 'common'],
      ['tls-to-plain-port', 'possible'],
      ['frame-error-hidden', 'possible'],
    ],
  ),
  kind(
    'no-close-code',
    'end',
    /\b1005\b|no status (?:received|code)|NoStatusRcvd|without (?:a )?status/i,
    'A Close frame without a code came: the other side closed in order and gave no reason. 1005 itself is never sent.',
    [
      ['server-ended', 'usual'],
      ['page-closed-it', 'common'],
    ],
  ),
  kind(
    'abnormal-close',
    'end',
    /\b1006\b|abnormal(?:ly)? clos|no close frame received|ResetWithoutClosingHandshake|\d+ bytes read on a total of \d+ expected bytes|without (?:completing )?(?:a |the )?clos(?:e|ing) (?:frame|handshake)|unexpected EOF|ConnectionClosedError|ERR_NETWORK_CHANGED|ERR_INTERNET_DISCONNECTED|transport (?:close|error)|Connection to remote host was lost|header (?:part )?of a frame (?:cannot|could not) be read|failed to (?:read frame header|get reader): [^\n]{0,40}EOF|Lost connection to \w+:|connection lost\b|closed unexpectedly|unexpectedly closed|remote host closed the connection|RemoteHostClosedError|TransportError\{reason: :closed|ClosedReceiveChannelException|esp_transport_read\(\) returned -?\d|Error read data|\[WSc?\] Disconnected|java\.io\.EOFException|reset without closing|remote party closed the WebSocket/i,
    'The connection ended without a Close frame. 1006 is never sent: the program made it up, for a lost connection and for each frame that it refused alike.',
    [
      ['idle-timeout', 'usual'],
      ['server-ended', 'usual'],
      ['frame-error-hidden', 'common'],
      ['network-lost', 'common'],
      ['size-limit', 'possible'],
    ],
  ),
  kind(
    'closed-with-1002',
    'end',
    /\b1002\b/,
    'The peer refused a frame as a protocol error and closed with 1002. Its log says which rule was broken.',
    [['frame-error-hidden', 'usual']],
  ),
  kind(
    'bad-handshake',
    'handshake',
    /bad handshake|HTTPUpgradeError|Invalid HTTP status\b|handshake (?:was )?(?:failed|declined|error|rejected|not)|error during websocket handshake|There was a bad response from the server|kNWErrorDomainPOSIX|failed to WebSocket dial|Expected HTTP 101|was not upgraded to websocket|Expected 101 status|websocket: invalid status code|: bad status\b|no Websocket connection close|Invalid response status|Invalid handshake|Invalid WebSocket headers|expected status code 101|didn't switch|101 switching|WebSocketHandshakeException|unable to upgrade connection|Status code must be Switching Protocols/i,
    'The response was not a 101, and the text does not say which it was.',
    [
      ['upgrade-headers-lost', 'common'],
      ['wrong-path', 'common'],
      ['not-authorised', 'common'],
      ['no-websocket-there', 'common'],
      ['backend-down', 'possible'],
    ],
  ),
  kind(
    'failed-without-reason',
    'handshake',
    /WebSocket connection to '[^']*' failed|WebSocket connection failed|ClientWebSocket\.<?Connect|websocket error|Socket error: ?undefined|xhr poll error|failed to connect|ERR_FAILED|WebSocket network error|connect error|Unable to connect|Error transport connect|opening handshake failed|connection[^\n]{0,40}could not be established/i,
    'The connection did not come about, and this text gives no reason.',
    [
      ['nobody-listens', 'common'],
      ['certificate', 'common'],
      ['upgrade-headers-lost', 'common'],
      ['server-ended', 'common'],
      ['wrong-path', 'possible'],
      ['backend-down', 'possible'],
      ['name-unknown', 'possible'],
    ],
  ),
];
