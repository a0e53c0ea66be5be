// A payload of each format of what messages carry, and what is known beside it. Further ones are in real recordings.

import { concat } from '../decoder/bytes/concat.ts';
import type { PayloadFacts } from '../decoder/payloads/sample.ts';
import { ascii, hex, utf8 } from './bytes.ts';

export interface PayloadExample {
  /** Id of the format. */
  readonly format: string;
  readonly bytes: Uint8Array;
  readonly facts: PayloadFacts;
  /** Of the tree. */
  readonly summary: string;
}

export const noFacts: PayloadFacts = {
  sender: 'client',
  kind: 'text',
  subprotocol: null,
  path: null,
  before: [],
  opening: null,
  serverOpening: null,
  position: null,
  joined: null,
  schema: null,
  inflated: null,
};
const binary: PayloadFacts = { ...noFacts, kind: 'binary' };
const socketIo: PayloadFacts = { ...noFacts, path: '/socket.io/?EIO=4&transport=websocket' };
const mqttConnect = hex('10 11  00 04 4d 51 54 54  04 02 00 3c  00 05 68 65 6c 6c 6f');

function text(
  format: string,
  content: string,
  summary: string,
  facts: Partial<PayloadFacts> = {},
): PayloadExample {
  return { format, bytes: utf8(content), facts: { ...noFacts, ...facts }, summary };
}

function packed(
  format: string,
  bytes: Uint8Array,
  summary: string,
  facts: Partial<PayloadFacts> = {},
): PayloadExample {
  return { format, bytes, facts: { ...binary, ...facts }, summary };
}

