// libsoup 3, which WebKitGTK, WPE and Epiphany use. One text for every protocol error.

import { at, both, type Implementation } from '../implementation.ts';

const invalid = 'Received invalid WebSocket response from the {peer}';

export const libsoup: Implementation = {
  id: 'libsoup',
  name: 'libsoup 3 (WebKitGTK)',
  version: '3.7.1 (source), 3.2.3 (run)',
  roles: both,
  shown: "GError of the 'error' signal; console of WebKitGTK; Close frame with an empty reason",
  closeCodes: '1000-1003,1007-1011,3000-4999',
  limit: 131072,
  readsAfterClose: 'same read',
  answersEmptyClose: 1000,
  inflating: { afterLast: 'anew', refusesLastInTail: true, keepsWindow: true },
  // An empty message is taken without inflating it.
  take: (frame, { content, deflateAgreed }) =>
    content.open && content.compressed
      ? { begins: null, compressed: true }
      : { compressed: frame.rsv >= 4 && deflateAgreed && !(frame.fin && frame.payloadLength === 0) },
  error: 'soup-websocket-error-quark',
  checks: [
    ...at('head', 1002, [[['masked', 'unmasked'], invalid]]),
    ...at('length', 1002, [[['short16', 'short64'], invalid]]),
    ...at('header', null, [
      [
        'tooBigAny',
        'Received WebSocket payload from the {peer} larger than configured max-incoming-payload-size',
      ],
    ]),
    // The extension counts compressed messages on its own: what comes inside one is inflated as more of it.
    ...at('payload', 1002, [
      ['rsv1InPacked', 'Received a non-first frame with RSV1 flag set'],
      ['deflate', 'Failed to uncompress incoming frame'],
      [['rsv1', 'rsv23', 'rsv1Control'], invalid],
      [
        [
          'fragmentedAny',
          'orphan',
          'interleavedAny',
          'opcodeControl',
          'opcodeData',
          'pingOrCloseLong',
          'closeOneByte',
          'closeCode',
          'closeReason',
        ],
        invalid,
        { untilClose: true },
      ],
    ]),
    ...at('message', 1007, [
      ['text', 'Received invalid WebSocket data from the {peer}', { untilClose: true }],
    ]),
  ],
  handshake: [
    ['status', 'The server did not accept the WebSocket handshake.'],
    ['upgrade', 'Server ignored WebSocket handshake'],
    ['connection', 'Server ignored WebSocket handshake'],
    ['subprotocol', 'Server requested unsupported protocol'],
    ['extensions', 'Server requested unsupported extension'],
    ['accept', 'Server returned incorrect “Sec-WebSocket-Accept” key'],
  ],
};
