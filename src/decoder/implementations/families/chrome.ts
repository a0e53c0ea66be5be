// Chrome, Edge, Electron and every other Chromium. All bytes of one socket read are parsed, checked and inflated before
// the first frame is handled, so a fault further on in the read can decide the text, and sound frames before
// it are lost.

import { at, client, type FaultFacts, type Implementation, type ReadVerdict } from '../implementation.ts';

const invalidHeader: ReadVerdict = { text: 'Invalid frame header', closeCode: 1002 };
const silent: ReadVerdict = { text: 'no message, close 1006', closeCode: null };
const largest = 2 ** 31 - 1;

/** Walks the pseudo-frames of a read as the browser's parser does. Errors of the parser come before all others. */
function wholeRead(bytes: Uint8Array, facts: FaultFacts): ReadVerdict | null {
  let found: ReadVerdict | null = null;
  let inMessage = facts.messageOpen;
  let at = 0;
  while (at + 2 <= bytes.length) {
    const fin = bytes[at] >= 0x80;
    const opcode = bytes[at] & 15;
    let length = bytes[at + 1] & 127;
    const form = length === 126 ? 2 : length === 127 ? 8 : 0;
    const header = 2 + form + (bytes[at + 1] >= 0x80 ? 4 : 0);
    if (at + header > bytes.length) break;
    if (form > 0) {
      length = 0;
      for (let i = 0; i < form; i++) length = length * 256 + bytes[at + 2 + i];
      if (form === 2 ? length < 126 : length < 65536 || bytes[at + 2] >= 0x80) return invalidHeader;
      if (length > largest) return silent;
    }
    if (opcode >= 8 && (!fin || length > 125)) found ??= invalidHeader;
    if (opcode < 8) {
      if (facts.deflateAgreed && inMessage && (bytes[at] & 0x40) !== 0) found ??= invalidHeader;
      inMessage = !fin;
    }
    at += header + length;
  }
  return found;
}

const prefix = 'Error during WebSocket handshake: ';

export const chrome: Implementation = {
  id: 'chrome',
  name: 'Chrome 156',
  version: 'Chromium 156.0.8078.79',
  roles: client,
  shown: "console: WebSocket connection to '…' failed: …; the script sees close 1006",
  closeCodes: '0-1004,1007-1014,1016-65535',
  controlWaits: true,
  wholeRead,
  checks: [
    ...at('length', 1002, [[['short16', 'short64', 'msb'], invalidHeader.text]]),
    ...at('length', null, [['over31', silent.text]]),
    ...at('header', 1002, [[['fragmentedAny', 'controlLongAny', 'rsv1Continuation'], invalidHeader.text]]),
    ...at('payload', 1002, [['deflate', invalidHeader.text]]),
    ...at('part', 1002, [
      ['masked', 'A server must not mask any frames that it sends to the client.'],
      [
        ['rsv1', 'rsv23', 'rsv1Control'],
        'One or more reserved bits are on: reserved1 = {r1}, reserved2 = {r2}, reserved3 = {r3}',
      ],
    ]),
    ...at('payload', null, [['afterClose', '{Kind} received after close']]),
    ...at('part', 1002, [
      ['orphan', 'Received unexpected continuation frame.'],
      ['interleaved', 'Received start of new message but previous message is unfinished.'],
      [['opcodeData', 'opcodeControl'], 'Unrecognized frame opcode: {n}'],
    ]),
    ...at('part', 1002, [['text', 'Could not decode a text frame as UTF-8.']]),
    ...at('payload', 1002, [
      ['closeOneByte', 'Received a broken close frame with an invalid size of 1 byte.'],
      ['closeCode', 'Received a broken close frame containing a reserved status code.'],
      ['closeReason', 'Received a broken close frame containing invalid UTF-8.'],
    ]),
  ],
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
