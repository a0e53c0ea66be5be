// Every implementation, the most asked for first. Adding one: a file under `families/` and a line here.

import { aiohttp } from './families/aiohttp.ts';
import { autobahnClient, autobahnServer } from './families/autobahn.ts';
import { beast } from './families/beast.ts';
import { bunClient, bunServer } from './families/bun.ts';
import { chrome } from './families/chrome.ts';
import { dart } from './families/dart.ts';
import { dotnet } from './families/dotnet.ts';
import { cowboy, gun } from './families/erlang.ts';
import { espIdf } from './families/esp-idf.ts';
import { firefox } from './families/firefox.ts';
import { coder, gorilla, xnet } from './families/go.ts';
import { javaWebsocket, netty, undertow } from './families/java-async.ts';
import { jetty, jetty9, tomcat } from './families/java-servers.ts';
import { libsoup } from './families/libsoup.ts';
import {
  libwebsockets4Client,
  libwebsockets4Server,
  libwebsocketsClient,
  libwebsocketsServer,
} from './families/libwebsockets.ts';
import { mojolicious } from './families/mojolicious.ts';
import { okhttp, okhttp3 } from './families/okhttp.ts';
import { ratchet, swoole } from './families/php.ts';
import { pythonWebsockets, pythonWebsocketsLegacy } from './families/python-websockets.ts';
import { qt } from './families/qt.ts';
import { protocolWebsocket } from './families/ruby.ts';
import { deno, fastwebsockets, tungstenite } from './families/rust.ts';
import { safariLegacy } from './families/safari.ts';
import {
  arduinoWebsockets,
  gobwas,
  ixwebsocket,
  nvWebsocketClient,
  websocketSharp,
} from './families/small-libraries.ts';
import { tornado } from './families/tornado.ts';
import { undici, undici6, undici7, undici629 } from './families/undici.ts';
import { uWebSockets } from './families/uwebsockets.ts';
import { websocketClient } from './families/websocket-client.ts';
import { rubyWebsocketDriver, websocketDriver } from './families/websocket-driver.ts';
import { websocketNode } from './families/websocket-node.ts';
import { websocketpp } from './families/websocketpp.ts';
import { workermanClient, workermanServer } from './families/workerman.ts';
import { ws } from './families/ws.ts';
import { wsproto } from './families/wsproto.ts';
import type { Implementation } from './implementation.ts';

export const implementations: readonly Implementation[] = [
  chrome,
  firefox,
  ws,
  pythonWebsockets,
  undici,
  undici7,
  undici6,
  undici629,
  okhttp,
  okhttp3,
  dart,
  websocketClient,
  websocketDriver,
  websocketNode,
  aiohttp,
  tornado,
  pythonWebsocketsLegacy,
  gorilla,
  coder,
  netty,
  tomcat,
  jetty,
  jetty9,
  dotnet,
  tungstenite,
  bunClient,
  bunServer,
  deno,
  qt,
  libwebsocketsServer,
  libwebsocketsClient,
  libwebsockets4Server,
  libwebsockets4Client,
  beast,
  websocketpp,
  xnet,
  javaWebsocket,
  undertow,
  uWebSockets,
  autobahnServer,
  autobahnClient,
  wsproto,
  fastwebsockets,
  libsoup,
  rubyWebsocketDriver,
  protocolWebsocket,
  mojolicious,
  ratchet,
  swoole,
  workermanServer,
  workermanClient,
  cowboy,
  gun,
  gobwas,
  websocketSharp,
  nvWebsocketClient,
  ixwebsocket,
  arduinoWebsockets,
  espIdf,
  safariLegacy,
];
