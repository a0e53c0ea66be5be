// Dart and Flutter outside the browser: dart:io, sdk/lib/_http/websocket_impl.dart. The application meets no error: its
// stream is done, and closeCode is that of the Close frame that was sent. RSV1 is not looked at.

import { at, both, type Implementation } from '../implementation.ts';

const protocolError = 'no message, close 1002';
const badPayload = 'no message, close 1007';
const notUpgraded = "Connection to '…' was not upgraded to websocket";

export const dart: Implementation = {
  id: 'dart',
  name: 'Dart and Flutter',
  version: 'dart:io of Dart 3 (source)',
  roles: both,
  shown: 'closeCode of the WebSocket, once its stream is done; Close frame with an empty reason',
  closeCodes: '0-1004,1006-65535',
  application: 'the stream is done without an error',
  checks: [
    ...at('head', 1002, [
      [
        ['rsv23', 'orphan', 'interleaved', 'opcodeData', 'opcodeControl', 'fragmentedControl', 'controlForm'],
        protocolError,
      ],
    ]),
    ...at('length', 1002, [[['masked', 'unmasked'], protocolError]]),
    ...at('message', 1007, [[['deflate', 'text'], badPayload]]),
    ...at('payload', 1002, [[['closeOneByteAny', 'closeCode'], protocolError]]),
    ...at('payload', 1007, [['closeReason', badPayload]]),
  ],
  cut: { text: 'no message, close 1005', closeCode: null },
  handshake: [
    ['status', notUpgraded],
    ['connection', notUpgraded],
    ['upgrade', notUpgraded],
    [
      'accept',
      "Bad response 'Sec-WebSocket-Accept' header",
      "Response did not contain a 'Sec-WebSocket-Accept' header",
    ],
  ],
};
