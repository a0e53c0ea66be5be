// What a cause gets to look at: the connection, the bytes around its first break, and analyses that are made once and
// shared. Large streams are looked at through a window, and the context says so.

import type { Note, Sender } from '../model/basics.ts';
import { senders } from '../model/basics.ts';
import type { Connection, Direction } from '../model/connection.ts';
import { advance, type FrameOffset, streamOffset } from '../model/coordinates.ts';

/** Streams up to this many bytes are looked at whole. */
const wholeLimit = 1 << 21;
/** Otherwise this much before the break, and this much after it. */
const windowBefore = 1 << 17;
const windowAfter = 1 << 18;
const rawHeadLimit = 16384;

/** The bytes of one direction's frames, or a window on them. Offsets are frame offsets unless named otherwise. */
export interface ContextStream {
  readonly sender: Sender;
  readonly direction: Direction;
  readonly bytes: Uint8Array;
  /** Frame offset of `bytes[0]`. */
  readonly start: number;
  /** `bytes` reach the end of the stream. */
  readonly toEnd: boolean;
  /** The first bytes of the direction, handshake and all, from its very first byte. */
  readonly raw: Uint8Array;
  /** Rows of the frame table that belong to this direction and lie in the window, in order. */
  readonly rows: readonly number[];
}

/** The first place at which a strict reader fails. */
export interface Break {
  readonly sender: Sender;
  readonly offset: FrameOffset;
  readonly frame: number;
  readonly violations: number;
  /** No rule is broken, but a frame runs over the end of its stream. */
  readonly overrun: boolean;
}

/** A connection as causes look at it. */
export class DiagnosisContext {
  readonly connection: Connection;
  readonly notes: readonly Note[];
  readonly client: ContextStream;
  readonly server: ContextStream;
  /** The earliest break, in the order in which frames arrived. */
  readonly first: Break | null;
  /** True when a window was looked at instead of the whole stream. */
  readonly windowed: boolean;

  constructor(
    connection: Connection,
    notes: readonly Note[],
    client: ContextStream,
    server: ContextStream,
    first: Break | null,
  ) {
    this.connection = connection;
    this.notes = notes;
    this.client = client;
    this.server = server;
    this.first = first;
    this.windowed = [client, server].some((stream) => stream.start > 0 || !stream.toEnd);
  }

  stream(sender: Sender): ContextStream {
    return sender === 'client' ? this.client : this.server;
  }

  /** The stream with the first break. */
  get broken(): ContextStream | null {
    return this.first === null ? null : this.stream(this.first.sender);
  }
}

function firstBreak(connection: Connection): Break | null {
  const { frames, directions } = connection;
  let first: Break | null = null;
  for (const sender of senders) {
    const { broken } = directions[sender];
    if (broken === null || (first !== null && first.frame < broken.frame)) continue;
    first = { sender, ...broken, violations: frames.violations(broken.frame), overrun: false };
  }
  return first;
}

/** The last frame of a direction when it never ended, though the stream did or went on long enough. */
function firstOverrun(connection: Connection): Break | null {
  const { frames, locator } = connection;
  for (const sender of senders) {
    for (let i = frames.length - 1; i >= 0; i--) {
      if (frames.sender(i) !== sender) continue;
      if (frames.complete(i) || frames.headerLength(i) < 2) break;
      if (locator.payloadReach(i) > 0) {
        return {
          sender,
          offset: frames.offset(i),
          frame: i,
          violations: frames.violations(i),
          overrun: true,
        };
      }
      break;
    }
  }
  return null;
}

async function contextStream(
  connection: Connection,
  sender: Sender,
  around: number | null,
): Promise<ContextStream> {
  const direction = connection.directions[sender];
  const { map, base } = direction;
  const total = Math.max(0, connection.locator.extent(sender).end);
  const hasBytes = connection.fidelity === 'bytes' && direction.kind === 'frames';
  let start = 0;
  let end = hasBytes ? total : 0;
  if (end > wholeLimit) {
    const at = around ?? 0;
    // A window begins at a frame, so that it can be read from its start.
    start = windowStart(connection, sender, Math.max(0, at - windowBefore), at);
    end = Math.min(total, at + windowAfter);
    if (around === null) end = Math.min(total, windowAfter);
  }
  const bytes = end > start ? await map.read(advance(base, start), advance(base, end)) : new Uint8Array(0);
  const raw =
    connection.fidelity === 'bytes'
      ? await map.read(streamOffset(0), streamOffset(Math.min(map.length, rawHeadLimit)))
      : new Uint8Array(0);
  const { frames } = connection;
  const rows: number[] = [];
  for (let i = 0; i < frames.length; i++) {
    if (frames.sender(i) !== sender) continue;
    const offset = frames.offset(i);
    if (offset >= end && hasBytes) break;
    if (offset >= start) rows.push(i);
  }
  return {
    sender,
    direction,
    bytes,
    start,
    toEnd: end === total,
    raw,
    rows,
  };
}

/** The last frame that begins at `offset` or before, unless that is too far back; then the first after it, or `at`. */
function windowStart(connection: Connection, sender: Sender, offset: number, at: number): number {
  const { frames } = connection;
  let before = 0;
  let after = at;
  for (let i = 0; i < frames.length; i++) {
    if (frames.sender(i) !== sender) continue;
    if (frames.offset(i) > offset) {
      after = Math.min(at, frames.offset(i));
      break;
    }
    before = frames.offset(i);
  }
  return at - before > wholeLimit ? after : before;
}

/** Reads what a diagnosis needs to see of a connection. */
export async function buildContext(
  connection: Connection,
  notes: readonly Note[],
): Promise<DiagnosisContext> {
  const first = connection.fidelity === 'bytes' ? (firstBreak(connection) ?? firstOverrun(connection)) : null;
  const around = (sender: Sender) => (first?.sender === sender ? first.offset : null);
  const client = await contextStream(connection, 'client', around('client'));
  const server = await contextStream(connection, 'server', around('server'));
  return new DiagnosisContext(connection, notes, client, server, first);
}
