// The bytes of a connection, or of a part of it, without what is not shared: secrets, and payloads where these are
// blanked.

import { concat } from '../decoder/bytes/concat.ts';
import type { Sender } from '../decoder/model/basics.ts';
import { senders } from '../decoder/model/basics.ts';
import {
  earlier,
  later,
  type OffsetRange,
  type StreamOffset,
  streamOffset,
} from '../decoder/model/coordinates.ts';
import { missing } from '../decoder/model/stream-map.ts';
import type { Segment } from '../decoder/segments/segments.ts';
import { unmaskCopy } from '../decoder/websocket/mask.ts';
import { piecesInOrder } from '../decoder/websocket/replay.ts';
import type { OpenConnection } from './capture.ts';
import { frameAt } from './frame-at.ts';
import type { ShareRequest } from './protocol.ts';
import { Redaction } from './redaction.ts';

/** Frames of the same sender before and after a shared frame. */
export const neighbours = 2;

/** What is left out, and whether a part alone is shared. */
export type SharedPart = Pick<ShareRequest, 'scope' | 'frame' | 'blank' | 'redact'>;

type WantedRanges = Readonly<Record<Sender, OffsetRange<StreamOffset>>>;

/** The bytes of each direction that the link or file holds. */
function ranges(open: OpenConnection, request: SharedPart): WantedRanges {
  const { connection } = open;
  const begin = streamOffset(0);
  const whole = (sender: Sender) => ({
    start: begin,
    end: streamOffset(connection.directions[sender].map.length),
  });
  if (request.scope === 'connection' || request.frame === null) {
    return { client: whole('client'), server: whole('server') };
  }
  const { frames, locator } = connection;
  const sender = frames.sender(request.frame);
  const own: number[] = [request.frame];
  for (let i = request.frame - 1; i >= 0 && own.length <= neighbours; i--) {
    if (frames.sender(i) === sender) own.unshift(i);
  }
  const before = own.length;
  for (let i = request.frame + 1; i < frames.length && own.length < before + neighbours; i++) {
    if (frames.sender(i) === sender) own.push(i);
  }
  const first = own[0];
  const last = own[own.length - 1];
  const none = { start: begin, end: begin };
  const range = { start: locator.frameStart(first), end: locator.payloadRange(last).end };
  return sender === 'client' ? { client: range, server: none } : { client: none, server: range };
}

/**
 * Replaces payloads of data frames in `bytes`, which begin at stream offset `start`. Text becomes `x`, the
 * rest zeros.
 */
function blank(open: OpenConnection, own: readonly number[], bytes: Uint8Array, start: StreamOffset): void {
  const { frames, messages, locator } = open.connection;
  for (let n = firstToBlank(open, own, start); n < own.length; n++) {
    const i = own[n];
    const payload = locator.payloadRange(i);
    const from = payload.start;
    const to = Math.min(payload.end, start + bytes.length);
    if (from >= start + bytes.length) break;
    if (to <= start) continue;
    const at = Math.max(from, start);
    const message = frames.message(i);
    const isText = message >= 0 && messages.kind(message) === 'text' && !messages.compressed(message);
    const filler = new Uint8Array(to - at).fill(isText ? 0x78 : 0);
    bytes.set(unmaskCopy(filler, frames.maskingKey(i), at - from), at - start);
  }
}

/** What a link or file holds. */
export interface SharedBytes {
  readonly segments: readonly Segment[];
  readonly redaction: Redaction | null;
}

/** The frames whose payloads are blanked, by sender, in the order of their bytes. */
function framesToBlank({ connection }: OpenConnection): Record<Sender, number[]> {
  const { frames, locator } = connection;
  const own: Record<Sender, number[]> = { client: [], server: [] };
  for (let i = 0; i < frames.length; i++) {
    if (frames.opcode(i) < 8 && frames.confidence(i) !== 'guessed') own[frames.sender(i)].push(i);
  }
  for (const sender of senders) {
    own[sender].sort((a, b) => locator.payloadRange(a).start - locator.payloadRange(b).start);
  }
  return own;
}

