// Bun: its client, which speaks as `ws` does, and its server (Bun.serve), which grew out of uWebSockets.

import { at, client, type Implementation, server } from '../implementation.ts';

const closeCodes = '1000-1003,1007-1014,3000-4999';

export const bunClient: Implementation = {
  id: 'bun-client',
  name: 'Bun 1.4',
  version: '1.4.5',
  roles: client,
  shown: 'message of the error event; Close frame with an empty reason; the script sees close 1006',
  closeCodes,
  inflating: { afterLast: 'ignored' },
  limit: 134217728,
  error: 'Error',
  prefix: "WebSocket connection to '…' failed: ",
  application: "'error' event, then 'close' with code 1006",
  checks: [
    ...at('head', 1002, [
      ['rsv23', 'Protocol error - RSV2 and RSV3 must be clear'],
      ['masked', 'Protocol error - unexpected mask from server'],
      [['opcodeData', 'opcodeControl'], 'Protocol error - unsupported control frame: {n}'],
      ['fragmentedControl', 'Protocol error - control frame is fragmented'],
      [['orphan', 'interleaved'], 'Protocol error - unexpected opcode: {n}'],
      [['rsv1', 'rsv1Continuation', 'rsv1Control'], 'Protocol error - RSV1 must be clear'],
      [['controlForm', 'closeOneByte'], 'Protocol error - invalid control frame: {len7}'],
    ]),
    ...at('length', 1009, [['over53', 'Payload length over 2^53 - 1']]),
    ...at('header', 1009, [['tooBigAny', 'Message too big']]),
    ...at('message', 1007, [
      ['deflate', 'Invalid compressed data'],
      ['text', 'Server sent invalid UTF8'],
    ]),
    ...at('payload', 1002, [['closeCode', 'Protocol error - invalid close code: {code}']]),
    ...at('payload', 1007, [['closeReason', 'Server sent invalid UTF8']]),
  ],
};

export const bunServer: Implementation = {
  id: 'bun-server',
  name: 'Bun.serve 1.4',
  version: '1.4.5',
  roles: server,
  shown: 'reason of the close handler, with code 1006; reason of the Close frame',
  closeCodes,
  inflating: { afterLast: 'ignored' },
  limit: 16777216,
  messageLimit: 16777216,
  inflatedLimit: 16777216,
  reason: 'text',
  application: 'the close handler is called with code 1006',
  checks: [
    ...at('header', 1002, [
      ['unmasked', 'Received an incorrectly masked frame'],
      [['rsv1', 'rsv1Continuation', 'rsv1Control', 'rsv1Reserved'], 'Received unexpected RSV1 bit'],
      ['rsv23', 'Received unexpected RSV2 or RSV3 bit'],
      [['opcodeData', 'opcodeControl'], 'Received invalid opcode'],
      ['fragmentedControl', 'Received fragmented control frame'],
      ['controlForm', 'Received too big control frame'],
      ['orphan', 'Received continuation frame outside a fragmented message'],
      ['interleaved', 'Received new message inside a fragmented message'],
    ]),
    ...at('header', 1009, [[['tooBigAny', 'messageTooBig'], 'Received too big message']]),
    ...at('message', 1007, [['deflate', 'Received invalid compressed data']]),
    ...at('message', 1009, [['inflatedTooBig', 'Received too big message']]),
    ...at('message', 1007, [['text', 'Received invalid UTF-8']]),
    ...at('payload', 1002, [
      ['closeOneByte', 'Received invalid close payload'],
      ['closeCode', 'Received invalid close code'],
    ]),
    ...at('payload', 1007, [['closeReason', 'Received invalid UTF-8']]),
  ],
  cut: { text: 'no message, close 1006', closeCode: null },
};
