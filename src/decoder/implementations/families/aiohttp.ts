// aiohttp for Python. Mask bits are not looked at in either role.

import { at, both, type Implementation } from '../implementation.ts';

const reserved = 'Received frame with non-zero reserved bits';

export const aiohttp: Implementation = {
  id: 'aiohttp',
  answersClose: 1000,
  name: 'aiohttp 3.14',
  version: '3.14.3',
  roles: both,
  shown: 'WSMessage of type ERROR; Close frame with an empty reason',
  closeCodes: '1000-1003,1006-1014,3000-65535',
  limit: 4194303,
  messageLimit: 4194303,
  inflatedLimit: 4194304,
  inflating: { keepsWindow: true },
  error: 'WebSocketError',
  application: 'receive() returns a message of type ERROR with this exception',
  // A fragment inside a message goes on with it, and gives it its own kind.
  take: (frame, { content }) =>
    content.open && !frame.fin && frame.opcode > 0 && content.wireLength > 0
      ? { begins: null, compressed: false, kind: frame.opcode === 1 ? 'text' : 'binary' }
      : {},
  keepsEmptyMessage: true,
  checks: [
    ...at('head', 1002, [
      [['rsv23', 'rsv1'], reserved],
      [['opcodeData', 'opcodeControl'], 'Unexpected opcode={n}'],
      ['fragmentedControl', 'Received fragmented control frame'],
      ['controlForm', 'Control frame payload cannot be larger than 125 bytes'],
      ['rsv1Late', reserved],
    ]),
    ...at('length', 1000, [
      ['msb', 'Python int too large to convert to C ssize_t', { error: 'OverflowError' }],
    ]),
    ...at('length', 1009, [
      [['tooBig', 'messageTooBig'], 'Message size {messageLength} exceeds limit 4194304'],
    ]),
    ...at('payload', 1002, [
      ['orphan', 'Continuation frame for non started message'],
      ['interleavedWithBytes', 'The opcode in non-fin frame is expected to be zero, got {n}'],
    ]),
    ...at('message', 1000, [['deflate', 'Error -3 while decompressing data: {zlib}', { error: 'error' }]]),
    ...at('message', 1009, [['inflatedTooBig', 'Decompressed message exceeds size limit 4194304']]),
    ...at('message', 1007, [['text', 'Invalid UTF-8 text message']]),
    ...at('payload', 1002, [
      ['closeCode', 'Invalid close code: {code}'],
      ['closeOneByte', 'Invalid close frame: {lastFin} 8 {pythonBytes}'],
    ]),
    ...at('payload', 1007, [['closeReason', 'Invalid UTF-8 text message']]),
  ],
  cut: { text: 'Cannot write to closing transport', closeCode: null, error: 'ClientConnectionResetError' },
  handshake: [
    ['status', 'Invalid response status'],
    ['upgrade', 'Invalid upgrade header'],
    ['connection', 'Invalid connection header'],
    ['accept', 'Invalid challenge response'],
  ],
};