export const payloadExamples: readonly PayloadExample[] = [
  text('engine.io', '4hello', 'message “hello”', { path: '/engine.io/?EIO=4&transport=websocket' }),
  text('engine.io', '0{"sid":"x","upgrades":[],"pingInterval":25000}', 'open', {
    path: '/engine.io/?EIO=4',
  }),
  text(
    'socket.io',
    '42/admin,7["chat message",{"text":"hi"},3]',
    'EVENT “chat message” in /admin, 2 arguments',
    socketIo,
  ),
  text('socket.io', '44{"message":"not authorized"}', 'CONNECT_ERROR: “not authorized”', socketIo),
  text(
    'socket.io',
    '451-["image",{"_placeholder":true,"num":0}]',
    'BINARY_EVENT “image”, 1 argument',
    socketIo,
  ),
  text('socket.io', '2', 'Engine.IO ping', socketIo),
  packed('socket.io', hex('01 02 03'), 'attachment 1 of 2', {
    ...socketIo,
    kind: 'binary',
    before: [{ kind: 'text', bytes: utf8('452-["image",{"_placeholder":true,"num":0}]') }],
  }),
  text('signalr', '{"protocol":"json","version":1}\u001e', 'handshake “json”'),
  text(
    'signalr',
    '{"type":1,"target":"Send","arguments":["hi"]}\u001e{"type":6}\u001e',
    'Invocation “Send”, Ping',
  ),
  packed('signalr', hex('0b 96 01 80 c0 a4 53 65 6e 64 90 90'), 'Invocation “Send”', {
    opening: '{"protocol":"messagepack","version":1}\u001e',
  }),
  text('stomp', 'SEND\ndestination:/queue/a\ncontent-type:text/plain\n\nhello\0', 'SEND /queue/a', {
    subprotocol: 'v12.stomp',
  }),
  text('stomp', '\n', 'heartbeat', { subprotocol: 'v12.stomp' }),
  packed('mqtt', mqttConnect, 'CONNECT “hello”', { subprotocol: 'mqtt' }),
  packed('mqtt', hex('30 08  00 03 61 2f 62  68 65 79'), 'PUBLISH “a/b”, QoS 0, 3 bytes', {
    subprotocol: 'mqtt',
    opening: '\u0010\u0011\0\u0004MQTT\u0004',
  }),
  packed('mqtt', hex('68 65'), 'part of PUBLISH “a/b”, QoS 0, 3 bytes', {
    subprotocol: 'mqtt',
    opening: '\u0010\u0011\0\u0004MQTT\u0004',
    joined: { bytes: hex('30 08  00 03 61 2f 62  68 65 79'), messageStart: 7 },
  }),
  text('graphql-ws', '{"type":"connection_init"}', 'connection_init', {
    subprotocol: 'graphql-transport-ws',
  }),
  text(
    'graphql-ws',
    '{"id":"1","type":"subscribe","payload":{"operationName":"Ticks","query":"subscription Ticks { tick }"}}',
    'subscribe #1 “Ticks”',
  ),
  text('wamp', '[48,7814135,{},"com.example.add",[2,3]]', 'CALL #7814135 “com.example.add”', {
    subprotocol: 'wamp.2.json',
  }),
  packed('wamp', hex('93 01 a6 72 65 61 6c 6d 31 80'), 'HELLO “realm1”', { subprotocol: 'wamp.2.msgpack' }),
  text('json-rpc', '{"jsonrpc":"2.0","id":1,"method":"add","params":[1,2]}', 'request #1 “add”'),
  text(
    'json-rpc',
    '{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}}',
    'error #1 “Method not found”',
  ),
  text(
    'cdp',
    '{"id":3,"method":"Page.navigate","params":{"url":"about:blank"}}',
    'command #3 “Page.navigate”',
  ),
  text('phoenix', '["1","2","room:lobby","phx_join",{}]', '“phx_join” on “room:lobby”', {
    path: '/socket/websocket?vsn=2.0.0',
  }),
  text(
    'action-cable',
    '{"command":"subscribe","identifier":"{\\"channel\\":\\"ChatChannel\\"}"}',
    'subscribe “{"channel":"ChatChannel"}”',
    { subprotocol: 'actioncable-v1-json' },
  ),
  text('json', ' {"a": [1, 2.50, "x\\ny", null]} ', 'map of “a”'),
  text('text', 'hello\r\nworld', '“hello\r\nworld”'),
  packed('bytes', hex('ff 00 c1 9d'), '4 bytes'),
  packed('messagepack', hex('82 a4 6e 61 6d 65 a3 41 64 61 a3 61 67 65 24'), 'map of “name”, “age”'),
  packed('cbor', hex('a2 64 6e 61 6d 65 63 41 64 61 63 61 67 65 18 24'), 'map of “name”, “age”'),
  packed(
    'protobuf',
    concat([hex('0a 08'), ascii('Ada King'), hex('10 96 01  1a 02 08 07')]),
    'message of 3 fields, without a schema',
  ),
  text('sockjs', 'a["{\\"a\\":1}"]', '1 message', { path: '/echo/123/abc/websocket', sender: 'server' }),
  text('sockjs', 'c[3000,"Go away!"]', 'close 3000 “Go away!”', {
    path: '/echo/123/abc/websocket',
    sender: 'server',
  }),
  text('sockjs', '["SEND\\n\\nhello\\u0000"]', '1 message', { path: '/echo/123/abc/websocket' }),
  packed('kubernetes', concat([hex('01'), ascii('total 0')]), 'stdout, 7 bytes', {
    subprotocol: 'v5.channel.k8s.io',
  }),
  packed('kubernetes', hex('ff 00'), 'close, stdin', { subprotocol: 'v5.channel.k8s.io' }),
  text('kubernetes', '1dG90YWwgMA==', 'stdout, 7 bytes', { subprotocol: 'v4.base64.channel.k8s.io' }),
  text('guacamole', '4.size,1.0,4.1024,3.768;4.sync,8.31163115;', 'size, sync', { subprotocol: 'guacamole' }),
  packed('rfb', ascii('RFB 003.008\n'), 'version 003.008', { sender: 'server' }),
  packed('rfb', hex('05 01 00 20 00 30'), 'PointerEvent 32, 48', { opening: 'RFB 003.008\n' }),
  packed('rfb', hex('96 01 0000 0000 0040 0030'), 'EnableContinuousUpdates', { opening: 'RFB 003.008\n' }),
  text(
    'jupyter',
    '{"header":{"msg_id":"1","msg_type":"execute_request"},"parent_header":{},"metadata":{},"content":{},"channel":"shell"}',
    'execute_request on “shell”',
    { path: '/api/kernels/1/channels' },
  ),
  packed(
    'jupyter',
    concat([
      hex(
        '06'.padEnd(16, '0') + [56, 61, 82, 84, 86, 88].map((n) => n.toString(16).padEnd(16, '0')).join(''),
      ),
      ascii('shell{"msg_type":"status"}{}{}{}'),
    ]),
    'status on shell',
    { subprotocol: 'v1.kernel.websocket.jupyter.org' },
  ),
  text(
    'sip',
    'OPTIONS sip:a@example.com SIP/2.0\r\nCSeq: 1 OPTIONS\r\n\r\n',
    'OPTIONS sip:a@example.com SIP/2.0',
    {
      subprotocol: 'sip',
    },
  ),
  text(
    'xmpp',
    '<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="example.com"/>',
    'open, to “example.com”',
    {
      subprotocol: 'xmpp',
    },
  ),
  packed('bson', hex('16 00 00 00 02 68 65 6c 6c 6f 00 06 00 00 00 77 6f 72 6c 64 00 00'), 'map of “hello”'),
  packed(
    'avro-thrift',
    concat([hex('80 01 00 01 00 00 00 04'), ascii('ping'), hex('00 00 00 07 00')]),
    'Thrift call, 17 bytes',
  ),
  packed('avro-thrift', concat([ascii('Obj'), hex('01 04 14')]), 'Avro file, 6 bytes'),
  packed('utf-16', hex('48 00 65 00 6c 00 6c 00 6f 00 21 00'), 'little-endian, 6 units'),
  packed(
    'image',
    hex('89 50 4e 47 0d 0a 1a 0a  00 00 00 0d 49 48 44 52  00 00 00 02  00 00 00 03'),
    'PNG, 2 × 3 pixels, 24 bytes',
  ),
  packed(
    'compressed',
    hex('1f 8b 08 00 00 00 00 00 00 03  ab 56 4a 54 b2 32 ac 05 00  af ac 1b 56  07 00 00 00'),
    'gzip, 27 bytes inflate to 7 bytes',
  ),
  packed('zlib-stream', hex('ab 56 4a 54 b2 32 ac 05 00 00 00 ff ff'), '13 bytes inflate to 7 bytes', {
    inflated: utf8('{"a":1}'),
  }),
  packed('compressed', hex('28 b5 2f fd 04 00 41 00 00 61 62 63'), 'Zstandard, 12 bytes'),
  text('base64', 'data:application/json;base64,eyJhIjoxfQ==', 'base64 of 7 bytes'),
];
