// What each implementation says of a connection: of its handshake, or of its first faulty frame.

import type { Connection } from '../model/connection.ts';
import { faultFacts, faultyFrame } from './facts.ts';
import type { Report, Role } from './implementation.ts';
import { implementations } from './registry.ts';
import { handshakeReportsFor, readsHandshake, reportsFor } from './reports.ts';

/** What one implementation says in one role. One that accepts has no text. */
export interface ConnectionReport {
  readonly implementation: string;
  readonly role: Role;
  readonly accepts: boolean;
  /** The frame that it refuses, or `null` where it accepts or refuses the handshake. */
  readonly frame: number | null;
  readonly text: string | null;
  readonly code: string | null;
  readonly closeCode: number | null;
}

/** One entry for each implementation of the role that meets the first fault; empty when there is no fault. */
export async function connectionReports(connection: Connection): Promise<ConnectionReport[]> {
  const { handshake } = connection;
  if (handshake !== null && handshake.response !== null) {
    const failed = handshake.checks.filter((check) => !check.ok).map((check) => check.id);
    const reports = failed.length === 0 ? [] : handshakeReportsFor(failed, handshake);
    if (reports.length > 0) return withAccepting(reports, null);
  }
  const frame = faultyFrame(connection);
  if (frame === null) return [];
  const reports = reportsFor(await faultFacts(connection, frame));
  const receiver = connection.frames.sender(frame) === 'server' ? 'client' : 'server';
  return withAccepting(reports, frame, receiver);
}

/** Refusals first, then the implementations of the same roles that accept. */
function withAccepting(reports: readonly Report[], frame: number | null, role?: Role): ConnectionReport[] {
  const roles = role === undefined ? [...new Set(reports.map((report) => report.role))] : [role];
  const refusing = reports.map(
    ({ implementation, role, text, code, closeCode }): ConnectionReport => ({
      implementation,
      role,
      accepts: false,
      frame,
      text,
      code,
      closeCode,
    }),
  );
  const accepting = roles.flatMap((role) =>
    implementations
      .filter((one) => one.roles.includes(role))
      .filter((one) => frame !== null || readsHandshake(one, role))
      .filter((one) => !reports.some((report) => report.implementation === one.name && report.role === role))
      .map(
        (one): ConnectionReport => ({
          implementation: one.name,
          role,
          accepts: true,
          frame: null,
          text: null,
          code: null,
          closeCode: null,
        }),
      ),
  );
  return [...refusing, ...accepting];
}
