// websocketpp (WebSocket++) for C++, with Asio: processors/hybi13.hpp and frame.hpp.

import {
  at,
  both,
  type Check,
  type CheckLine,
  type Condition,
  type Implementation,
  inPass,
} from '../implementation.ts';

const basicHeader: readonly CheckLine[] = [
  ['controlFormAny', 'Control messages are limited to fewer than 125 characters'],
  [['rsv1', 'rsv23', 'rsv1Control'], 'Invalid use of reserved bits'],
  [['opcodeData', 'opcodeControl'], 'invalid opcode'],
  ['fragmentedControl', 'Control messages cannot be fragmented'],
  [['orphan', 'interleaved'], 'Invalid message continuation'],
  ['masked', 'Servers may not send masked frames'],
  ['unmasked', 'Clients may not send unmasked frames'],
];
const lengths: readonly Condition[] = ['short16', 'short64'];
const sizes: readonly Condition[] = ['tooBigAny', 'messageTooBig'];

/** The text has too few words to tell the program by, so a part of it is a prefix. */
const invalidState = ['state', { prefix: 'invalid ' }] as const;

/** A fault after a Close frame, or after a fault in one: the connection is dropped and nothing more is sent. */
const afterClose: readonly Check[] = [
  ...at('head', null, [[[...basicHeader.flatMap(([on]) => on)], ...invalidState]]),
  ...at('length', null, [[lengths, ...invalidState]]),
  ...at('header', null, [[sizes, ...invalidState]]),
  ...at('part', null, [[['deflate', 'textBrokenOrWhole'], ...invalidState]]),
];

const untilClose = (checks: readonly Check[]): Check[] =>
  checks.map((check) => ({ ...check, untilClose: true }));

export const websocketpp: Implementation = {
  id: 'websocketpp',
  answersEmptyClose: 1000,
  name: 'websocketpp 0.8',
  version: '0.8.2',
  roles: both,
  shown: 'reason of the Close frame; get_local_close_reason() in the close handler; the error log',
  closeCodes: '1000-1003,1007-1014,3000-4999',
  limit: 32000000,
  messageLimit: 32000000,
  reason: 'text',
  inflating: { afterLast: 'nothing', keepsWindow: true },
  application: 'the close handler is called, get_ec() is 0',
  checks: [
    ...untilClose([
      ...at('head', 1002, basicHeader),
      ...at('length', 1011, [[lengths, 'Payload length was not minimally encoded']]),
      ...at('header', 1009, [
        ['msb', 'A message was too large'],
        [sizes, 'A message was too large'],
      ]),
      ...at('part', null, [['deflate', 'The closing handshake timed out']]),
      ...at('part', 1007, [['textBrokenOrWhole', 'Invalid UTF8 encoding']]),
    ]),
    ...afterClose,
    ...inPass(
      1,
      untilClose(
        at('payload', 1002, [
          [['closeOneByte', 'closeCode'], 'Invalid close code'],
          ['closeReason', 'Invalid close reason'],
        ]),
      ),
    ),
  ],
  readsAfterClose: 'same read',
  dropsAnswer: true,
  cut: { text: 'End of File', closeCode: null },
};
