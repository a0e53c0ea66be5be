// Guacamole instructions, whole ones in each message.

import type { PayloadFormat } from '../format.ts';
import { addInstructions, elementAt } from '../guacamole-instructions.ts';

/** Instructions that the summary names. */
const named = 4;

export const guacamoleFormat: PayloadFormat = {
  id: 'guacamole',
  name: 'Guacamole',
  layer: 'protocol',

  recognise(sample) {
    const { text, facts } = sample;
    if (text === null || facts.kind !== 'text') return 'no';
    const element = elementAt(sample.bytes, 0);
    const isInstruction = element !== null && /[,;]/.test(String.fromCharCode(sample.bytes[element.end]));
    if (!isInstruction || !text.endsWith(';')) return 'no';
    return sample.speaks('guacamole') ? 'certain' : 'likely';
  },

  parse(tree) {
    const { names } = addInstructions(tree);
    const more = names.length > named ? `, … (${names.length} instructions)` : '';
    return `${names.slice(0, named).join(', ')}${more}`;
  },
};
