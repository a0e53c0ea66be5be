// The ends, the address and the heads of a connection, without the secrets that are not handed over.

import { encodeText } from '../decoder/bytes/utf8.ts';
import type { ConnectionFacts } from '../decoder/handover/connection-facts.ts';
import { firstTime, lastTime } from '../decoder/model/connection-times.ts';
import type { HttpHead } from '../decoder/model/http.ts';
import { overwrite, redactedUrl, secretsInHead } from '../decoder/redaction/secrets.ts';
import { readHead } from '../decoder/websocket/http-head.ts';
import type { Capture, OpenConnection } from './capture.ts';

/** What is left out of what is handed over. */
export interface LeavingOut {
  readonly redact: boolean;
  readonly blank: boolean;
}

/** A head as bytes: of HTTP/2 in the form of HTTP/1. */
function headBytes({ startLine, headers }: HttpHead): Uint8Array<ArrayBuffer> {
  const lines = [startLine, ...headers.map(({ name, value }) => `${name}: ${value}`), '', ''];
  return encodeText(lines.join('\r\n'));
}

/** The head with `x` in place of its secrets. */
function redactedHead(head: HttpHead): HttpHead {
  const bytes = headBytes(head);
  overwrite(bytes, 0, secretsInHead(bytes));
  const { startLine, target, headers } = readHead(bytes);
  return { ...head, startLine, target: head.target === '' ? '' : target, headers };
}

/** One sentence about what was left out or changed; `null`: nothing. */
export function changedSentence({ redact, blank }: LeavingOut, isEdited: boolean): string | null {
  const sentences = [
    ...(redact ? ['Secrets were replaced by x; lengths stay the same.'] : []),
    ...(blank ? ['Payloads were blanked.'] : []),
    ...(isEdited ? ['Bits were changed by hand: this is not what was captured.'] : []),
  ];
  return sentences.length === 0 ? null : sentences.join(' ');
}

/** The facts that outputs have in common. */
export function connectionFacts(
  capture: Capture,
  open: OpenConnection,
  leaving: LeavingOut,
): ConnectionFacts {
  const { connection } = open;
  const { client, server, url, transport, handshake, midStream } = connection;
  const head = (one: HttpHead | null | undefined) =>
    one == null ? null : leaving.redact ? redactedHead(one) : one;
  return {
    client,
    server,
    url: url === null || !leaving.redact ? url : redactedUrl(url),
    transport,
    request: head(handshake?.request),
    response: head(handshake?.response),
    firstTime: firstTime(connection),
    lastTime: lastTime(connection),
    isMidStream: midStream,
    arePacketsCutShort: capture.notes.some(({ id }) => id === 'snaplen'),
    changed: changedSentence(leaving, capture.edited),
  };
}
