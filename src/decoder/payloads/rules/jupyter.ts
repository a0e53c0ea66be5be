// Jupyter kernels: messages that the agreed protocol cannot read. A server drops them, or fails.

import { decodeText } from '../../bytes/utf8.ts';
import { agreed, type ContentRule } from '../content-rule.ts';
import { recordOf } from '../json-messages.ts';
import { jupyterPath, jupyterProblem, jupyterV1 } from '../jupyter-parts.ts';

function problemOf(kind: 'text' | 'binary', bytes: Uint8Array, isV1: boolean): string | null {
  if (kind === 'binary') return jupyterProblem(bytes, isV1);
  if (isV1) return `Expected a binary message, as ${jupyterV1} demands, found text.`;
  return recordOf(decodeText(bytes)) === null
    ? 'Expected a message as a JSON object, found other text.'
    : null;
}

export const jupyterRule: ContentRule = {
  ids: ['jupyter-malformed-message'],

  check(connection) {
    if (!jupyterPath.test(connection.path ?? '')) return null;
    const isV1 = agreed(connection, [jupyterV1]);
    return {
      message({ kind, bytes }) {
        const text = problemOf(kind, bytes, isV1);
        const section = 'Jupyter, WebSocket kernel wire protocols';
        return text === null
          ? []
          : [{ rule: 'jupyter-malformed-message', severity: 'warning', section, text, range: null }];
      },
    };
  },
};
