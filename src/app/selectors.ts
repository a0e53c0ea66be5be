import type { CaptureView, ConnectionView, VerdictLevel } from '../worker/protocol.ts';
import type { AppState } from './state.ts';

const worst: readonly VerdictLevel[] = ['broken', 'warning', 'unknown', 'sound'];

/** The connection on the screen. */
export function connectionOf(state: AppState): ConnectionView | null {
  const { capture, connection } = state;
  return capture?.connections.find((one) => one.id === connection) ?? null;
}

/** Rows of the frame list with its filter. */
export function listLength(state: AppState): number {
  if (state.filter === '') return connectionOf(state)?.frames ?? 0;
  return state.filtered ?? 0;
}

/** The connection to show first: the worst, the earlier one of two. */
export function firstConnection(capture: CaptureView): number {
  for (const level of worst) {
    const found = capture.connections.find((one) => one.level === level);
    if (found) return found.id;
  }
  return capture.connections[0]?.id ?? 0;
}

/** The frame to show first: where the stream breaks, else the first with a finding, else the first. */
export function firstFrame(capture: CaptureView, connection: number): number | null {
  const view = capture.connections.find((one) => one.id === connection);
  if (!view || view.frames === 0) return null;
  const broken = view.breaks.find((one) => one.frame !== null)?.frame;
  if (broken !== undefined && broken !== null) return broken;
  const errors = view.findings.filter((one) => one.severity === 'error');
  const found = [...errors, ...view.findings].find((one) => one.frame !== null)?.frame;
  return found ?? 0;
}

/** Whether the user may have to say who wrote the bytes or what was agreed: the capture does not. */
export function needsAssumptions(connection: ConnectionView): boolean {
  return connection.handshake === null && connection.fidelity === 'bytes';
}

/** All frames of a capture. */
export function frameTotal(capture: CaptureView): number {
  return capture.connections.reduce((sum, one) => sum + one.frames, 0);
}
