// More error lines of public threads, in the form of `public-lines.ts`. They were measured before anything was changed
// for them. Every second line of this table was held back: the rules that the others led to were made without it.
// `docs/error-texts.md` has the figures.

/** The table, as text. */
export const laterTable = String.raw`
adaojunior/pusher#28 | Dart | certificate | HandshakeException: Handshake error in client (OS Error: ⏎	CERTIFICATE_VERIFY_FAILED: ok(handshake.cc:354))
alpacahq/alpaca-trade-api-csharp#518 | .NET | rate-limited | Alpaca data streaming client error: The server returned status code '429' when status code '101' was expected.⏎Exception Type:⏎System.Net.WebSockets.WebSocketException
amphp/http-server#70 | amphp\|Amp | upgrade-headers-lost receiver-fault | Bad Request: "Connection: Upgrade" header required
Azure/DotNetty#531 | Chrome | server-masks | A server must not mask any frames that it sends to the client.
binary-com/websockets#45 | .NET | tls-versions | System.IO.IOException: Unable to read data from the transport connection: An existing connection was forcibly closed by the remote host.
bitfinexcom/bitfinex-api-node#81 | ws | rate-limited | Error: unexpected server response (429)⏎    at ClientRequest._req.on (/home/me/node/node_modules/ws/lib/WebSocket.js:649:26)
boostorg/beast#1991 | Beast | not-utf8 | The WebSocket frame payload was not valid utf8
cc-tweaked/CC-Tweaked#958 | - | compression-state receiver-fault compression-not-agreed | status code 1006, with reason "Failed to decompress a compressed WebSocket frame"
chronoxor/NetCoreServer#294 | Node | - | Client network socket disconnected before secure TLS connection was established
coder/websocket#461 | coder | origin-refused | failed to WebSocket dial: expected handshake response status code 101 but got 403
cth35/tydom_python#1 | websockets\|Python | receiver-fault | ValueError: not enough values to unpack (expected 3, got 2)⏎The above exception was the direct cause of the following exception:⏎websockets.exceptions.InvalidHandshake: Malformed HTTP message
daniel-sc/rocketchat-modern-client!15 | Tyrus\|Tomcat | size-limit | The decoded text message was too big for the output buffer and the endpoint does not support partial messages
danieldin95/lightstar#1 | Chrome | certificate | websock.js:184 WebSocket connection to 'wss://192.168.209.141:10080/websockify?instance=a33cd783&password=' failed: Error in connection establishment: net::ERR_CERT_AUTHORITY_INVALID
danieldin95/lightstar#1 (2) | Go | certificate | http: TLS handshake error from 121.225.47.175:6998: remote error: tls: unknown certificate
DanielLavrushin/asuswrt-merlin-idefix#11 | coder | page-closed-it closed-on-purpose | IDEFIX[2921479]: WS read error (192.168.50.69:57551): failed to get reader: received close frame: status = StatusGoingAway and reason = "WebSocket is closed due to suspension."
delight-im/Android-DDP#152 | nv-websocket-client | certificate | E/MainActivity: onException: com.neovisionaries.ws.client.WebSocketException: Failed to get the input stream of the raw socket: java.security.cert.CertPathValidatorException: Trust anchor for certification path not found.
denoland/deno#30757 | Deno | receiver-fault upgrade-headers-lost | > NetworkError: failed to connect to WebSocket: Invalid status code: 400
denoland/deno#5604 | rustls\|Rust\|Deno | certificate | WARN RS - rustls::session:718 - Sending fatal alert BadCertificate
dotnet/AspNetCore.Docs#18101 | Chrome | upgrade-headers-lost | Error during WebSocket handshake: Unexpected response code: 200
dotnet/corefx#9449 | .NET | - | System.Net.WebSockets.WebSocketException : Unable to connect to the remote server\n---- System.ObjectDisposedException : Cannot access a disposed object.
eidheim/Simple-WebSocket-Server#69 | Chrome | not-utf8 | test_websocket.html:20 WebSocket connection to 'ws://localhost:8080/echo_all' failed: Could not decode a text frame as UTF-8.
emqx/CocoaMQTT#342 | Network\|Safari\|Apple\|URLSession | - | error: Optional("The operation couldn’t be completed. (kNWErrorDomainPOSIX error 53 - Software caused connection abort)")
endel/NativeWebSocket#43 | .NET | certificate | Unable to connect to the remote server - wss
engapplabs/flutter_websocket_plugin#13 | OkHttp\|Java\|Android | certificate | W/System.err: javax.net.ssl.SSLHandshakeException: java.security.cert.CertPathValidatorException: Trust anchor for certification path not found.⏎ at okhttp3.internal.connection.RealConnection.connectTls(RealConnection.kt:350)
espressif/esp-idf#4316 | ESP-IDF | network-lost peer-does-not-answer | E (18938) TRANSPORT_WS: Error transport_poll_write⏎E (18939) WEBSOCKET_CLIENT: Network error: esp_transport_write() returned 0, errno=0
espressif/esp-protocols!882 | ESP-IDF | receiver-fault network-lost idle-timeout | E (294271) transport_ws: Error read data(0)⏎E (294271) transport_ws: Error reading payload data(0)⏎I (295091) client_handler: WS received data: opcode=11, len=34, data={"message":"type","data":{"data"⏎W (295091) client_handler: WS unhandled op code 11
espressif/esp-protocols#680 | ESP-IDF | receiver-fault network-lost | E (58614) transport_base: esp_tls_conn_read error, errno=No more processes⏎E (58614) transport_ws: Error read data(0)⏎E (58614) transport_ws: Error reading payload data
facebookincubator/SocketRocket#66 | SocketRocket | upgrade-headers-lost | Error Domain=SRWebSocketErrorDomain Code=2133 "Invalid Sec-WebSocket-Accept response"
flutter/flutter#45967 | Dart | certificate | WebSocketChannelException: WebSocketChannelException: HandshakeException: Handshake error in client (OS Error: ⏎I/flutter (10980): CERTIFICATE_VERIFY_FAILED: unable to get local issuer certificate(handshake.cc:352))
gj/fastify-ws#8 | Node | page-closed-it server-ended network-lost | {"type":"Error","message":"read ECONNRESET","stack":"Error: read ECONNRESET\n    at TCP.onread (net.js:622:25)","errno":"ECONNRESET","code":"ECONNRESET","syscall":"read"}
gobwas/ws#204 | Go | tls-to-plain-port | websocket dial tcp fail, err==> tls: first record does not look like a TLS handshake
gobwas/ws#204 (2) | gobwas | - | unexpected HTTP response status: 403
golang/tour#787 | Go\|tour\|present | origin-refused | 2019/06/17 02:15:50 bad websocket origin: http://localhost:3999
gorilla/websocket#61 | gorilla | upgrade-headers-lost | upgrader.Upgrade%!(websocket.HandshakeError=websocket: upgrade != websocket)
gorilla/websocket#622 | gorilla | - | 2020/08/10 16:33:14 websocket: bad handshake (HTTP status 403 Forbidden)
haproxy/haproxy#1944 | HAProxy | http2-only backend-down upgrade-headers-lost | xx.xx.xxx.xx:1234 [22/Nov/2022:20:20:59.580] waf~ backend-websocket-test/srv3 0/0/2/-1/22 502 6369 - - PHNN 23/23/13/0/0 0/0 {example.com|curl/7.79.1} "GET /websocket HTTP/1.1"
hivecommons/hive#5199 | ws | upgrade-headers-lost | Connecting to ws://localhost:3001/api/contribute/ws...⏎WebSocket error on ws://localhost:3001/api/contribute/ws: Unexpected server response: 400
icflorescu/iisexpress-proxy#18 | Chrome | upgrade-headers-lost no-websocket-there | WebSocket connection to 'ws://guest:5000/signalr/connect?transport=webSockets&clientProtocol=1.5&connectionToken=2sHfR1&tid=5' failed: Connection closed before receiving a handshake response
jetty/jetty.project#2946 | Jetty | no-websocket-there upgrade-headers-lost wrong-path | Caused by: org.eclipse.jetty.websocket.api.UpgradeException: Didn't switch protocols, expected status <101>, but got <200>
jetty/jetty.project#3903 | Jetty | - | java.util.concurrent.ExecutionException: org.eclipse.jetty.websocket.api.UpgradeException: Failed to upgrade to websocket: Unexpected HTTP Response Status Code: 400 Bad Request
jetty/jetty.project#3934 | Jetty | handler-threw | org.eclipse.jetty.websocket.api.UpgradeException: 500 Server Error
kataras/iris#1457 | Chrome | origin-refused | WebSocket connection to 'ws://127.0.0.1:8888/echo?X-Websocket-Header-X-Username=yhm' failed: Error during WebSocket handshake: Unexpected response code: 403
kernelsauce/turbo#240 | turbo\|Turbo | upgrade-headers-lost | [W 2015/12/02 15:56:34] [async.lua] GET localhost:6437/v6.json => 400 Bad Request 1015ms⏎[E 2015/12/02 15:56:34] Excpected 101, was 400, can not upgrade.
kerryjiang/WebSocket4Net#171 | .NET | - | Authentication failed because the remote party has closed the transport stream.
kinabalu/websocketsbook#1 | - | no-websocket-there upgrade-headers-lost | Failed to load resource: the server responded with a status of 426 (Upgrade Required)
knowledgecode/WebSocket-for-Android#37 | - | page-closed-it closed-on-purpose | {"reason":"","code":1005,"wasClean":true,"path":{"length":0},"cancelBubble":false,"returnValue":true,"srcElement":{"binaryType":"blob","protocol":"","readyState":3,"url":"ws://192.168.188.20:7001/ws"},"type":"close"}
ktorio/ktor-samples#42 | Jetty\|Ktor\|Java | server-process-limit handler-threw | javax.servlet.ServletException: HttpServletRequest.upgrade() not supported in Jetty⏎	at org.eclipse.jetty.server.Request.upgrade(Request.java:2533)⏎	at io.ktor.server.servlet.DefaultServletUpgrade.performUpgrade(ServletUpgrade.kt:44)
kubernetes/ingress-nginx#5539 | - | idle-timeout | The WebSocket was closed with code 1006 after 100 seconds
kuraydev/StompClientLib#32 | SocketRocket | wrong-path no-websocket-there | Error Domain=SRWebSocketErrorDomain Code=2133 "Invalid Sec-WebSocket-Accept response" UserInfo={NSLocalizedDescription=Invalid Sec-WebSocket-Accept response}
link1st/go-stress-testing#44 | x/net | redirected not-authorised | websocket.Dial ws://localhost:8086/car/websocket?sceneId=5c861652e9cfa448f43290d1: bad status
Links2004/arduinoWebSockets#440 | arduinoWebSockets | - | [WSc] Disconnected!⏎[WSc] Disconnected!
Links2004/arduinoWebSockets#586 | Chrome\|websocket-driver | bad-101 upgrade-headers-lost | failed: Error during WebSocket handshake: 'Connection' header is missing
lucacasonato/deno-puppeteer#81 | Deno | receiver-fault upgrade-headers-lost wrong-path | message: "NetworkError: failed to connect to WebSocket: Invalid status code",
lysine-dev/okhttp#1515 | OkHttp\|Java | - | java.net.SocketTimeoutException: Read timed out⏎            at okio.Okio$2.read(Okio.java:137) ~[na:0.0]⏎            at okio.RealBufferedSource.readByte(RealBufferedSource.java:77) ~[na:0.0]
lysine-dev/okhttp#2940 | OkHttp | receiver-fault control-frame | java.lang.IllegalArgumentException: Code 1005 is reserved and may not be used.⏎at okhttp3.internal.ws.WebSocketProtocol.validateCloseCode(WebSocketProtocol.java:114)⏎at okhttp3.internal.ws.WebSocketWriter.writeClose(WebSocketWriter.java:101)
lysine-dev/okhttp#5275 | OkHttp | control-frame receiver-fault | java.net.ProtocolException: Code 1013 is reserved and may not be used.⏎	at okhttp3.internal.ws.WebSocketReader.readControlFrame(WebSocketReader.java:200)
machinezone/IXWebSocket#9 | Chrome | bad-101 upgrade-headers-lost | Error during WebSocket handshake: 'Upgrade' header is missing
Marfusios/websocket-client#103 | .NET | - | Nie można połączyć się z serwerem zdalnym⏎   w System.Net.WebSockets.ClientWebSocket.<ConnectAsyncCore>d__21.MoveNext()
Mathieu2301/TradingView-API#171 | ws | rate-limited | {"level":"error","message":"[UncaughtException] Error: Unexpected server response: 429, origin: uncaughtException, stack: Error: Unexpected server response: 429\n    at ClientRequest.<anonymous> (/home/ubuntu/server/node_modules/ws/lib/websocket.js:783:7)
mojolicious/mojo#1953 | Firefox | mixed-content | Uncaught DOMException: The operation is insecure.
mojolicious/mojo#780 | Chrome | server-ended closed-on-purpose | WebSocket connection to 'ws://127.0.0.1:3000/ws' failed: Connection closed before receiving a handshake response
mrjoes/tornadio#21 | websocket-client | wrong-path no-websocket-there | WebSocketException: Handshake Status 200
newbetuts.com/46557485-difference-between-ws-and-wss | Chrome | tls-to-plain-port | Error in connection establishment: net::ERR_SSL_PROTOCOL_ERROR
nginx/kubernetes-ingress#715 | nginx | idle-timeout | [nginx-ingress-2zbxs] 2019/10/01 02:33:15 [info] 27#27: *519 upstream timed out (110: Connection timed out) while proxying upgraded connection
NoahShomette/bevy_eventwork_mod_websockets#8 | curl | no-websocket-there server-ended | curl: (52) Empty reply from server
observing/thor#68 | gorilla | - | Error Code snippet :-⏎websocket: close 1005 (no status)
octobox/octobox!1369 | Action Cable | origin-refused | E, [2018-12-17T12:55:24.361083 #35] ERROR -- : [2259cd52] Request origin not allowed: http://localhost⏎E, [2018-12-17T12:55:24.361150 #35] ERROR -- : [2259cd52] Failed to upgrade to WebSocket (REQUEST_METHOD: GET, HTTP_CONNECTION: Upgrade, HTTP_UPGRADE: websocket)
oven-sh/bun#19448 | Bun | certificate | 1015 "TLS handshake failed"
oven-sh/bun#8088 | Bun | name-unknown | 1 | let ws = new WebSocket("wss://somerandomdomain.dev");⏎2 | ws.onerror = () => console.error("error uwu owo");⏎    ^⏎SyntaxError: WebSocket connection failed⏎      at /media/data/test/index.ts:2:1
phoenixframework/websock_adapter#16 | Phoenix\|WebSock\|Bandit | upgrade-headers-lost | ** (WebSockAdapter.UpgradeError)
puma/puma-dev#28 | Action Cable | upgrade-headers-lost | Started GET "/cable" for 127.0.0.1 at 2016-07-31 21:04:47 -0400⏎Failed to upgrade to WebSocket (REQUEST_METHOD: GET, HTTP_CONNECTION: , HTTP_UPGRADE: )⏎Finished "/cable/"[non-WebSocket] for 127.0.0.1 at 2016-07-31 21:04:41 -0400
python-websockets/websockets#1247 | Python\|websockets\|Netty | size-limit | websockets.exceptions.ConnectionClosedError: received 1009 (message too big) Max frame length of 65536 has been exceeded.
rails/rails#25406 | Chrome | origin-refused wrong-path | WebSocket connection to 'ws://localhost:5000/cable' failed: Error during WebSocket handshake: Unexpected response code: 404
Rapsssito/react-native-tcp-socket#71 | Chrome | another-protocol | Error during WebSocket handshake: net::ERR_INVALID_HTTP_RESPONSE
react-native-webview/react-native-webview#3418 | Chrome | subprotocol-mismatch bad-101 | "WebSocket connection to 'ws://192.168.102.123:81/' failed: Error during WebSocket handshake: Response must not include 'Sec-WebSocket-Protocol' header if not present in request: /537.36
react/react-native#17692 | OkHttp\|React Native | - | Expected HTTP 101 response but was '403 Forbidden'
react/react-native#30727 | Network\|Apple\|URLSession | - | 2021-01-08 13:40:23.450766+0100 MyApp[11682:225729] [connection] nw_socket_handle_socket_event [C8.1:1] Socket SO_ERROR [61: Connection refused]
react/react-native#37331 | OkHttp\|React Native | - | {"isTrusted":false,"message":"Failed to connect to /127.0.0.1:3000"}
ryo-ma/deno-websocket#15 | Deno\|deno\|ws | - | Error [ERR_UNHANDLED_ERROR]: Unhandled error. ({ RangeError: Invalid WebSocket frame: invalid status code 0
ShadowsocksR-Live/overtls#20 | tungstenite | server-ended network-lost | overtls::client] 127.0.0.1:35182 <> www.google.com:443 tungstenite::error::Error WebSocket protocol error: Connection reset without closing handshake
shuttle-hq/shuttle-docs#272 | axum | upgrade-headers-lost no-websocket-there | Connection header did not include 'upgrade'
SignalR/SignalR#4615 | SignalR | upgrade-headers-lost | Error: Failed to start the transport 'WebSockets': Error: WebSocket failed to connect. The connection could not be found on the server, either the endpoint may not be a SignalR endpoint, the connection ID is not present on the server, or there is a proxy blocking WebSockets. If you have multiple servers check that sticky sessions are enabled.
skygongque/tts#14 | websockets | rate-limited | websockets.exceptions.InvalidStatusCode: server rejected WebSocket connection: HTTP 429
slackapi/java-slack-sdk#1223 | - | rate-limited | java.io.IOException: Failed to connect to the Socket Mode API endpoint. (status: 429, error: ratelimited)⏎	at com.slack.api.socket_mode.SocketModeClient.connectToNewEndpoint(SocketModeClient.java:65)
socketio/socket.io#1647 | Socket.IO\|Node | wrong-path | { [Error: websocket error]⏎    type: 'TransportError',⏎    description: ⏎   { [Error: socket hang up]⏎     code: 'ECONNRESET',⏎     target: ⏎      { _socket: null,⏎        bytesReceived: 0,⏎        readyState: 0,⏎        url: 'ws://localhost:9000/socket.io/?EIO=3&transport=websocket',
sta/websocket-sharp#175 | websocket-sharp | bad-101 upgrade-headers-lost | Not a WebSocket connection response
sta/websocket-sharp#234 | websocket-sharp | - | Fatal|<>c__DisplayClass60_0.<receiveRequest>b__0|WebSocketSharp.WebSocketException: An exception has occurred while reading an HTTP request/response. ---> System.IO.EndOfStreamException: The header cannot be read from the data source.
sta/websocket-sharp#266 | websocket-sharp | server-ended wrong-path | WebSocketSharp.WebSocketException: The header part of a frame cannot be read from the data source.⏎   at WebSocketSharp.WebSocketFrame.<>c__DisplayClass7.<ReadAsync>b__6(Byte[] header)
sta/websocket-sharp#624 | websocket-sharp | - | 2020/8/11 20:43:26|Fatal|<>c__DisplayClass174_0.<startReceiving>b__2:2186|WebSocketSharp.WebSocketException: The header part of a frame could not be read.
sta/websocket-sharp#650 | websocket-sharp | tls-versions | 09.02.2021 15:26:21|Fatal|WebSocket.connect|WebSocketSharp.WebSocketException: An error has occurred during a TLS handshake.⏎---> System.Security.Authentication.AuthenticationException: Authentication failed, see inner exception.⏎---> System.ComponentModel.Win32Exception (0x80090302)
swoole/swoole-src#195 | Chrome | wrong-accept | WebSocket connection to 'ws://127.0.0.1:9501/' failed: Error during WebSocket handshake: Incorrect 'Sec-WebSocket-Accept' header value
swoole/swoole-src#3715 | Chrome | subprotocol-mismatch | WebSocket connection to 'ws://127.0.0.1:9502/' failed: Error during WebSocket handshake: Response must not include 'Sec-WebSocket-Protocol' header if not present in request: websocket
TakahikoKawasaki/nv-websocket-client#164 | nv-websocket-client | redirected not-authorised | "The status code of the opening handshake response is not '101 Switching Protocols'. The status line is: HTTP/1.1 302 "
TakahikoKawasaki/nv-websocket-client#200 | nv-websocket-client | - | D/MainActivity: onError() -> cause: com.neovisionaries.ws.client.WebSocketException: A non-control frame was detected although the existing continuation had not been closed.
TakahikoKawasaki/nv-websocket-client#98 | nv-websocket-client | no-websocket-there wrong-path | Failed to open websocket: The status code of the opening handshake response is not '101 Switching Protocols'. The status line is: HTTP/1.1 200 OK
tariqbuilds/linux-dash#406 | Safari | not-authorised | WebSocket connection to 'wss://my.domain.com' failed: Unexpected response code: 401
Textalk/websocket-php#133 | Textalk | bad-101 upgrade-headers-lost no-websocket-there | failed: Server sent invalid upgrade response: [0]
theturtle32/WebSocket-Node!27 | WebSocket-Node | subprotocol-mismatch | Connect Error: Expected a Sec-WebSocket-Protocol header.
theturtle32/WebSocket-Node#293 | Chrome | subprotocol-mismatch handler-threw | WebSocket connection to 'ws://www.example.com/socketserver' failed: Error during WebSocket handshake: Unexpected response code: 500
theturtle32/WebSocket-Node#307 | websocket\|WebSocket-Node | size-limit | getting closed websocket connection with code 1009 and reason Frame size of 131000 bytes exceeds maximum accepted frame size
theturtle32/WebSocket-Node#319 | WebSocket-Node\|Node | - | Connect Error: Error: socket hang up
tiliado/nuvolaplayer#169 | WebKit\|Safari\|libsoup | client-proxy | CONSOLE ERROR WebSocket network error: Proxy protocol 'http' is not supported.
tom-lubenow/axum-reverse-proxy#98 | tungstenite | bad-url | 2025-07-17T15:38:09.217852Z ERROR axum_reverse_proxy::websocket: WebSocket connection error: URL error: TLS support not compiled in
TooTallNate/Java-WebSocket#1035 | Java-WebSocket | - | WebSocket closed!code=1002,reason:Unknown opcode 12,remote:false
TooTallNate/Java-WebSocket#912 | Java | certificate | WEBSOCKET error: java.security.cert.CertPathValidatorException: Trust anchor for certification path not found. :: javax.net.ssl.SSLHandshakeException: java.security.cert.CertPathValidatorException: Trust anchor for certification path not found.⏎        at org.java_websocket.client.WebSocketClient.run(WebSocketClient.java:407)
TooTallNate/Java-WebSocket#990 | Java-WebSocket | compression-not-agreed | InvalidFrameException: bad rsv RSV1: true RSV2: false RSV3: false
TooTallNate/proxy-agents#136 | Node\|OpenSSL | tls-to-plain-port | Error: write EPROTO 16068:error:1408F10B:SSL routines:ssl3_get_record:wrong version number:c:\ws\deps\openssl\openssl\ssl\record\ssl3_record.c:332:
uklance/tapestry-atmosphere#12 | Jetty | upgrade-headers-lost | java.lang.IllegalStateException: Not a 'WebSocket: Upgrade' request⏎    at org.eclipse.jetty.websocket.server.WebSocketServerFactory.upgrade(WebSocketServerFactory.java:444)
uNetworking/uWebSockets#533 | - | size-limit | A client is closed with { code: 1006, reason: '' } when a server sends a big message.
uNetworking/uWebSockets.js#76 | Safari | extension-mismatch bad-101 | WebSocket connection to 'ws://server.com/' failed: Invalid UTF-8 sequence in header value
vizorvr/patches#502 | Chrome | client-proxy | failed: Establishing a tunnel via proxy server failed.
vtortola/WebSocketListener#139 | WebSocketListener\|vtortola | receiver-fault | Cannot understand frame header exception
vuejs/vue-cli#1850 | Chrome | two-upgrade-handlers | Websocket connection failed, Invalid frame header⏎http://localhost:8080 npm run serve
walkor/workerman#456 | Chrome | subprotocol-mismatch | Error during WebSocket handshake: Sent non-empty 'Sec-WebSocket-Protocol' header but no response was received
warmcat/libwebsockets#1629 | libwebsockets | - | [2020/05/13 18:10:42:2762] W: lws_client_handshake: got bad HTTP response '400'⏎[2020/05/13 18:10:42:2762] E: CLIENT_CONNECTION_ERROR: HS: ws upgrade response not 101
warmcat/libwebsockets#1775 | libwebsockets | no-websocket-there wrong-path | WARN: lws_client_handshake: got bad HTTP response '200 OK'⏎ERR: CLIENT_CONNECTION_ERROR: ocpp1.6: 0x7fd5ca67dc10
webpack/webpack-dev-server#5018 | ws | - | node:events:495⏎throw er; // Unhandled 'error' event⏎^⏎RangeError: Invalid WebSocket frame: RSV1 must be clear⏎at Receiver.getInfo (/Users/me/app/node_modules/ws/lib/receiver.js:199:14)⏎at Receiver.startLoop (/Users/me/app/node_modules/ws/lib/receiver.js:146:22)⏎vue webpack-dev-server
websockets-rs/rust-websocket#114 | rust-websocket\|Rust | subprotocol-mismatch | thread 'main' panicked at 'called Result::unwrap() on an Err value: ResponseError("Status code must be Switching Protocols")', src/libcore/result.rs:859
websockets/ws#1657 | Node\|ws | - | error: Error: socket hang up⏎    at TLSSocket.onHangUp (_tls_wrap.js:1137:19)
websockets/ws#1888 | ws | size-limit | "message":"Error occurred Max payload size exceeded and payload length is 121068 and buffered length is 11304","level":"error"
websockets/ws#2322 | Bun\|ws | certificate | WebSocket error: TLS handshake failed
XimeraProject/server#4 | Chrome | upgrade-headers-lost | WebSocket connection to 'ws://ximera.osu.edu/socket.io/1/websocket/xxxxxxxxxxx' failed: Error during WebSocket handshake: 'Connection' header value is not 'Upgrade': keep-alive socket.io.js:2371
YowFung/me#38 | Dart | tls-to-plain-port | HandshakeException: Handshake error in client (OS Error: WRONG_VERSION_NUMBER(tls_record.cc:242))
`;
