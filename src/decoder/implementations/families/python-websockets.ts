// websockets for Python, its current implementation (asyncio, threading, trio) and the legacy one, which is
// the default up to version 13. Reserved bits, control frames and sequence are checked once the whole payload
// is there.

import {
  at,
  both,
  type Check,
  type CheckLine,
  type HandshakeLine,
  type Implementation,
  inPass,
} from '../implementation.ts';

interface Texts {
  readonly tooBig: readonly CheckLine[];
  readonly inflatedTooBig: string;
  readonly sequence: readonly CheckLine[];
  readonly rsv1: string;
  readonly utf8: string;
}

function checks(texts: Texts): Check[] {
  return [
    ...at('head', 1002, [
      [['opcodeData', 'opcodeControl'], 'invalid opcode'],
      [['unmasked', 'masked'], 'incorrect masking'],
    ]),
    ...at('header', 1009, texts.tooBig),
    ...at('payload', 1002, [
      ['rsv1ContinuationPacked', texts.rsv1],
      ['deflate', 'decompression failed'],
      ['inflatedTooBig', texts.inflatedTooBig, { closeCode: 1009 }],
      [['rsv1', 'rsv23', 'rsv1Control', 'rsv1ContinuationPlain'], 'reserved bits must be 0'],
      ['controlLong', 'control frame too long'],
      ['fragmentedControl', 'fragmented control frame'],
      ...texts.sequence,
      ['closeOneByteAny', 'close frame too short'],
    ]),
    ...at('payload', 1007, [['closeReason', texts.utf8]]),
    ...at('payload', 1002, [
      ['closeCode', 'invalid status code'],
      ['closeInMessage', 'incomplete fragmented message'],
    ]),
    // Text is decoded when the application takes the message: a fault in a later frame of the same read comes first.
    ...inPass(1, at('message', 1007, [['text', texts.utf8]])),
  ];
}

const handshake: readonly HandshakeLine[] = [
  ['not-http', 'did not receive a valid HTTP response'],
  ['no-answer', 'connection closed while reading HTTP status line'],
  ['response-http-version', 'unsupported protocol; expected HTTP/1.1: {startLine}'],
  ['status', 'server rejected WebSocket connection: HTTP {status}'],
  ['connection', 'invalid Connection header: {value}', 'missing Connection header'],
  ['upgrade', 'invalid Upgrade header: {value}', 'missing Upgrade header'],
  ['accept', 'invalid Sec-WebSocket-Accept header: {value}', 'missing Sec-WebSocket-Accept header'],
  ['extensions', 'Unsupported extension: name = {name}, params = {params}'],
  ['subprotocol', 'no subprotocols supported'],
];
const shared = {
  roles: both,
  inflating: { afterLast: 'nothing' as const },
  // With a window that is kept, one decompressor reads all compressed frames, whatever message they belong to.
  take: ({ rsv }, { content, keepsWindow }) =>
    rsv >= 4 && keepsWindow && content.open && content.compressed ? { begins: null, compressed: true } : {},
  closeCodes: '1000-1003,1007-1014,3000-4999',
  limit: 1048576,
  inflatedLimit: 1048576,
  handshake,
} satisfies Partial<Implementation>;

export const pythonWebsockets: Implementation = {
  id: 'python-websockets',
  name: 'Python websockets 17',
  version: '17.1',
  shown: 'reason of the Close frame, and in ConnectionClosedError: sent 1002 (protocol error) …',
  error: 'ConnectionClosedError',
  reason: 'text',
  application: 'recv() raises ConnectionClosedError',
  checks: checks({
    tooBig: [
      ['restTooBig', 'frame with {len} bytes after reading {before} bytes exceeds limit of {max} bytes'],
      ['tooBigAny', 'frame with {len} bytes exceeds limit of {max} bytes'],
    ],
    inflatedTooBig: 'frame exceeds limit of {max} bytes',
    sequence: [
      ['interleaved', 'expected a continuation frame'],
      ['orphan', 'unexpected continuation frame'],
    ],
    rsv1: 'RSV1 bit set in continuation frame',
    utf8: '{reason} at position {at}',
  }),
  cut: { text: 'no close frame received or sent', closeCode: null, error: 'ConnectionClosedError' },
  ...shared,
};

export const pythonWebsocketsLegacy: Implementation = {
  id: 'python-websockets-legacy',
  name: 'Python websockets 10 (legacy)',
  version: '10.4',
  shown: '__cause__ of ConnectionClosedError; Close frame with an empty reason',
  error: 'ProtocolError',
  application: 'recv() raises ConnectionClosedError with this error as __cause__',
  // Frames are read one by one, and a message is decoded fragment by fragment.
  checks: [
    ...at('head', 1002, [
      [['opcodeData', 'opcodeControl'], 'invalid opcode'],
      [['unmasked', 'masked'], 'incorrect masking'],
    ]),
    ...at('length', 1009, [
      [['restTooBig', 'tooBigAny'], 'over size limit ({len} > {rest} bytes)', { error: 'PayloadTooBig' }],
    ]),
    ...at('payload', 1002, [
      ['deflate', 'decompression failed'],
      ['rsv1ContinuationPacked', 'reserved bits must be 0'],
      ['inflatedTooBig', 'over size limit (? > {rest} bytes)', { closeCode: 1009, error: 'PayloadTooBig' }],
      [['rsv1', 'rsv23', 'rsv1Control', 'rsv1ContinuationPlain'], 'reserved bits must be 0'],
      ['controlLong', 'control frame too long'],
      ['fragmentedControl', 'fragmented control frame'],
      ['closeOneByteAny', 'close frame too short'],
    ]),
    ...at('payload', 1007, [['closeReason', '{codec}', { error: 'UnicodeDecodeError' }]]),
    ...at('payload', 1002, [
      ['closeCode', 'invalid status code'],
      // The Close frame was answered already.
      ['closeInMessage', 'incomplete fragmented message', { echoes: true }],
      [['interleaved', 'orphan'], 'unexpected opcode'],
    ]),
    ...at('payload', 1007, [['text', '{decoderCodec}', { error: 'UnicodeDecodeError' }]]),
  ],
  cut: {
    text: '{have} bytes read on a total of {want} expected bytes',
    closeCode: null,
    error: 'IncompleteReadError',
  },
  ...shared,
};
