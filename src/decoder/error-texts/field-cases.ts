// What was the cause, in the end, of 280 failures that people reported in public: issue threads and pages in
// which the cause was found. One line a case, facts alone: id, thread (`#` issue, `!` pull request),
// explanation, cause, who sent the faulty bytes (`-` not known), the software named, and the error texts,
// separated by " / " (`-`: the report quotes none). Threads in which no cause was found are not listed. The ids
// are those of our notes; their letter has no meaning here.
//
// A program or a firmware gives one case for each thread that was found, so the counts say what is reported, not what
// happens how often.

/** The table, as text. `field-counts.ts` reads it. */
export const fieldCaseTable = String.raw`
A01 | websockets/ws#1148 | two-upgrade-handlers | http-response-on-websocket | server | Node ws + express | Invalid frame header
A02 | websockets/ws#1315 | two-upgrade-handlers | http-response-on-websocket | server | Node ws | Invalid WebSocket frame
A03 | websockets/ws#1692 | two-upgrade-handlers | http-response-on-websocket | server | Node ws + webpack-dev-server + http-proxy-middleware | Invalid frame header
A04 | webpack/webpack-dev-server#2432 | two-upgrade-handlers | http-response-on-websocket | server | webpack-dev-server (transportMode ws) + proxied sockets | -
A05 | theturtle32/WebSocket-Node#406 | two-upgrade-handlers | http-response-on-websocket | server | Node websocket (WebSocket-Node) | Invalid frame header
A06 | socketio/socket.io#3366 | two-upgrade-handlers | http-response-on-websocket | server | socket.io + ws.Server({server,path}) (GraphQL subscriptions) | Invalid frame header
A07 | peers/peerjs#300 | two-upgrade-handlers | http-response-on-websocket | server | PeerJS ExpressPeerServer + ws | Invalid frame header
A08 | peers/peerjs#940 | two-upgrade-handlers | http-response-on-websocket | server | socket.io + PeerJS server | Invalid frame header
A09 | vercel/next.js#42280 | two-upgrade-handlers | valid-bytes-receiver-at-fault | client | Next.js 13 custom server + express-ws | RangeError: Invalid WebSocket frame: invalid status code 5774
A10 | vercel/next.js#32573 | two-upgrade-handlers | valid-bytes-receiver-at-fault | client | Next.js 12 custom server + ws | invalid status code 54220
A11 | vercel/next.js#33543 | two-upgrade-handlers | http-response-on-websocket | server | Next.js + express-ws | Invalid frame header
A12 | k0d13/next-ws#4 | two-upgrade-handlers | http-response-on-websocket | server | next-ws | Invalid frame header
A13 | hapijs/nes#328 | two-upgrade-handlers | http-response-on-websocket | server | @hapi/nes + Next.js | Invalid frame header
A14 | getpaseo/paseo#638 | two-upgrade-handlers | valid-bytes-receiver-at-fault | client | Node http proxy + ws daemon | Invalid frame header / invalid UTF-8 sequence / invalid status code / RSV1 must be clear
A15 | chimurai/http-proxy-middleware#463 | two-upgrade-handlers | double-handshake | server | http-proxy-middleware, two ws targets | Invalid frame header
A16 | chimurai/http-proxy-middleware#57 | two-upgrade-handlers | double-handshake | server | http-proxy-middleware | Invalid frame header / WebSocketSession not yet initialized
A17 | chimurai/http-proxy-middleware#453 | two-upgrade-handlers | valid-bytes-receiver-at-fault | client | http-proxy-middleware + express-ws | RSV1 must be clear / reserved fields must be empty
A18 | chimurai/http-proxy-middleware#209 | two-upgrade-handlers | valid-bytes-receiver-at-fault | client | http-proxy-middleware + ws | Invalid WebSocket frame: RSV1 must be clear
A19 | chimurai/http-proxy-middleware#799 | two-upgrade-handlers | valid-bytes-receiver-at-fault | client | create-react-app + http-proxy-middleware | RSV1 must be clear
A20 | angular/angular-cli#22260 | two-upgrade-handlers | http-response-on-websocket | server | Angular CLI 13 (webpack-dev-server 4, http-proxy-middleware 2) | Invalid frame header
A21 | websockets/ws#1922 | two-upgrade-handlers | valid-bytes-receiver-at-fault | client | Angular 15 + webpack-dev-server 4 + ws | invalid status code 22373
A22 | sourcegraph/sourcegraph-public-snapshot!3965 | two-upgrade-handlers | http-response-on-websocket | server | webpack-dev-server proxy | Invalid frame header
A23 | chimurai/http-proxy-middleware#253 | two-upgrade-handlers | http-response-on-websocket | server | http-proxy-middleware + ws | Invalid frame header
A24 | react/create-react-app#6720 | two-upgrade-handlers | http-response-on-websocket | server | create-react-app + sockjs + http-proxy-middleware | The connection was interrupted while the page was loading
A25 | websockets/ws#1805 | two-upgrade-handlers | double-handshake | server | Node ws | handleUpgrade() was called more than once with the same socket
A26 | websockets/ws#2111 | two-upgrade-handlers | http-response-on-websocket | server | Node ws | -
A27 | openskillindex.com/skills/aiskillstore-marketplace-debugging-websocket-issues | two-upgrade-handlers | http-response-on-websocket | server | Node ws, two servers | Invalid frame header / RSV1 must be clear
B01 | http-party/node-http-proxy#1664 | late-http-response | http-response-on-websocket | server | node-http-proxy on Node 18 | Invalid frame header after about 60 s
B02 | b3nsn0w/koa-easy-ws#36 | late-http-response | http-response-on-websocket | server | koa-easy-ws on Node 18 | ERR_HTTP_REQUEST_TIMEOUT
B03 | miguelgrinberg/flask-sock#20 | late-http-response | http-response-on-websocket | server | Flask + flask-sock (Werkzeug/gunicorn) | Invalid frame header at the end of the connection
B04 | miguelgrinberg/flask-sock#70 | late-http-response | http-response-on-websocket | server | Flask dev server | Invalid frame header / GET /test 500
B05 | miguelgrinberg/flask-sock#77 | late-http-response | http-response-on-websocket | server | Flask + flask-sock | Invalid frame header
B06 | faye/faye-websocket-ruby#44 | late-http-response | double-handshake | server | Ruby faye-websocket + Thin | -
B07 | faye/faye-websocket-ruby#48 | late-http-response | double-handshake | server | Ruby faye-websocket + Thin | -
B08 | faye/faye#346 | late-http-response | http-response-on-websocket | server | Faye + Thin | One or more reserved bits are on: reserved1 = 1, reserved2 = 0, reserved3 = 0
B09 | faye/faye-websocket-ruby#112 | late-http-response | http-response-on-websocket | server | Ruby rackup (Rack::Lint etc. in development) | Invalid frame header
B10 | Atmosphere/atmosphere#289 | late-http-response | unframed-text | server | Atmosphere + Tomcat | One or more reserved bits are on: reserved1 = 0, reserved2 = 1, reserved3 = 1
B11 | Atmosphere/atmosphere-javascript#25 | chunked-upgrade | chunked-on-websocket | server | Atmosphere + Tomcat 7.0.43-dev | Unrecognized frame opcode: 5
C01 | phusion/passenger-nodejs-websocket-demo#2 | chunked-upgrade | chunked-on-websocket | server | Apache mod_passenger + Node | Invalid frame header / bad opcode
C02 | gevent/gevent#1712 | chunked-upgrade | chunked-on-websocket | server | gevent pywsgi | Invalid frame header
C03 | espruino/Espruino#1405 | chunked-upgrade | chunked-on-websocket | - | Espruino http/ws | -
C04 | nodejs/node#17789 | chunked-upgrade | chunked-on-websocket | server | aiohttp server, Node client | -
C05 | creationix/http-parser-js#63 | chunked-upgrade | chunked-on-websocket | server | http-parser-js | -
C06 | istio/istio#32127 | chunked-upgrade | chunked-on-websocket | server | Istio/Envoy | -
C07 | istio/istio#25814 | chunked-upgrade | chunked-on-websocket | server | Istio/Envoy | -
C08 | drogonframework/drogon!2164 | chunked-upgrade | chunked-on-websocket | server | drogon, .NET client | -
C09 | SuaveIO/suave#626 | chunked-upgrade | chunked-on-websocket | server | Suave, System.Net.WebSockets.ClientWebSocket | -
C10 | ithewei/libhv#569 | chunked-upgrade | chunked-on-websocket | server | libhv behind nginx | -
C11 | dotnet/yarp#1073 | chunked-upgrade | chunked-on-websocket | server | YARP + R Shiny (httpuv) | Response Content-Length mismatch: too many bytes written (87 of 0)
D01 | rawhat/stratus!9 | stream-start | handshake-boundary | client | Gleam stratus client | unknown opcode 13 / Control frames must not be fragmented
D02 | Links2004/arduinoWebSockets#552 | stream-start | handshake-boundary | client | arduinoWebSockets client | RSV2 and RSV3 must be clear
D03 | netty/netty#4957 | stream-start | handshake-boundary | client | netty/aleph server, Arduino client | RSV != 0 and no extension negotiated, RSV:5
D04 | python-websockets/websockets#177 | stream-start | handshake-boundary | server | proprietary server, python websockets client | -
D05 | warmcat/libwebsockets#2774 | stream-start | handshake-boundary | - | libwebsockets client | unordered continuation
D06 | cyrus-great/phpwebsocket#15 | stream-start | handshake-boundary | server | phpwebsocket (hixie era) | -
D07 | crossbario/autobahn-java#1 | stream-start | handshake-boundary | client | AutobahnAndroid client, CherryPy/ws4py | -
D08 | bloatless/php-websocket!10 | stream-start | handshake-boundary | client | bloatless/php-websocket client | -
D09 | javaee/grizzly#855 | stream-start | handshake-boundary | server | Grizzly (hixie-76) | -
D10 | ghedipunk/PHP-Websockets#131 | stream-start | handshake-boundary | server | PHP-Websockets | -
D11 | Lawouach/WebSocket-for-Python#158 | stream-start | handshake-boundary | server | ws4py + CherryPy | -
D12 | seryal/sywebsocket#1 | stream-start | handshake-boundary | server | sywebsocket | ERR_INVALID_HTTP_RESPONSE
D13 | civetweb/civetweb#1043 | not-utf8 | text-not-utf8 | server | civetweb on Windows | Could not decode a text frame as UTF-8
D14 | Textalk/websocket-php#153 | stream-start | valid-bytes-receiver-at-fault | server | Textalk websocket-php, Kraken API | Bad opcode in websocket frame: 3
D15 | netty/netty#2173 | stream-start | valid-bytes-receiver-at-fault | server | netty client | -
D16 | hodfords-solutions/nestjs-api-gateway!36 | stream-start | bytes-lost | server | NestJS gateway (Node http proxy) | -
D17 | h2o/h2o#1272 | stream-start | bytes-lost | server | h2o proxy | -
D18 | privkeyio/libnostr-z!134 | stream-start | valid-bytes-receiver-at-fault | server | Zig nostr client | -
D19 | miguelgrinberg/flask-sock#104 | stream-start | valid-bytes-receiver-at-fault | client | flask-sock + gevent | Invalid HTTP method: '\x88\x82xz\x04\x06{\x92'
D20 | benoitc/gunicorn#1681 | stream-start | valid-bytes-receiver-at-fault | client | gunicorn | Invalid HTTP request line
D21 | ahyatt/emacs-websocket#66 | stream-start | valid-bytes-receiver-at-fault | client | emacs-websocket + nginx | client sent invalid method while reading client request line
D22 | websockets/ws#1838 | stream-start | valid-bytes-receiver-at-fault | server | Node ws | -
D23 | http-kit/http-kit!236 | stream-start | proxy-protocol-header | client | http-kit behind AWS ELB (TCP mode) | -
D24 | sysgrok/edge-net#15 | stream-start | valid-bytes-receiver-at-fault | server | Rust edge-net / esp | -
E01 | gobwas/ws#100 | unsynchronised-writes | concurrent-writes | server | Go gobwas/ws | Invalid frame header
E02 | gobwas/ws#133 | unsynchronised-writes | concurrent-writes | server | Go gobwas/ws | -
E03 | CrowCpp/Crow#1112 | unsynchronised-writes | concurrent-writes | server | C++ Crow | RSV2 and RSV3 must be clear / Invalid frame header
E04 | espressif/esp-idf#14495 | unsynchronised-writes | concurrent-writes | server | ESP-IDF httpd | -
E05 | ESP32Async/ESPAsyncWebServer#453 | unsynchronised-writes | short-write | server | ESPAsyncWebServer | Received start of new message but previous message is unfinished
E06 | kerryjiang/SuperWebSocket#18 | unsynchronised-writes | short-write | server | SuperWebSocket | -
E07 | Theldus/wsServer#22 | unsynchronised-writes | short-write | server | wsServer (C) | A server must not mask any frames that it sends to the client
E08 | chmorgan/libesphttpd#84 | unsynchronised-writes | concurrent-writes | server | ESP32 libesphttpd | -
E09 | dpallot/simple-websocket-server!5 | unsynchronised-writes | concurrent-writes | server | Python simple-websocket-server | Could not decode a text frame as UTF-8
E10 | jaspervdj/websockets-snap!13 | unsynchronised-writes | concurrent-writes | server | Haskell websockets-snap | -
E11 | http4s/http4s!7059 | unsynchronised-writes | concurrent-writes | server | http4s blaze/ember | Unknown opcode 3
E12 | paullouisageneau/libdatachannel!669 | unsynchronised-writes | concurrent-writes | - | libdatachannel | -
E13 | boostorg/beast#2998 | unsynchronised-writes | concurrent-writes | server | Boost.Beast | masked frame received from the server
E14 | socketry/async-websocket#37 | unsynchronised-writes | concurrent-writes | - | Ruby async-websocket | -
E15 | ASNeG/OpcUaWebServer#50 | unsynchronised-writes | concurrent-writes | server | OpcUaWebServer | Invalid frame header
E16 | eidheim/Simple-WebSocket-Server#16 | unsynchronised-writes | concurrent-writes | server | C++ Simple-WebSocket-Server | A server must not mask any frames that it sends to the client / reserved3 = 1
E17 | Tormund/news!22 | unsynchronised-writes | concurrent-writes | - | Swift websocket (news) | -
E18 | openziti/ziti-browzer-bootstrapper!280 | unsynchronised-writes | concurrent-writes | - | openziti browzer | RSV2 and RSV3 must be clear
E19 | warmcat/libwebsockets#1720 | unsynchronised-writes | short-write | server | libwebsockets | Invalid frame header
E20 | sipwise/rtpengine#1950 | unsynchronised-writes | short-write | server | rtpengine (libwebsockets) -> Node ws 8.18 | Invalid WebSocket frame: RSV2 and RSV3 must be clear
E21 | meetecho/janus-gateway!424 | unsynchronised-writes | short-write | server | Janus + libwebsockets | -
E22 | zaphoyd/websocketpp#611 | unsynchronised-writes | concurrent-writes | - | websocketpp | -
E23 | yhirose/cpp-httplib!2551 | unsynchronised-writes | concurrent-writes | - | cpp-httplib | -
E24 | Gregwar/mongoose-cpp#3 | unsynchronised-writes | short-write | server | mongoose-cpp | A server must not mask any frames that it sends to the client
F01 | Pithikos/python-websocket-server#3 | length-field | length-wrong-width | server | python-websocket-server | Invalid frame header
F02 | jmrashed/phpwebsocket#52 | length-field | length-wrong-width | server | phpwebsocket | -
F03 | domoticz/domoticz!6543 | length-field | length-wrong-width | client | Domoticz plugin WS client | -
F04 | dreamland-mud/dreamland_code!647 | length-field | length-wrong-width | server | C++ MUD server | -
F05 | vtortola/WebSocketListener#89 | length-field | length-off-by-constant | server | WebSocketListener (.NET) | Invalid frame header
F06 | chrome-php/wrench#23 | length-field | length-wrong-width | client | chrome-php/wrench | -
F07 | f-list/fserv#31 | length-field | length-wrong-byte-order | server | F-List fserv | -
F08 | Olivine-Labs/Alchemy-Websockets!4 | length-field | length-wrong-byte-order | server | Alchemy .NET | -
F09 | nkolban/esp32-snippets#344 | length-field | length-wrong-byte-order | server | esp32-snippets | -
F10 | jeremyhahn/cwebsocket#4 | length-field | length-wrong-byte-order | client | cwebsocket (C) | -
F11 | capnproto/capnproto!2684 | length-field | length-wrong-width | - | capnproto kj-http | -
F12 | SWI-Prolog/packages-http#73 | length-field | length-wrong-width | server | SWI-Prolog http | -
F13 | eclipse-vertx/vert.x!260 | length-field | length-wrong-width | server | vert.x (WebSocketFrameEncoder08) | -
F14 | httpswift/swifter#326 | length-field | length-off-by-constant | server | Swifter | -
F15 | librestack/gladd#51 | length-field | length-wrong-width | - | gladd (C) | -
F16 | dandeliondeathray/DandelionWebSockets.jl#13 | length-field | length-wrong-width | client | Julia DandelionWebSockets | -
F17 | nori0428/mod_websocket#17 | length-field | length-off-by-constant | server | lighttpd mod_websocket | -
F18 | ZewoGraveyard/WebSocket!22 | length-field | length-wrong-width | - | Swift Zewo WebSocket 0.13-0.14.2 | -
F19 | usnistgov/jsip!7 | length-field | length-wrong-width | - | JAIN SIP websocket | -
F20 | niv/websocket.nim!48 | length-field | length-wrong-width | - | Nim websocket | -
F21 | errorsea.com/solution-error-could-not-decode-a-text-frame-as-utf-8-websocket/ | length-field | length-wrong-width | server | hand-written PHP server | Could not decode a text frame as UTF-8
F22 | google/ios-webkit-debug-proxy!60 | length-field | length-wrong-width | server | ios-webkit-debug-proxy (32-bit hosts) | WebSocket frame length too large: 898872230752645 bytes
F23 | kernelsauce/turbo#218 | length-field | length-wrong-width | - | turbo.lua (x64, 1.1.5) | -
F24 | robbiehanson/CocoaHTTPServer!94 | length-field | length-wrong-width | - | CocoaHTTPServer | -
F25 | Nimblesite/osprey#194 | length-field | valid-bytes-receiver-at-fault | - | Osprey | -
G01 | radu-matei/websocket-manager#40 | character-count | length-counts-characters | server | .NET websocket-manager | Could not decode a text frame as UTF-8
G02 | igrigorik/em-websocket#86 | character-count | length-counts-characters | server | Ruby em-websocket | Could not decode a text frame as UTF-8
G03 | postrank-labs/goliath#160 | character-count | length-counts-characters | server | Ruby goliath | -
G04 | websockets/ws!2004 | character-count | length-counts-characters | - | Node ws | -
G05 | ghedipunk/PHP-Websockets#53 | character-count | length-counts-characters | - | PHP-Websockets | -
G07 | totaljs/framework#24 | character-count | length-counts-characters | server | total.js | Could not decode a text frame as UTF8
H01 | Lawouach/WebSocket-for-Python#50 | server-masks | server-masked-frame | server | ws4py | A server must not mask any frames that it sends to the client / MASK must be clear
H02 | Molorius/esp32-websocket#2 | server-masks | server-masked-frame | server | esp32-websocket | A server must not mask any frames that it sends to the client / MASK must be clear
H03 | Terreii/andromeda-viewer#18 | server-masks | server-masked-frame | server | Node ws | A server must not mask any frames that it sends to the client / MASK must be clear
H04 | denoland/std#614 | server-masks | server-masked-frame | server | Deno std/ws | A server must not mask any frames that it sends to the client / MASK must be clear
H05 | eerimoq/simba#118 | server-masks | server-masked-frame | server | Simba (embedded) | A server must not mask any frames that it sends to the client / MASK must be clear
H06 | chronoxor/NetCoreServer#213 | server-masks | server-masked-frame | server | NetCoreServer 6.4.0 | A server must not mask any frames that it sends to the client / MASK must be clear
H07 | heminei/php-websocket#12 | server-masks | server-masked-frame | server | heminei/php-websocket | A server must not mask any frames that it sends to the client / MASK must be clear
H08 | davidmoreno/onion!48 | server-masks | server-masked-frame | server | libonion | A server must not mask any frames that it sends to the client / MASK must be clear
H09 | jmrashed/phpwebsocket#55 | server-masks | server-masked-frame | server | phpwebsocket | A server must not mask any frames that it sends to the client / MASK must be clear
H10 | soywiz-archive/haxe-ws!27 | server-masks | server-masked-frame | server | haxe-ws | A server must not mask any frames that it sends to the client / MASK must be clear
H11 | webbit/webbit#135 | server-masks | server-masked-frame | server | webbit | A server must not mask any frames that it sends to the client / MASK must be clear
H12 | ratchetphp/Ratchet#420 | server-masks | server-masked-frame | server | Ratchet | A server must not mask any frames that it sends to the client / MASK must be clear
H13 | zephyrproject-rtos/zephyr!88042 | server-masks | server-masked-frame | server | Zephyr RTOS | A server must not mask any frames that it sends to the client / MASK must be clear
H14 | Links2004/arduinoWebSockets#208 | server-masks | server-masked-frame | server | arduinoWebSockets server | -
H15 | daltoniam/Starscream#356 | server-masks | server-masked-frame | server | Starscream (Swift) client + masking server | continue frame before a binary or text frame
H16 | oven-sh/bun!35526 | server-masks | server-masked-frame | server | Bun client, masking server | -
H17 | Links2004/arduinoWebSockets#34 | client-does-not-mask | client-unmasked-frame | client | arduinoWebSockets client | MASK must be set / bad MASK / code 1002
H18 | Links2004/arduinoWebSockets#646 | client-does-not-mask | client-unmasked-frame | client | arduinoWebSockets ATmega | MASK must be set / bad MASK / code 1002
H19 | vapor/websocket-kit#26 | client-does-not-mask | client-unmasked-frame | client | Vapor websocket-kit | MASK must be set / bad MASK / code 1002
H20 | eclipse-paho/paho.mqtt.c#821 | client-does-not-mask | client-unmasked-frame | client | paho.mqtt.c | MASK must be set / bad MASK / code 1002
H21 | websockets/ws#1771 | client-does-not-mask | client-unmasked-frame | client | Asterisk audiofork -> Node ws | MASK must be set / bad MASK / code 1002
H22 | observing/thor#8 | client-does-not-mask | client-unmasked-frame | client | thor + ws | MASK must be set / bad MASK / code 1002
H23 | sta/websocket-sharp#12 | client-does-not-mask | client-unmasked-frame | client | websocket-sharp | MASK must be set / bad MASK / code 1002
H24 | anmonteiro/httpun-ws!64 | client-does-not-mask | client-unmasked-frame | client | OCaml httpun-ws | MASK must be set / bad MASK / code 1002
H25 | gilmaimon/ArduinoWebsockets#17 | client-does-not-mask | client-unmasked-frame | client | gilmaimon ArduinoWebsockets | MASK must be set / bad MASK / code 1002
H26 | ktorio/ktor#423 | client-does-not-mask | client-unmasked-frame | client | ktor client | MASK must be set / bad MASK / code 1002
H27 | swoole/swoole-src#851 | client-does-not-mask | client-unmasked-frame | client | Swoole | MASK must be set / bad MASK / code 1002
H28 | Jamol/kuma#31 | client-does-not-mask | client-unmasked-frame | client | kuma (C++) | MASK must be set / bad MASK / code 1002
H29 | websockets/ws#1971 | client-does-not-mask | client-unmasked-frame | client | unknown client | MASK must be set / bad MASK / code 1002
H30 | SmingHub/Sming!1182 | client-does-not-mask | client-unmasked-frame | client | Sming (ESP8266) -> websocketpp | MASK must be set / bad MASK / code 1002
H31 | walkor/workerman!217 | client-does-not-mask | client-unmasked-frame | client | workerman client | MASK must be set / bad MASK / code 1002
H32 | websockets/ws!1681 | client-does-not-mask | client-unmasked-frame | client | Node ws | MASK must be set / bad MASK / code 1002
H33 | espressif/esp-idf#10874 | receiver-fault | valid-bytes-receiver-at-fault | client | ESP-IDF httpd | WS frame is not properly masked
I01 | capnproto/capnproto!2161 | masking-key | payload-not-masked | client | capnproto kj-http client | -
I02 | GreyhavenHQ/greyproxy!35 | masking-key | payload-not-masked | client | greyproxy | -
I03 | boostorg/beast#1061 | masking-key | wrong-mask-key | client | Boost.Beast | -
I04 | openziti/tlsuv!54 | masking-key | wrong-mask-key | client | openziti tlsuv | -
I05 | rdkcentral/Thunder!1426 | masking-key | wrong-mask-key | client | RDK Thunder | -
I06 | netty/netty!460 | masking-key | wrong-mask-key | client | netty WebSocket08FrameEncoder | -
I07 | eclipse-mosquitto/mosquitto#3705 | masking-key | valid-bytes-receiver-at-fault | client | mosquitto builtin websockets | First packet not CONNECT
I08 | eclipse-mosquitto/mosquitto!3721 | masking-key | valid-bytes-receiver-at-fault | client | mosquitto builtin websockets 2.1 | First packet not CONNECT
I09 | brazilofmux/tinymux#1093 | masking-key | valid-bytes-receiver-at-fault | client | TinyMUX hydra | -
I10 | uNetworking/uWebSockets#1407 | masking-key | valid-bytes-receiver-at-fault | - | uWebSockets | -
I11 | cesanta/mongoose#165 | masking-key | valid-bytes-receiver-at-fault | - | mongoose | -
I12 | XX-net/XX-Net#14169 | masking-key | valid-bytes-receiver-at-fault | client | XX-Net | -
J01 | netty/netty#2953 | compression-not-agreed | compression-not-negotiated | client | netty | RSV != 0 and no extension negotiated, RSV:4
J02 | eclipse-vertx/vertx-http-proxy#41 | compression-not-agreed | compression-not-negotiated | - | vertx-http-proxy | close 1002 'unexpected reserved bits 0x40'
J03 | gravitee-io#issues/8115 | compression-not-agreed | compression-not-negotiated | - | Gravitee gateway | RSV != 0 and no extension negotiated, RSV:4
J04 | alganet/lint-http!518 | compression-not-agreed | compression-not-negotiated | - | lint-http (tungstenite) | Reserved bits are non-zero
J05 | caido/caido#692 | compression-not-agreed | compression-not-negotiated | - | Caido proxy | reserved bits are not supported: 0x40
J06 | websocket-client/websocket-client#314 | compression-not-agreed | compression-not-negotiated | server | Python websocket-client | rsv is not implemented, yet
J07 | lexiforest/curl_cffi#596 | compression-not-agreed | compression-not-negotiated | server | curl_cffi / libcurl | [WS] invalid reserved bits: 40
J08 | zwopple/PocketSocket#52 | compression-not-agreed | compression-not-negotiated | server | PocketSocket | Compressed bit must be 0 if no negotiated deflate-frame extension
J09 | machinezone/IXWebSocket#160 | compression-not-agreed | compression-not-negotiated | server | IXWebSocket | Compressed bit must be 0 if no negotiated deflate-frame extension
J10 | traefik/traefik#2714 | compression-not-agreed | compression-not-negotiated | - | Traefik (gorilla) | -
J11 | python-websockets/websockets#1192 | compression-not-agreed | compression-not-negotiated | - | IIS ARR 3 + python websockets | -
J12 | gorilla/websocket#717 | compression-not-agreed | compression-not-negotiated | - | gorilla/websocket | unexpected reserved bits 0x40
J13 | websockets/ws#1140 | compression-not-agreed | compression-not-negotiated | client | Node ws | RSV1 must be clear
J14 | TooTallNate/Java-WebSocket#1257 | compression-not-agreed | compression-not-negotiated | - | Java-WebSocket | bad rsv rsv1: true rsv2: false rsv3: false
K01 | websockets/ws#2292 | compression-state | compression-flag-misplaced | - | presidium-websocket -> ws | RSV1 must be clear
K02 | jetty/jetty.project#3159 | compression-state | compression-flag-misplaced | - | Jetty | -
K03 | crossbario/autobahn-testsuite#59 | compression-state | compression-flag-misplaced | - | autobahn testsuite | -
K04 | oven-sh/bun!33001 | compression-state | compression-flag-misplaced | - | Bun | -
K05 | nginx-clojure/nginx-clojure#163 | compression-state | valid-bytes-receiver-at-fault | - | nginx-clojure | -
K06 | TooTallNate/Java-WebSocket#1093 | compression-state | valid-bytes-receiver-at-fault | - | Java-WebSocket | RSV1 bit must be set for DataFrames
K07 | TooTallNate/Java-WebSocket#1496 | compression-state | context-takeover-mismatch | - | Java-WebSocket | invalid distance too far back on the 2nd message
K08 | Kitura/Kitura-WebSocket-NIO#22 | compression-state | context-takeover-mismatch | - | Kitura | -
K09 | sta/websocket-sharp#120 | compression-state | context-takeover-mismatch | server | websocket-sharp | Invalid frame header on the 2nd message
K10 | oven-sh/bun!34105 | compression-state | deflate-corrupt | - | Bun | -
K11 | sockudo/sockudo-ws!14 | compression-state | context-takeover-mismatch | - | sockudo-ws | -
K12 | netty/netty!8395 | compression-state | context-takeover-mismatch | - | netty permessage-deflate | -
K13 | zwopple/PocketSocket!42 | compression-state | deflate-corrupt | - | PocketSocket | -
L01 | warmcat/libwebsockets#3144 | not-utf8 | binary-sent-as-text | - | libwebsockets | -
L02 | walkor/workerman#235 | not-utf8 | binary-sent-as-text | server | workerman | Could not decode a text frame as UTF-8
L03 | stomp-js/rx-stomp#469 | not-utf8 | text-not-utf8 | server | STOMP broker | Could not decode a text frame as UTF-8
L04 | TakahikoKawasaki/nv-websocket-client#146 | not-utf8 | text-not-utf8 | - | nv-websocket-client | -
L05 | Warfley/LazWebsockets#12 | not-utf8 | text-not-utf8 | server | Free Pascal LazWebsockets | Could not decode a text frame as UTF-8
L06 | Links2004/arduinoWebSockets#840 | not-utf8 | text-not-utf8 | server | arduinoWebSockets broadcastTXT | Could not decode a text frame as UTF-8
L07 | NanoHttpd/nanohttpd!158 | not-utf8 | text-not-utf8 | server | NanoHTTPD | -
L08 | gorilla/websocket#184 | not-utf8 | text-not-utf8 | server | gorilla/websocket | Could not decode a text frame as utf-8
L09 | ballerina-platform/ballerina-lang#12695 | not-utf8 | valid-bytes-receiver-at-fault | - | Ballerina | -
L10 | websockets/ws#1730 | not-utf8 | valid-bytes-receiver-at-fault | - | Node ws | -
L11 | vti/protocol-websocket#35 | text-codec | utf8-reencoded | - | Perl Protocol::WebSocket | -
L12 | chjj/term.js#108 | not-utf8 | text-not-utf8 | server | term.js / webssh | Could not decode a text frame as UTF-8
M01 | espressif/esp-idf#5405 | fragment-order | interleaved-messages | server | ESP-IDF httpd | -
M02 | mono/mono!968 | fragment-order | interleaved-messages | - | Mono | -
M03 | Warfley/LazWebsockets#6 | fragment-order | interleaved-messages | server | LazWebsockets | invalid opcode 1
M04 | espressif/esp-idf#4974 | fragment-order | valid-bytes-receiver-at-fault | client | ESP-IDF websocket client | -
M05 | websockets/ws#1874 | fragment-order | interleaved-messages | client | IoT device -> ws | invalid opcode 2
M06 | websockets/ws#1350 | fragment-order | orphan-continuation | client | ws | invalid opcode 0
M07 | hyperion-project/hyperion.ng!1258 | fragment-order | interleaved-messages | server | hyperion.ng | -
M08 | zaphoyd/websocketpp#91 | length-field | length-wrong-width | server | websocketpp | Unrecognized frame opcode: 3 / Unrecognized frame opcode: 4
M09 | babelouest/ulfius#52 | not-utf8 | binary-sent-as-text | - | ulfius | -
M10 | Farata/EnterpriseWebBook!107 | unassigned-opcode | reserved-opcode | - | book sample | -
M11 | websockets/ws#2247 | fragment-order | fragmented-control | - | ws | FIN must be set
N01 | nodejs/undici#2679 | control-frame | close-code-invalid | client | undici | invalid status code 0
N02 | ClusterWS/cWS#39 | control-frame | close-code-invalid | - | cWS | invalid status code 0
N03 | websockets/ws#1916 | control-frame | close-code-invalid | client | ws | invalid status code 22373
N04 | capnproto/capnproto#2821 | control-frame | close-code-invalid | - | capnproto | invalid close code
N05 | theturtle32/WebSocket-Node#254 | control-frame | close-code-invalid | - | WebSocket-Node | invalid close code
N06 | oven-sh/bun!33691 | control-frame | close-payload-one-byte | - | Bun | broken close frame with an invalid size of 1 byte
N07 | oven-sh/bun!35030 | control-frame | control-too-long | - | Bun | -
N08 | sockjs/sockjs-node#107 | control-frame | control-too-long | - | sockjs-node | Control frame too big
N09 | Start9Labs/start-technologies#3605 | control-frame | control-too-long | - | Rust (tungstenite) | Control frame too big
N10 | websockets/ws#1662 | control-frame | control-too-long | - | ws | invalid payload length 126
N11 | websockets/ws#1708 | control-frame | control-too-long | - | ws | invalid payload length 127
N12 | websocket-client/websocket-client#136 | control-frame | close-code-invalid | - | websocket-client | Invalid close opcode
N13 | kamailio/kamailio#810 | control-frame | valid-bytes-receiver-at-fault | client | kamailio + SIP.js | -
N14 | kerryjiang/SuperSocket#383 | unassigned-opcode | reserved-opcode | server | SuperSocket 2.0 beta | -
N15 | Vexcited/tcp-websocket#2 | control-frame | valid-bytes-receiver-at-fault | client | tcp-websocket | -
O01 | abourget/gevent-socketio#138 | tls-in-stream | tls-on-plaintext-port | - | gevent-socketio | non-zero reserved bits: '\x17\x03'
O02 | librestack/gladd#54 | tls-in-stream | tls-on-plaintext-port | - | gladd | -
O03 | netty/netty#5070 | tls-in-stream | tls-on-plaintext-port | - | netty client, HttpProxyHandler, wss | RSV != 0 and no extension negotiated, RSV:1
O04 | Links2004/arduinoWebSockets#615 | tls-in-stream | tls-on-plaintext-port | client | arduinoWebSockets | -
O05 | TooTallNate/Java-WebSocket#154 | tls-in-stream | tls-on-plaintext-port | client | Java-WebSocket | -
O06 | zaphoyd/websocketpp#677 | tls-in-stream | valid-bytes-receiver-at-fault | - | websocketpp | invalid reserved bits
O07 | Links2004/arduinoWebSockets#235 | tls-in-stream | valid-bytes-receiver-at-fault | server | arduinoWebSockets wss | -
O09 | websockets/ws#919 | tls-in-stream | tls-on-plaintext-port | - | ws | no handler for opcode 7
P01 | ChaosGroup/json-ws#36 | middlebox | bytes-corrupted | server | json-ws | One or more reserved bits are on: reserved1 = 0, reserved2 = 1, reserved3 = 1
P02 | ratchetphp/Ratchet#423 | middlebox | bytes-corrupted | server | Ratchet | One or more reserved bits are on / Invalid frame header
P03 | socketio/socket.io#2543 | middlebox | bytes-corrupted | server | socket.io | One or more reserved bits are on / Invalid frame header
P04 | cyoung/stratux#414 | middlebox | bytes-corrupted | server | stratux | One or more reserved bits are on / Invalid frame header
P05 | kemalcr/kemal#312 | middlebox | http-response-on-websocket | server | Kemal | Invalid frame header; even echo.websocket.org fails
P06 | hoaproject/Websocket#46 | middlebox | bytes-corrupted | client | hoa/Websocket (cloud9) | Get rsv1: 0, rsv2: 1, rsv3: 0, they all must be equal to 0
P07 | agrinman/tunnelto#31 | middlebox | proxy-stripped-upgrade | server | tunnelto | Invalid frame header
P08 | jmesnil/stomp-websocket#135 | middlebox | bytes-corrupted | server | Apache proxy_wstunnel | Invalid frame header
P09 | gorilla/websocket#797 | http-request | http-request-on-websocket | client | gorilla/websocket | websocket: RSV1 set, bad opcode 7, bad MASK
P11 | nori0428/mod_websocket!46 | middlebox | trailing-bytes | - | lighttpd mod_websocket proxy | -
Q01 | sirn-se/websocket-php#155 | receiver-fault | valid-bytes-receiver-at-fault | server | PHP websocket | -
Q02 | gorilla/websocket#366 | receiver-fault | valid-bytes-receiver-at-fault | - | gorilla/websocket | unexpected reserved bits 0x40
Q03 | LibVNC/libvncserver#297 | receiver-fault | valid-bytes-receiver-at-fault | client | libvncserver | -
Q04 | cadouthat/pico-ws-server!16 | receiver-fault | valid-bytes-receiver-at-fault | client | pico-ws-server | -
Q05 | lipp/lua-websockets#94 | receiver-fault | valid-bytes-receiver-at-fault | server | lua-websockets client | -
Q06 | espressif/esp-idf#7202 | receiver-fault | valid-bytes-receiver-at-fault | client | ESP-IDF httpd | WS frame is not properly masked
Q07 | Molorius/WebSockets-ESP-IDF#2 | receiver-fault | valid-bytes-receiver-at-fault | client | WebSockets-ESP-IDF | -
Q08 | wanghongenpin/proxypin!322 | receiver-fault | valid-bytes-receiver-at-fault | - | proxypin | -
Q09 | pocoproject/poco#490 | receiver-fault | valid-bytes-receiver-at-fault | server | Poco | Incomplete frame received
Q10 | http-kit/http-kit!178 | receiver-fault | valid-bytes-receiver-at-fault | client | http-kit | -
Q12 | mattgodbolt/seasocks#40 | receiver-fault | valid-bytes-receiver-at-fault | client | seasocks | Received hybi frame with unknown opcode 10
Q13 | NetEase/pomelo#702 | receiver-fault | valid-bytes-receiver-at-fault | client | pomelo + ws on IE10/IE11 | websocket parser error no handler for opcode 10
Q14 | HaveFunTrading/boomnet!25 | receiver-fault | valid-bytes-receiver-at-fault | server | boomnet (Rust) | -
R01 | apache/linkis#476 | size-limit | message-too-large | - | Apache Linkis (netty) | Max frame length of 65536 has been exceeded
R02 | TooTallNate/Java-WebSocket#1466 | size-limit | message-too-large | - | Spring Gateway + Java-WebSocket client | Max frame length of 65536 has been exceeded
R03 | spring-projects/spring-boot#15720 | size-limit | message-too-large | - | Spring Boot WebFlux | Max frame length of 65536 has been exceeded
R04 | Atmosphere/nettosphere#83 | size-limit | message-too-large | - | nettosphere | Max frame length of 10240 has been exceeded
S01 | rauchg/node.websocket.js#6 | text-codec | utf8-reencoded | server | node.websocket.js | -
S02 | socketio/socket.io#35 | text-codec | utf8-reencoded | client | socket.io | -
S03 | MostAwesomeDude/txWS#33 | text-codec | utf8-reencoded | server | txWS | -
S04 | freeunitorg/freeunit!411 | text-codec | utf8-reencoded | - | freeunit | -
S05 | oven-sh/bun!41482 | text-codec | utf8-reencoded | - | Bun | -
T01 | websockets/ws!56 | old-draft | old-draft | - | ws (hixie support) | -
T02 | Links2004/arduinoWebSockets#380 | old-draft | old-draft | - | old client | -
`;
