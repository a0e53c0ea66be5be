// PHP: Ratchet (and Pawl), and Swoole, which checks little and logs what it finds.

import { at, both, type Implementation, server } from '../implementation.ts';

const found = 'Ratchet detected ';

export const ratchet: Implementation = {
  id: 'ratchet',
  name: 'Ratchet RFC6455 0.4',
  version: '0.4.0 (source)',
  roles: both,
  shown: 'reason of the Close frame',
  closeCodes: '1000-1003,1007-1011,3000-4999',
  checks: [
    ...at('header', 1002, [['msb', 'Invalid frame length']]),
    ...at('header', 1009, [['over53', 'Maximum frame size exceeded']]),
    ...at('payload', 1002, [
      ['rsvNoExtension', `${found}an invalid reserve code`],
      ['unmasked', `${found}an incorrect frame mask`],
      [['longOther', 'fragmentedOther'], `${found}a mismatch between final bit and indicated payload length`],
      [['opcodeControl', 'opcodeData'], `${found}an invalid OP code`],
      [['closeOneByte', 'closeCode'], `${found}an invalid close code`],
      ['orphan', `${found}the first frame of a message was a continue`],
      ['interleaved', `${found}invalid OP code when expecting continue frame`],
    ]),
    ...at('payload', 1007, [['closeReason', `${found}an invalid UTF-8 payload in the close reason`]]),
    ...at('message', 1007, [['text', `${found}an invalid UTF-8 payload`]]),
  ],
};

export const swoole: Implementation = {
  id: 'swoole',
  name: 'Swoole 6',
  version: '6.2.1 (source)',
  roles: server,
  shown: 'warning in the log; the TCP connection is dropped',
  checks: [
    ...at('length', null, [['msb', '']]),
    ...at('payload', null, [
      [
        ['controlLong', 'fragmentedControl'],
        'invalid websocket control frame received: opcode={n}, fin={fin}, payload_length={len}',
      ],
      ['orphan', 'bad frame[opcode=0]. remote_addr={address}'],
      ['interleavedFirst', 'merging incomplete frame, bad request. remote_addr={address}'],
      [['opcodeData', 'opcodeControl'], 'unknown opcode [{n}]'],
      ['deflate', 'inflate() failed, Error: {zlib}'],
    ]),
  ],
};
