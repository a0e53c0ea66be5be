import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** The opcode is reserved (RFC 6455 5.2). */
export const reservedControlOpcodeRule: Rule = {
  id: 'reserved-control-opcode',
  violation: 'reservedControlOpcode',
  severity: 'error',
  section: 'RFC 6455 5.2',
  closeCode: 1002,
  part: 'byte0',
  title: 'The opcode is reserved',
  explain: (facts) =>
    `Expected opcode 8, 9 or A in a control frame, found ${facts.opcode.toString(16).toUpperCase()}, at ${hexOffset(facts.offset)}.`,
  examples: [{ title: 'opcode B', sender: 'server', hex: '81 02 6f 6b  8b 00', frame: 1 }],
};
