// libwebsockets has a server parser and a client parser, with their own orders and texts. Most faults only
// reach its log.

import { at, client, type Implementation, server } from '../implementation.ts';

const shown =
  'log at info or warn level; a short reason in the Close frame of a server, lost where more bytes follow than it read';

const serverHead = at('head', 1002, [
  ['fragmentedAny', 'frag ctl'],
  [['interleaved', 'orphan'], 'bad cont'],
  [['opcodeData', 'opcodeControl'], 'bad opc'],
  [['rsv1', 'rsv23'], 'rsv bits'],
]);
const serverRest = [
  ...at('head', null, [['controlForm', 'Control frame with xtended length is illegal']]),
  ...at('length', null, [
    ['msb', 'b63 of length must be zero'],
    ['tooBigAny', 'huge ws frame'],
  ]),
  ...at('part', null, [['deflate', 'zlib error inflate -3: "{zlib}"']]),
];
/** What follows in the same read is still looked at before the Close frame is answered. */
const badCloseCode = at('payload', 1002, [['closeCode', '', { pass: 1, reason: '{closeReason}' }]]);

const serverReader = {
  roles: server,
  inflating: { afterLast: 'nothing' },
  shown,
  closeCodes: '1000-1003,1007-1011,3000-65535',
  limit: 268435456,
  reason: 'text',
} as const satisfies Partial<Implementation>;

export const libwebsocketsServer: Implementation = {
  ...serverReader,
  id: 'libwebsockets-server',
  name: 'libwebsockets 5',
  version: '5.0.99 (source)',
  checks: [
    ...serverHead,
    ...at('head', 1002, [['unmasked', 'client unmasked']]),
    ...serverRest,
    ...badCloseCode,
  ],
};

/** Takes frames without a mask; UTF-8 is looked at only where LWS_SERVER_OPTION_VALIDATE_UTF8 is set. */
export const libwebsockets4Server: Implementation = {
  ...serverReader,
  id: 'libwebsockets-4-server',
  name: 'libwebsockets 4',
  version: '4.1.6',
  checks: [...serverHead, ...serverRest, ...badCloseCode],
};

const clientHead = at('head', null, [
  ['orphan', 'disordered continuation'],
  [['opcodeData', 'opcodeControl'], 'illegal opcode'],
  ['rsvNoExtension', 'illegal rsv bits set'],
  ['interleaved', 'hey you owed us a FIN'],
  ['fragmentedControl', "control msg can't be fragmented"],
]);
const clientRest = [
  ...at('head', null, [['controlForm', 'Control frame asking for extended length is illegal']]),
  ...at('length', null, [['msb', 'b63 of length must be zero']]),
  ...at('part', null, [['deflate', 'zlib error inflate -3: "{zlib}"']]),
  ...badCloseCode,
];

const clientReader = {
  roles: client,
  inflating: { afterLast: 'nothing' },
  shown,
  closeCodes: '1000-1003,1007-1015,3000-65535',
  readsAfterClose: true,
  dropsAnswer: true,
  handshake: [
    ['status', 'HS: ws upgrade response not 101'],
    ['accept', 'HS: Accept hash wrong', 'HS: ACCEPT missing'],
    ['upgrade', 'HS: Upgrade to something other than websocket', 'HS: UPGRADE missing'],
    ['connection', 'HS: UPGRADE malformed'],
    ['subprotocol', 'HS: PROTOCOL malformed'],
    ['extensions', 'HS: EXT: unknown ext'],
  ],
} as const satisfies Partial<Implementation>;

export const libwebsocketsClient: Implementation = {
  ...clientReader,
  id: 'libwebsockets-client',
  name: 'libwebsockets 5',
  version: '5.0.99 (source)',
  checks: [...clientHead, ...at('head', 1002, [['masked', 'srv mask']]), ...clientRest],
};

/** Does not look at the mask bit. */
export const libwebsockets4Client: Implementation = {
  ...clientReader,
  id: 'libwebsockets-4-client',
  name: 'libwebsockets 4',
  version: '4.1.6',
  checks: [...clientHead, ...clientRest],
};
