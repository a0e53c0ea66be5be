// uWebSockets and uWebSockets.js. Server only; the mask bit is never looked at.

import { at, type Implementation, server } from '../implementation.ts';

export const uWebSockets: Implementation = {
  id: 'uwebsockets',
  name: 'uWebSockets 20',
  version: '20.79.0 (source)',
  roles: server,
  shown: 'message of the close handler, with code 1006; the TCP connection is dropped',
  closeCodes: '1000-1003,1007-1011,4000-4999',
  limit: 16384,
  checks: [
    ...at('header', null, [
      [
        [
          'rsv1',
          'rsv23',
          'rsv1Continuation',
          'rsv1Control',
          'opcodeData',
          'opcodeControl',
          'fragmentedControl',
          'controlForm',
          'orphan',
          'interleaved',
        ],
        'Received invalid WebSocket frame',
      ],
      ['tooBig', 'Received too big message'],
    ]),
    ...at('message', null, [
      ['deflate', 'Received too big message, or other inflation error'],
      ['text', 'Received invalid UTF-8'],
    ]),
    ...at('payload', null, [[['closeCode', 'closeReason'], 'Received invalid close payload']]),
  ],
};
