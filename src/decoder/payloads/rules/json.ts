// Subprotocols whose every message is one JSON text: a message that is not.

import { decodeText } from '../../bytes/utf8.ts';
import { hexOffset } from '../../model/words.ts';
import { agreed, type ContentRule } from '../content-rule.ts';
import { PayloadTree } from '../tree.ts';
import { addJson } from '../values/json.ts';

const jsonSubprotocols = ['graphql-transport-ws', 'graphql-ws', 'actioncable-v1-json', 'wamp.2.json'];

export const jsonRule: ContentRule = {
  ids: ['json-invalid'],

  check(connection) {
    if (!agreed(connection, jsonSubprotocols)) return null;
    return {
      message({ kind, bytes }) {
        if (kind !== 'text') return [];
        try {
          JSON.parse(decodeText(bytes));
          return [];
        } catch {
          const tree = new PayloadTree(bytes);
          addJson(tree, null, 'message', 0, bytes.length);
          const problem = firstProblem(tree.roots);
          const text =
            problem ??
            `Expected JSON, as ${connection.subprotocol} demands, found other text, at ${hexOffset(0)}.`;
          return [{ rule: 'json-invalid', severity: 'warning', section: 'RFC 8259', text, range: null }];
        }
      },
    };
  },
};

interface Judged {
  readonly problem: string | null;
  readonly children: readonly Judged[];
}

function firstProblem(nodes: readonly Judged[]): string | null {
  for (const { problem, children } of nodes) {
    const found = problem ?? firstProblem(children);
    if (found !== null) return found;
  }
  return null;
}
