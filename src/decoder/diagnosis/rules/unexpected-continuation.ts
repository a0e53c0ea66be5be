import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** A continuation frame continues nothing (RFC 6455 5.4). */
export const unexpectedContinuationRule: Rule = {
  id: 'unexpected-continuation',
  violation: 'orphanContinuation',
  severity: 'error',
  section: 'RFC 6455 5.4',
  closeCode: 1002,
  part: 'byte0',
  title: 'A continuation frame continues nothing',
  explain: (facts) =>
    `Expected a text or binary frame to begin a message, found a continuation, at ${hexOffset(facts.offset)}.`,
  examples: [
    { title: 'continuation first', sender: 'server', hex: '81 02 6f 6b  80 05 48 65 6c 6c 6f', frame: 1 },
  ],
};
