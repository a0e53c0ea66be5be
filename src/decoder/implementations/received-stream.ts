// What a peer received on a connection, as the simulated readers need it. Page, terminal, JSON and tests all take it
// from here.

import { encodeText } from '../bytes/utf8.ts';
import type { Sender } from '../model/basics.ts';
import type { CloseSeen, Connection, Direction } from '../model/connection.ts';
import { advance, earlier, streamOffset } from '../model/coordinates.ts';
import { isControl, opcode as opcodes } from '../model/opcode.ts';
import { notAFault, violation } from '../model/violation.ts';
import { lengthFormOf } from '../websocket/header.ts';
import { codeAllowed } from './conditions.ts';
import { type Compression, MessageContent } from './message-content.ts';
import type { ReceivedStream } from './simulate.ts';
import { maxFrames, scanFrames, type WireFrame } from './wire-frame.ts';

/** Bytes of a direction that are read back from the first frame that a strict reader refuses. */
const maxBytesAfterFault = 1 << 20;
/** Bytes before that frame that are inflated again, to know what its message refers to. */
const maxBytesBeforeFault = 1 << 22;
/** Every reader takes a message of this length, in bytes: the smallest default limit is Tomcat's. */
const acceptedLength = 8192;
/** Close codes that every reader takes. */
const acceptedCodes = '1000-1003,1007-1011,4000-4999';

/**
 * What the peer of `sender` received: the frames that a reader can refuse. `null` when there are no frames, or when
 * no reader can object to anything in them.
 */
export async function receivedStream(connection: Connection, sender: Sender): Promise<ReceivedStream | null> {
  const direction = connection.directions[sender];
  const { sound, fromFault } = rowsToSimulate(connection, sender);
  if (sound.length === 0 && fromFault.length === 0) return null;
  const compression = compressionOf(connection, sender);
  const before = rowFrames(connection, direction, sound);
  const read =
    fromFault.length === 0 ? null : await readFrames(connection, direction, fromFault, compression);
  const after =
    read?.frames ??
    rowFrames(connection, direction, upToRow(fromFault, direction.broken?.frame ?? Number.POSITIVE_INFINITY));
  return {
    sender,
    frames: [...before, ...after].map((frame, index) => ({ ...frame, index })),
    compression,
    ended: isEnded(direction),
    // Where reads end decides which of several faults is found first.
    readEnds: fromFault.length === 0 ? undefined : readEnds(connection, direction),
    content: MessageContent.start(compression, read?.window),
  };
}

/** Rows of the frame table, in order. */
interface RowsToSimulate {
  /** Frames that break no rule: the first message, and each message that is longer than all before it. */
  readonly sound: readonly number[];
  /** The message with the first fault, and all after it. */
  readonly fromFault: readonly number[];
}

const nothingToSimulate: RowsToSimulate = { sound: [], fromFault: [] };

/**
 * The frames of `sender` that a reader can refuse. One with a limit takes a message that is shorter than one it took,
 * so a direction of any length has few of them. A direction without a fault has frames to simulate only when a message
 * reaches a limit.
 */
function rowsToSimulate(connection: Connection, sender: Sender): RowsToSimulate {
  const direction = connection.directions[sender];
  const rows = rowsOf(connection, direction);
  const faultRow = firstFaultRow(connection, direction, rows);
  const lengths = new LongestMessages(connection);
  const sound: number[] = [];
  let message: number[] = [];
  let hasData = false;
  let isOpen = false;
  let closeRow: number | null = null;
  for (const row of rows) {
    message.push(row);
    if (row === faultRow) return { sound, fromFault: [...message, ...rows.slice(rows.indexOf(row) + 1)] };
    const opcode = connection.frames.opcode(row);
    const isData = !isControl(opcode);
    if (isData) isOpen = !connection.frames.fin(row);
    // A reader judges frames after a Close by what the Close said, and answers the Close.
    if (opcode === opcodes.close) closeRow ??= row;
    const isClosed = closeRow !== null;
    if (isOpen || isClosed) continue;
    const isRecord = lengths.isRecord(message);
    if (isRecord || !hasData) sound.push(...message);
    hasData ||= isData;
    message = [];
  }
  if (!lengths.reachesLimit) return nothingToSimulate;
  return { sound: closeRow === null ? sound : [...sound, closeRow], fromFault: [] };
}

/** The rows of a sender's frames: the first ones, and those from its first fault on. */
function rowsOf({ frames, midStream }: Connection, { sender, broken }: Direction): number[] {
  const rows: number[] = [];
  let row = 0;
  for (; row < frames.length && rows.length < maxFrames; row++) {
    if (frames.sender(row) !== sender) continue;
    // The beginning of a message that is open at the start was not captured.
    const isRest = midStream && rows.length === 0 && frames.opcode(row) === opcodes.continuation;
    if (!isRest) rows.push(row);
  }
  if (broken === null || broken.frame < row) return rows;
  const around: number[] = [];
  for (let i = broken.frame; i >= row && around.length < maxFrames; i--) {
    if (frames.sender(i) !== sender) continue;
    around.push(i);
    if (i < broken.frame && !isControl(frames.opcode(i)) && frames.fin(i)) break;
  }
  rows.push(...around.reverse());
  for (let i = broken.frame + 1; i < frames.length && rows.length < 2 * maxFrames; i++) {
    if (frames.sender(i) === sender) rows.push(i);
  }
  return rows;
}

/**
 * The first row that a reader can refuse whatever its limits are: it breaks a rule, its Close code is an unusual one,
 * or the stream ends in it. -1 without one.
 */
