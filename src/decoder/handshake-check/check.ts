// The whole check of a pasted handshake: its heads, their audit, and what the answer means.

import type { HandshakeAudit } from '../model/handshake.ts';
import { auditHandshake } from '../websocket/handshake.ts';
import { type AnswerMeaning, meaningOfCurlError, meaningOfStatus } from './answers.ts';
import { parseHandshake } from './parse.ts';
import type { PastedExchange, PastedHandshake } from './pasted.ts';
import { checkUrl, type UrlCheck } from './url-check.ts';

/** One exchange, its audit and the meaning of its answer. */
export interface CheckedExchange {
  exchange: PastedExchange;
  /** The same audit as for a captured handshake. */
  audit: HandshakeAudit;
  meaning: AnswerMeaning | null;
}

export interface CheckedHandshake {
  pasted: PastedHandshake;
  /** Oldest first. */
  exchanges: CheckedExchange[];
  /** What curl's own error means, when there was one. */
  error: AnswerMeaning | null;
  /** Commands to run, when the text named a URL. */
  url: UrlCheck | null;
}

/** Checks what somebody pasted. Never throws. */
export function checkHandshake(text: string): CheckedHandshake {
  const pasted = parseHandshake(text);
  const codes = pasted.reports.flatMap((report) =>
    /^curl (\d+)$/.exec(report.id) ? [Number(report.id.slice(5))] : [],
  );
  const accepted = pasted.exchanges.some((one) => one.response?.head.status === 101);
  // The time-out after a 101 is how curl ends a WebSocket that works.
  const failing = codes.find((code) => !(code === 28 && accepted));
  return {
    pasted,
    exchanges: pasted.exchanges.map((exchange) => ({
      exchange,
      audit: auditHandshake(exchange.request?.head ?? null, exchange.response?.head ?? null),
      meaning: exchange.response ? meaningOfStatus(exchange.response.head.status) : null,
    })),
    error: failing === undefined ? null : meaningOfCurlError(failing),
    url: pasted.url === null ? null : checkUrl(pasted.url),
  };
}
