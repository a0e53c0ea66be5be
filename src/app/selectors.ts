import type { CaptureView, ConnectionView } from '../worker/protocol.ts';
import type { AppState } from './state.ts';

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

/** Whether the user may have to say who wrote the bytes or what was agreed: the capture does not. */
export function needsAssumptions(connection: ConnectionView): boolean {
  return connection.handshake === null && connection.fidelity === 'bytes';
}

/** All frames of a capture. */
export function frameTotal(capture: CaptureView): number {
  return capture.connections.reduce((sum, one) => sum + one.frames, 0);
}
