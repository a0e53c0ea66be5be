// autobahn-python. By default it drops the TCP connection and names the text in onClose.

import { at, client, type Implementation, server } from '../implementation.ts';

const notMinimal = 'invalid data frame length (not using minimal length encoding)';

export const autobahnServer: Implementation = {
  id: 'autobahn-server',
  answersClose: 1000,
  name: 'autobahn-python',
  version: '26.7.1 (source), 22.7.1 (run)',
  roles: server,
  shown: 'onClose(False, 1006, …); the code is sent only with failByDrop=False',
  closeCodes: '1000-1003,1007-1013,3000-4999',
  checks: [
    ...at('head', null, [
      [['rsvNoExtension', 'rsv23'], 'RSV = {rsv} and no extension negotiated'],
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
    ...at('header', null, [
      ['short16', notMinimal],
      ['msb', 'invalid data frame length (>2^63)'],
      ['short64', notMinimal],
    ]),
    // The error of zlib ends the reading: nobody is told, and the connection stays open.
    ...at('part', null, [['deflate', '', { isHidden: true }]]),
    ...at('part', null, [
      [
        'textBroken',
        'encountered invalid UTF-8 while processing text message at payload octet index {textBadAt}',
      ],
    ]),
    ...at('message', null, [
      [
        'text',
        'UTF-8 text message payload ended within Unicode code point at payload octet index {textBadAt}',
      ],
    ]),
    ...at('payload', null, [['closeCode', 'invalid close code {code}']]),
    ...at('payload', null, [['closeReason', 'invalid close reason (non-UTF8 payload)']]),
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

/** Goes on with what came in the same read as a Close frame, which it answers with 1000. */
export const autobahnClient: Implementation = {
  ...autobahnServer,
  id: 'autobahn-client',
  roles: client,
  readsAfterClose: 'same read',
};
