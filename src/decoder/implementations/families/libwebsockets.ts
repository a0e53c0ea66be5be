// libwebsockets has a server parser and a client parser, with their own orders and texts. Most faults only
// reach its log.

import { at, type Check, client, type EndVerdict, type Implementation, server } from '../implementation.ts';

const shown =
  'log at info or warn level; a short reason in the Close frame of a server, lost where more bytes follow than it read';

const hidden = { onlyAfterClose: true, isHidden: true };
const serverHead: readonly Check[] = [
  ...at('head', 1002, [
    ['fragmentedAny', 'frag ctl', { untilClose: true }],
    [['interleaved', 'orphan'], 'bad cont', { untilClose: true }],
    [['opcodeData', 'opcodeControl'], 'bad opc', { untilClose: true }],
    [['rsv1', 'rsv23'], 'rsv bits', { untilClose: true }],
  ]),
  // After a Close frame in the same read there is no second one: only what the log says is seen.
  ...at('head', null, [
    [['fragmentedAny', 'interleaved', 'orphan'], '', hidden],
    [['opcodeData', 'opcodeControl'], 'illegal opcode', { onlyAfterClose: true }],
    [['rsv1', 'rsv23'], '', hidden],
  ]),
];
const serverRest = [
  ...at('head', null, [['controlForm', 'Control frame with xtended length is illegal']]),
  ...at('length', null, [['msb', 'b63 of length must be zero']]),
  ...at('part', null, [['deflate', 'zlib error inflate -3: "{zlib}"']]),
];
const cut: EndVerdict = { text: '', closeCode: null };
/** What follows in the same read is still looked at before the Close frame is answered. */
const badCloseCode = at('payload', 1002, [
  ['closeCode', '', { pass: 1, reason: '{closeReasonRaw}', untilClose: true }],
]);

const serverReader = {
  roles: server,
  inflating: { afterLast: 'nothing', keepsWindow: true },
  shown,
  closeCodes: '1000-1003,1007-1011,3000-65535',
  reason: 'text',
  readsAfterClose: 'same read',
  dropsAnswer: true,
  losesClose: { readSize: 4096, text: 'illegal opcode' },
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
    ...at('length', null, [['tooBigAny', 'huge ws frame']]),
    ...badCloseCode,
  ],
  limit: 268435456,
};

/** Takes frames without a mask; UTF-8 is looked at only where LWS_SERVER_OPTION_VALIDATE_UTF8 is set. */
export const libwebsockets4Server: Implementation = {
  ...serverReader,
  id: 'libwebsockets-4-server',
  name: 'libwebsockets 4',
  version: '4.1.6',
  checks: [...serverHead, ...serverRest, ...badCloseCode],
  cut,
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
  inflating: { afterLast: 'nothing', keepsWindow: true },
  shown,
  closeCodes: '1000-1003,1007-1015,3000-65535',
  readsAfterClose: true,
  takesLastClose: true,
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
  closeCodes: '1000-1003,1007-1011,3000-65535',
  cut,
  id: 'libwebsockets-4-client',
  name: 'libwebsockets 4',
  version: '4.1.6',
  checks: [...clientHead, ...clientRest],
};
