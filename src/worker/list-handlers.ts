// The operations of the frame list: filtered rows, the row of a frame, and the whole tables for a full
// report.

import { findingsOf } from '../decoder/diagnosis/findings.ts';
import type { Connection } from '../decoder/model/connection.ts';
import type { FrameTable } from '../decoder/model/frame-table.ts';
import { hasFinding } from './all-findings.ts';
import { Cancelled } from './cancelled.ts';
import type { OpenConnection } from './capture.ts';
import { compareConnections } from './compare.ts';
import { frameAt } from './frame-at.ts';
import { Ladder } from './ladder.ts';
import { messageRows } from './message-rows.ts';
import type { FrameRecord, Handlers, MessageRecord, Operations } from './protocol.ts';
import { filtered, rowOf, rowView } from './rows.ts';
import type { SessionState } from './session-state.ts';
import { statisticsOf } from './statistics.ts';
import { timelineOf } from './timeline.ts';

/** Largest number of rows in one answer: a page of the list has 128. */
const maxRows = 2000;
/** Largest number of records in one answer: they hold no bytes. */
const maxRecords = 10_000;

type ListOperations =
  | 'filter'
  | 'filterAll'
  | 'rows'
  | 'locate'
  | 'frameAt'
  | 'frameRecords'
  | 'messageRecords'
  | 'findings';
type FollowOperations = 'timeline' | 'messageRows' | 'ladder' | 'statistics' | 'compare';

/** Handlers of the operations that list frames, messages and findings. */
export function listHandlers(state: SessionState): Pick<Handlers, ListOperations> {
  return {
    async filter({ connection, filter }, { signal }) {
      const open = state.connection(connection);
      const { rows, ...said } = await filtered(open, filter, signal);
      return { count: rows === null ? open.connection.frames.length : rows.length, ...said };
    },

    async filterAll({ filter }, { signal, progress }) {
      const found = { connections: 0, frames: 0 };
      for (const open of state.current().connections) {
        if (signal.cancelled) throw new Cancelled();
        const { rows, problem } = await filtered(open, filter, signal);
        if (problem !== null) return { connections: 0, frames: 0, problem };
        const frames = rows === null ? open.connection.frames.length : rows.length;
        if (frames === 0) continue;
        found.connections++;
        found.frames += frames;
        progress({ connection: open.connection.id, frames });
      }
      return { ...found, problem: null };
    },

    async rows({ connection, filter, from, count }, { signal }) {
      const open = state.connection(connection);
      const { rows } = await filtered(open, filter, signal);
      const total = rows === null ? open.connection.frames.length : rows.length;
      const end = Math.min(total, from + Math.min(count, maxRows));
      const list = [];
      for (let row = Math.max(0, from); row < end; row++) {
        if (signal.cancelled) throw new Cancelled();
        list.push(await rowView(open, rows === null ? row : rows[row]));
      }
      return { from, total, rows: list };
    },

    async locate({ connection, filter, frame, step }, { signal }) {
      const open = state.connection(connection);
      const { rows } = await filtered(open, filter, signal);
      return locate(open, rows, frame, step);
    },

    async frameAt({ connection, sender, offset }) {
      return { frame: frameAt(state.connection(connection).connection.frames, sender, offset) };
    },

    async frameRecords({ connection, from, count }) {
      const open = state.connection(connection);
      const end = Math.min(open.connection.frames.length, from + Math.min(count, maxRecords));
      const records: FrameRecord[] = [];
      for (let index = from; index < end; index++) records.push(frameRecord(open, index));
      return { records };
    },

    async messageRecords({ connection, from, count }) {
      const open = state.connection(connection);
      const end = Math.min(open.connection.messages.length, from + Math.min(count, maxRecords));
      const records: MessageRecord[] = [];
      for (let index = from; index < end; index++) records.push(messageRecord(open, index));
      return { records };
    },

    async findings({ connection, limit }) {
      const { connection: decoded, contentFindings } = state.connection(connection);
      const { findings, count } = findingsOf(decoded, limit);
      return { findings, count, contents: contentFindings ?? [] };
    },
  };
}

