// What each program says of a connection's first fault.

import { handshakeReportsFor, reportsFor } from '../decoder/implementations/reports.ts';
import { senders } from '../decoder/model/basics.ts';
import type { Connection } from '../decoder/model/connection.ts';
import { notAFault } from '../decoder/model/violation.ts';
import type { ReportView } from './protocol.ts';

/** Reports on the first fault of the connection, the handshake's before the frames'. */
export function reportsOf(connection: Connection): ReportView[] {
  const { handshake, frames, directions } = connection;
  if (handshake !== null && handshake.response !== null) {
    const failed = handshake.checks.filter((check) => !check.ok).map((check) => check.id);
    const reports = failed.length === 0 ? [] : handshakeReportsFor(failed, handshake);
    if (reports.length > 0) return reports.map(viewOf);
  }
  const first = senders
    .map((sender) => directions[sender].broken?.frame ?? null)
    .filter((frame) => frame !== null)
    .sort((a, b) => a - b)[0];
  if (first === undefined) return [];
  const sender = frames.sender(first);
  const short = frames.byte1(first) & 127;
  const message = frames.message(first);
  const detail = directions[sender].details.get(first);
  const facts = {
    sender,
    violations: frames.violations(first) & ~notAFault,
    opcode: frames.opcode(first),
    fin: frames.fin(first),
    rsv: frames.rsv(first),
    masked: frames.masked(first),
    lengthForm: short === 126 ? (16 as const) : short === 127 ? (64 as const) : (7 as const),
    payloadLength: frames.payloadLength(first),
    headerComplete: true,
    payloadComplete: frames.complete(first),
    deflateAgreed: connection.deflate !== null,
    closeCode: detail?.kind === 'close-code' ? detail.code : null,
    messageOpen: false,
    messageKind: message < 0 ? null : connection.messages.kind(message),
    streamEnded: directions[sender].end === 'fin' || directions[sender].end === 'rst',
  };
  return reportsFor(facts).map(viewOf);
}

function viewOf(report: {
  implementation: string;
  role: 'client' | 'server';
  text: string;
  code: string | null;
  closeCode: number | null;
}): ReportView {
  const { implementation, role, text, code, closeCode } = report;
  return { implementation, role, text, code, closeCode };
}
