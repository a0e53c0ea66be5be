// Error texts in the words of applications and of protocols above WebSocket: they say more than the words of the
// library underneath, so they are tried before those.

import { textKind as kind, type TextKind } from './text-kind.ts';

/** Kinds about handshakes and ends. */
export const applicationKinds: readonly TextKind[] = [
  kind(
    'page-suspended',
    'end',
    /closed due to suspension/i,
    'Safari closes the connections of a page that it puts to sleep: the tab is in the background or the device is locked.',
    [
      ['page-closed-it', 'usual'],
      ['network-lost', 'possible'],
    ],
  ),
  kind(
    'accept-value-missing-or-wrong',
    'handshake',
    /Invalid Sec-WebSocket-Accept response|SRWebSocketErrorDomain Code=2133/i,
    'SocketRocket says this of each response below 400 without the right Sec-WebSocket-Accept, so also of a 200 or a redirect: there may be no WebSocket at this address.',
    [
      ['no-websocket-there', 'usual'],
      ['upgrade-headers-lost', 'common'],
      ['wrong-accept', 'common'],
      ['wrong-path', 'common'],
      ['redirected', 'possible'],
    ],
  ),
  kind(
    'signalr-websocket-failed',
    'handshake',
    /WebSocket failed to connect\. The connection could not be found on the server/i,
    'Negotiation went well, and the WebSocket of SignalR did not open: a proxy in between does not pass on the upgrade, or the request reached a server that does not know the connection.',
    [
      ['upgrade-headers-lost', 'usual'],
      ['session-lost', 'usual'],
      ['wrong-path', 'common'],
      ['no-websocket-there', 'possible'],
      ['origin-refused', 'possible'],
    ],
  ),
  kind(
    'container-without-websocket',
    'handshake',
    /\.upgrade\(\) not supported|No suitable default RequestUpgradeStrategy|ServerContainer not available|no upgrade state was present/i,
    'The server or container that runs the application cannot turn a request into a WebSocket, or lacks the module for it.',
    [
      ['server-process-limit', 'usual'],
      ['handler-threw', 'common'],
    ],
  ),
  kind(
    'header-not-readable',
    'handshake',
    /UTF-?8 sequence in header value|(?:invalid|illegal) (?:character in )?header (?:value|field|name)/i,
    'A header of the 101 is empty or holds characters that this client does not read. Look at Sec-WebSocket-Extensions and Sec-WebSocket-Protocol.',
    [
      ['bad-101', 'usual'],
      ['extension-mismatch', 'common'],
      ['subprotocol-mismatch', 'common'],
    ],
  ),
  kind(
    'connect-failed',
    'handshake',
    /Failed to connect to (?:[\w.-]+)?\/[\d.:a-f]+(?:"|$|\s(?!after))|An exception has occurr?ed while connecting(?!\.? \w)/i,
    'No connection to this address came about. On a phone or an emulator, 127.0.0.1 is the device itself, not the computer beside it.',
    [
      ['nobody-listens', 'usual'],
      ['unreachable', 'common'],
    ],
  ),
  kind(
    'tls-ended-early',
    'handshake',
    /disconnected before secure TLS connection was established|remote party has closed the transport stream|error has occurred during a TLS handshake|SSL_ERROR_SYSCALL|Remote host (?:closed connection|terminated the handshake)|Connection terminated during handshake|-0x7280\b|-29312\b|ssl_fetch_input error=29312/i,
    'The other end broke TLS off before any HTTP was sent. It often takes none of the TLS versions or ciphers of this client, or does not speak TLS on this port.',
    [
      ['tls-versions', 'usual'],
      ['tls-to-plain-port', 'common'],
      ['certificate', 'common'],
      ['server-ended', 'possible'],
    ],
  ),
  kind(
    'tls-closed-by-peer',
    'end',
    /-0x7880\b|-30848\b/i,
    'The other end closed TLS in order, with a close_notify, and sent no Close frame of the WebSocket.',
    [
      ['server-ended', 'usual'],
      ['closed-on-purpose', 'common'],
      ['idle-timeout', 'common'],
    ],
  ),
  kind(
    'broker-got-no-mqtt',
    'end',
    /Socket error on client <unknown>, disconnecting/i,
    'The broker got bytes that are no MQTT on this listener: a client that sends an HTTP request for a WebSocket does that. A listener takes WebSockets only with "protocol websockets".',
    [
      ['another-protocol', 'usual'],
      ['no-websocket-there', 'common'],
      ['tls-to-plain-port', 'possible'],
    ],
  ),
  kind(
    'target-not-reached',
    'end',
    /Failed to connect to downstream server/i,
    'The gateway took the WebSocket and could not connect to its target: websockify says so of the VNC server that it was given.',
    [
      ['nobody-listens', 'usual'],
      ['backend-down', 'common'],
      ['unreachable', 'possible'],
    ],
  ),
  kind(
    'reset-in-dotnet',
    'end',
    /Unable to (?:read data from|write data to) the transport connection/i,
    'The connection was cut. Where it happens while connecting, the server refused the TLS version: .NET Framework below 4.7 offers TLS 1.0 unless it is told otherwise.',
    [
      ['server-ended', 'usual'],
      ['tls-versions', 'common'],
      ['idle-timeout', 'common'],
      ['network-lost', 'possible'],
    ],
  ),
  kind(
    'read-timed-out-in-a-frame',
    'end',
    /Error reading payload data|transport_ws: Error read data|WebSocketReader\.readHeader[^\n]*timed? ?out/i,
    'The rest of a frame did not come in time. ESP-IDF before 1.4 of esp_websocket_client goes on in the middle of that frame, and reads payload as the next header.',
    [
      ['network-lost', 'usual'],
      ['receiver-fault', 'common'],
      ['idle-timeout', 'common'],
      ['server-ended', 'possible'],
    ],
  ),
  kind(
    'write-timed-out',
    'end',
    /transport_poll_write|esp_transport_write\(\) returned 0|(?:write|send)(?:ing)? timed? ?out|\bWriteTimeout/i,
    'The program could not send in time: the other end or the network takes the bytes more slowly than they are written.',
    [
      ['peer-does-not-answer', 'usual'],
      ['network-lost', 'usual'],
      ['server-ended', 'possible'],
    ],
  ),
  kind(
    'protocol-of-socket.io',
    'handshake',
    /Unsupported protocol version|unsupported version of the (?:Socket|Engine)\.IO|trying to reach a Socket\.IO server in v\d/i,
    'Client and server of Socket.IO have major versions that do not speak the same protocol (EIO=3 and EIO=4).',
    [['wrong-version', 'usual']],
  ),
  kind(
    'request-of-engine.io-refused',
    'handshake',
    /"code":[234],"message":"(?:Bad handshake method|Bad request|Forbidden)"/i,
    'Engine.IO refused the request: it is not an upgrade, not a GET, or a middleware forbids it.',
    [
      ['upgrade-headers-lost', 'usual'],
      ['session-lost', 'common'],
      ['origin-refused', 'common'],
      ['not-authorised', 'possible'],
    ],
  ),
  kind(
    'refused-by-broker',
    'end',
    /\bConnection refused: (?:Not authori[sz]ed|Bad user ?name or password|Identifier rejected|(?:Client identifier|Identifier) not valid|Unacceptable protocol version|Unsupported protocol version|Server (?:unavailable|busy)|Banned|Bad authentication method)|\bBad Connack return code:? ?[1-5]\b/i,
    'The MQTT broker was reached, read the CONNECT and answered with a CONNACK that refuses it. Nothing is wrong with the frames.',
    [['broker-refused-login', 'usual']],
  ),
  kind(
    'login-refused-by-code',
    'end',
    /\b44(?:01|03)\b\W{0,3}(?:Unauthori[sz]ed|Forbidden)|\b4009\b[^\n]{0,40}not authori[sz]ed|"code":4009|\bauth_invalid\b/i,
    'The other end closed because it does not accept the login: GraphQL over WebSocket uses 4401 and 4403, Pusher 4009.',
    [
      ['not-authorised', 'usual'],
      ['closed-on-purpose', 'possible'],
    ],
  ),
  kind(
    'message-not-understood',
    'end',
    /\b4400\b|\b44(?:08|09|29)\b\W{0,3}(?:Connection initiali[sz]ation|Subscriber for|Too many initiali[sz]ation)/i,
    'GraphQL over WebSocket closed the connection: a message was not one of its protocol, or the first one did not come in time. Often the two sides speak different protocols: graphql-ws and subscriptions-transport-ws.',
    [
      ['subprotocol-mismatch', 'usual'],
      ['closed-on-purpose', 'common'],
    ],
  ),
  kind(
    'closed-in-order',
    'end',
    /ConnectionClosedOK|gracefully closed at both endpoints|StatusNormalClosure|close 1000 \(normal\)|(?:received|code\W{0,3}|closed with (?:code )?)1000\b|\bio (?:server|client) disconnect|(?:client|server) namespace disconnect/i,
    'One side closed in order. Nothing is wrong with the bytes: its program decided to end the connection.',
    [
      ['closed-on-purpose', 'usual'],
      ['page-closed-it', 'common'],
    ],
  ),
  kind(
    'silent-for-too-long',
    'end',
    /idle timeout (?:expired|elapsed|reached)|Connection Idle Timeout|(?:closed|closing|terminat\w+)[^\n]{0,40}\b(?:idle|inactiv\w+)\b|\b(?:idle|inactiv\w+)\b[^\n]{0,20}(?:timeout|too long)[^\n]{0,20}clos/i,
    'Nothing was sent for longer than the idle time of this program, and it ended the connection.',
    [
      ['idle-timeout', 'usual'],
      ['peer-does-not-answer', 'common'],
    ],
  ),
  kind(
    'too-slow-for-its-messages',
    'end',
    /unable to keep up with pending messages|exceeded max pending messages|slow client|client is too slow|backpressure limit/i,
    'The other end takes messages slower than they are sent, and this program gave it up.',
    [
      ['peer-does-not-answer', 'usual'],
      ['network-lost', 'common'],
    ],
  ),
  kind(
    'first-message-missing',
    'end',
    /Handshake was cancell?ed|Did not receive auth message within|handshake timed? ?out[^\n]{0,40}(?:signalr|hub)|Connection initialisation timeout/i,
    'The connection came about, and the first message of the protocol above it did not: SignalR waits 15 s for {"protocol":"json","version":1} and the byte 1E.',
    [
      ['application-handshake', 'usual'],
      ['session-lost', 'common'],
      ['upgrade-headers-lost', 'possible'],
    ],
  ),
  kind(
    'wrong-worker',
    'handshake',
    /recv data before handshake|only partial hijack is supported/i,
    'The server was started with a part that cannot take WebSocket connections: Workerman with ws:// in place of websocket://, or Rack on a server without full hijacking.',
    [['server-process-limit', 'usual']],
  ),
  kind(
    'no-route',
    'handshake',
    /No route found for path|Not Found: \/\S*(?:ws|socket|cable|graphql)|No matching (?:route|endpoint)[^\n]{0,40}(?:ws|socket)/i,
    'The server has no WebSocket under this path.',
    [
      ['wrong-path', 'usual'],
      ['no-websocket-there', 'possible'],
    ],
  ),
  kind(
    'connection-cannot-be-taken-over',
    'handshake',
    /does not implement http\.Hijacker|(?:hijack\w*|upgrade) (?:is )?not supported|feature not supported/i,
    'The server cannot take the connection over: a middleware wraps the response without passing that on, or the request came by HTTP/2.',
    [
      ['handler-threw', 'usual'],
      ['http2-only', 'common'],
    ],
  ),
  kind(
    'canceled-by-the-client',
    'end',
    /stream \d+ canceled by remote|context canceled|client disconnected/i,
    'The client, or what is in front of it, ended the connection first.',
    [
      ['page-closed-it', 'usual'],
      ['idle-timeout', 'common'],
      ['network-lost', 'possible'],
    ],
  ),
  kind(
    'port-taken',
    'handshake',
    /EADDRINUSE|Address already in use|WinError 10048/i,
    'The server did not start: another program has its port, and it answers the clients in its place.',
    [
      ['nobody-listens', 'usual'],
      ['no-websocket-there', 'common'],
    ],
  ),
];
