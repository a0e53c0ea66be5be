// wsproto, which Trio, Hypercorn and uvicorn (--ws wsproto) use. No size limit.

import { at, both, type Implementation } from '../implementation.ts';

export const wsproto: Implementation = {
  id: 'wsproto',
  name: 'wsproto 1.3',
  version: '1.3.2',
  roles: both,
  shown: 'reason of the CloseConnection event; the Close frame that the application answers with repeats it',
  reason: 'text',
  application: 'CloseConnection event with the code and the text',
  cut: { text: 'no message, close 1006', closeCode: null, error: 'CloseConnection' },
  closeCodes: '1000-1003,1007-1013,3000-4999',
  // The payload of a new message inside an open one is inflated with that one.
  // A control frame between two fragments ends the inflating of the message.
  take: (frame, { content, controlInMessage }) => ({
    ...(content.open && frame.opcode > 0 ? { begins: null, compressed: content.compressed } : {}),
    ...(controlInMessage === null || frame.rsv >= 4 ? {} : { raw: 'frame' as const }),
  }),
  inflating: { afterLast: 'failure' },
  checks: [
    ...at('head', 1002, [
      [['opcodeData', 'opcodeControl'], 'Invalid opcode 0x{hex}'],
      ['fragmentedControl', 'Invalid attempt to fragment control frame'],
      ['controlForm', 'Control frame with payload len > 125'],
    ]),
    ...at('length', 1002, [
      ['short16', 'Payload length used 2 bytes when 1 would have sufficed'],
      ['short64', 'Payload length used 8 bytes when 2 would have sufficed'],
      ['msb', '8-byte payload length with non-zero MSB'],
    ]),
    ...at('header', 1002, [
      [['rsv1Control', 'rsv1Continuation'], 'error in extension'],
      [['rsv1', 'rsv23'], 'Reserved bit set unexpectedly'],
      ['masked', 'client received unexpected masked frame'],
      ['unmasked', 'server received unexpected unmasked frame'],
    ]),
    ...at('part', 1007, [['deflate', 'error in extension']]),
    ...at('part', 1002, [
      ['orphan', 'unexpected CONTINUATION'],
      ['interleaved', 'expected CONTINUATION, got <Opcode.{kind}: {n}>'],
    ]),
    ...at('part', 1007, [['text', '{chunkCodec}']]),
    ...at('payload', 1002, [
      ['closeOneByte', 'CLOSE with 1 byte payload'],
      ['closeCodeRange', 'CLOSE with invalid code'],
      ['closeCodeLocal', 'remote CLOSE with local-only reason'],
      ['closeCode', 'CLOSE with unknown reserved code'],
    ]),
    ...at('payload', 1007, [['closeReason', 'Error decoding CLOSE reason: {codec}']]),
  ],
  handshake: [
    ['connection', "Missing header, 'Connection: Upgrade'"],
    ['upgrade', "Missing header, 'Upgrade: websocket'"],
    ['accept', 'Bad accept token'],
    ['subprotocol', 'unrecognized subprotocol {value}'],
    ['extensions', 'unrecognized extension {name}'],
  ],
};
