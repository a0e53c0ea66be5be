// Safari up to version 14: WebKit's own reader, WebSocketFrame.cpp and WebSocketChannel.cpp. Later versions give the
// socket to URLSession, whose source is not public: its texts stand in `error-texts/other-programs.ts`.

import { at, client, type Implementation } from '../implementation.ts';

const shortForm = 'The minimal number of bytes MUST be used to encode the length';
const prefix = 'Error during WebSocket handshake: ';

/** It knows an older compression alone, so RSV1 is always refused. A frame is looked at once all of it arrived. */
export const safariLegacy: Implementation = {
  id: 'safari-14',
  name: 'Safari 14 and earlier',
  version: 'WebKit of 2014 (source)',
  roles: client,
  shown: "console: WebSocket connection to '…' failed: …; the script sees close 1006",
  closeCodes: '0-1004,1007-1014,1016-65535',
  application: "'error' event without a message, then 'close' with code 1006",
  checks: [
    ...at('length', null, [
      [['short16', 'short64'], shortForm],
      ['msb', 'WebSocket frame length too large: {len} bytes'],
    ]),
    ...at('payload', null, [
      ['rsv1', 'Compressed bit must be 0 if no negotiated deflate-frame extension'],
      [['opcodeData', 'opcodeControl'], 'Unrecognized frame opcode: {n}'],
      ['rsv23', 'One or more reserved bits are on: reserved2 = {r2}, reserved3 = {r3}'],
      ['masked', 'A server must not mask any frames that it sends to the client.'],
      ['fragmentedControl', 'Received fragmented control frame: opcode = {n}'],
      ['controlLong', 'Received control frame having too long payload: {len} bytes'],
      ['interleaved', 'Received new data frame but previous continuous frame is unfinished.'],
      ['orphan', 'Received unexpected continuation frame.'],
    ]),
    ...at('message', null, [['text', 'Could not decode a text frame as UTF-8.']]),
    ...at('payload', null, [
      ['closeOneByteAny', 'Received a broken close frame containing an invalid size body.'],
      ['closeCode', 'Received a broken close frame containing a reserved status code.'],
    ]),
  ],
  handshake: [
    ['not-http', 'No response code found: …'],
    ['upgrade', `${prefix}'Upgrade' header value is not 'WebSocket'`, `${prefix}'Upgrade' header is missing`],
    [
      'connection',
      `${prefix}'Connection' header value is not 'Upgrade'`,
      `${prefix}'Connection' header is missing`,
    ],
    ['accept', `${prefix}Sec-WebSocket-Accept mismatch`, `${prefix}'Sec-WebSocket-Accept' header is missing`],
    ['subprotocol', `${prefix}Sec-WebSocket-Protocol mismatch`],
  ],
};
