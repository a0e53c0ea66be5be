import { opcodeName } from '../../model/opcode.ts';
import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** A control frame is longer than 125 bytes (RFC 6455 5.5). */
export const controlFrameTooLongRule: Rule = {
  id: 'control-frame-too-long',
  violation: 'controlTooLong',
  severity: 'error',
  section: 'RFC 6455 5.5',
  closeCode: 1002,
  part: 'length',
  title: 'A control frame is longer than 125 bytes',
  explain: (facts) =>
    `Expected at most 125 bytes in a ${opcodeName(facts.opcode)}, found a length of ${facts.payloadLength}, at ${hexOffset(facts.offset + 1)}.`,
  examples: [
    {
      title: 'ping of 126 bytes',
      sender: 'server',
      hex: '81 02 6f 6b  89 7e 00 7e 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61',
      frame: 1,
    },
  ],
};
