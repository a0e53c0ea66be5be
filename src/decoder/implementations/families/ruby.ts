// Ruby: protocol-websocket (async-websocket, Falcon). For Action Cable see `websocket-driver.ts`.

import { at, both, type Implementation } from '../implementation.ts';

export const protocolWebsocket: Implementation = {
  id: 'protocol-websocket',
  name: 'Ruby protocol-websocket 0.21',
  version: '0.21.0 (source)',
  roles: both,
  shown: 'ProtocolError, and reason of the Close frame',
  closeCodes: '1000-1003,1007-1014,3000-4999',
  checks: [
    ...at('head', 1002, [
      ['opcodeData', 'Non-control opcode = {n} is reserved!'],
      ['opcodeControl', 'Control opcode = {n} is reserved!'],
      ['controlForm', 'Invalid control frame payload length: {len7} > 125!'],
      ['fragmentedControl', 'Fragmented control frame!'],
    ]),
    ...at('payload', 1002, [
      ['rsvNoExtension', 'Received frame with reserved flags set!'],
      ['interleaved', 'Received {kindLower}, but expecting continuation!'],
      ['orphan', 'Received unexpected continuation!'],
      ['closeOneByte', 'Invalid close frame length!'],
      [['closeCodeRange', 'closeCodeLocal'], 'Invalid close code!'],
      ['closeCode', 'Reserved close code!'],
      ['closeReason', 'Invalid UTF-8 in close reason!'],
    ]),
    ...at('message', 1002, [['text', 'invalid UTF-8 in text frame!']]),
  ],
};
