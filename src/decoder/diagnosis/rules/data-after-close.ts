import { opcodeName } from '../../model/opcode.ts';
import { hexOffset } from '../../model/words.ts';
import type { Rule } from '../rule.ts';

/** Data follows a Close frame (RFC 6455 5.5.1). */
export const dataAfterCloseRule: Rule = {
  id: 'data-after-close',
  violation: 'dataAfterClose',
  severity: 'error',
  section: 'RFC 6455 5.5.1',
  closeCode: null,
  part: 'frame',
  title: 'Data follows a Close frame',
  explain: (facts) =>
    `Expected nothing but Ping and Pong after this end's Close, found a ${opcodeName(facts.opcode)} frame, at ${hexOffset(facts.offset)}.`,
  examples: [{ title: 'text after close', sender: 'server', hex: '88 02 03 e8  81 02 6f 6b', frame: 1 }],
};
