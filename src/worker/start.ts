// Chooses what is shown of a connection first, for page and terminal alike. One answer holds all that they
// draw.

import type { Note } from '../decoder/model/basics.ts';
import { worstFirst } from '../decoder/model/finding.ts';
import { count } from '../decoder/model/words.ts';
import type { Capture, OpenConnection } from './capture.ts';
import { frameAt } from './frame-at.ts';
import { frameView } from './frame-view.ts';
import type { ConnectionStart, ConnectionView, FrameView, RepairView, ViewTarget } from './protocol.ts';
import { repairView } from './repair.ts';

import { connectionView } from './views.ts';

type ChosenFrame = Pick<ConnectionStart, 'frame' | 'reason'>;

/**
 * The frame to show first: where the stream breaks, else the first with an error, else with a finding, else
 * the first.
 */
function chosenFrame(connection: ConnectionView): ChosenFrame {
  if (connection.frames === 0) return { frame: null, reason: 'first' };
  const broken = connection.breaks.find(({ frame }) => frame !== null);
  if (broken !== undefined) return { frame: broken.frame, reason: 'break' };
  const errors = connection.findings.filter(({ severity }) => severity === 'error');
  const all = [...errors, ...connection.findings, ...connection.contentFindings];
  const finding = all.find(({ frame }) => frame !== null);
  if (finding !== undefined) return { frame: finding.frame, reason: 'finding' };
  return { frame: 0, reason: 'first' };
}

/** The worst connection, the earlier of two equals; `null` without a connection. */
function worstConnection(connections: readonly ConnectionView[]): number | null {
  for (const level of worstFirst) {
    const found = connections.find((one) => one.level === level);
    if (found !== undefined) return found.id;
  }
  return null;
}

/** The frame that the first cause names as evidence, where no rule is broken: a heartbeat, a Close; or `null`. */
function frameOfEvidence(
  { level, diagnosis }: ConnectionView,
  { connection }: OpenConnection,
): number | null {
  const place = diagnosis[0]?.evidence.find((one) => one.place !== null)?.place ?? null;
  if (level === 'sound' || place === null || place.offset < 0) return null;
  return frameAt(connection.frames, place.sender, place.offset);
}

function frameOf(view: ConnectionView, open: OpenConnection, wanted: number | null): ChosenFrame {
  if (wanted !== null && view.frames > 0)
    return { frame: Math.min(wanted, view.frames - 1), reason: 'target' };
  const chosen = chosenFrame(view);
  const evidence = chosen.reason === 'first' ? frameOfEvidence(view, open) : null;
  return evidence === null ? chosen : { frame: evidence, reason: 'evidence' };
}

/** The note when a link names a connection or a frame that is not there; `null` when it is. */
export function noteOnTarget(capture: Capture, target: ViewTarget): Note | null {
  const { connections } = capture;
  if (connections.length === 0) return null;
  const open = connections[target.connection];
  const note = (expected: string, found: string): Note => ({
    level: 'warning',
    id: 'link-target',
    text: `Expected ${expected}, which the link names, found ${found}.`,
  });
  if (open === undefined) {
    return note(
      `connection ${target.connection}`,
      `${count(connections.length, 'connection')}, numbered from 0`,
    );
  }
  const frames = open.connection.frames.length;
  if (target.frame === null || target.frame < frames) return null;
  return note(`frame ${target.frame}`, `${count(frames, 'frame')}, numbered from 0`);
}

/**
 * The start of the requested connection, or of the worst one without a request or when it does not exist.
 */
export async function startOf(capture: Capture, target: ViewTarget | null): Promise<ConnectionStart | null> {
  const views = capture.connections.map(connectionView);
  const isThere = target !== null && views[target.connection] !== undefined;
  const connection = isThere ? target.connection : worstConnection(views);
  if (connection === null) return null;
  const open = capture.connections[connection];
  const { frame, reason } = frameOf(views[connection], open, isThere ? target.frame : null);
  const [view, repair] = await Promise.all([
    frame === null ? null : orNull<FrameView>(frameView(open, frame)),
    orNull<RepairView | null>(repairView(open)),
  ]);
  return { connection, frame, reason, frameView: view, repair };
}

/**
 * A frame that cannot be read must not take the whole capture with it: whoever shows it asks for it again,
 * and is given the error.
 */
function orNull<T>(promise: Promise<T>): Promise<T | null> {
  return promise.catch(() => null);
}
