// Action Cable: a channel that the server rejects, and a connection that it refuses.

import { decodeText } from '../../bytes/utf8.ts';
import { agreed, type ContentFault, type ContentRule } from '../content-rule.ts';
import { quoted } from '../fields.ts';
import { recordOf } from '../json-messages.ts';

const section = 'Action Cable, server messages';
/** Reasons that are no fault: the server restarts, or the application ends the connection. */
const refusals = new Set(['unauthorized', 'invalid_request']);

function faultOf({ type, reason, identifier }: Readonly<Record<string, unknown>>): ContentFault | null {
  if (type === 'reject_subscription') {
    return {
      rule: 'action-cable-rejected',
      severity: 'warning',
      section,
      text: `Expected confirm_subscription, found reject_subscription: the channel refuses ${quoted(String(identifier).slice(0, 200))}.`,
      range: null,
    };
  }
  if (type === 'disconnect' && typeof reason === 'string' && refusals.has(reason)) {
    return {
      rule: 'action-cable-disconnect',
      severity: 'warning',
      section,
      text: `Expected welcome, found disconnect with the reason ${quoted(reason)}: the server refuses the connection.`,
      range: null,
    };
  }
  return null;
}

export const actionCableRule: ContentRule = {
  ids: ['action-cable-rejected', 'action-cable-disconnect'],

  check(connection) {
    if (!agreed(connection, ['actioncable-v1-json'])) return null;
    return {
      message({ sender, kind, bytes }) {
        if (sender !== 'server' || kind !== 'text') return [];
        const text = decodeText(bytes);
        const message = /"(?:reject_subscription|disconnect)"/.test(text) ? recordOf(text) : null;
        const fault = message === null ? null : faultOf(message);
        return fault === null ? [] : [fault];
      },
    };
  },
};
