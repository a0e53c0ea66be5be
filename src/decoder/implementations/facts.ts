// The facts of a faulty frame, read from a decoded connection. Page, terminal, JSON and tests all take them from here.

import type { Connection, Direction } from '../model/connection.ts';
import { advance, earlier, later, streamOffset } from '../model/coordinates.ts';
import { isControl, opcode as opcodes } from '../model/opcode.ts';
import { notAFault, violation } from '../model/violation.ts';
import { unmaskCopy } from '../websocket/mask.ts';
import type { FaultFacts } from './implementation.ts';

/** Bytes of a socket read that are looked at: more than any of the programs reads at once. */
const maxReadLength = 1 << 17;

/** Violations that a reader meets only once the payload is there. */
const inPayload =
  violation.textNotUtf8 |
  violation.deflateFailed |
  violation.closePayloadOneByte |
  violation.closeCodeInvalid |
  violation.closeReasonNotUtf8;

/**
 * The first frame of a connection that a peer objects to: one that breaks a rule, or else one that its sender
 * left unfinished when it closed the stream. `null` when there is none.
 */
export function faultyFrame(connection: Connection): number | null {
  const directions = [connection.directions.client, connection.directions.server];
  const broken = directions.flatMap((direction) => direction.broken?.frame ?? []);
  const found = broken.length > 0 ? broken : directions.flatMap((one) => unfinishedFrame(connection, one));
  return found.length === 0 ? null : Math.min(...found);
}

function unfinishedFrame({ frames }: Connection, direction: Direction): number[] {
  if (!isEnded(direction)) return [];
  const last = lastFrame(frames.length, (frame) => frames.sender(frame) === direction.sender);
  const isTruncated =
    last >= 0 && (frames.violations(last) & (violation.headerCut | violation.payloadCut)) !== 0;
  return isTruncated ? [last] : [];
}

const isEnded = ({ end }: Direction): boolean => end === 'fin' || end === 'rst';

/** The last frame before `end` that satisfies `test`, or -1. */
function lastFrame(end: number, test: (frame: number) => boolean): number {
  let frame = end - 1;
  while (frame >= 0 && !test(frame)) frame--;
  return frame;
}

/** What a reader at the other end knows of `frame`, up to the end of the socket read where the input shows it. */
export async function faultFacts(connection: Connection, frame: number): Promise<FaultFacts> {
  const { frames, messages } = connection;
  const sender = frames.sender(frame);
  const direction = connection.directions[sender];
  const opcode = frames.opcode(frame);
  const short = frames.byte1(frame) & 127;
  const isOfSender = (other: number) => frames.sender(other) === sender && !isControl(frames.opcode(other));
  const before = lastFrame(frame, isOfSender);
  const messageOpen = before >= 0 && !frames.fin(before);
  const openMessage = messageOpen ? frames.message(before) : -1;
  const payloadComplete = frames.complete(frame);
  const message = frames.message(frame);
  const restOfRead = connection.fidelity === 'bytes' ? await readRest(connection, frame) : undefined;
  return {
    sender,
    violations: frames.violations(frame) & ~notAFault,
    opcode,
    fin: frames.fin(frame),
    rsv: frames.rsv(frame),
    masked: frames.masked(frame),
    lengthForm: short === 126 ? 16 : short === 127 ? 64 : 7,
    payloadLength: frames.payloadLength(frame),
    headerComplete: (frames.violations(frame) & violation.headerCut) === 0,
    payloadComplete,
    messageComplete:
      payloadComplete &&
      (frames.fin(frame) || isControl(opcode) || (message >= 0 && messages.complete(message))),
    deflateAgreed: connection.deflate !== null,
    closeCode: opcode === opcodes.close ? await closeCode(connection, frame) : null,
    messageOpen,
    messageKind: openMessage < 0 ? null : messages.kind(openMessage),
    streamEnded: isEnded(direction),
    ...(restOfRead === undefined ? {} : { restOfRead }),
  };
}

/** The code of a Close frame; `null` when the input does not hold it. */
async function closeCode(connection: Connection, frame: number): Promise<number | null> {
  const { frames, fidelity, directions, locator } = connection;
  if (fidelity === 'frames' || frames.payloadLength(frame) < 2) return null;
  const { map } = directions[frames.sender(frame)];
  const start = locator.payloadStart(frame);
  const end = advance(start, 2);
  const masked = await map.read(start, end);
  if (masked.length < 2 || map.hasHole(start, end)) return null;
  const bytes = unmaskCopy(masked, frames.maskingKey(frame), 0);
  return bytes[0] * 256 + bytes[1];
}

/**
 * The bytes from the frame's first to the end of the socket read. A read ends with the bytes that arrived
 * together: those in which the header lies, or, where the fault is in the payload, those in which the payload
 * ends.
 */
async function readRest(connection: Connection, frame: number): Promise<Uint8Array> {
  const { frames, directions, locator } = connection;
  const sender = frames.sender(frame);
  const { map } = directions[sender];
  const start = locator.frameStart(frame);
  const limit = earlier(streamOffset(map.length), advance(start, maxReadLength));
  const frameEnd = earlier(limit, locator.payloadRange(frame).end);
  const faults = frames.violations(frame) & ~notAFault;
  const isInPayload = faults !== 0 && (faults & ~inPayload) === 0;
  const decisive = isInPayload ? later(start, advance(frameEnd, -1)) : start;
  let end = frameEnd;
  let arrival: { readonly time: number; readonly turn: number } | null = null;
  for (const extent of map.extents(start, limit)) {
    if (extent.end <= decisive) continue;
    arrival ??= extent;
    if (!Object.is(extent.time, arrival.time) || extent.turn !== arrival.turn) break;
    end = later(end, extent.end);
  }
  return map.read(start, locator.missingRanges(sender, { start, end })[0]?.start ?? end);
}
