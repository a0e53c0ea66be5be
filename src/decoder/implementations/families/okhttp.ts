// OkHttp, the client of most Android applications and of Ktor's OkHttp engine: WebSocketReader. It sends no Close
// frame on a fault.

import { at, type Check, type CheckLine, client, type Implementation } from '../implementation.ts';

/** Versions differ in how they word the reserved bits and in which Close codes they take. */
function checks(reserved: readonly CheckLine[]): Check[] {
  return [
    ...at('head', null, [
      ['fragmentedAny', 'Control frames must be final.'],
      ...reserved,
      ['masked', 'Server-sent frames must not be masked.'],
    ]),
    ...at('length', null, [
      ['msb', 'Frame length 0x{hexLength} > 0x7FFFFFFFFFFFFFFF'],
      ['controlLongAny', 'Control frame must be less than 125B.'],
    ]),
    ...at('header', null, [
      ['interleavedAny', 'Expected continuation opcode. Got: {hex}'],
      [['opcodeData', 'orphan'], 'Unknown opcode: {hex}'],
    ]),
    ...at('payload', null, [
      ['opcodeControl', 'Unknown control opcode: {hex}'],
      ['closeOneByteAny', 'Malformed close payload length of 1.'],
      ['closeCodeRange', 'Code must be in range [1000,5000): {signedCode}'],
      ['closeCode', 'Code {code} is reserved and may not be used.'],
      ['closeInMessage', 'Expected continuation opcode. Got: 8'],
    ]),
    ...at('message', null, [
      ['deflate', 'java.util.zip.DataFormatException: {zlib}', { error: 'IOException' }],
    ]),
  ];
}

const common = {
  roles: client,
  shown: 'Throwable of onFailure; no Close frame',
  error: 'ProtocolException',
  application: 'onFailure is called, onClosed is not',
  // The application answers, as a rule with 1000.
  answersClose: 1000,
  cut: { text: 'no message, EOFException', closeCode: null, error: 'EOFException' },
  handshake: [
    ['no-answer', 'unexpected end of stream on …'],
    ['status', "Expected HTTP 101 response but was '{status} {statusText}'"],
    ['connection', "Expected 'Connection' header value 'Upgrade' but was '{value}'"],
    ['upgrade', "Expected 'Upgrade' header value 'websocket' but was '{value}'"],
    ['accept', "Expected 'Sec-WebSocket-Accept' header value '…' but was '{value}'"],
  ],
} as const satisfies Partial<Implementation>;

export const okhttp: Implementation = {
  ...common,
  id: 'okhttp',
  name: 'OkHttp',
  version: '4.9 to 5 (source)',
  closeCodes: '1000-1003,1007-1014,3000-4999',
  checks: checks([
    [['rsv1', 'rsv1Continuation', 'rsv1Control', 'rsv1Reserved'], 'Unexpected rsv1 flag'],
    ['rsv2', 'Unexpected rsv2 flag'],
    ['rsv3', 'Unexpected rsv3 flag'],
  ]),
};

export const okhttp3: Implementation = {
  ...common,
  id: 'okhttp-3',
  name: 'OkHttp 3',
  version: '3.13.1',
  closeCodes: '1000-1003,1007-1011,3000-4999',
  checks: checks([[['rsv1', 'rsv23', 'rsv1Continuation', 'rsv1Control'], 'Reserved flags are unsupported.']]),
};
