// The findings of a connection: what its frames break, and what is wrong inside its messages.

import { findingsOfFrame, severityOf } from '../decoder/diagnosis/findings.ts';
import type { Finding } from '../decoder/model/finding.ts';
import type { OpenConnection } from './capture.ts';

/** All findings of a frame. */
export function allFindingsOfFrame(
  { connection, contentFindings }: OpenConnection,
  frame: number,
): Finding[] {
  const inside = (contentFindings ?? []).filter((finding) => finding.frame === frame);
  return [...findingsOfFrame(connection, frame), ...inside];
}

/** Whether a frame breaks a rule, or begins a message that is faulty inside. */
export function hasFinding({ connection, contentFindings }: OpenConnection, frame: number): boolean {
  if (connection.frames.violations(frame) !== 0) return true;
  return contentFindings?.some((finding) => finding.frame === frame) === true;
}

/** The most severe finding of a frame, or `null`. */
export function severityOfFrame(open: OpenConnection, frame: number): Finding['severity'] | null {
  const { connection, contentFindings } = open;
  const ofFrame = severityOf(connection.frames.violations(frame));
  if (ofFrame === 'error') return ofFrame;
  return contentFindings?.find((finding) => finding.frame === frame)?.severity ?? ofFrame;
}
