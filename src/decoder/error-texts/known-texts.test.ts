// Texts of programs, with the kind that they are, who is named first and the explanation that comes first.

import { expect, it } from 'vitest';
import { explainErrors } from './explain.ts';

// Kind, who is named first (`-`: nobody), the explanation that comes first, and the text.
const table = String.raw`
html-in-place-of-json | V8 (Chrome, Edge, Node.js) | page-in-place-of-data | SyntaxError: Unexpected token '<', "<!DOCTYPE "... is not valid JSON
html-in-place-of-json | V8 (Chrome, Edge, Node.js) | page-in-place-of-data | Uncaught (in promise) SyntaxError: Unexpected token < in JSON at position 0
html-in-place-of-json | Safari | page-in-place-of-data | SyntaxError: JSON Parse error: Unrecognized token '<'
json-begins-wrongly | Firefox | page-in-place-of-data | SyntaxError: JSON.parse: unexpected character at line 1 column 1 of the JSON data
json-begins-wrongly | json (Python) | page-in-place-of-data | json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)
html-in-place-of-json | encoding/json (Go) | page-in-place-of-data | invalid character '<' looking for beginning of value
not-json | V8 (Chrome, Edge, Node.js) | message-not-json | SyntaxError: Unexpected token 'o', "[object Obj"... is not valid JSON
not-json | Firefox | message-not-json | SyntaxError: JSON.parse: unexpected end of data at line 1 column 1 of the JSON data
status-429 | Starscream | rate-limited | Starscream.WSError(type: Starscream.ErrorType.upgradeError, message: "Invalid HTTP upgrade", code: 429)
status-403 | Starscream | origin-refused | (Starscream.HTTPUpgradeError.notAnUpgrade(403))
status-404 | Playwright | wrong-path | BrowserType.connect_over_cdp: WebSocket error: ws://localhost/devtools/browser/1c712e71 404 Not Found
upgrade-header | kubectl, Kubernetes | upgrade-headers-lost | io.fabric8.kubernetes.client.KubernetesClientException: Upgrade request required
target-not-reached | noVNC | nobody-listens | Failed when connecting: Connection closed (code: 1011, reason: Failed to connect to downstream server)
tls-closed-by-peer | mbedTLS (ESP-IDF, Godot) | server-ended | ssl_tls.c:4649: mbedtls_ssl_handle_message_type() returned -30848 (-0x7880)
unexpected-continuation | aiohttp 3.14 | fragment-order | Received new fragment frame with non-zero opcode 0
abnormal-close | any | idle-timeout | 1006 - WebSocket Read EOF
connect-failed | websocket-sharp, Unity | nobody-listens | WebSocket closed with reason: An exception has occurred while connecting.
tls-handshake | Java | tls-versions | javax.net.ssl.SSLProtocolException: SSL handshake aborted: ssl=0xaa19cb80: Failure in SSL library, usually a protocol error
protocol-of-socket.io | Socket.IO server | wrong-version | {"code":5,"message":"Unsupported protocol version"}
closed-in-order | Socket.IO client | closed-on-purpose | disconnect: io server disconnect
closed-in-order | websockets (Python) | closed-on-purpose | websockets.exceptions.ConnectionClosedOK: received 1000 (OK); then sent 1000 (OK)
message-size | websockets (Python) | size-limit | websockets.exceptions.ConnectionClosedError: received 1009 (message too big); then sent 1009 (message too big)
status-403 | uvicorn | origin-refused | INFO:     ('127.0.0.1', 53924) - "WebSocket /ws" 403
status-404 | WebSockex | wrong-path | %WebSockex.RequestError{code: 404, message: "Not Found"}
status-403 | Netty 4.2 | origin-refused | WebSocketHandshakeException: Invalid handshake response getStatus: 403 Forbidden
status-403 | React Native | origin-refused | Received bad response code from server: 403.
connection-cannot-be-taken-over | gorilla/websocket | handler-threw | websocket: response does not implement http.Hijacker
no-route | Django Channels | wrong-path | ValueError: No route found for path 'ws/chat/lobby/'.
origin | coder/websocket, nhooyr.io/websocket | origin-refused | websocket: request Origin "http://localhost:3000" is not authorized for Host "localhost:8080"
origin | n8n | origin-refused | Origin header does NOT match the expected origin. (Origin: "https://n8n.example", Expected: "localhost:5678")
origin | Jupyter | origin-refused | Blocking Cross Origin API request for /api/kernels. Origin: https://a, Host: b
ping-unanswered | Jupyter | peer-does-not-answer | [W 12:00:00 NotebookApp] WebSocket ping timeout after 119961 ms.
ping-unanswered | Java-WebSocket | peer-does-not-answer | The connection was closed because the other endpoint did not respond with a pong in time.
silent-for-too-long | Jetty | idle-timeout | java.util.concurrent.TimeoutException: Idle timeout expired: 300000/300000 ms
too-slow-for-its-messages | Home Assistant | peer-does-not-answer | Client exceeded max pending messages: 4096
refused-by-broker | MQTT.js | broker-refused-login | Connection refused: Not authorized
refused-by-broker | MQTT.js | broker-refused-login | Error: Connection refused: Bad username or password
refused-by-broker | MQTT.js | broker-refused-login | ErrorWithReasonCode: Connection refused: Identifier rejected
refused | - | nobody-listens | Connection refused
any-frame-fault | - | two-upgrade-handlers | Protocol error
any-frame-fault | - | two-upgrade-handlers | Error: Protocol error
frame-header | Chrome 156 | two-upgrade-handlers | Error: Invalid frame header
frame-header | Chrome 156 | two-upgrade-handlers | Invalid frame header.
frame-header | Chrome 156 | two-upgrade-handlers | 12:00:01.123 Uncaught Error: Invalid frame header
login-refused-by-code | graphql-ws | not-authorised | 4401: Unauthorized
message-not-understood | graphql-ws | subprotocol-mismatch | Socket closed with event 4400 Invalid message
abnormal-close | WebSocket++ | idle-timeout | handle_connect error: Underlying Transport Error
abnormal-close | coder/websocket, nhooyr.io/websocket | idle-timeout | failed to read frame header: EOF
abnormal-close | Paho MQTT for JavaScript | idle-timeout | Connection lost: websocket error / AMQJS0007E Socket error:undefined.
abnormal-close | Vite | idle-timeout | [vite] server connection lost. Polling for restart...
sent-too-late | .NET | sent-at-wrong-time | The WebSocket is in an invalid state ('Aborted') for this operation. Valid states are: 'Open, CloseReceived'
refused | - | nobody-listens | handler exception: [Errno 111] Connection refused
refused | Vite | nobody-listens | [vite] ws proxy error: Error: connect ECONNREFUSED 127.0.0.1:8080
tls-to-plain | Python http.server, websockify | tls-to-plain-port | code 400, message Bad request version ('\xc0\x13')
upgrade-header | Spring | upgrade-headers-lost | Handshake failed due to invalid Upgrade header: null
control-fragmented | websocket-sharp 1.0 | fragment-order | A control frame is fragmented.
masked-frame | websocket-sharp 1.0 | server-masks | WebSocketSharp.WebSocketException: A frame from the server is masked.
two-writers-noticed | gorilla/websocket | unsynchronised-writes | panic: concurrent write to websocket connection
origin | gorilla/websocket | origin-refused | websocket: request origin not allowed by Upgrader.CheckOrigin
upgrade-header | gorilla/websocket 1.5 | upgrade-headers-lost | websocket: the client is not using the websocket protocol: 'upgrade' token not found in 'Connection' header
ping-unanswered | websockets (Python) | peer-does-not-answer | websockets.exceptions.ConnectionClosedError: sent 1011 (internal error) keepalive ping timeout; no close frame received
ping-unanswered | websockets (Python) | peer-does-not-answer | received 1011 (internal error) keepalive ping timeout; then sent 1011 (internal error) keepalive ping timeout
two-writers-noticed | Tomcat | unsynchronised-writes | java.lang.IllegalStateException: The remote endpoint was in state [TEXT_FULL_WRITING] which is an invalid state for called method
status-404 | .NET 10 | wrong-path | System.Net.WebSockets.WebSocketException (0x80004005): The server returned status code '404' when status code '101' was expected.
status-200 | .NET 10 | no-websocket-there | The server returned status code '200' when status code '101' was expected.
abnormal-close | .NET ClientWebSocket | idle-timeout | The remote party closed the WebSocket connection without completing the close handshake.
status-403 | aiohttp 3.14 | origin-refused | aiohttp.client_exceptions.WSServerHandshakeError: 403, message='Invalid response status', url='wss://a.example/ws'
status-404 | Ktor | wrong-path | io.ktor.client.plugins.websocket.WebSocketException: Handshake exception, expected status code 101 but was 404
status-403 | ws 8 | origin-refused | error: Unexpected server response: 403
proxy-idle-timeout | nginx | idle-timeout | 2024/05/01 12:00:00 [error] 31#31: *5 upstream timed out (110: Connection timed out) while proxying upgraded connection, client: 10.0.0.1, server: a, request: "GET /ws HTTP/1.1", upstream: "http://127.0.0.1:3000/ws"
proxy-backend-closed-early | nginx | plain-to-tls-port | [error] 31#31: *5 upstream prematurely closed connection while reading response header from upstream, client: 1.2.3.4, request: "GET /ws HTTP/1.1"
proxy-backend-ended | nginx | server-ended | [error] recv() failed (104: Connection reset by peer) while proxying upgraded connection
proxy-idle-timeout | HAProxy | idle-timeout | Mar 1 12:00:00 haproxy[123]: 10.0.0.1:5000 [01/Mar/2024:12:00:00.000] fe be/s1 0/0/1/2/60003 101 1234 - - sD-- 1/1/0/0/0 0/0 "GET /ws HTTP/1.1"
proxy-idle-timeout | HAProxy | idle-timeout | haproxy[1]: 10.0.0.1:5000 [01/Mar/2024:12:00:00.000] fe be/s1 0/0/1/2/60003 101 1234 - - cD-- 1/1/0/0/0 0/0 "GET /ws HTTP/1.1"
proxy-client-ended | HAProxy | network-lost | haproxy[1]: 10.0.0.1:5000 [01/Mar/2024:12:00:00.000] fe be/s1 0/0/1/2/603 101 1234 - - CD-- 1/1/0/0/0 0/0 "GET /ws HTTP/1.1"
proxy-backend-ended | HAProxy | server-ended | haproxy[1]: 10.0.0.1:5000 [01/Mar/2024:12:00:00.000] fe be/s1 0/0/1/2/603 101 1234 - - SD-- 1/1/0/0/0 0/0 "GET /ws HTTP/1.1"
proxy-backend-down | HAProxy | backend-down | haproxy[1]: 10.0.0.1:5000 [01/Mar/2024:12:00:00.000] fe be/<NOSRV> 0/-1/-1/-1/0 503 217 - - SC-- 1/1/0/0/0 0/0 "GET /ws HTTP/1.1"
proxy-idle-timeout | Apache httpd | idle-timeout | [proxy_wstunnel:error] [pid 12] (70007)The timeout specified has expired: [client 10.0.0.1:5] AH02442: error on sock - ap_pass_brigade
proxy-backend-down | Apache httpd | backend-down | AH00957: WS: attempt to connect to 127.0.0.1:3000 (localhost) failed
proxy-without-websocket | Apache httpd | upgrade-headers-lost | AH01144: No protocol handler was valid for the URL /ws (scheme 'ws'). If you are using a DSO version of mod_proxy, make sure the proxy submodules are included in the configuration using LoadModule.
proxy-backend-down | Envoy, Istio | backend-down | [2024-05-01T12:00:00.000Z] "GET /ws HTTP/1.1" 503 UF,URX upstream_reset_before_response_started{connection_failure} - "-" 0 91 0 - "-" "ws" "a.example"
proxy-idle-timeout | Envoy, Istio | idle-timeout | [2024-05-01T12:00:00.000Z] "GET /ws HTTP/1.1" 101 SI stream_idle_timeout - "-" 10 20 300000 -
proxy-backend-down | Envoy, Istio | backend-down | upstream connect error or disconnect/reset before headers. reset reason: connection failure
status-460 | AWS Application Load Balancer | page-closed-it | HTTP 460 from ALB
status-460 | Chrome 156 | page-closed-it | WebSocket connection to 'wss://a.example/ws' failed: Error during WebSocket handshake: Unexpected response code: 460
status-gateway | Chrome 156 | backend-down | Error during WebSocket handshake: Unexpected response code: 502
status-gateway | ws 8 | backend-down | Unexpected server response: 522
status-525-526 | Chrome 156 | certificate | Error during WebSocket handshake: Unexpected response code: 526
status-520 | ws 8 | server-ended | Unexpected server response: 520
reset | Safari | server-ended | WebSocket connection to 'wss://a/' failed: The network connection was lost.
refused | Safari | nobody-listens | WebSocket connection to 'ws://a/' failed: Could not connect to the server.
any-frame-fault | Safari | length-field | The operation couldn’t be completed. (kNWErrorDomainPOSIX error 100 - Protocol error)
reset | Safari | server-ended | WebSocket connection to 'wss://a/' failed: The operation couldn’t be completed. Socket is not connected
status-200 | OkHttp | no-websocket-there | java.net.ProtocolException: Expected HTTP 101 response but was '200 OK'
upgrade-header | OkHttp | upgrade-headers-lost | java.net.ProtocolException: Expected 'Connection' header value 'Upgrade' but was 'null'
control-fragmented | OkHttp | stream-start | java.net.ProtocolException: Control frames must be final.
abnormal-close | OkHttp and others on Java | idle-timeout | java.io.EOFException at okio.RealBufferedSource.require(RealBufferedSource.java:199) at okhttp3.internal.ws.WebSocketReader.readHeader
bad-handshake | Dart and Flutter | wrong-path | WebSocketException: Connection to 'http://10.0.2.2:3000/socket.io/?EIO=4#' was not upgraded to websocket
status-gateway | Dart and Flutter | backend-down | WebSocketException: Connection to 'https://a.example:0/ws#' was not upgraded to websocket, HTTP status code: 502
bad-handshake | Bun | wrong-path | error: WebSocket connection to 'ws://localhost:3000/' failed: Expected 101 status code
bad-handshake | Deno | upgrade-headers-lost | error: Uncaught (in promise) NetworkError: failed to connect to WebSocket: failed to connect to WebSocket: invalid status code
bad-handshake | Safari and URLSession | upgrade-headers-lost | Error Domain=NSURLErrorDomain Code=-1011 "There was a bad response from the server."
reset | Safari and URLSession | server-ended | Error Domain=NSURLErrorDomain Code=-1005 "The network connection was lost."
accept-missing | ESP-IDF esp_websocket_client | bad-101 | E (12345) TRANSPORT_WS: Sec-WebSocket-Accept not found
upgrade-header | ESP-IDF esp_websocket_client | upgrade-headers-lost | E (12345) transport_ws: Error read response for Upgrade header GET / HTTP/1.1
failed-without-reason | ESP-IDF | nobody-listens | E (5321) WEBSOCKET_CLIENT: Error transport connect
abnormal-close | arduinoWebSockets | idle-timeout | [WS] Disconnected! [WSc] Disconnected!
upgrade-header | arduinoWebSockets | upgrade-headers-lost | [WS-Client][connectedCb] Request ... [WS-Client][handleHeader] no Websocket connection close.
status-403 | websocket-client (Python) | origin-refused | websocket._exceptions.WebSocketBadStatusException: Handshake status 403 Forbidden -+-+- {'server': 'nginx'} -+-+- b''
abnormal-close | websocket-client (Python) | idle-timeout | websocket._exceptions.WebSocketConnectionClosedException: Connection to remote host was lost.
bad-handshake | golang.org/x/net/websocket | upgrade-headers-lost | websocket.Dial ws://localhost:8080/ws: bad status
status-404 | gobwas/ws 1 | wrong-path | unexpected HTTP response status: 404
status-403 | gobwas/ws | origin-refused | ws: unexpected HTTP response status 403
reset | tungstenite | server-ended | tungstenite: WebSocket protocol error: Connection reset without closing handshake
message-size | tungstenite 0.29 | size-limit | Space limit exceeded: Message too long: 20000000 > 16777216
not-an-http-response | tungstenite | stream-start | Error: WebSocket protocol error: httparse error: invalid token
not-an-http-response | tungstenite | stream-start | Error: WebSocket protocol error: httparse error: invalid HTTP version
reset-in-handshake | Chrome, Edge, Opera | server-ended | Error during WebSocket handshake: net::ERR_CONNECTION_RESET
upgrade-header | Spring | upgrade-headers-lost | o.s.w.s.s.s.DefaultHandshakeHandler : Handshake failed due to invalid Upgrade header: null
handler-failed | Spring | handler-threw | org.springframework.web.socket.server.HandshakeFailureException: Uncaught failure for request ws://a
status-404 | Tomcat 10 | wrong-path | javax.websocket.DeploymentException: The HTTP response from the server [404] did not permit the HTTP upgrade to WebSocket
websocket-transport-failed | Socket.IO client | session-lost | Socket.IO connect_error: websocket error
polling-failed | Socket.IO client | nobody-listens | connect_error xhr poll error
abnormal-close | Socket.IO client | idle-timeout | disconnect: transport close
ping-unanswered | Socket.IO client | peer-does-not-answer | disconnect: ping timeout
signalr-websocket-failed | .NET SignalR client | upgrade-headers-lost | Error: Failed to start the connection: Error: There was an error with the transport. WebSocket failed to connect. The connection could not be found on the server, either the endpoint may not be a SignalR endpoint
ping-unanswered | .NET SignalR client | peer-does-not-answer | Error: Server timeout elapsed without receiving a message from the server.
upgrade-header | Action Cable | upgrade-headers-lost | Failed to upgrade to WebSocket (REQUEST_METHOD: GET, HTTP_CONNECTION: close, HTTP_UPGRADE: )
origin | Action Cable | origin-refused | Request origin not allowed: https://a.example
origin | Phoenix | origin-refused | [error] Could not check origin for Phoenix.Socket transport.
upgrade-header | websocket-sharp, Unity | upgrade-headers-lost | WebSocketSharp.WebSocketException: Not a WebSocket handshake response.
abnormal-close | websocket-sharp, Unity | idle-timeout | Exception: An exception has occurred while connecting. WebSocketSharp The header of a frame cannot be read from the stream.
refused | .NET ClientWebSocket | nobody-listens | Unable to connect to the remote server ---> System.Net.Sockets.SocketException: Connection refused (Unity)
sent-too-late | - | sent-at-wrong-time | swoole: [1004] Session is closed
upgrade-header | Workerman | upgrade-headers-lost | Workerman: Sec-WebSocket-Key not found! This is a WebSocket server and can not be accessed via HTTP.
not-an-http-response | curl | stream-start | curl: (1) Received HTTP/0.9 when not allowed
accept-missing | Chrome 156 | bad-101 | Error during WebSocket handshake: 'Sec-WebSocket-Accept' header is missing
accept-value | Chrome 156 | wrong-accept | Error during WebSocket handshake: Incorrect 'Sec-WebSocket-Accept' header value
upgrade-header | Chrome 156 | upgrade-headers-lost | Error during WebSocket handshake: 'Upgrade' header is missing
upgrade-header | Chrome 156 | upgrade-headers-lost | Error during WebSocket handshake: 'Connection' header is missing
status-200 | Chrome 156 | no-websocket-there | Error during WebSocket handshake: Unexpected response code: 200
status-redirect | Chrome 156 | redirected | Error during WebSocket handshake: Unexpected response code: 302
subprotocol | Chrome 156 | subprotocol-mismatch | Error during WebSocket handshake: Sent non-empty 'Sec-WebSocket-Protocol' header but no response was received
subprotocol | Chrome 156 | subprotocol-mismatch | Error during WebSocket handshake: Response must not include 'Sec-WebSocket-Protocol' header if not present in request: chat
extension | Chrome 156 | extension-mismatch | Error during WebSocket handshake: Found an unsupported extension 'x-foo' in 'Sec-WebSocket-Extensions' header
certificate | Chrome, Edge, Opera | certificate | WebSocket connection to 'wss://a/' failed: Error in connection establishment: net::ERR_CERT_AUTHORITY_INVALID
name | Chrome, Edge, Opera | name-unknown | WebSocket connection to 'wss://a/' failed: Error in connection establishment: net::ERR_NAME_NOT_RESOLVED
refused | Chrome, Edge, Opera | nobody-listens | WebSocket connection to 'ws://a/' failed: Error in connection establishment: net::ERR_CONNECTION_REFUSED
timed-out | Chrome, Edge, Opera | unreachable | WebSocket connection to 'ws://a/' failed: Error in connection establishment: net::ERR_CONNECTION_TIMED_OUT
tls-to-plain | Chrome, Edge, Opera | tls-to-plain-port | WebSocket connection to 'wss://a/' failed: Error in connection establishment: net::ERR_SSL_PROTOCOL_ERROR
not-an-http-response | Chrome 156 | stream-start | WebSocket connection to 'ws://a/' failed: Error during WebSocket handshake: net::ERR_INVALID_HTTP_RESPONSE
proxy-of-the-client | Chrome, Edge, Opera | client-proxy | WebSocket connection to 'ws://a/' failed: Error during WebSocket handshake: net::ERR_TUNNEL_CONNECTION_FAILED
proxy-of-the-client | Chrome, Edge, Opera | client-proxy | WebSocket connection to 'ws://a/' failed: net::ERR_PROXY_CONNECTION_FAILED
blocked-in-browser | Chrome, Edge, Opera | browser-blocks | WebSocket connection to 'ws://a/' failed: net::ERR_BLOCKED_BY_CLIENT
no-more-sockets | Chrome, Edge, Opera | rate-limited | WebSocket connection to 'ws://a/' failed: net::ERR_INSUFFICIENT_RESOURCES
status-401 | Chrome, Edge, Opera | not-authorised | WebSocket connection to 'ws://a/' failed: HTTP Authentication failed; no valid credentials available
blocked-in-browser | Chrome, Edge, Opera | browser-blocks | WebSocket connection to 'ws://192.168.1.5/' failed: Error in connection establishment: net::ERR_BLOCKED_BY_PRIVATE_NETWORK_ACCESS_CHECKS
http-1.0 | - | upgrade-headers-lost | WebSocket connection to 'ws://localhost/' failed: Invalid HTTP version string: HTTP/1.0
status-404 | Safari | wrong-path | WebSocket connection to 'ws://a/' failed: Unexpected response code: 404
sent-too-late | Chrome, Edge, Opera | sent-at-wrong-time | WebSocket is already in CLOSING or CLOSED state.
sent-too-early | Chrome, Edge, Opera | sent-at-wrong-time | Uncaught InvalidStateError: Failed to execute 'send' on 'WebSocket': Still in CONNECTING state.
any-handshake-fault | Firefox 153 | certificate | Firefox can’t establish a connection to the server at wss://a.example/ws.
any-frame-fault | Firefox 153 | two-upgrade-handlers | The connection to wss://a.example/ws was interrupted while the page was loading.
content-security-policy | Firefox | content-security-policy | Content-Security-Policy: The page’s settings blocked the loading of a resource (connect-src) at ws://a
mixed-content | Firefox | mixed-content | SecurityError: The operation is insecure.
plain-text-forbidden | Android | cleartext-blocked | java.net.UnknownServiceException: CLEARTEXT communication to 10.0.2.2 not permitted by network security policy
status-404 | tungstenite | upgrade-headers-lost | Can't connect: Http(Response { status: 404, version: HTTP/1.1, headers: {"server": "nginx/1.24.0"}, body: None })
timed-out | ESP-IDF | unreachable | E (10234) esp-tls: [sock=54] select() timeout
closed-by-policy | - | not-authorised | close code 1008 policy violation
closed-for-restart | - | closed-on-purpose | Disconnected: code=1012 reason=Service Restart
closed-by-application | - | closed-on-purpose | websocket closed: 4001 Unauthorized
any-frame-fault | Firefox | two-upgrade-handlers | Die Verbindung mit wss://beispiel.de/ws wurde unterbrochen, während die Seite geladen wurde.
status-400 | Access log of a server or proxy | upgrade-headers-lost | 172.17.0.1 - - [01/Jan/2024:10:00:00 +0000] "GET /ws HTTP/1.1" 400 11 "-" "Mozilla/5.0"
slow-reader | Spring | peer-does-not-answer | SessionLimitExceededException: Buffer size 524300 bytes for session '3' exceeds the allowed limit 524288
sent-too-late | Tornado | sent-at-wrong-time | tornado.websocket.WebSocketClosedError
abnormal-close | Browsers | idle-timeout | CloseEvent {isTrusted: true, wasClean: false, code: 1006, reason: "", type: "close"}
`;
const texts = table
  .trim()
  .split('\n')
  .map((line) => {
    const [kind, speaker, explanation, ...text] = line.split(' | ');
    return { text: text.join(' | '), kind, speaker, explanation };
  });

