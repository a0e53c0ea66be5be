// Firefox has one console text for every frame error and one for every refused handshake. It takes masked frames, short
// Close payloads and any close code.

import { at, client, type HandshakePart, type Implementation } from '../implementation.ts';

const interrupted = 'The connection to {url} was interrupted while the page was loading.';
const refused = 'Firefox can’t establish a connection to the server at {url}.';
const parts: readonly HandshakePart[] = [
  'not-http',
  'no-answer',
  'status',
  'response-http-version',
  'upgrade',
  'connection',
  'accept',
  'extensions',
];

export const firefox: Implementation = {
  id: 'firefox',
  name: 'Firefox 153',
  version: '153.7 ESR',
  roles: client,
  shown: 'console; the script sees close 1006',
  limit: 2147483647,
  keepsEmptyMessage: true,
  checks: [
    ...at('length', null, [[['short16', 'msb', 'short64'], interrupted]]),
    ...at('header', null, [['tooBigAny', interrupted]]),
    ...at('payload', null, [
      [
        [
          'fragmentedAny',
          'rsv1',
          'rsv23',
          'rsv1Control',
          'rsv1InMessageWithBytes',
          'orphan',
          'interleavedAnyWithBytes',
        ],
        interrupted,
      ],
      [
        ['controlLongAny', 'closeReason', 'opcodeControl', 'opcodeDataFinal', 'opcodeMessage'],
        interrupted,
        { untilClose: true },
      ],
    ]),
    ...at('message', null, [[['deflate', 'text'], interrupted, { untilClose: true }]]),
  ],
  // After a Close frame it still looks at the headers; a fault of the same read comes before the answer.
  readsAfterClose: 'same read',
  inflating: { keepsWindow: true },
  closePass: 1,
  cut: { text: interrupted, closeCode: null },
  handshake: parts.map((part) => [part, refused] as const),
};
