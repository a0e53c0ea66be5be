// Diagnoses a connection after its input was read: the causes, and what each program reports.

import { diagnose } from '../decoder/diagnosis/diagnose.ts';
import { findLegs, withLegs } from '../decoder/diagnosis/legs/legs.ts';
import { connectionReports } from '../decoder/implementations/connection-reports.ts';
import type { Note } from '../decoder/model/basics.ts';
import type { Finding } from '../decoder/model/finding.ts';
import type { OpenConnection } from './capture.ts';

/** Diagnoses a connection that has not been diagnosed yet. */
export async function diagnoseConnection(open: OpenConnection, notes: readonly Note[]): Promise<void> {
  open.reports ??= await connectionReports(open.connection);
  open.diagnosis ??= await diagnose(open.connection, notes);
  open.contentFindings ??= await contentFindingsOf(open);
}

/** What is wrong inside the messages. Rules belong to a subprotocol, or to Engine.IO, which a path names. */
async function contentFindingsOf({ connection, messages }: OpenConnection): Promise<readonly Finding[]> {
  const path = connection.handshake?.request?.target ?? connection.url ?? '';
  if ((connection.handshake?.subprotocol ?? null) === null && !path.includes('EIO=')) return [];
  const { checkContents } = await import('../decoder/payloads/check-contents.ts');
  return checkContents(connection, messages);
}

/** Pairs the legs of connections through a proxy, and adds to their diagnoses what the proxy did. */
export async function diagnoseLegs(connections: readonly OpenConnection[]): Promise<void> {
  const found = await findLegs(connections);
  for (const [index, open] of connections.entries()) {
    const own = found.filter(({ front, back }) => front === index || back === index);
    // The middle one of three legs has one on each side: what a proxy broke is told first.
    const legs = own.find(({ changes }) => changes.some(({ cause }) => cause !== null)) ?? own[0] ?? null;
    if (open.diagnosis === null || (legs === null && open.legs === null)) continue;
    open.legs = legs;
    open.view = null;
    if (legs !== null) open.diagnosis = withLegs(open.diagnosis, legs, index);
  }
}
