// Qt WebSockets (QWebSocket, QWebSocketServer), in C++ and in PyQt: qwebsocketframe.cpp and
// qwebsocketdataprocessor.cpp. It offers no compression.

import { at, both, type Implementation } from '../implementation.ts';

export const qt: Implementation = {
  id: 'qt',
  answersEmptyClose: 1000,
  name: 'Qt WebSockets 5.15',
  version: '5.15.8',
  roles: both,
  shown: 'closeReason() and the reason of the Close frame; errorString() says "Unknown error"',
  closeCodes: '1000-1003,1007-1011,3000-4999',
  limit: 2147483646,
  reason: 'text',
  // An empty frame makes its decoder forget the beginning of a character.
  take: (frame, { content }) =>
    content.open && frame.payloadLength === 0 && !frame.fin ? { forgetsCharacter: true } : {},
  application: 'disconnected() with closeCode() and closeReason()',
  checks: [
    ...at('head', 1002, [
      [['rsv1', 'rsv23', 'rsv1Continuation', 'rsv1Control'], 'Rsv field is non-zero'],
      [['opcodeData', 'opcodeControl'], 'Used reserved opcode'],
      ['controlForm', 'Control frame is larger than 125 bytes'],
      ['fragmentedControl', 'Control frames cannot be fragmented'],
    ]),
    ...at('length', 1002, [
      ['short16', 'Lengths smaller than 126 must be expressed as one byte.'],
      ['msb', 'Highest bit of payload length is not 0.'],
      ['short64', 'Lengths smaller than 65536 (2^16) must be expressed as 2 bytes.'],
    ]),
    ...at('header', 1009, [['tooBigAny', 'Maximum framesize exceeded.']]),
    ...at('payload', 1002, [
      ['orphan', 'Received Continuation frame, while there is nothing to continue.'],
      ['interleaved', 'All data frames after the initial data frame must have opcode 0 (continuation).'],
      ['closeOneByte', 'Payload of close frame is too small.'],
      ['closeCode', 'Invalid close code 1002 detected.'],
    ]),
    ...at('payload', 1007, [[['closeReason', 'text'], 'Invalid UTF-8 code encountered.']]),
  ],
};
