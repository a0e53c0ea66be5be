// Chrome DevTools Protocol (chromedevtools.github.io/devtools-protocol): JSON-RPC without its version.

import type { PayloadFormat } from '../format.ts';
import { addMessageJson, joinWords, shown } from '../json-messages.ts';
import type { PayloadSample } from '../sample.ts';
import { isRecord } from '../sample.ts';

function isDevTools(sample: PayloadSample): boolean {
  return sample.asksFor(/\/devtools\/(?:page|browser|worker|inspector)\b/);
}

export const cdpFormat: PayloadFormat = {
  id: 'cdp',
  name: 'Chrome DevTools Protocol',
  layer: 'protocol',

  recognise(sample) {
    const message = sample.object;
    if (message === null || message.jsonrpc !== undefined) return 'no';
    const { id, method, params, result, error } = message;
    const isMethod = typeof method === 'string' && /^[A-Z][A-Za-z]*\.[a-z][A-Za-z]*$/.test(method);
    const isAnswer = Number.isInteger(id) && (isRecord(result) || isRecord(error));
    if (isDevTools(sample)) return isMethod || isAnswer ? 'certain' : 'no';
    if (isMethod && (params === undefined || isRecord(params))) return 'likely';
    return isAnswer && Object.keys(message).length <= 3 ? 'possible' : 'no';
  },

  parse(tree, sample) {
    addMessageJson(tree);
    const message = sample.object ?? {};
    const id = message.id === undefined ? '' : `#${shown(message.id)}`;
    if (message.method !== undefined) {
      return joinWords(message.id === undefined ? 'event' : 'command', id, shown(message.method));
    }
    if (isRecord(message.error)) return joinWords('error', id, shown(message.error.message));
    return joinWords('result', id);
  },
};
