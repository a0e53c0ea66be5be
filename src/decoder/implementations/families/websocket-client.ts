// websocket-client, the blocking client of Python (`import websocket`): _abnf.py and _core.py. A frame is checked once
// its payload is there, and no Close frame is sent on a fault.

import { at, client, type Implementation } from '../implementation.ts';

const payloadError = { error: 'WebSocketPayloadException' };
const badHeader = 'Invalid WebSocket Header';

export const websocketClient: Implementation = {
  id: 'websocket-client',
  answersClose: 1000,
  name: 'websocket-client (Python)',
  version: '1.9.2',
  roles: client,
  shown: 'exception of recv(), or error of on_error in a WebSocketApp; no Close frame',
  closeCodes: '1000-1003,1007-1014,3000-4999',
  error: 'WebSocketProtocolException',
  application: 'recv() raises; a WebSocketApp calls on_error, then on_close without a code',
  checks: [
    ...at('payload', null, [
      [['rsv1', 'rsv23', 'rsv1Continuation', 'rsv1Control'], 'rsv is not implemented, yet'],
      [['opcodeData', 'opcodeControl'], 'Invalid opcode {n}'],
      ['fragmentedPing', 'Invalid ping frame.'],
      [['closeOneByteAny', 'closeLong', 'closeReasonBroken'], 'Invalid close frame.'],
      ['closeCode', 'Invalid close opcode {code}'],
      ['pingLong', 'Ping message is too long'],
      [['orphan', 'interleaved'], 'Illegal frame'],
    ]),
    ...at('message', null, [['textBroken', 'cannot decode: {pythonContent}', payloadError]]),
  ],
  cut: {
    text: 'Connection to remote host was lost.',
    closeCode: null,
    error: 'WebSocketConnectionClosedException',
  },
  handshake: [
    ['status', 'Handshake status {status} {statusText}'],
    ['upgrade', badHeader],
    ['connection', badHeader],
    ['subprotocol', badHeader],
    ['accept', badHeader],
  ],
};
