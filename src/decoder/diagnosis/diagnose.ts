// From a decoded connection to its causes, best first.

import type { Note } from '../model/basics.ts';
import type { Connection } from '../model/connection.ts';
import type { Considered, Diagnosis } from '../model/finding.ts';

/** What a diagnosis comes to. */
export interface DiagnosisResult {
  readonly level: 'broken' | 'warning' | 'sound' | 'unknown';
  readonly diagnosis: readonly Diagnosis[];
  readonly considered: readonly Considered[];
}

export async function diagnose(_connection: Connection, _notes: readonly Note[]): Promise<DiagnosisResult> {
  return {
    level: 'unknown',
    diagnosis: [],
    considered: [],
  };
}
