// Error texts about what a program does at its own end: two writers or readers, a send before the connection is open
// or after it was closed, a ping without an answer, a browser or a proxy of the client that does not let it out.

import { textKind as kind, type TextKind } from './text-kind.ts';

/** Kinds about frames, tried before the texts of readers. */
export const writerKinds: readonly TextKind[] = [
  kind(
    'two-writers-noticed',
    'frames',
    /concurrent write to websocket connection|remote endpoint was in state \[|(?:TEXT|BINARY)_(?:FULL|PARTIAL)_WRITING|already one outstanding 'SendAsync'|Blocking message pending|concurrent (?:send|write)s? (?:is|are) not (?:allowed|supported)/i,
    'Two tasks of this program write to one connection at once. The library noticed it and stopped the second one.',
    [['unsynchronised-writes', 'usual']],
  ),
  kind(
    'two-readers-noticed',
    'frames',
    /cannot call (?:recv|get|iter)\w* while another (?:coroutine|thread)|Concurrent call to receive\(\)|already one outstanding 'ReceiveAsync'|repeated read on failed websocket connection/i,
    'The program reads one connection in two places, or reads on after an error.',
    [['receiver-fault', 'usual']],
  ),
];

/** Kinds about handshakes and ends. */
export const programKinds: readonly TextKind[] = [
  kind(
    'ping-unanswered',
    'end',
    /keepalive ping timeout|(?:ping|pong|heartbeat)[ /_-]?(?:ping|pong)? ?(?:timeout|timed out|not received)|Server timeout elapsed without receiving|client timeout elapsed|no pong (?:received|within|response)|didn't receive pong|did not respond with a pong|sent ping but didn't receive pong|missed heartbeat|Timeout in heartbeat|no heartbeat/i,
    'One end sent a ping, waited for the answer in vain and gave the connection up.',
    [
      ['peer-does-not-answer', 'usual'],
      ['network-lost', 'common'],
      ['idle-timeout', 'common'],
      ['server-ended', 'possible'],
    ],
  ),
  kind(
    'sent-too-early',
    'handshake',
    /Still in CONNECTING state|readyState 0 \(CONNECTING\)|WebSocket is not connected(?!.*clos)|not yet connected|before the connection (?:is|was) (?:opened|open)\b/i,
    'The program sent a message before the handshake was over.',
    [['sent-at-wrong-time', 'usual']],
  ),
  kind(
    'sent-too-late',
    'end',
    /already in CLOSING or CLOSED state|readyState [23] \((?:CLOSING|CLOSED)\)|socket is already closed|websocket: close sent|once a close message has been sent|use of closed network connection|session(?:#\d+| \S+)? (?:is|was|has been) (?:already )?closed|Sending after closing|Trying to work with closed connection|Cannot write to closing transport|Session is closed|WebSocketClosedError|会话已关闭|WebSocket is not open|after sending 'websocket\.close'|in an invalid state \('(?:Aborted|Closed|CloseSent|CloseReceived)'\)|websocket client is not connected|IllegalStateException: WebSocket is closed|message was not sent because socket is not connected/i,
    'The program sends on a connection that is closed or being closed. The end came before: look for the first error.',
    [
      ['sent-at-wrong-time', 'usual'],
      ['idle-timeout', 'common'],
      ['server-ended', 'common'],
      ['frame-error-hidden', 'possible'],
    ],
  ),
  kind(
    'proxy-of-the-client',
    'handshake',
    /ERR_TUNNEL_CONNECTION_FAILED|Establishing a tunnel via proxy server failed|Proxy protocol '\w+' is not supported|from proxy after CONNECT|CONNECT tunnel failed|ERR_PROXY_\w+|tunneling socket could not be established|proxy authentication required|(?:unexpected|bad|invalid) response (?:code|from proxy)[^\n]{0,20}(?:CONNECT|proxy)|(?:failed|unable) to (?:connect to|CONNECT through) (?:the )?proxy/i,
    'A proxy on the side of the client did not open the tunnel to the server.',
    [['client-proxy', 'usual']],
  ),
  kind(
    'blocked-in-browser',
    'handshake',
    /ERR_BLOCKED_BY_\w+|NS_ERROR_(?:CONTENT_BLOCKED|WEBSOCKET_CONNECTION_REFUSED)|blocked by (?:the )?client|ERR_UNSAFE_PORT|ERR_INTERNET_DISCONNECTED|ERR_NETWORK_ACCESS_DENIED/i,
    'The browser itself or one of its extensions did not let the request out. Nothing was sent.',
    [['browser-blocks', 'usual']],
  ),
  kind(
    'no-more-sockets',
    'handshake',
    /ERR_INSUFFICIENT_RESOURCES|too many open files|\bEMFILE\b|\bENFILE\b|EADDRNOTAVAIL|maximum number of (?:web)?socket/i,
    'This program or machine has no socket left: connections are opened and not closed.',
    [['rate-limited', 'usual']],
  ),
  kind(
    'session-unknown',
    'handshake',
    /Session ID unknown|"code":1,"message"|No Connection with that ID|connection could not be found on the server|Transport unknown/i,
    'The server does not know the session that the request belongs to.',
    [
      ['session-lost', 'usual'],
      ['wrong-path', 'possible'],
    ],
  ),
  kind(
    'polling-failed',
    'handshake',
    /xhr poll error|xhr post error/i,
    'Socket.IO or Engine.IO polls before it upgrades, and this HTTP request failed already.',
    [
      ['nobody-listens', 'common'],
      ['origin-refused', 'common'],
      ['wrong-path', 'common'],
      ['backend-down', 'common'],
      ['certificate', 'possible'],
    ],
  ),
  kind(
    'signalr-start',
    'handshake',
    /Failed to complete negotiation with the server|Failed to start the (?:connection|transport)|Unable to connect to the server with any of the available transports/i,
    'The client of SignalR could not begin: negotiation or the transport failed.',
    [
      ['wrong-path', 'common'],
      ['origin-refused', 'common'],
      ['session-lost', 'common'],
      ['upgrade-headers-lost', 'common'],
      ['not-authorised', 'possible'],
    ],
  ),
  kind(
    'handler-failed',
    'handshake',
    /HandshakeFailureException|Uncaught failure for request|Exception in ASGI application|invalid upgrade response: (?:status code 5)/i,
    'The code of the server that handles the handshake failed.',
    [
      ['handler-threw', 'usual'],
      ['upgrade-headers-lost', 'possible'],
    ],
  ),
  kind(
    'accept-missing',
    'handshake',
    /'?Sec-WebSocket-Accept'? (?:header )?(?:is missing|(?:was )?not found|missing)|missing '?Sec-WebSocket-Accept/i,
    'The response is a 101 without Sec-WebSocket-Accept: it was written by hand or made by something that is not a WebSocket server.',
    [
      ['bad-101', 'usual'],
      ['upgrade-headers-lost', 'possible'],
      ['wrong-accept', 'possible'],
    ],
  ),
  kind(
    'plain-text-forbidden',
    'handshake',
    /CLEARTEXT communication[^\n]*not permitted|App Transport Security|NSURLErrorDomain[^\n]*-1022/i,
    'The system does not let this app open a connection without TLS. Nothing was sent.',
    [['cleartext-blocked', 'usual']],
  ),
  kind(
    'blocked-by-cors',
    'handshake',
    /blocked by CORS policy|Cross-Origin Request Blocked|No 'Access-Control-Allow-Origin'/i,
    'The browser refused an HTTP request to another origin. A WebSocket has no CORS: it is the polling or the negotiation before it.',
    [['origin-refused', 'usual']],
  ),
  kind(
    'slow-reader',
    'end',
    /SessionLimitExceededException|exceeds the allowed limit|send (?:buffer|queue) (?:is )?full|slow consumer|write (?:buffer|queue)[^\n]{0,20}(?:full|exceeded)/i,
    'The other end takes messages slower than they are sent: the buffer of this program is full.',
    [
      ['peer-does-not-answer', 'usual'],
      ['network-lost', 'common'],
    ],
  ),
  kind(
    'closed-by-policy',
    'end',
    /(?:clos\w*|code|status)\W{1,3}(?:with )?(?:code\W{0,2})?(?<!-)1008\b|\b1008\b[^\n]{0,12}policy|status = StatusPolicyViolation/i,
    'The other end closed with 1008: it did not accept this client, often for its login or its Origin.',
    [
      ['not-authorised', 'usual'],
      ['closed-on-purpose', 'usual'],
      ['origin-refused', 'common'],
      ['rate-limited', 'possible'],
    ],
  ),
  kind(
    'closed-for-restart',
    'end',
    /(?:clos\w*|code|status)\W{1,3}(?:with )?(?:code\W{0,2})?(?<!-)(?:1001|1012|1013)\b|status = Status(?:GoingAway|ServiceRestart|TryAgainLater)|service restart|try again later/i,
    'The other end closed because it goes away: a restart, a deployment, too much load, or a page that was left.',
    [
      ['closed-on-purpose', 'usual'],
      ['server-ended', 'common'],
      ['page-closed-it', 'common'],
    ],
  ),
  kind(
    'closed-without-tls',
    'end',
    /(?:clos\w*|code|status)\W{1,3}(?:with )?(?:code\W{0,2})?(?<!-)1015\b/i,
    'TLS failed. 1015 is never sent: the program made it up.',
    [
      ['certificate', 'usual'],
      ['tls-to-plain-port', 'common'],
      ['tls-versions', 'possible'],
    ],
  ),
  kind(
    'closed-by-application',
    'end',
    /(?:clos\w*|code|status)\W{1,3}(?:with )?(?:code\W{0,2})?(?<!-)(?:3\d{3}|4\d{3})\b|\bevent 4\d{3}\b|^(?:Error: )?4\d{3}: [A-Z][a-z]/i,
    'The other end closed with a code of its own: its documentation says what the code means.',
    [
      ['closed-on-purpose', 'usual'],
      ['not-authorised', 'common'],
    ],
  ),
  kind(
    'closed-for-an-exception',
    'end',
    /(?:clos\w*|code|status|received)\W{1,3}(?:with )?(?:code\W{0,2})?(?<!-)1011\b|status = StatusInternalError/i,
    'The other end closed with 1011: its own code failed while it handled the connection.',
    [
      ['handler-threw', 'usual'],
      ['peer-does-not-answer', 'possible'],
    ],
  ),
  kind(
    'http-1.0',
    'handshake',
    /Invalid HTTP version string: HTTP\/1\.0|expected HTTP\/1\.1|unsupported HTTP version 1\.0/i,
    'The request or the response is HTTP/1.0, which has no upgrade: a proxy between the two speaks it.',
    [
      ['upgrade-headers-lost', 'usual'],
      ['no-websocket-there', 'possible'],
    ],
  ),
  kind(
    'websocket-transport-failed',
    'handshake',
    /(?:connect_error|Socket\.IO|engine\.io|TransportError)[^\n]{0,40}websocket error|^(?:Error: )?websocket error$/i,
    'The WebSocket of Socket.IO or Engine.IO did not come about, and the script is not told why: the console and the network tab are.',
    [
      ['upgrade-headers-lost', 'usual'],
      ['session-lost', 'common'],
      ['wrong-path', 'common'],
      ['nobody-listens', 'common'],
      ['certificate', 'possible'],
    ],
  ),
  kind(
    'reset-in-handshake',
    'handshake',
    /(?:WebSocket handshake|connection establishment): net::ERR_CONNECTION_(?:RESET|CLOSED|ABORTED)|net::ERR_(?:EMPTY_RESPONSE|CONNECTION_CLOSED)|tls handshake eof/i,
    'The connection was cut before the response to the handshake came.',
    [
      ['server-ended', 'usual'],
      ['plain-to-tls-port', 'common'],
      ['tls-to-plain-port', 'common'],
      ['backend-down', 'common'],
      ['unreachable', 'possible'],
    ],
  ),
];