function firstFaultRow({ frames }: Connection, direction: Direction, rows: readonly number[]): number {
  const { broken, closed } = direction;
  const unusualClose =
    closed !== null && closed.code !== null && !codeAllowed(acceptedCodes, closed.code) ? closed.frame : -1;
  const cut = isEnded(direction) ? violation.headerCut | violation.payloadCut : 0;
  let isOpen = false;
  let isPacked = false;
  for (const row of rows) {
    if (row === broken?.frame || row === unusualClose) return row;
    if ((frames.violations(row) & (~notAFault | cut)) !== 0) return row;
    const opcode = frames.opcode(row);
    if (opcode === opcodes.close && isOpen) return row;
    // A control frame inside a compressed message makes some readers inflate no more of it.
    if (isControl(opcode) && isOpen && isPacked) return row;
    if (isControl(opcode)) continue;
    if (!isOpen) isPacked = frames.rsv(row) >= 4;
    isOpen = !frames.fin(row);
  }
  return -1;
}

/** Tells which messages are longer than all before them, in frames as received and as the application gets them. */
class LongestMessages {
  readonly #connection: Connection;
  readonly #longest = new Map<string, number>();
  reachesLimit = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Whether the message of these rows is longer than all before it, and not accepted by every reader. */
  isRecord(rows: readonly number[]): boolean {
    const { frames, messages } = this.#connection;
    let first = -1;
    let last = -1;
    let longestFrame = 0;
    let wire = 0;
    for (const row of rows) {
      if (isControl(frames.opcode(row))) continue;
      if (first < 0) first = row;
      last = row;
      longestFrame = Math.max(longestFrame, frames.payloadLength(row));
      wire += frames.payloadLength(row);
    }
    const message = last < 0 ? -1 : frames.message(last);
    const application = message < 0 ? wire : messages.applicationLength(message);
    if (Math.max(wire, application) < acceptedLength) return false;
    const kind = `${frames.opcode(first)} ${frames.rsv(first)}`;
    let isRecord = false;
    for (const [name, length] of [
      ['frame', longestFrame],
      ['wire', wire],
      ['application', application],
    ] as const) {
      const key = `${name} ${kind}`;
      if (length < acceptedLength || length <= (this.#longest.get(key) ?? 0)) continue;
      this.#longest.set(key, length);
      isRecord = true;
    }
    this.reachesLimit ||= isRecord;
    return isRecord;
  }
}

function compressionOf({ deflate }: Connection, sender: Sender): Compression | null {
  if (deflate === null) return null;
  return sender === 'server'
    ? { noContextTakeover: deflate.serverNoContextTakeover, windowBits: deflate.serverMaxWindowBits }
    : { noContextTakeover: deflate.clientNoContextTakeover, windowBits: deflate.clientMaxWindowBits };
}

const isEnded = ({ end }: Direction): boolean => end === 'fin' || end === 'rst';

/** Frames with their payloads, and the inflate window before the first of them. */
interface ReadFrames {
  readonly frames: readonly WireFrame[];
  readonly window: Uint8Array;
}

/**
 * The frames from the message with the first fault on. `null` when their payloads cannot be read, or refer to data
 * that lies too far back.
 */
async function readFrames(
  connection: Connection,
  { sender, map }: Direction,
  rows: readonly number[],
  compression: Compression | null,
): Promise<ReadFrames | null> {
  if (connection.fidelity !== 'bytes') return null;
  const { frames, locator } = connection;
  const start = locator.frameStart(rows[0]);
  let windowStart = start;
  // Some readers keep their window even where that is not agreed.
  if (compression !== null) {
    windowStart = locator.frameStart(firstRowOf(connection, sender));
    if (start - windowStart > maxBytesBeforeFault) return null;
  }
  const before = await map.read(windowStart, start);
  if (locator.missingRanges(sender, { start: windowStart, end: start }).length > 0) return null;
  const limit = earlier(streamOffset(map.length), advance(start, maxBytesAfterFault));
  const end = locator.missingRanges(sender, { start, end: limit })[0]?.start ?? limit;
  const bytes = await map.read(start, end);
  return {
    frames: scanFrames(bytes, frames.offset(rows[0])),
    window: windowAfter(scanFrames(before), compression),
  };
}

function firstRowOf({ frames }: Connection, sender: Sender): number {
  let row = 0;
  while (frames.sender(row) !== sender) row++;
  return row;
}

/** The inflate window after frames that break no rule. */
function windowAfter(frames: readonly WireFrame[], compression: Compression | null): Uint8Array {
  let content = MessageContent.start(compression);
  for (const frame of frames) {
    if (isControl(frame.opcode)) continue;
    const begins = frame.opcode === opcodes.continuation ? null : 'binary';
    content = content.next(frame, {
      begins,
      compressed: frame.rsv >= 4 && begins !== null,
      keepsWindow: true,
    });
  }
  return content.window;
}

function upToRow(rows: readonly number[], last: number): readonly number[] {
  const end = rows.findIndex((row) => row > last);
  return end < 0 ? rows : rows.slice(0, end);
}

/** Frames without their payloads, save that of the Close frame. */
function rowFrames(
  { frames, messages }: Connection,
  { closed }: Direction,
  rows: readonly number[],
): WireFrame[] {
  return rows.map((row, index) => {
    const payloadLength = frames.payloadLength(row);
    const violations = frames.violations(row);
    const headerLength = frames.headerLength(row);
    const message = frames.fin(row) && !isControl(frames.opcode(row)) ? frames.message(row) : -1;
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
      payload: closed?.frame === row ? closePayload(closed) : null,
      wirePayload: null,
      messageLength: message < 0 ? null : messages.applicationLength(message),
      knownFaults: violations & ~notAFault,
    };
  });
}

function closePayload({ code, reason }: CloseSeen): Uint8Array {
  return code === null ? new Uint8Array(0) : Uint8Array.from([code >> 8, code & 255, ...encodeText(reason)]);
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
