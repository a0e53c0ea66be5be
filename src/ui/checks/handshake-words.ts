// A checked handshake in one line.

import type { CheckedExchange, CheckedHandshake } from '../../decoder/handshake-check/check.ts';
import type { VerdictLevel } from '../../worker/protocol.ts';

export interface HandshakeHeadline {
  readonly level: VerdictLevel;
  readonly title: string;
  /** What it means, and what to do next. */
  readonly text: string;
  readonly next: string;
  readonly cause: string | null;
}

/** The verdict on one exchange. Never better than what was given of it. */
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
      text: meaning?.meaning ?? 'An upgrade is answered with 101 and nothing else.',
      next: meaning?.next ?? 'Read the body of the answer and the log of who sent it.',
      cause: meaning?.cause ?? null,
    };
  }
  if (errors.length > 0) {
    return {
      ...none,
      level: 'broken',
      title: response
        ? `The server says 101, and a client that checks closes at once: ${named}.`
        : `The request does not ask for a WebSocket as a server wants it: ${named}.`,
    };
  }
  if (!response) {
    return {
      ...none,
      level: 'unknown',
      title: 'The request is in order. The answer is not in this text.',
      next: 'Add the answer below the request (curl -i prints it).',
    };
  }
  if (!exchange.request) {
    return {
      ...none,
      level: 'unknown',
      title: 'The answer is 101 and in order as far as it goes. The request is not in this text.',
      text: 'Without the request it cannot be said whether Sec-WebSocket-Accept fits the key, and whether what the answer chose was offered.',
      next: 'Paste the request above it (curl -v prints both).',
    };
  }
  return failed.length > 0
    ? { ...none, level: 'warning', title: 'The handshake opens a WebSocket. See the warnings.' }
    : { ...none, level: 'sound', title: 'The handshake is in order: it opens a WebSocket.' };
}

/** The verdict on a text without heads, or `null` when its exchanges have one. */
export function headlineOfRest({ pasted, error, exchanges }: CheckedHandshake): HandshakeHeadline | null {
  if (exchanges.length > 0) return null;
  if (error) {
    return {
      level: 'broken',
      title: `No answer was read: ${error.title}.`,
      text: error.meaning,
      next: error.next,
      cause: error.cause,
    };
  }
  if (pasted.reports.length > 0) {
    return {
      level: 'broken',
      title: 'No answer was read.',
      text: pasted.reports[0].text,
      next: 'Run it again with -v and paste all that is printed.',
      cause: null,
    };
  }
  return null;
}
