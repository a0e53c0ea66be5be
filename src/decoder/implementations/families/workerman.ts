// Workerman, a server and a client in PHP. Both look at the mask, the opcode and the length, and at nothing else: they
// take reserved bits, text that is not UTF-8, interleaved messages and any close code.

import { at, client, type Implementation, server } from '../implementation.ts';

/** Of the buffered frames of a message and the frame that arrives. */
const limit = 10 * 1024 * 1024;
const common = {
  version: '4 and 5 (source)',
  shown: 'standard output of the worker; the TCP connection is closed without a Close frame',
  limit,
  application: 'onClose',
} as const satisfies Partial<Implementation>;
const tooBig = 'error package. package_length=…';

/** Protocols/Websocket.php. */
export const workermanServer: Implementation = {
  ...common,
  id: 'workerman-server',
  name: 'Workerman 5',
  roles: server,
  checks: [
    ...at('head', null, [
      ['unmasked', 'frame not masked so close the connection'],
      [['opcodeData', 'opcodeControl'], 'error opcode {n} and close websocket connection. Buffer:…'],
    ]),
    ...at('header', null, [
      ['msb', tooBig],
      [['tooBigAny', 'restTooBig'], tooBig],
    ]),
  ],
};

/** Protocols/Ws.php. */
export const workermanClient: Implementation = {
  ...common,
  id: 'workerman-client',
  name: 'Workerman 5',
  roles: client,
  checks: [
    ...at('head', null, [
      ['masked', 'frame masked so close the connection'],
      [['opcodeData', 'opcodeControl'], 'error opcode {n} and close websocket connection. Buffer:…'],
    ]),
    ...at('length', null, [
      ['msb', tooBig],
      [['tooBigAny', 'restTooBig'], tooBig],
    ]),
  ],
  handshake: [
    ['accept', 'Sec-WebSocket-Accept not match. Header:', 'Sec-WebSocket-Accept not found. Header:'],
  ],
};
