import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** The Close body is one byte (RFC 6455 5.5.1). */
export const closePayloadOneByteRule: Rule = {
  id: 'close-payload-one-byte',
  violation: 'closePayloadOneByte',
  severity: 'error',
  section: 'RFC 6455 5.5.1',
  closeCode: 1002,
  part: 'payload',
  title: 'The Close body is one byte',
  explain: (facts) =>
    `Expected a Close body of 0 or at least 2 bytes, found 1 byte, at ${hexOffset(facts.offset)}.`,
  examples: [{ title: 'one byte', sender: 'server', hex: '81 02 6f 6b  88 01 03', frame: 1 }],
};
