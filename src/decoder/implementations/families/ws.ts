// ws, the WebSocket library of most Node.js servers and of Socket.IO, Vite and Next.js: lib/receiver.js.

import { at, both, type Implementation } from '../implementation.ts';

export const ws: Implementation = {
  id: 'ws',
  name: 'ws 8',
  version: '8.23.0',
  roles: both,
  shown: "'error' event with .code; Close frame with an empty reason; the local close code is 1006",
  error: 'RangeError',
  application: "'error' event, then 'close' with code 1006",
  closeCodes: '1000-1003,1007-1014,3000-4999',
  limit: 104857600,
  inflating: { afterLast: 'ignored' },
  checks: [
    ...at('head', 1002, [
      ['rsv23', 'Invalid WebSocket frame: RSV2 and RSV3 must be clear', 'WS_ERR_UNEXPECTED_RSV_2_3'],
      [
        ['rsv1', 'rsv1Continuation'],
        'Invalid WebSocket frame: RSV1 must be clear',
        'WS_ERR_UNEXPECTED_RSV_1',
      ],
      [['interleaved', 'orphan'], 'Invalid WebSocket frame: invalid opcode {n}', 'WS_ERR_INVALID_OPCODE'],
      ['fragmentedControl', 'Invalid WebSocket frame: FIN must be set', 'WS_ERR_EXPECTED_FIN'],
      ['rsv1KnownControl', 'Invalid WebSocket frame: RSV1 must be clear', 'WS_ERR_UNEXPECTED_RSV_1'],
      [
        ['controlForm', 'closeOneByte'],
        'Invalid WebSocket frame: invalid payload length {len7}',
        'WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH',
      ],
      [
        ['opcodeData', 'opcodeControl'],
        'Invalid WebSocket frame: invalid opcode {n}',
        'WS_ERR_INVALID_OPCODE',
      ],
      ['unmasked', 'Invalid WebSocket frame: MASK must be set', 'WS_ERR_EXPECTED_MASK'],
      ['masked', 'Invalid WebSocket frame: MASK must be clear', 'WS_ERR_UNEXPECTED_MASK'],
    ]),
    ...at('length', 1009, [
      [
        'over53',
        'Unsupported WebSocket frame: payload length > 2^53 - 1',
        'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH',
      ],
    ]),
    ...at('header', 1009, [['tooBig', 'Max payload size exceeded', 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH']]),
    ...at('payload', 1007, [['deflate', '{zlib}', { code: 'Z_DATA_ERROR', error: 'Error' }]]),
    ...at('message', 1007, [
      [
        'text',
        'Invalid WebSocket frame: invalid UTF-8 sequence',
        { code: 'WS_ERR_INVALID_UTF8', error: 'Error' },
      ],
    ]),
    ...at('payload', 1002, [
      ['closeCode', 'Invalid WebSocket frame: invalid status code {code}', 'WS_ERR_INVALID_CLOSE_CODE'],
    ]),
    ...at('payload', 1007, [
      [
        'closeReason',
        'Invalid WebSocket frame: invalid UTF-8 sequence',
        { code: 'WS_ERR_INVALID_UTF8', error: 'Error' },
      ],
    ]),
  ],
  cut: { text: 'no message, close 1006', closeCode: null },
  handshake: [
    ['not-http', 'Parse Error: Expected HTTP/, RTSP/ or ICE/'],
    ['no-answer', 'socket hang up'],
    ['status', 'Unexpected server response: {status}'],
    ['connection', 'Unexpected server response: 101'],
    ['upgrade', 'Invalid Upgrade header', 'Unexpected server response: 101'],
    ['accept', 'Invalid Sec-WebSocket-Accept header'],
    ['subprotocol', 'Server sent a subprotocol but none was requested', 'Server sent no subprotocol'],
    ['extensions', 'Server indicated an extension that was not requested'],
    ['method', 'Invalid HTTP method'],
    ['request-upgrade', 'Invalid Upgrade header'],
    ['key', 'Missing or invalid Sec-WebSocket-Key header'],
    ['version', 'Missing or invalid Sec-WebSocket-Version header'],
  ],
};
