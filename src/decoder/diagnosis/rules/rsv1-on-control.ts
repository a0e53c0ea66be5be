import { opcodeName } from '../../model/opcode.ts';
import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** RSV1 is set on a control frame (RFC 7692 6.1). */
export const rsv1OnControlRule: Rule = {
  id: 'rsv1-on-control',
  violation: 'rsv1OnControl',
  severity: 'error',
  section: 'RFC 7692 6.1',
  closeCode: 1002,
  part: 'byte0',
  title: 'RSV1 is set on a control frame',
  explain: (facts) =>
    `Expected RSV1 0 on a ${opcodeName(facts.opcode)}, found RSV1 1, at ${hexOffset(facts.offset)}. Control frames are never compressed.`,
  examples: [{ title: 'ping', sender: 'server', hex: '81 02 6f 6b  c9 00', frame: 1, deflate: true }],
};
