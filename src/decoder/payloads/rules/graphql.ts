// GraphQL over WebSocket: operations that end in an error, and the close codes that the protocol assigns.

import { decodeText } from '../../bytes/utf8.ts';
import { agreed, type ContentFault, type ContentRule } from '../content-rule.ts';
import { quoted } from '../fields.ts';
import { isRecord } from '../sample.ts';

const section = 'graphql-transport-ws';
const closeCodes: Readonly<Record<number, string>> = {
  4400: 'a message that is not valid',
  4401: 'an operation before connection_init was acknowledged',
  4403: 'a connection that the server forbids',
  4406: 'a subprotocol that the server does not accept',
  4408: 'no connection_init in time',
  4409: 'two operations with one id',
  4429: 'more than one connection_init',
};

/** The message of an `error`, or of a `connection_error`. */
function errorOf(text: string): { readonly type: string; readonly said: string } | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value) || (value.type !== 'error' && value.type !== 'connection_error')) return null;
  const first: unknown = Array.isArray(value.payload) ? value.payload[0] : value.payload;
  const said = isRecord(first) && typeof first.message === 'string' ? first.message.slice(0, 200) : '';
  return { type: value.type, said };
}

export const graphqlRule: ContentRule = {
  ids: ['graphql-error', 'graphql-close'],

  check(connection) {
    if (!agreed(connection, ['graphql-transport-ws', 'graphql-ws'])) return null;
    return {
      message({ sender, kind, bytes }): ContentFault[] {
        if (sender !== 'server' || kind !== 'text') return [];
        const text = decodeText(bytes);
        const error = text.includes('error"') ? errorOf(text) : null;
        if (error === null) return [];
        const said = error.said === '' ? '' : `: ${quoted(error.said)}`;
        const expected = error.type === 'error' ? 'the result of the operation' : 'connection_ack';
        return [
          {
            rule: 'graphql-error',
            severity: 'warning',
            section,
            text: `Expected ${expected}, found ${error.type}${said}.`,
            range: null,
          },
        ];
      },

      closes() {
        if (!agreed(connection, ['graphql-transport-ws'])) return [];
        return connection.closes
          .filter(({ sender, code }) => sender === 'server' && closeCodes[code] !== undefined)
          .map(({ code, reason, frame }) => ({
            rule: 'graphql-close',
            severity: 'warning' as const,
            section,
            text: `Expected the server to keep the connection, found a close with ${code}, which says: ${closeCodes[code]}${reason === '' ? '' : ` (${quoted(reason)})`}.`,
            range: null,
            frame,
          }));
      },
    };
  },
};