/** Handlers of the other views of a whole connection. */
export function followHandlers(state: SessionState): Pick<Handlers, FollowOperations> {
  const ladders = new WeakMap<OpenConnection, Ladder>();
  return {
    async timeline(request, { signal }) {
      return timelineOf(state.connection(request.connection), request, signal);
    },

    async messageRows(request, { signal }) {
      return messageRows(state.connection(request.connection), request, signal);
    },

    async ladder({ connection, from, count }, { signal }) {
      const open = state.connection(connection);
      const ladder = ladders.get(open) ?? new Ladder(open, (id) => state.connection(id));
      ladders.set(open, ladder);
      return ladder.rows(from, count, signal);
    },

    async statistics({ connection }, { signal }) {
      return statisticsOf(state.connection(connection), signal);
    },

    async compare({ left, right }, { signal }) {
      return compareConnections(state.connection(left), state.connection(right), signal);
    },
  };
}

/** The row of `frame` in `rows`, or the next row before or after it, any or with a finding. */
function locate(
  open: OpenConnection,
  rows: Int32Array | null,
  frame: number,
  step: Operations['locate']['in']['step'],
): Operations['locate']['out'] {
  const total = rows === null ? open.connection.frames.length : rows.length;
  const { row, exact } = rowOf(rows, frame);
  if (step === 'here') return exact && row < total ? { row, frame } : { row: -1, frame };
  const direction = step.startsWith('next') ? 1 : -1;
  const isAny = step === 'next' || step === 'previous';
  // For a frame that is filtered out, `row` is already the next row.
  const first = direction === 1 && !exact ? row : row + direction;
  for (let next = first; next >= 0 && next < total; next += direction) {
    const candidate = rows === null ? next : rows[next];
    if (isAny || hasFinding(open, candidate)) return { row: next, frame: candidate };
  }
  return { row: -1, frame };
}

function frameRecord(open: OpenConnection, index: number): FrameRecord {
  const { frames } = open.connection;
  const time = frames.time(index);
  return {
    index,
    sender: frames.sender(index),
    time: Number.isFinite(time) ? time : null,
    offset: frames.offset(index),
    fin: frames.fin(index),
    rsv: frames.rsv(index),
    opcode: frames.opcode(index),
    masked: frames.masked(index),
    maskingKey: maskingKeyOf(frames, index),
    headerLength: frames.headerLength(index),
    payloadLength: frames.payloadLength(index),
    complete: frames.complete(index),
    confidence: frames.confidence(index),
    hasPayload: hasPayload(open.connection, index),
  };
}

function hasPayload({ frames, directions, fidelity, locator }: Connection, frame: number): boolean {
  if (fidelity === 'frames' || !frames.complete(frame)) return false;
  const { start, end } = locator.payloadRange(frame);
  return !directions[frames.sender(frame)].map.hasHole(start, end);
}

/** The masking key of a frame with a complete header. */
function maskingKeyOf(frames: FrameTable, index: number): string | null {
  const lengthField = frames.byte1(index) & 127;
  const headerLength = 2 + (lengthField === 126 ? 2 : lengthField === 127 ? 8 : 0) + 4;
  if (!frames.masked(index) || frames.headerLength(index) < headerLength) return null;
  return frames.maskingKey(index).toString(16).padStart(8, '0');
}

function messageRecord(open: OpenConnection, index: number): MessageRecord {
  const { messages } = open.connection;
  const frames = open.messages.framesOf(index);
  return {
    index,
    sender: messages.sender(index),
    kind: messages.kind(index),
    frames,
    length: messages.applicationLength(index),
    compressed: messages.compressed(index),
    complete: messages.complete(index),
    hasPayload: frames.every((frame) => hasPayload(open.connection, frame)),
  };
}
