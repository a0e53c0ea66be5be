// Erlang and Elixir: Cowboy (Phoenix up to 1.6, RabbitMQ) and Gun share cowlib, which has three words for everything.

import { at, type Condition, client, type Implementation, server } from '../implementation.ts';

const head: readonly Condition[] = [
  'rsv1',
  'rsv23',
  'opcodeData',
  'opcodeControl',
  'fragmentedControl',
  'orphan',
  'interleaved',
  'closeOneByte',
];
const payload = [
  ...at('payload', 1002, [[['deflate', 'closeCode'], 'badframe']]),
  ...at('payload', 1007, [['closeReason', 'badencoding']]),
  ...at('part', 1007, [['text', 'badencoding']]),
];
const closeCodes = '1000-1003,1007-1011,3000-4999';

export const cowboy: Implementation = {
  id: 'cowboy',
  name: 'Cowboy 2',
  version: '2.18.0 (source)',
  roles: server,
  shown: 'terminate/3 with {error, …}; Close frame with an empty reason',
  closeCodes,
  limit: 1000000,
  checks: [
    ...at('head', 1002, [[head, 'badframe']]),
    ...at('length', 1002, [['msb', 'badframe']]),
    ...at('header', 1002, [[['short16', 'short64', 'controlForm', 'unmasked'], 'badframe']]),
    ...at('header', 1009, [['tooBigAny', 'badsize']]),
    ...payload,
  ],
};

export const gun: Implementation = {
  id: 'gun',
  name: 'Gun 2',
  version: '2.4.1 (source)',
  roles: client,
  shown: 'gun_down; Close frame with an empty reason',
  closeCodes,
  checks: [
    ...at('head', 1002, [[head, 'badframe']]),
    ...at('length', 1002, [['msb', 'badframe']]),
    ...at('header', 1002, [[['short16', 'short64', 'controlForm'], 'badframe']]),
    ...payload,
  ],
};
