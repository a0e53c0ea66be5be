import { opcodeName } from '../../model/opcode.ts';
import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** A new message begins inside another (RFC 6455 5.4). */
export const interleavedMessageRule: Rule = {
  id: 'interleaved-message',
  violation: 'interleavedMessage',
  severity: 'error',
  section: 'RFC 6455 5.4',
  closeCode: 1002,
  part: 'byte0',
  title: 'A new message begins inside another',
  explain: (facts) =>
    `Expected a continuation of the unfinished message, found opcode ${facts.opcode} (${opcodeName(facts.opcode)}), at ${hexOffset(facts.offset)}.`,
  examples: [
    { title: 'text inside text', sender: 'server', hex: '01 02 6f 6b  81 05 48 65 6c 6c 6f', frame: 1 },
  ],
};
