// What each implementation says of a connection: of its handshake, or of the frames that it receives.

import { type Sender, senders } from '../model/basics.ts';
import type { Connection } from '../model/connection.ts';
import { asksForTunnel } from '../model/http.ts';
import { basisOf } from './basis.ts';
import { handshakeReportsFor, readsHandshake } from './handshake-reports.ts';
import type { Report } from './implementation.ts';
import { receivedStream } from './received-stream.ts';
import { implementations } from './registry.ts';
import { reportsFor, type StreamReport } from './reports.ts';
import type { WireFrame } from './wire-frame.ts';

/** What one implementation says in one role. One that accepts has no text. `frame`: its row in the frame table. */
export type ConnectionReport = StreamReport;

/**
 * One entry for each implementation of a role that meets something to object to: refusals first, then those that
 * accept. Empty when nobody objects.
 */
export async function connectionReports(connection: Connection): Promise<ConnectionReport[]> {
  const { handshake, directions } = connection;
  // The answer of a forward proxy: no WebSocket implementation reads it.
  if (asksForTunnel(handshake?.request ?? null)) return [];
  if (handshake !== null && handshake.response !== null) {
    const failed = handshake.checks.filter((check) => !check.ok).map((check) => check.id);
    const reports = failed.length === 0 ? [] : handshakeReportsFor(failed, handshake);
    if (reports.length > 0) return withAcceptedHandshakes(reports);
  }
  const faultOf = (sender: Sender) => directions[sender].broken?.frame ?? Number.POSITIVE_INFINITY;
  const inOrder = [...senders].sort((a, b) => Math.sign(faultOf(a) - faultOf(b)) || 0);
  const found: ConnectionReport[] = [];
  for (const sender of inOrder) found.push(...(await directionReports(connection, sender)));
  return found;
}

async function directionReports(connection: Connection, sender: Sender): Promise<ConnectionReport[]> {
  const stream = await receivedStream(connection, sender);
  if (stream === null) return [];
  const rows = new Map<number, number | null>();
  const rowAt = (frame: number): number | null => {
    // A reader that takes a length for another finds frames of its own inside the last one.
    const shown = stream.frames[Math.min(frame, stream.frames.length - 1)];
    if (!rows.has(frame)) rows.set(frame, rowOf(connection, sender, shown));
    return rows.get(frame) ?? null;
  };
  const reports = reportsFor(stream).map((report) => ({
    ...report,
    frame: report.frame === null ? null : rowAt(report.frame),
  }));
  const refusing = reports.filter((report) => !report.accepts);
  if (refusing.length === 0) return [];
  return [...refusing, ...reports.filter((report) => report.accepts)];
}

/** The row of the frame table that begins where `frame` does, or the last one before it. */
function rowOf({ frames }: Connection, sender: Sender, frame: WireFrame): number | null {
  let found: number | null = null;
  for (let row = 0; row < frames.length; row++) {
    if (frames.sender(row) !== sender) continue;
    if (frames.offset(row) > frame.start) break;
    found = row;
  }
  return found;
}

/** Refusals of a handshake first, then the implementations of the same roles that accept it. */
function withAcceptedHandshakes(reports: readonly Report[]): ConnectionReport[] {
  const roles = [...new Set(reports.map((report) => report.role))];
  const empty = { frame: null, text: null, code: null, error: null, closeCode: null, closeReason: null };
  const refusing = reports.map((report): ConnectionReport => {
    return { ...empty, ...report, accepts: false, application: null, basis: basisOf(report.version) };
  });
  const accepting = roles.flatMap((role) =>
    implementations
      .filter((one) => one.roles.includes(role) && readsHandshake(one, role))
      .filter((one) => !reports.some((report) => report.implementation === one.name && report.role === role))
      .map(({ name, version }): ConnectionReport => {
        return {
          ...empty,
          implementation: name,
          version,
          role,
          accepts: true,
          application: null,
          basis: basisOf(version),
        };
      }),
  );
  return [...refusing, ...accepting];
}
