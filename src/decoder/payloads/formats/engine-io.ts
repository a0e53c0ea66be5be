// Engine.IO without Socket.IO in it: packets of one digit and their data.

import {
  addEngineBinary,
  addEngineBody,
  addEngineType,
  engineTypeName,
  isEngineRequest,
  socketPattern,
} from '../engine-packets.ts';
import { hexOf, quoted } from '../fields.ts';
import type { PayloadFormat } from '../format.ts';

export const engineIoFormat: PayloadFormat = {
  id: 'engine.io',
  name: 'Engine.IO',
  layer: 'protocol',

  recognise(sample) {
    const { facts, text } = sample;
    const isOther = sample.asksFor(/socket\.io/);
    if (facts.kind === 'binary') return isEngineRequest(sample) ? (isOther ? 'possible' : 'likely') : 'no';
    if (text === null || !/^[0-6]/.test(text)) return 'no';
    if (isEngineRequest(sample)) return isOther || socketPattern.test(text) ? 'possible' : 'certain';
    return /^0\{"sid":"/.test(text) ? 'likely' : /^[0-6](?:probe)?$/.test(text) ? 'possible' : 'no';
  },

  parse(tree, sample) {
    if (sample.facts.kind === 'binary') {
      const data = addEngineBinary(tree, sample);
      data.value = hexOf(tree.bytes.subarray(data.start));
      return 'binary message';
    }
    const type = addEngineType(tree);
    addEngineBody(tree, type);
    const data =
      tree.bytes.length > 1 && type !== 0 ? ` ${quoted(tree.text(1, Math.min(80, tree.bytes.length)))}` : '';
    return `${engineTypeName(type)}${data}`;
  },
};
