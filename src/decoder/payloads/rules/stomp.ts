// STOMP: an ERROR frame of the server, after which it closes.

import { agreed, type ContentRule } from '../content-rule.ts';
import { quoted } from '../fields.ts';
import { readStomp } from '../stomp-frames.ts';
import { PayloadTree } from '../tree.ts';

export const stompRule: ContentRule = {
  ids: ['stomp-error'],

  check(connection) {
    if (!agreed(connection, ['v10.stomp', 'v11.stomp', 'v12.stomp'])) return null;
    return {
      message({ sender, bytes }) {
        // An E: most messages are not read.
        if (sender !== 'server' || bytes[0] !== 0x45) return [];
        return readStomp(new PayloadTree(bytes))
          .filter(({ command }) => command === 'ERROR')
          .map(({ headers, body, start, end }) => {
            const said = headers.get('message') ?? body.slice(0, 200);
            const words = said === '' ? '' : `: ${quoted(said)}`;
            return {
              rule: 'stomp-error',
              severity: 'warning' as const,
              section: 'STOMP 1.2, ERROR',
              text: `Expected an answer of the STOMP server, found ERROR${words}.`,
              range: { start, end },
            };
          });
      },
    };
  },
};
