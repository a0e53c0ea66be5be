import { opcodeName } from '../../model/opcode.ts';
import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** A control frame is fragmented (RFC 6455 5.5). */
export const fragmentedControlFrameRule: Rule = {
  id: 'fragmented-control-frame',
  violation: 'fragmentedControl',
  severity: 'error',
  section: 'RFC 6455 5.5',
  closeCode: 1002,
  part: 'byte0',
  title: 'A control frame is fragmented',
  explain: (facts) =>
    `Expected FIN 1 on a ${opcodeName(facts.opcode)}, found FIN 0, at ${hexOffset(facts.offset)}.`,
  examples: [{ title: 'ping without FIN', sender: 'server', hex: '81 02 6f 6b  09 00', frame: 1 }],
};
