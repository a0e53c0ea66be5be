// Headlines for a checked handshake.

import type { CheckedExchange, CheckedHandshake } from '../../decoder/handshake-check/check.ts';
import type { VerdictLevel } from '../../worker/protocol.ts';

export interface HandshakeHeadline {
  readonly level: VerdictLevel;
  readonly title: string;
  /** Meaning and next step. */
  readonly text: string;
  readonly next: string;
  readonly cause: string | null;
}

/** The verdict on one request and response. A missing half is never called sound. */
export function headlineOfExchange({ exchange, audit, meaning }: CheckedExchange): HandshakeHeadline {
  const failed = audit.checks.filter((check) => !check.ok);
  const errors = failed.filter((check) => check.severity === 'error');
  const named = errors.map((check) => check.title).join(', ');
  const none = { text: '', next: '', cause: null };
  const response = exchange.response?.head;
  if (response && response.status !== 101) {
    const title = response.startLine.replace(/^HTTP\/[\d.]+ /, '');
    return {
      level: 'broken',
      title: `No WebSocket: the answer is ${title}.`,
      text: meaning?.meaning ?? 'Only a 101 response opens a WebSocket.',
      next: meaning?.next ?? 'Read the response body and the log of the program that sent it.',
      cause: meaning?.cause ?? null,
    };
  }
  if (errors.length > 0) {
    return {
      ...none,
      level: 'broken',
      title: response
        ? `The server answers 101, but a conforming client closes the connection: ${named}.`
        : `The request is not a valid WebSocket upgrade: ${named}.`,
    };
  }
  if (!response) {
    return {
      ...none,
      level: 'unknown',
      title: 'The request is valid. The response is not in this text.',
      next: 'Add the response below the request (curl -i prints it).',
    };
  }
  if (!exchange.request) {
    return {
      ...none,
      level: 'unknown',
      title: 'The response is 101 and valid on its own. The request is not in this text.',
      text: 'Without the request, Sec-WebSocket-Accept and the chosen subprotocol and extensions cannot be checked.',
      next: 'Paste the request above it (curl -v prints both).',
    };
  }
  return failed.length > 0
    ? { ...none, level: 'warning', title: 'The handshake opens a WebSocket. See the warnings.' }
    : { ...none, level: 'sound', title: 'The handshake is valid: it opens a WebSocket.' };
}

/** The verdict on a text without heads, or `null` when it has heads. */
export function headlineOfRest({ pasted, error, exchanges }: CheckedHandshake): HandshakeHeadline | null {
  if (exchanges.length > 0) return null;
  if (error) {
    return {
      level: 'broken',
      title: `No response was read: ${error.title}.`,
      text: error.meaning,
      next: error.next,
      cause: error.cause,
    };
  }
  if (pasted.reports.length > 0) {
    return {
      level: 'broken',
      title: 'No response was read.',
      text: pasted.reports[0].text,
      next: 'Run it again with -v and paste the whole output.',
      cause: null,
    };
  }
  return null;
}
