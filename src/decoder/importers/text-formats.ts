// The formats of text that people paste: dumps, logs, literals. They are loaded only for an input that is text.

import type { Importer } from '../model/importer.ts';
import { base64 } from './formats/base64.ts';
import { bits } from './formats/bits.ts';
import { cArray } from './formats/c-array.ts';
import { catV } from './formats/cat-v.ts';
import { cdpEvents } from './formats/cdp-events.ts';
import { curlTrace } from './formats/curl-trace.ts';
import { debuggerMemory } from './formats/debugger-memory.ts';
import { decimalList } from './formats/decimal-list.ts';
import { encodedCharacters } from './formats/encoded-characters.ts';
import { erlangBinary } from './formats/erlang-binary.ts';
import { escaped } from './formats/escaped.ts';
import { followStream } from './formats/follow-stream.ts';
import { frameLog } from './formats/frame-log.ts';
import { goBytes } from './formats/go-bytes.ts';
import { hex } from './formats/hex.ts';
import { hexView } from './formats/hex-view.ts';
import { hexdump } from './formats/hexdump.ts';
import { httpClientWire } from './formats/http-client-wire.ts';
import { httpText } from './formats/http-text.ts';
import { javaBytes } from './formats/java-bytes.ts';
import { jettyBuffer } from './formats/jetty-buffer.ts';
import { jsonLines } from './formats/json-lines.ts';
import { mbedTlsDebug } from './formats/mbedtls-debug.ts';
import { messageList } from './formats/message-list.ts';
import { nettyLog } from './formats/netty-log.ts';
import { ngrep } from './formats/ngrep.ts';
import { nodeBuffer } from './formats/node-buffer.ts';
import { nsdata } from './formats/nsdata.ts';
import { numberLiterals } from './formats/number-literals.ts';
import { od } from './formats/od.ts';
import { opensslDebug } from './formats/openssl-debug.ts';
import { otherDumps } from './formats/other-dump.ts';
import { pdml } from './formats/pdml.ts';
import { phpDump } from './formats/php-dump.ts';
import { postman } from './formats/postman.ts';
import { pythonBytes } from './formats/python-bytes.ts';
import { pythonWebsockets } from './formats/python-websockets.ts';
import { socatX } from './formats/socat-x.ts';
import { sql } from './formats/sql.ts';
import { strace } from './formats/strace.ts';
import { table } from './formats/table.ts';
import { tcpdumpX } from './formats/tcpdump-x.ts';
import { tcpflow } from './formats/tcpflow.ts';
import { text2pcap } from './formats/text2pcap.ts';
import { tsharkFields } from './formats/tshark-fields.ts';
import { tsharkX } from './formats/tshark-x.ts';
import { tungstenite } from './formats/tungstenite.ts';
import { websocketClient } from './formats/websocket-client.ts';
import { wholeFrames } from './formats/whole-frames.ts';
import { xxd } from './formats/xxd.ts';

/** By id. The order means nothing. Each takes nothing but text. */
// biome-ignore format: one line each, so that additions do not touch each other
export const textFormats: readonly Importer[] = [
  base64,
  bits,
  cArray,
  catV,
  cdpEvents,
  curlTrace,
  debuggerMemory,
  decimalList,
  encodedCharacters,
  erlangBinary,
  escaped,
  followStream,
  frameLog,
  goBytes,
  hex,
  hexView,
  hexdump,
  httpClientWire,
  httpText,
  javaBytes,
  jettyBuffer,
  jsonLines,
  mbedTlsDebug,
  messageList,
  nettyLog,
  ngrep,
  nodeBuffer,
  nsdata,
  numberLiterals,
  od,
  opensslDebug,
  otherDumps,
  pdml,
  phpDump,
  postman,
  pythonBytes,
  pythonWebsockets,
  socatX,
  sql,
  strace,
  table,
  tcpdumpX,
  tcpflow,
  text2pcap,
  tsharkFields,
  tsharkX,
  tungstenite,
  websocketClient,
  wholeFrames,
  xxd,
];
