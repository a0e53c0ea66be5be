// libwebsockets has a server parser and a client parser, with their own orders and texts. Most faults only
// reach its log.

import { at, client, type Implementation, server } from '../implementation.ts';

const shown = 'log at info or warn level; a short reason in the Close frame of a server';

export const libwebsocketsServer: Implementation = {
  id: 'libwebsockets-server',
  name: 'libwebsockets 5',
  version: '5.0.99 (source)',
  roles: server,
  shown,
  closeCodes: '1000-1003,1007-1011,3000-65535',
  limit: 268435456,
  checks: [
    ...at('head', 1002, [
      ['fragmentedAny', 'frag ctl'],
      [['interleaved', 'orphan'], 'bad cont'],
      [['opcodeData', 'opcodeControl'], 'bad opc'],
      [['rsv1', 'rsv23'], 'rsv bits'],
      ['unmasked', 'client unmasked'],
    ]),
    ...at('head', null, [['controlForm', 'Control frame with xtended length is illegal']]),
    ...at('length', null, [
      ['msb', 'b63 of length must be zero'],
      ['tooBigAny', 'huge ws frame'],
    ]),
    ...at('part', null, [['deflate', 'zlib error inflate {at}: "{zlib}"']]),
    ...at('part', 1007, [['text', 'bad utf8']]),
    ...at('payload', 1002, [['closeCode', '']]),
  ],
};

export const libwebsocketsClient: Implementation = {
  id: 'libwebsockets-client',
  name: 'libwebsockets 5',
  version: '5.0.99 (source)',
  roles: client,
  shown,
  closeCodes: '1000-1003,1007-1015,3000-65535',
  checks: [
    ...at('head', null, [
      ['orphan', 'disordered continuation'],
      [['opcodeData', 'opcodeControl'], 'illegal opcode'],
      ['rsvNoExtension', 'illegal rsv bits set'],
      ['interleaved', 'hey you owed us a FIN'],
      ['fragmentedControl', "control msg can't be fragmented"],
    ]),
    ...at('head', 1002, [['masked', 'srv mask']]),
    ...at('head', null, [['controlForm', 'Control frame asking for extended length is illegal']]),
    ...at('length', null, [['msb', 'b63 of length must be zero']]),
    ...at('part', null, [['deflate', 'zlib error inflate {at}: "{zlib}"']]),
    ...at('payload', 1002, [['closeCode', '']]),
  ],
  handshake: [
    ['status', 'HS: ws upgrade response not 101'],
    ['accept', 'HS: Accept hash wrong', 'HS: ACCEPT missing'],
    ['upgrade', 'HS: Upgrade to something other than websocket', 'HS: UPGRADE missing'],
    ['connection', 'HS: UPGRADE malformed'],
    ['subprotocol', 'HS: PROTOCOL malformed'],
    ['extensions', 'HS: EXT: unknown ext'],
  ],
};
