// aiohttp for Python. Mask bits are not looked at in either role.

import { at, both, type Implementation } from '../implementation.ts';

const reserved = 'Received frame with non-zero reserved bits';

export const aiohttp: Implementation = {
  id: 'aiohttp',
  name: 'aiohttp 3.14',
  version: '3.14.3',
  roles: both,
  shown: 'WSMessage of type ERROR; Close frame with an empty reason',
  closeCodes: '1000-1003,1006-1014,3000-4999,5000-65535',
  limit: 4194303,
  checks: [
    ...at('head', 1002, [
      [['rsv23', 'rsv1'], reserved],
      [['opcodeData', 'opcodeControl'], 'Unexpected opcode={n}'],
      ['fragmentedControl', 'Received fragmented control frame'],
      ['controlForm', 'Control frame payload cannot be larger than 125 bytes'],
      ['rsv1Continuation', reserved],
    ]),
    ...at('header', 1000, [['msb', 'Python int too large to convert to C ssize_t']]),
    ...at('header', 1009, [['tooBigAny', 'Message size {len} exceeds limit 4194304']]),
    ...at('payload', 1002, [
      ['orphan', 'Continuation frame for non started message'],
      ['interleavedFinal', 'The opcode in non-fin frame is expected to be zero, got {n}'],
    ]),
    ...at('message', 1000, [['deflate', 'Error -3 while decompressing data: {zlib}']]),
    ...at('message', 1007, [['text', 'Invalid UTF-8 text message']]),
    ...at('payload', 1002, [
      ['closeCode', 'Invalid close code: {code}'],
      ['closeOneByte', 'Invalid close frame: False 8 {bytes}'],
    ]),
    ...at('payload', 1007, [['closeReason', 'Invalid UTF-8 text message']]),
  ],
  handshake: [
    ['status', 'Invalid response status'],
    ['upgrade', 'Invalid upgrade header'],
    ['connection', 'Invalid connection header'],
    ['accept', 'Invalid challenge response'],
  ],
};