it.each(texts)('$text', ({ text, kind, speaker, explanation }) => {
  const [error] = explainErrors(text);
  expect(error?.kind.id).toBe(kind);
  expect(error?.speakers[0]?.implementation ?? '-').toBe(speaker);
  expect(error?.explanations[0]?.id).toBe(explanation);
});

it('names Safari alone for its words about a status', () => {
  const [error] = explainErrors("WebSocket connection to 'ws://a/' failed: Unexpected response code: 404");
  expect(error?.speakers.map(({ implementation }) => implementation)).toEqual(['Safari']);
});

it.each([
  ['sent 1011 (internal error) keepalive ping timeout; no close frame received', 'this end'],
  ['received 1011 (internal error) keepalive ping timeout; then sent 1011', 'the other end'],
])('says who gave up in "%s"', (text, who) => {
  const [error] = explainErrors(text);
  expect(error?.variables.find(({ name }) => name === 'who gave up')?.value).toBe(who);
});

it.each([
  'Invalid regular expression at position 3',
  'bad character at position 12 in cookie header',
  'usb 1-1: protocol error',
  "ls: cannot access 'mnt': Protocol error",
  'MQTT protocol error',
  "EPROTO: protocol error, open '/dev/video0'",
  'Error [ERR_HTTP2_PROTOCOL_ERROR]: Protocol error',
  'Error [ERR_HTTP2_ERROR]: Frame size error',
  '1700000000: Client <unknown> disconnected due to protocol error.',
  'mp3 decoder: Invalid frame header at offset 81',
  'Invalid frame header at offset 81',
  '[mp3float @ 0x55d0c0] Invalid frame header',
  'rpc error: code = Internal desc = Invalid frame header',
  "redis.exceptions.InvalidResponse: Protocol Error: b'HTTP/1.1 400 Bad Request'",
  'Upgrade required to continue using this plan (426)',
])('explains nothing in "%s", which is not about a WebSocket', (text) => {
  expect(explainErrors(text)).toEqual([]);
});

it.each(['client: Protocol error\nwss://a.example/ws', 'bridge: Invalid frame header\nwss://a.example/ws'])(
  'explains "%s", whose paste has the URL of a WebSocket',
  (text) => {
    expect(explainErrors(text)).toHaveLength(1);
  },
);

it('reads a length with its separators', () => {
  const [error] = explainErrors('Text message too large: 70,000 > 65,536');
  expect(error?.variables.find(({ name }) => name === 'length')?.value).toBe('70000');
});
