import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** The opcode is reserved (RFC 6455 5.2). */
export const reservedDataOpcodeRule: Rule = {
  id: 'reserved-data-opcode',
  violation: 'reservedDataOpcode',
  severity: 'error',
  section: 'RFC 6455 5.2',
  closeCode: 1002,
  part: 'byte0',
  title: 'The opcode is reserved',
  explain: (facts) =>
    `Expected opcode 0, 1 or 2 in a data frame, found ${facts.opcode.toString(16).toUpperCase()}, at ${hexOffset(facts.offset)}.`,
  examples: [{ title: 'opcode 3', sender: 'server', hex: '81 02 6f 6b  83 00', frame: 1 }],
};
