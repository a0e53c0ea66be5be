// Diagnoses a connection after its input was read: the causes, and what each program reports.

import { diagnose } from '../decoder/diagnosis/diagnose.ts';
import { connectionReports } from '../decoder/implementations/connection-reports.ts';
import type { Note } from '../decoder/model/basics.ts';
import type { OpenConnection } from './capture.ts';

/** Diagnoses a connection that has not been diagnosed yet. */
export async function diagnoseConnection(open: OpenConnection, notes: readonly Note[]): Promise<void> {
  open.reports ??= await connectionReports(open.connection);
  open.diagnosis ??= await diagnose(open.connection, notes);
}
