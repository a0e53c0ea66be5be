// JSON (RFC 8259).

import type { PayloadFormat } from '../format.ts';
import { addJson } from '../values/json.ts';
import { valueSummary } from '../values/messagepack.ts';

export const jsonFormat: PayloadFormat = {
  id: 'json',
  name: 'JSON',
  layer: 'encoding',

  recognise(sample) {
    const value = sample.json;
    if (value === undefined)
      return sample.text !== null && /^\s*[{[]\s*"/.test(sample.text) ? 'possible' : 'no';
    if (typeof value === 'object' && value !== null)
      return sample.facts.kind === 'text' ? 'certain' : 'likely';
    return typeof value === 'string' && sample.facts.kind === 'text' ? 'likely' : 'possible';
  },

  parse(tree) {
    const node = addJson(tree, null, 'value', 0, tree.bytes.length);
    return valueSummary(node);
  },
};
