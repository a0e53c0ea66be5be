// Boost.Beast for C++. Every check waits for the whole header. From 1.92 on a set top bit of a length is "not
// canonical", and close code 1014 is taken.

import { at, both, type Implementation } from '../implementation.ts';

const reserved = 'The WebSocket frame contained illegal reserved bits';
const field = (name: string) => `The WebSocket handshake ${name} field is missing`;

export const beast: Implementation = {
  id: 'beast',
  answersEmptyClose: 1000,
  answersWithoutReason: true,
  name: 'Boost.Beast 1.74',
  version: '1.74 (run)',
  roles: both,
  error: 'boost.beast.websocket',
  shown: 'error_code of read(); Close frame with an empty reason',
  closeCodes: '1000-1003,1007-1013,3000-65535',
  limit: 16777216,
  messageLimit: 16777216,
  inflatedLimit: 16777216,
  inflating: { afterLast: 'ignored' },
  application: 'read() fails with this error_code',
  cut: { text: 'End of file', closeCode: null, error: 'asio.misc' },
  checks: [
    ...at('header', 1002, [
      ['interleaved', 'The WebSocket data frame was unexpected'],
      ['orphan', 'The WebSocket continuation frame was unexpected'],
      [['opcodeData', 'opcodeControl'], 'The WebSocket frame contained an illegal opcode'],
      ['fragmentedControl', 'The WebSocket control frame was fragmented'],
      ['controlForm', 'The WebSocket control frame size was invalid'],
      [['rsv23', 'rsv1Data', 'rsv1AnyControl'], reserved],
      ['unmasked', 'The WebSocket frame was unmasked'],
      ['masked', 'The WebSocket frame was masked'],
      [['short16', 'short64'], 'The WebSocket frame size was not canonical'],
    ]),
    ...at('header', 1009, [
      [['tooBig', 'messageTooBig'], 'The WebSocket message exceeded the locally configured limit'],
    ]),
    ...at('part', null, [['deflate', '{beastZlib}', { error: 'boost.beast.zlib' }]]),
    ...at('payload', null, [
      ['deflateLast', 'unexpected end of deflate stream', { error: 'boost.beast.zlib' }],
    ]),
    ...at('message', null, [
      ['deflateTailHasOutput', 'The WebSocket stream produced an incomplete deflate block'],
    ]),
    ...at('part', 1009, [['inflatedTooBig', 'The WebSocket message exceeded the locally configured limit']]),
    ...at('part', 1007, [['textNotEmpty', 'The WebSocket frame payload was not valid utf8']]),
    ...at('payload', 1002, [
      ['closeOneByte', 'The WebSocket close frame payload size was invalid'],
      ['closeCode', 'The WebSocket close frame reason code was invalid'],
      ['closeReason', 'The WebSocket close frame payload was not valid utf8'],
    ]),
  ],
  handshake: [
    ['status', 'The WebSocket handshake was declined by the remote peer'],
    ['connection', `${field('Connection')} the upgrade token`, field('Connection')],
    ['upgrade', `${field('Upgrade')} the websocket token`, field('Upgrade')],
    [
      'accept',
      'The WebSocket handshake Sec-WebSocket-Accept field is invalid',
      field('Sec-WebSocket-Accept'),
    ],
  ],
};
