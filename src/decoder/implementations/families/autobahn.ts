// autobahn-python. By default it drops the TCP connection and names the text in onClose.

import { at, both, type Implementation } from '../implementation.ts';

const notMinimal = 'invalid data frame length (not using minimal length encoding)';

export const autobahn: Implementation = {
  id: 'autobahn',
  name: 'autobahn-python',
  version: '26.7.1 (source), 22.7.1 (run)',
  roles: both,
  shown: 'onClose(False, 1006, …); the code is sent only with failByDrop=False',
  closeCodes: '1000-1003,1007-1013,3000-4999',
  checks: [
    ...at('head', 1002, [
      ['rsvNoExtension', 'RSV = {rsv} and no extension negotiated'],
      ['unmasked', 'unmasked client-to-server frame'],
      ['masked', 'masked server-to-client frame'],
      ['fragmentedAny', 'fragmented control frame'],
      ['controlFormAny', 'control frame with payload length > 125 octets'],
      ['opcodeControl', 'control frame using reserved opcode {n}'],
      ['closeOneByte', 'received close control frame with payload len 1'],
      ['rsv1Control', 'received compressed control frame [permessage-deflate]'],
      ['opcodeData', 'data frame using reserved opcode {n}'],
      ['orphan', 'received continuation data frame outside fragmented message'],
      ['interleavedAny', 'received non-continuation data frame while inside fragmented message'],
      ['rsv1Continuation', 'received continuation data frame with compress bit set [permessage-deflate]'],
    ]),
    ...at('header', 1002, [
      ['short16', notMinimal],
      ['msb', 'invalid data frame length (>2^63)'],
      ['short64', notMinimal],
    ]),
    ...at('part', 1007, [
      ['text', 'encountered invalid UTF-8 while processing text message at payload octet index {at}'],
    ]),
    ...at('payload', 1002, [['closeCode', 'invalid close code {code}']]),
    ...at('payload', 1007, [['closeReason', 'invalid close reason (non-UTF8 payload)']]),
  ],
  handshake: [
    ['status', 'WebSocket connection upgrade failed [{status}]: {statusText}'],
    [
      'upgrade',
      'HTTP Upgrade header different from "websocket" (case-insensitive): "{value}"',
      'HTTP Upgrade header missing',
    ],
    [
      'connection',
      'HTTP Connection header does not include "upgrade" value (case-insensitive): "{value}"',
      'HTTP Connection header missing',
    ],
    [
      'accept',
      'HTTP Sec-WebSocket-Accept bogus value : expected {expected} / got {value}',
      'HTTP Sec-WebSocket-Accept header missing in opening handshake reply',
    ],
    [
      'extensions',
      'server wants to use extension "{name}" we did not request, have not implemented or did not enable',
    ],
    [
      'subprotocol',
      'subprotocol selected by server "{value}" not in subprotocol list requested by client "{offered}"',
    ],
  ],
};