/** The index in `own` of the first payload that may end after `start`. */
function firstToBlank({ connection }: OpenConnection, own: readonly number[], start: StreamOffset): number {
  let low = 0;
  let high = own.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (connection.locator.payloadRange(own[middle]).end <= start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Pieces of one sender that follow each other at the same time, or a gap. */
interface JoinedPieces {
  readonly sender: Sender;
  readonly gap: boolean;
  readonly time: number;
  readonly length: number;
  readonly runs: Uint8Array[];
}

/** Whether there are more than `limit` bytes to share. Reads none of them. */
function isLonger({ connection }: OpenConnection, wanted: WantedRanges, limit: number): boolean {
  let total = 0;
  for (const { sender, piece } of piecesInOrder(connection)) {
    const start = later(piece.start, wanted[sender].start);
    const end = earlier(piece.end, wanted[sender].end);
    if (start < end && piece.at !== missing) total += end - start;
    if (total > limit) return true;
  }
  return false;
}

/** The segments of the request, or `null` when they have more than `limit` bytes. */
export async function sharedBytes(
  open: OpenConnection,
  request: SharedPart,
  limit: number,
): Promise<SharedBytes | null> {
  const wanted = ranges(open, request);
  if (isLonger(open, wanted, limit)) return null;
  const redaction = request.redact ? await Redaction.find(open, wanted, request.blank) : null;
  const pieces: JoinedPieces[] = [];
  const own = request.blank ? framesToBlank(open) : null;
  for (const { sender, piece } of piecesInOrder(open.connection)) {
    const start = later(piece.start, wanted[sender].start);
    const end = earlier(piece.end, wanted[sender].end);
    if (start >= end) continue;
    const gap = piece.at === missing;
    const bytes = gap ? new Uint8Array(0) : await open.connection.directions[sender].map.read(start, end);
    if (own !== null && !gap) blank(open, own[sender], bytes, start);
    if (!gap) redaction?.apply(sender, bytes, start);
    const last = pieces.at(-1);
    if (last && last.sender === sender && !last.gap && !gap && sameTime(last.time, piece.time)) {
      last.runs.push(bytes);
      continue;
    }
    pieces.push({ sender, gap, time: piece.time, length: end - start, runs: [bytes] });
  }
  const segments = pieces.map(({ sender, gap, time, length, runs }): Segment => {
    const bytes = concat(runs);
    return { sender, kind: gap ? 'gap' : 'data', time, length: gap ? length : bytes.length, bytes };
  });
  if (request.scope === 'connection') {
    for (const sender of senders) {
      const { end, endTime } = open.connection.directions[sender];
      if (end === 'fin' || end === 'rst') {
        segments.push({ sender, kind: end, time: endTime, length: 0, bytes: new Uint8Array(0) });
      }
    }
  }
  return { segments, redaction };
}

function sameTime(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}

/** Bytes of one sender, and what was left out of them. */
export interface RedactedRange {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** `null` where secrets stay. */
  readonly redaction: Redaction | null;
}

/** The range with the whole frames and heads that it touches: a part of a message is not searched for secrets. */
function enclosingRange(
  { connection }: OpenConnection,
  sender: Sender,
  { start, end }: OffsetRange<StreamOffset>,
): OffsetRange<StreamOffset> {
  const { frames, locator, directions } = connection;
  const { base, map } = directions[sender];
  if (start < base) return { start: streamOffset(0), end: later(end, base) };
  const first = frameAt(frames, sender, locator.frameOffset(sender, start));
  const last = frameAt(frames, sender, locator.frameOffset(sender, streamOffset(Math.max(start, end - 1))));
  const from = first === null ? start : earlier(start, locator.frameStart(first));
  const to = last === null ? end : later(end, locator.payloadRange(last).end);
  return { start: from, end: earlier(to, streamOffset(map.length)) };
}

/** The bytes `[start, end)` of a sender without what is left out. Bytes that the capture lacks are zeros. */
export async function redactedRange(
  open: OpenConnection,
  sender: Sender,
  { start, end }: OffsetRange<StreamOffset>,
  leaving: Pick<ShareRequest, 'blank' | 'redact'>,
): Promise<RedactedRange> {
  const begin = streamOffset(0);
  const none = { start: begin, end: begin };
  const searched = leaving.redact ? enclosingRange(open, sender, { start, end }) : none;
  const ranges =
    sender === 'client' ? { client: searched, server: none } : { client: none, server: searched };
  const redaction = leaving.redact ? await Redaction.find(open, ranges, leaving.blank) : null;
  const bytes = await open.connection.directions[sender].map.read(start, end);
  if (leaving.blank) blank(open, framesToBlank(open)[sender], bytes, start);
  redaction?.apply(sender, bytes, start);
  return { bytes, redaction };
}
