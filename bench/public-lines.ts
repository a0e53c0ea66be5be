// Error lines as people pasted them in public issue threads, found by searching and not written from memory. One line
// each: thread, who prints it (a regular expression for the first named program), the explanations of which one is
// right, and the text, in which "⏎" stands for a line end. `-`: the thread found no cause, or the program is unknown.

import { laterTable } from './later-lines.ts';
import { newestTable } from './newest-lines.ts';

/** The table, as text. */
const table = String.raw`
socketio/socket.io-website#163 | Chrome | no-websocket-there wrong-path | Error during websocket handshake - Unexpected response code: 200.
bryceg/Owin.WebSocket#21 | Chrome | origin-refused not-authorised | WebSocket connection to 'ws://example.org/ws' failed: Error during WebSocket handshake: Unexpected response code: 403
tennessine/paho.mqtt.wxapp#6 | Chrome | no-websocket-there wrong-path | appservice:1076 WebSocket connection to 'XXXXX' failed: Error during WebSocket handshake: Unexpected response code: 404
muaz-khan/RTCMultiConnection#291 | Chrome | session-lost upgrade-headers-lost | WebSocket connection to 'wss://host.example/socket.io/?userid=a&EIO=3&transport=websocket&sid=Ch0ODpQYqP21dDiMAAAE' failed: Error during WebSocket handshake: Unexpected response code: 400
Bearle/django-private-chat#22 | Chrome | redirected not-authorised | Error during WebSocket handshake: Unexpected response code: 302
me-no-dev/ESPAsyncWebServer#101 | Chrome | handler-threw | WebSocket connection to 'ws://192.168.1.114/ws' failed: Error during WebSocket handshake: Unexpected response code: 500
openswoole/docker-openswoole#13 | Chrome | no-websocket-there upgrade-headers-lost | WebSocket connection to 'ws://0.0.0.0:92/' failed: Error during WebSocket handshake: Unexpected response code: 200
walkor/workerman#331 | Chrome | - | WebSocket connection to 'ws://192.168.205.13:8080/' failed: Invalid frame header
http-kit/http-kit#95 | Chrome | middlebox | WebSocket connection to 'wss://staging.example.com/results/stream' failed: One or more reserved bits are on: reserved1 = 1, reserved2 = 0, reserved3 = 0
spring-projects/spring-framework#27235 | Chrome | no-websocket-there | websocket.js:6 WebSocket connection to 'ws://localhost:8080/test-info/442/nlflwasu/websocket' failed: Error during WebSocket handshake: Unexpected response code: 200
ratchetphp/Ratchet#265 | Chrome | server-ended backend-down unreachable | WebSocket connection to 'ws://localhost:8080/' failed: WebSocket opening handshake timed out
walkor/workerman#394 | Chrome | server-ended plain-to-tls-port tls-to-plain-port | WebSocket connection to 'wss://localhost:2346/' failed: Connection closed before receiving a handshake response
publiclab/plots2#5980 | Chrome | upgrade-headers-lost | WebSocket connection to 'wss://stable.example.org/cable' failed: Error during WebSocket handshake: Unexpected response code: 404
WebReflection/pocket.io#2 | Firefox | certificate | Firefox can’t establish a connection to the server at wss://conpa.example/pocket.io/.
tlaverdure/laravel-echo-server#244 | Firefox | - | Firefox can’t establish a connection to the server at wss://my.site.com:6001/socket.io/?EIO=3&transport=websocket&sid=fAuiKDiXpkhOoSndAAAD.
Renji-XD/texthooker-ui#73 | Firefox | nobody-listens | Firefox can’t establish a connection to the server at ws://0.0.0.0:6677/.
webrtc/apprtc#561 | Firefox | nobody-listens certificate | Firefox can’t establish a connection to the server at wss://192.168.1.171:8089/ws.
cryptonoter/CryptoNoter#53 | Firefox | - | The connection to the wss://mydomain/proxy is interrupted when the page is loaded
oddsdk/ts-odd#524 | Safari | - | WebSocket connection to 'wss://node1.example.com:4003/p2p/12D3' failed: The operation couldn’t be completed. (kNWErrorDomainPOSIX error 100 - Protocol error)
socketio/socket.io#606 | Safari | certificate | WebSocket network error: The operation couldn’t be completed. (OSStatus error -2146762495.)
hack-as-a-service/frontend#10 | Safari | nobody-listens | WebSocket network error: The operation couldn’t be completed. Connection refused
raen79/fie#16 | Safari | name-unknown | WebSocket network error: The operation couldn’t be completed. (kCFErrorDomainCFNetwork error 2.)
miroslavpejic85/mirotalk#227 | Safari | upgrade-headers-lost | Websocket connection to wss://xxxxxxxx failed: there was a bad response from the server
facebookincubator/SocketRocket#218 | SocketRocket\|Safari\|URLSession | nobody-listens | Websocket Failed With Error Error Domain=NSPOSIXErrorDomain Code=61 "The operation couldn’t be completed. Connection refused"
facebookincubator/SocketRocket#289 | SocketRocket\|Safari\|URLSession | unreachable | Error Domain=NSPOSIXErrorDomain Code=51 "Network is unreachable"
facebookincubator/SocketRocket#57 | SocketRocket\|Safari\|URLSession | nobody-listens | Error Domain=NSPOSIXErrorDomain Code=61 "The operation couldn’t be completed. Connection refused" UserInfo=0x6b9cfb0 {}
abpopov/SocketCluster-ios-client#7 | SocketRocket | wrong-path | Error Domain=SRWebSocketErrorDomain Code=2132 "received bad response code from server 400" UserInfo={NSLocalizedDescription=received bad response code from server 400, HTTPResponseStatusCode=400
signalapp/Signal-iOS#1089 | SocketRocket | wrong-path no-websocket-there | Error connecting to socket Error Domain=SRWebSocketErrorDomain Code=2132 "received bad response code from server 404" UserInfo=0x17446fd40 {NSLocalizedDescription=received bad response code from server 404
facebookincubator/SocketRocket#135 | SocketRocket | backend-down | Error Domain=org.lolrus.SocketRocket Code=2132 "received bad response code from server 503"
signalapp/Signal-iOS#1089 (2) | SocketRocket | wrong-accept | Error Domain=SRWebSocketErrorDomain Code=2133 "Invalid Sec-WebSocket-Accept response" UserInfo={NSLocalizedDescription=Invalid Sec-WebSocket-Accept response}
elevenlabs/elevenlabs-swift-sdk#61 | Safari\|URLSession | sent-at-wrong-time server-ended | Error: Failed to send WebSocket message Optional(Error Domain=NSPOSIXErrorDomain Code=57 "Socket is not connected" UserInfo={NSErrorFailingURLStringKey=https://api.example.io/v1/convai
socketio/socket.io-client-swift#1300 | Safari\|URLSession | server-ended network-lost | finished with error [-1005] Error Domain=NSURLErrorDomain Code=-1005 "The network connection was lost."
daltoniam/Starscream#506 | Starscream | handler-threw closed-on-purpose | Starscream.WSError(type: Starscream.ErrorType.protocolError, message: "", code: 1011))
pusher/NWWebSocket#41 | Network.framework | server-ended frame-error-hidden | POSIXErrorCode(rawValue: 53): Software caused connection abort⏎nw_protocol_copy_ws_definition_block_invoke
http-party/node-http-proxy#131 | Node | another-protocol stream-start | Error: Parse Error⏎    at Socket.ondata (http.js:1227:22)⏎    at Socket._onReadable (net.js:683:27)
theturtle32/WebSocket-Node#176 | WebSocket-Node | upgrade-headers-lost bad-101 | Connect Error: Error: Expected a Connection: Upgrade header from the server
Jamol/kuma#31 | ws 8 | client-does-not-mask | RangeError: Invalid WebSocket frame: MASK must be set
websockets/ws#1708 | ws 8 | control-frame | RangeError: Invalid WebSocket frame: invalid payload length 127
websockets/ws#1874 | ws 8 | fragment-order unsynchronised-writes | RangeError: Invalid WebSocket frame: invalid opcode 2⏎    at Receiver.getInfo (/usr/src/app/node_modules/ws/lib/receiver.js:200:16)
websockets/ws#1543 | ws 8 | size-limit | RangeError: Max payload size exceeded
socketio/socket.io-client#1628 | Socket.IO | wrong-version | [log] Error: It seems you are trying to reach a Socket.IO server in v2.x with a v3.x client, but they are not compatible (more information here: https://socket.io/docs/v3/migrating-from-2-x-to-3-0/)
socketio/socket.io-client-java#658 | Socket.IO | wrong-version | io.socket.client.SocketIOException: It seems you are trying to reach a Socket.IO server in v2.x with a v3.x client, which is not possible
mrniko/netty-socketio#893 | Socket.IO\|Postman | wrong-version | Error: It seems you are trying to reach a Socket.IO server in v2.x with a v4.x client. Switch the client version from request settings.
dotnet/aspnetcore#10468 | SignalR | application-handshake | {"error":"Handshake was canceled."}
cmu-sei/GHOSTS#341 | SignalR | application-handshake session-lost | www.example.com/js/signalr.min.js, line 16: Error: Server returned handshake error: Handshake was canceled.
dotnet/aspnetcore#42107 | SignalR | session-lost upgrade-headers-lost | Error: Connection disconnected with error 'Error: Server returned handshake error: Handshake was canceled.;No Connection with that ID: Status code '404''
OpenTalker/SadTalker#380 | Python\|websockets | - | websockets.exceptions.ConnectionClosedError: sent 1000 (OK); no close frame received
python-websockets/websockets#606 | Python\|websockets | page-closed-it closed-on-purpose | websockets.exceptions.ConnectionClosed: WebSocket connection is closed: code = 1001 (going away), no reason
python-websockets/websockets#920 | Python\|websockets | frame-error-hidden server-ended | websockets.exceptions.ConnectionClosedError: code = 1006 (connection closed abnormally [internal]), no reason
ymmmmmmmm/getgrass_bot#3 | Python\|websockets | server-ended idle-timeout | asyncio.exceptions.IncompleteReadError: 0 bytes read on a total of 2 expected bytes
isaackogan/TikTokLive#238 | Python\|websockets | server-ended idle-timeout | websockets.exceptions.ConnectionClosedError: no close frame received or sent
jellydreams/VTS-Fullbody-Tracking#7 | Python\|websockets | server-ended | ConnectionAbortedError: [WinError 10053] An established connection was aborted by the software in your host machine⏎websockets.exceptions.ConnectionClosedError: no close frame received or sent
signalbot-org/signalbot#122 | Python\|websockets | no-websocket-there | websockets.exceptions.InvalidStatus: server rejected WebSocket connection: HTTP 200
dpallot/simple-websocket-server#74 | Python\|websockets | upgrade-headers-lost | websockets.exceptions.InvalidHandshake: Invalid request
Neoteroi/BlackSheep#241 | Python\|websockets | - | websockets.exceptions.InvalidMessage: did not receive a valid HTTP response
navintkr/openai-rag-audio#2 | aiohttp | wrong-path | aiohttp.client_exceptions.WSServerHandshakeError: 404, message='Invalid response status', url=URL('wss://example.openai.azure.com/realtime?api-version=alpha')
harry0703/MoneyPrinterTurbo#815 | aiohttp | not-authorised origin-refused | WSServerHandshakeError: 403, message='Invalid response status'
Pithikos/python-websocket-server#67 | websocket-client | not-authorised | Handshake status 401 Unauthorized
helallao/perplexity-ai#44 | websocket-client | not-authorised origin-refused | Websocket Error: Handshake status 403 Forbidden -+-+-
fastapi/fastapi#2209 | uvicorn | server-process-limit | WARNING:  Unsupported upgrade request.
fedora-copr/logdetective-website#133 | uvicorn | server-process-limit | [2024-06-01 18:39:46 +0000] [7] [WARNING] No supported WebSocket library detected. Please use 'pip install uvicorn[standard]', or install 'websockets' or 'wsproto' manually.
gorilla/websocket#323 | gorilla | page-closed-it server-ended network-lost | error: websocket: close 1006 (abnormal closure): unexpected EOF
warmcat/libwebsockets#2704 | gorilla | frame-error-hidden server-ended | The client get error "websocket: close 1006 (abnormal closure): unexpected EOF"
coder/websocket#316 | coder | handler-threw | failed to WebSocket dial: expected handshake response status code 101 but got 500
bsdayo/BingChat#38 | .NET | no-websocket-there | System.Net.WebSockets.WebSocketException: The server returned status code '200' when status code '101' was expected.
frankvHoof93/TikTokLiveSharp#82 | .NET | no-websocket-there upgrade-headers-lost | System.Net.WebSockets.WebSocketException: The server returned status code '200' when the expected status code was '101'.
TargetProcess/signalr-client-py#24 | .NET | server-ended page-closed-it | WebSocket connection without completing the close handshake. ---> System.Threading.Tasks.TaskCanceledException: A task was canceled.
TakahikoKawasaki/nv-websocket-client#165 | nv-websocket-client | origin-refused not-authorised | com.neovisionaries.ws.client.OpeningHandshakeException: The status code of the opening handshake response is not '101 Switching Protocols'. The status line is: HTTP/1.1 403 Forbidden
TakahikoKawasaki/nv-websocket-client#14 | IXWebSocket\|nv-websocket-client\|\w | length-field unsynchronised-writes stream-start | WebSocketFrame(FIN=1,RSV1=0,RSV2=0,RSV3=0,Opcode=CLOSE,Length=32,CloseCode=1002,Reason="A control frame is fragmented.")
dart-lang/http#1561 | Dart | upgrade-headers-lost wrong-path | WebSocketChannelException: WebSocketException: Connection to 'http://dev-system.example.com.au:0/api/websocket/messages/support?accessToken=oi&id=48#' was not upgraded to websocket
flutter/flutter#42210 | Dart | wrong-path upgrade-headers-lost no-websocket-there | WebSocketException: WebSocketException: Connection to 'http://localhost:52878/devtools/page/3F11102A786CB8FD0DBE906ECA8E62B7#' was not upgraded to websocket
snapview/tungstenite-rs#372 | tungstenite | server-ended idle-timeout | WebSocket protocol error: Connection reset without closing handshake
snapview/tokio-tungstenite#373 | tungstenite | server-ended | Protocol(ResetWithoutClosingHandshake)
snapview/tokio-tungstenite#373 (2) | Rust\|rustls\|tungstenite | server-ended | called Result::unwrap() on an Err value: Custom { kind: UnexpectedEof, error: "tls handshake eof" }
crossle/janus-gateway-android#17 | OkHttp | subprotocol-mismatch server-ended | E/WebSocketChannel: onFailurejava.io.IOException: unexpected end of stream on okhttp3.Address@1e366953
NaikSoftware/StompProtocolAndroid#138 | OkHttp | no-websocket-there | java.lang.Exception: java.net.ProtocolException: Expected HTTP 101 response but was '200 '
AsyncHttpClient/async-http-client#1840 | AsyncHttpClient\|Async | no-websocket-there wrong-path | java.io.IOException: Invalid Status code=200 text=OK
netty/netty#4957 | Netty | - | io.netty.handler.codec.CorruptedFrameException: RSV != 0 and no extension negotiated, RSV:5
gravitee-io/issues#8115 | Netty | compression-not-agreed | ERROR i.vertx.core.net.impl.ConnectionBase - RSV != 0 and no extension negotiated, RSV:4
netty/netty#5837 | Netty | compression-not-agreed | io.netty.handler.codec.CorruptedFrameException: RSV != 0 and no extension negotiated, RSV:4
hoaproject/Websocket#10 | Tomcat | client-does-not-mask | Tomcat closes the connection with error "PROTOCOL_ERROR : The client frame was not masked but all client frames must be masked", Closure code: 1002.
theturtle32/AS3WebSocket#30 | Tomcat | fragment-order unsynchronised-writes length-field | CloseStatus[code=1002, reason=A WebSocket frame was sent with an unrecognised opCode of [15]]
javaee/tyrus#607 | Tyrus | - | Connections close with reason: PROTOCOL_ERROR(1002): RSV bit(s) incorrectly set.
Textalk/websocket-php#19 | Textalk\|websocket-php | bad-101 upgrade-headers-lost | Fatal error: Uncaught exception 'WebSocket\ConnectionException' with message 'Connection to 'ws://192.168.56.101/test/-1' failed: Server sent invalid upgrade response:⏎HTTP/1.1 101 Switching Protocols
Textalk/websocket-php#71 | Textalk\|websocket-php | upgrade-headers-lost bad-101 | failed: Server sent invalid upgrade response
walkor/workerman#432 | Workerman | - | recv data before handshake
john/drive.vote#488 | Action Cable | upgrade-headers-lost | E, [2016-10-18T15:20:21.514995 #8906] ERROR -- : Failed to upgrade to WebSocket (REQUEST_METHOD: GET, HTTP_CONNECTION: close, HTTP_UPGRADE: )
rails/rails#24817 | Action Cable | origin-refused | Request origin not allowed: http://localhost:3001⏎Failed to upgrade to WebSocket (REQUEST_METHOD: GET, HTTP_CONNECTION: keep-alive, Upgrade, HTTP_UPGRADE: websocket)
socketry/falcon#202 | Action Cable | upgrade-headers-lost | Failed to upgrade to WebSocket (REQUEST_METHOD: GET, HTTP_CONNECTION: keep-alive, Upgrade, HTTP_UPGRADE: )
faye/faye-websocket-ruby#56 | Rack\|WEBrick | server-process-limit | [2015-01-24 17:06:08] ERROR NotImplementedError: only partial hijack is supported.
espressif/esp-idf#3461 | ESP-IDF | bad-101 receiver-fault | TRANSPORT_WS: Sec-WebSocket-Accept not found⏎MQTT_CLIENT: Error transport connect
espressif/esp-protocols#512 | ESP-IDF | server-ended upgrade-headers-lost | E (16491) transport_base: poll_read select error 104, errno = Connection reset by peer, fd = 54⏎E (16491) transport_ws: Error read response for Upgrade header GET / HTTP/1.1
boostorg/beast#1295 | Beast | wrong-path | The WebSocket handshake was declined by the remote peer
rstudio/websocket#32 | websocketpp\|WebSocket\+\+ | - | [2019-01-22 13:36:08] [error] Server handshake response error: websocketpp.processor:20 (Invalid HTTP status.)
versatica/libmediasoupclient#108 | websocketpp\|WebSocket\+\+ | subprotocol-mismatch origin-refused | [2020-12-24 15:57:53] [fail] WebSocket Connection 192.168.1.41:4443 - "WebSocket++/0.8.2" /?roomId=wuodujbw 403 websocketpp.processor:20 Invalid HTTP status.
warmcat/libwebsockets#1238 | libwebsockets | receiver-fault upgrade-headers-lost | _client_handshake: got bad HTTP response '101'
`;

export interface PublicLine {
  readonly thread: string;
  /** Who prints it; `null`: not asked. */
  readonly speaker: RegExp | null;
  /** Explanations of which one is right; empty: not known. */
  readonly right: readonly string[];
  readonly text: string;
}

function linesOf(rows: string): PublicLine[] {
  return rows
    .trim()
    .split('\n')
    .map((line) => {
      const [thread, speaker, right, ...text] = line.split(' | ');
      return {
        thread,
        speaker: speaker === '-' ? null : new RegExp(speaker.replaceAll('\\|', '|')),
        right: right === '-' ? [] : right.split(' '),
        text: text.join(' | ').replaceAll('⏎', '\n'),
      };
    });
}

/** The first lines: rules were made for all of them. */
export const publicLines: readonly PublicLine[] = linesOf(table);

const later = linesOf(laterTable);
/** Later lines for which rules were made. */
export const openLines: readonly PublicLine[] = later.filter((_, row) => row % 2 === 0);
/** Later lines that were held back while the rules were made. */
export const heldBackLines: readonly PublicLine[] = later.filter((_, row) => row % 2 === 1);

/** The newest lines: rules were made for all of them, after they had been measured. */
export const newestLines: readonly PublicLine[] = linesOf(newestTable);
