// Tornado for Python drops the TCP connection on most faults and says nothing.

import { at, both, type Implementation } from '../implementation.ts';

export const tornado: Implementation = {
  id: 'tornado',
  answersWithoutReason: true,
  name: 'Tornado 6',
  version: '6.5.10',
  roles: both,
  shown: 'on_close() with close_code None; no Close frame',
  limit: 10485760,
  messageLimit: 10485760,
  inflatedLimit: 10485760,
  reason: 'text',
  inflating: { afterLast: 'nothing', keepsWindow: true },
  // The last frame that is no continuation tells whether the message is compressed: a ping in between may be it.
  take: (frame, { controlInMessage, deflateAgreed }) => {
    if (!deflateAgreed) return {};
    if (controlInMessage === null) return { compressed: frame.opcode > 0 && frame.rsv >= 4 };
    return controlInMessage.rsv >= 4 ? { compressed: true } : { raw: 'message' };
  },
  inflatesControl: true,
  application: 'on_close() or read_message() with None; errors of zlib are only logged',
  checks: [
    ...at('head', null, [[['rsv23', 'rsv1', 'rsv1Continuation', 'controlFormAny'], '']]),
    ...at('length', 1009, [[['tooBigAny', 'messageTooBig'], 'message too big']]),
    ...at('payload', null, [[['fragmentedAny', 'orphan', 'interleavedAny'], '']]),
    ...at('message', null, [
      [['deflate', 'deflateControl'], 'Error -3 while decompressing data: {zlib}', { error: 'error' }],
    ]),
    ...at('message', 1009, [['inflatedTooBig', 'message too big after decompression']]),
    ...at('payload', null, [[['opcodeMessage', 'opcodeControl'], '']]),
    ...at('message', null, [['text', '']]),
    ...at('payload', null, [[['closeReason'], '{codec}', { error: 'UnicodeDecodeError' }]]),
  ],
  cut: { text: '', closeCode: null },
  handshake: [
    ['status', 'HTTP {status}: {statusText}'],
    ['upgrade', 'Stream is closed'],
    ['connection', 'Stream is closed'],
    ['accept', 'Stream is closed'],
    ['extensions', 'Stream is closed'],
    ['request-upgrade', 'Can "Upgrade" only to "WebSocket".'],
    ['request-connection', '"Connection" must be "Upgrade".'],
    ['version', '426 Upgrade Required'],
  ],
};
