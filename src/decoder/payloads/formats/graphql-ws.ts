// GraphQL over WebSocket: the protocol of graphql-ws (`graphql-transport-ws`), and the older one of
// subscriptions-transport-ws (`graphql-ws`).

import type { PayloadFormat } from '../format.ts';
import { addMessageJson, joinWords, shown } from '../json-messages.ts';
import { isRecord, type PayloadSample } from '../sample.ts';

const shared = ['connection_init', 'connection_ack', 'error', 'complete'];
const newTypes = [...shared, 'ping', 'pong', 'subscribe', 'next'];
const oldTypes = [...shared, 'connection_error', 'connection_terminate', 'ka', 'start', 'stop', 'data'];
/** Types that other protocols hardly have. */
const tellingTypes = new Set([
  'connection_init',
  'connection_ack',
  'connection_error',
  'connection_terminate',
]);
const withPayload = new Set(['subscribe', 'next', 'start', 'data']);

/** Whether a message has a type of the protocol, by its subprotocol where one is agreed. */
function hasType(sample: PayloadSample, type: unknown): boolean {
  if (typeof type !== 'string') return false;
  if (sample.speaks('graphql-transport-ws')) return newTypes.includes(type);
  if (sample.speaks('graphql-ws')) return oldTypes.includes(type);
  return newTypes.includes(type) || oldTypes.includes(type);
}

export const graphqlWsFormat: PayloadFormat = {
  id: 'graphql-ws',
  name: 'GraphQL over WebSocket',
  layer: 'protocol',

  recognise(sample) {
    const message = sample.object;
    if (message === null || !hasType(sample, message.type)) return 'no';
    if (sample.speaks('graphql-transport-ws', 'graphql-ws')) return 'certain';
    const type = String(message.type);
    if (tellingTypes.has(type)) return 'likely';
    const { payload, id } = message;
    const isOperation = isRecord(payload) && ('query' in payload || 'data' in payload);
    return isOperation && withPayload.has(type) && id !== undefined ? 'likely' : 'possible';
  },

  parse(tree, sample) {
    addMessageJson(tree);
    const { type, id, payload } = sample.object ?? {};
    const name =
      isRecord(payload) && typeof payload.operationName === 'string' ? shown(payload.operationName) : '';
    const errors = Array.isArray(payload) && isRecord(payload[0]) ? shown(payload[0].message) : '';
    const of = id === undefined ? '' : `#${String(id).slice(0, 40)}`;
    return joinWords(typeof type === 'string' ? type : 'message', of, name, errors);
  },
};
