// Mojolicious, the web framework of Perl: Mojo::WebSocket. It judges sizes and compressed data, and takes every other
// frame.

import { at, both, type Implementation } from '../implementation.ts';

export const mojolicious: Implementation = {
  id: 'mojolicious',
  dropsBadReason: true,
  name: 'Mojolicious 9',
  version: '9.31',
  roles: both,
  shown: 'code 1009 of the finish event and of the Close frame, without a reason',
  limit: 262144,
  inflating: { afterLast: 'failure', keepsWindow: true },
  application: 'the finish event with code 1009',
  checks: [
    ...at('header', 1009, [['tooBigAny', '']]),
    ...at('part', 1009, [['wireTooBig', '']]),
    ...at('message', 1009, [[['deflateLeavesInput', 'inflatedTooBig'], '']]),
  ],
  messageLimit: 262144,
  inflatedLimit: 262144,
  // The first frame begins a message and each later one goes on with it, whatever their opcodes.
  take: (frame, { content, deflateAgreed }) =>
    content.open
      ? { begins: null, compressed: content.compressed }
      : { begins: 'binary', compressed: frame.rsv >= 4 && deflateAgreed },
  cut: { text: 'no message, close 1006', closeCode: null },
};
