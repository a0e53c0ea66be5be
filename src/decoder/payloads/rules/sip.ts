// SIP over WebSocket: responses that name a fault of the request or of the server.

import { decodeText } from '../../bytes/utf8.ts';
import { agreed, type ContentRule } from '../content-rule.ts';

/** Responses that are no outcome of a call: nobody is asked to log in, absent, busy or moved. */
const faults = new Set([400, 403, 405, 406, 413, 414, 415, 416, 420, 421, 423, 481, 482, 483, 489, 493, 494]);
const headBytes = 4096;

export const sipRule: ContentRule = {
  ids: ['sip-error-response'],

  check(connection) {
    if (!agreed(connection, ['sip'])) return null;
    return {
      message({ bytes }) {
        // An S: requests are not read.
        if (bytes[0] !== 0x53) return [];
        const head = decodeText(bytes.subarray(0, headBytes));
        const found = /^SIP\/2\.0 (\d{3}) ([^\r\n]*)/.exec(head);
        const status = Number(found?.[1]);
        if (found === null || !(faults.has(status) || (status >= 500 && status < 600))) return [];
        const method = /^CSeq[ \t]*:[ \t]*\d+[ \t]+([A-Z]+)/im.exec(head)?.[1] ?? 'the request';
        return [
          {
            rule: 'sip-error-response',
            severity: 'warning',
            section: `RFC 3261, 21.${Math.floor(status / 100)}`,
            text: `Expected a response to ${method} that accepts it, found ${status} ${found[2].slice(0, 200)}.`,
            range: { start: 0, end: found[0].length },
          },
        ];
      },
    };
  },
};
