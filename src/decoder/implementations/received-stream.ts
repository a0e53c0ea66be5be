// What a peer received on a connection, as the simulated readers need it. Page, terminal, JSON and tests all take it
// from here.

import type { Sender } from '../model/basics.ts';
import type { Connection, Direction } from '../model/connection.ts';
import { advance, earlier, type StreamOffset, streamOffset } from '../model/coordinates.ts';
import { isControl, opcode as opcodes } from '../model/opcode.ts';
import { notAFault, violation } from '../model/violation.ts';
import { lengthFormOf } from '../websocket/header.ts';
import { codeAllowed } from './conditions.ts';
import { type Compression, MessageContent } from './message-content.ts';
import type { ReceivedStream } from './simulate.ts';
import { maxFrames, scanFrames, type WireFrame } from './wire-frame.ts';

/** Most bytes of a direction that are read back for the simulation. */
const maxBytes = 1 << 23;
/** Every reader takes a message of this length, in bytes: the smallest default limit is Tomcat's. */
const acceptedLength = 8192;
/** Close codes that every reader takes. */
const acceptedCodes = '1000-1003,1007-1011,4000-4999';

/**
 * What the peer of `sender` received. `null` when there are no frames, or when no reader can object to anything in
 * them.
 */
export async function receivedStream(connection: Connection, sender: Sender): Promise<ReceivedStream | null> {
  const direction = connection.directions[sender];
  const rows = rowsOf(connection, sender);
  if (rows.length === 0) return null;
  if (direction.broken === null && !isEndedInside(connection, direction, rows)) {
    if (!mayBeRefused(connection, direction, rows)) return null;
  }
  const compression = compressionOf(connection, sender);
  const frames =
    connection.fidelity === 'bytes'
      ? await readFrames(connection, direction, rows)
      : rowFrames(connection, rows, direction.broken?.frame ?? Number.POSITIVE_INFINITY);
  return {
    sender,
    frames,
    compression,
    ended: isEnded(direction),
    readEnds: readEnds(connection, direction),
    content: MessageContent.start(compression),
  };
}

/** The rows of a sender's frames in the table of the connection. */
function rowsOf({ frames, midStream }: Connection, sender: Sender): number[] {
  const rows: number[] = [];
  for (let row = 0; row < frames.length && rows.length < maxFrames; row++) {
    if (frames.sender(row) !== sender) continue;
    // The beginning of a message that is open at the start was not captured.
    const isRest = midStream && rows.length === 0 && frames.opcode(row) === opcodes.continuation;
    if (!isRest) rows.push(row);
  }
  return rows;
}

function compressionOf({ deflate }: Connection, sender: Sender): Compression | null {
  if (deflate === null) return null;
  return sender === 'server'
    ? { noContextTakeover: deflate.serverNoContextTakeover, windowBits: deflate.serverMaxWindowBits }
    : { noContextTakeover: deflate.clientNoContextTakeover, windowBits: deflate.clientMaxWindowBits };
}

const isEnded = ({ end }: Direction): boolean => end === 'fin' || end === 'rst';

function isEndedInside({ frames }: Connection, direction: Direction, rows: readonly number[]): boolean {
  const cut = violation.headerCut | violation.payloadCut;
  return isEnded(direction) && (frames.violations(rows[rows.length - 1]) & cut) !== 0;
}

/** Whether a reader with limits or fewer close codes can refuse frames that break no rule. */
function mayBeRefused(
  { frames, messages }: Connection,
  { closed }: Direction,
  rows: readonly number[],
): boolean {
  if (closed !== null && closed.code !== null && !codeAllowed(acceptedCodes, closed.code)) return true;
  let fragmentsLength = 0;
  let isOpen = false;
  for (const row of rows) {
    const opcode = frames.opcode(row);
    if (isControl(opcode)) {
      if (opcode === opcodes.close && isOpen) return true;
      continue;
    }
    fragmentsLength = (opcode === opcodes.continuation ? fragmentsLength : 0) + frames.payloadLength(row);
    isOpen = !frames.fin(row);
    const message = frames.message(row);
    const length = message < 0 ? 0 : messages.applicationLength(message);
    if (Math.max(fragmentsLength, length) >= acceptedLength) return true;
  }
  return false;
}

/** The frames as they came: those before the last `maxBytes` without their payloads. */
async function readFrames(
  connection: Connection,
  { sender, map, broken }: Direction,
  rows: readonly number[],
): Promise<WireFrame[]> {
  const { frames, locator } = connection;
  const faulty = broken === null ? rows.length - 1 : Math.max(0, rows.indexOf(broken.frame));
  const firstRead = firstRowWithin(connection, rows, faulty);
  const start = locator.frameStart(rows[firstRead]);
  const limit = earlier(streamOffset(map.length), advance(start, maxBytes));
  const end = locator.missingRanges(sender, { start, end: limit })[0]?.start ?? limit;
  const bytes = await map.read(start, end);
  const before = rowFrames(connection, rows.slice(0, firstRead), Number.POSITIVE_INFINITY);
  return [...before, ...scanFrames(bytes, frames.offset(rows[firstRead]), firstRead)];
}

/** Index in `rows` from which all bytes to the row `last` are read: the first frame of a message. */
function firstRowWithin({ frames, locator }: Connection, rows: readonly number[], last: number): number {
  const end: StreamOffset = locator.frameStart(rows[last]);
  if (end - locator.frameStart(rows[0]) <= maxBytes / 2) return 0;
  let first = last;
  while (
    first > 0 &&
    (isControl(frames.opcode(rows[first])) || frames.opcode(rows[first]) === opcodes.continuation)
  ) {
    first--;
  }
  return first;
}

/** Frames without their payloads, up to the row `last`. */
function rowFrames({ frames }: Connection, rows: readonly number[], last: number): WireFrame[] {
  const end = rows.findIndex((row) => row > last);
  return rows.slice(0, end < 0 ? undefined : end).map((row, index) => {
    const payloadLength = frames.payloadLength(row);
    const violations = frames.violations(row);
    const headerLength = frames.headerLength(row);
    return {
      index,
      start: frames.offset(row),
      fin: frames.fin(row),
      opcode: frames.opcode(row),
      rsv: frames.rsv(row),
      masked: frames.masked(row),
      lengthForm: lengthFormOf(frames.byte1(row)),
      payloadLength,
      lengthText: String(payloadLength),
      msb: (violations & violation.lengthMsbSet) !== 0,
      headerLength,
      headerReceived: (violations & violation.headerCut) === 0 ? headerLength : 1,
      payloadComplete: frames.complete(row),
      payload: null,
      knownFaults: violations & ~notAFault,
    };
  });
}

/** Frame offsets at which what arrived together ends; `undefined` when that is not known. */
function readEnds(connection: Connection, { sender, map, base }: Direction): number[] | undefined {
  if (connection.fidelity !== 'bytes') return undefined;
  const ends: number[] = [];
  let last: { readonly time: number; readonly turn: number } | null = null;
  for (const extent of map.extents(base, streamOffset(map.length))) {
    const isSame = last !== null && Object.is(last.time, extent.time) && last.turn === extent.turn;
    const end = connection.locator.frameOffset(sender, extent.end);
    if (isSame) ends[ends.length - 1] = end;
    else ends.push(end);
    last = extent;
  }
  return ends;
}
