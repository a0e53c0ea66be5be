// Chrome, Edge, Electron and every other Chromium. All bytes of one socket read are parsed, checked and inflated before
// the first frame is handled, so a fault further on in the read can decide the text, and sound frames before
// it are lost.

import { at, client, type EndVerdict, type Implementation, inPass } from '../implementation.ts';

const invalidHeader = 'Invalid frame header';
/** The reason in the Close frame. */
const protocolError = { reason: 'WebSocket Protocol Error' };
const silent: EndVerdict = { text: 'no message, close 1006', closeCode: null };

const prefix = 'Error during WebSocket handshake: ';

export const chrome: Implementation = {
  id: 'chrome',
  name: 'Chrome 156',
  version: 'Chromium 156.0.8078.79',
  roles: client,
  shown: "console: WebSocket connection to '…' failed: …; the script sees close 1006",
  closeCodes: '0-1004,1007-1014,1016-65535',
  controlWaits: true,
  application: "'error' event without a message, then 'close' with code 1006",
  checks: [
    ...at('length', 1002, [[['short16', 'short64', 'msb'], invalidHeader, protocolError]]),
    ...at('length', null, [['over31', silent.text]]),
    ...inPass(1, [
      ...at('header', 1002, [
        [['fragmentedAny', 'controlLongAny', 'rsv1InMessage'], invalidHeader, protocolError],
      ]),
      ...at('part', 1002, [['deflate', invalidHeader, protocolError]]),
    ]),
    ...inPass(2, [
      ...at('part', 1002, [
        [
          'masked',
          'A server must not mask any frames that it sends to the client.',
          { reason: 'Masked frame from server' },
        ],
        [
          ['rsv1', 'rsv23', 'rsv1Control', 'rsv1Reserved'],
          'One or more reserved bits are on: reserved1 = {leftR1}, reserved2 = {r2}, reserved3 = {r3}',
          { reason: 'Invalid reserved bit' },
        ],
      ]),
      ...at('payload', null, [['anyAfterClose', '{frameKind} received after close']]),
      ...at('part', 1002, [
        ['orphan', 'Received unexpected continuation frame.', { reason: 'Unexpected continuation' }],
        [
          'interleavedPlain',
          'Received start of new message but previous message is unfinished.',
          { reason: 'Previous data frame unfinished' },
        ],
        [['opcodeData', 'opcodeControl'], 'Unrecognized frame opcode: {n}', { reason: 'Unknown opcode' }],
        ['text', 'Could not decode a text frame as UTF-8.', { reason: 'Invalid UTF-8 in text frame' }],
      ]),
      ...at('payload', 1002, [
        ['closeOneByte', 'Received a broken close frame with an invalid size of 1 byte.'],
        ['closeCode', 'Received a broken close frame containing a reserved status code.'],
        [
          'closeReason',
          'Received a broken close frame containing invalid UTF-8.',
          { reason: 'Invalid UTF-8 in Close frame' },
        ],
      ]),
    ]),
  ],
  readsAfterClose: true,
  skipsReserved: true,
  // Its reader collects this much of a compressed message before it passes a frame on.
  collectsInflated: 4096,
  inflating: { keepsWindow: true },
  // The decompressor knows no opcodes: it begins at any data frame with RSV1 and ends at FIN.
  take: (frame, { content, deflateAgreed }) => {
    if (frame.opcode > 2) return {};
    if (content.open && content.compressed) return { begins: null, compressed: true };
    return { compressed: frame.rsv >= 4 && deflateAgreed && !content.open };
  },
  closePass: 2,
  cut: silent,
  handshake: [
    ['not-http', `${prefix}net::ERR_INVALID_HTTP_RESPONSE`],
    ['no-answer', 'Connection closed before receiving a handshake response'],
    ['status', `${prefix}Unexpected response code: {status}`],
    [
      'upgrade',
      `${prefix}'Upgrade' header value is not 'WebSocket': {value}`,
      `${prefix}'Upgrade' header is missing`,
    ],
    [
      'accept',
      `${prefix}Incorrect 'Sec-WebSocket-Accept' header value`,
      `${prefix}'Sec-WebSocket-Accept' header is missing`,
    ],
    [
      'connection',
      `${prefix}'Connection' header value must contain 'Upgrade'`,
      `${prefix}'Connection' header is missing`,
    ],
    [
      'subprotocol',
      `${prefix}Response must not include 'Sec-WebSocket-Protocol' header if not present in request: {value}`,
      `${prefix}Sent non-empty 'Sec-WebSocket-Protocol' header but no response was received`,
    ],
    ['extensions', `${prefix}Found an unsupported extension '{name}' in 'Sec-WebSocket-Extensions' header`],
  ],
};
