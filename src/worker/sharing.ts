// Links and files that hold a connection.

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
import { formatPermalink } from '../decoder/permalink/format.ts';
import { fragmentLimit, type LinkPayload, readableLimit } from '../decoder/permalink/schema.ts';
import { redactedUrl } from '../decoder/redaction/secrets.ts';
import { encodeSegments, type Segment } from '../decoder/segments/segments.ts';
import { unmaskCopy } from '../decoder/websocket/mask.ts';
import { piecesInOrder } from '../decoder/websocket/replay.ts';
import type { Capture, OpenConnection } from './capture.ts';
import { deflateRaw } from './deflate-raw.ts';
import type { ShareRequest, ShareResult } from './protocol.ts';
import { Redaction } from './redaction.ts';

const neighbours = 2;
const saveLimit = 256 * 1024 * 1024;
/** Removed secrets that are named one by one. */
const maxRemovedListed = 200;

/** The bytes of each direction that the link or file holds. */
function ranges(open: OpenConnection, request: ShareRequest): Record<Sender, OffsetRange<StreamOffset>> {
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
interface SharedBytes {
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

/** The segments of the request, or `null` when they have more than `limit` bytes. */
async function sharedBytes(
  open: OpenConnection,
  request: ShareRequest,
  limit: number,
): Promise<SharedBytes | null> {
  const wanted = ranges(open, request);
  const redaction = request.redact ? await Redaction.find(open, wanted, request.blank) : null;
  const pieces: JoinedPieces[] = [];
  const own = request.blank ? framesToBlank(open) : null;
  let total = 0;
  for (const { sender, piece } of piecesInOrder(open.connection)) {
    const start = later(piece.start, wanted[sender].start);
    const end = earlier(piece.end, wanted[sender].end);
    if (start >= end) continue;
    const gap = piece.at === missing;
    if (!gap) total += end - start;
    if (total > limit) return null;
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

function container(open: OpenConnection, { segments, redaction }: SharedBytes): Uint8Array {
  const { connection } = open;
  const url = connection.url ?? '';
  return encodeSegments({
    connections: [
      {
        client: connection.client ?? '',
        server: connection.server ?? '',
        url: redaction === null ? url : redactedUrl(url),
        roles: connection.senderInferred ? 'guess' : 'known',
        transport: connection.transport,
        segments,
      },
    ],
  });
}

/** A link that holds the request's bytes, or how long it would be. */
export async function share(
  capture: Capture,
  open: OpenConnection,
  request: ShareRequest,
): Promise<ShareResult> {
  const shared = await sharedBytes(open, request, fragmentLimit * 64);
  const view = {
    connection: 0,
    frame: request.scope === 'connection' ? request.frame : null,
    field: request.field,
  };
  if (shared === null) {
    const bytes = senders.reduce((sum, sender) => sum + open.connection.directions[sender].map.length, 0);
    const nothing = { removed: [], removedCount: 0, unsearchedCount: 0 };
    return { fragment: null, characters: Math.ceil(bytes * 0.8), limit: fragmentLimit, bytes, ...nothing };
  }
  const { segments, redaction } = shared;
  const bytes = segments.reduce((sum, segment) => sum + segment.bytes.length, 0);
  const speakers = senders.filter((sender) =>
    segments.some((segment) => segment.sender === sender && segment.length > 0),
  );
  const plain =
    open.connection.transport === 'bytes' &&
    speakers.length === 1 &&
    bytes <= readableLimit &&
    segments.every((segment) => segment.kind === 'data');
  const payload: LinkPayload = plain
    ? { kind: 'bytes', notation: 'hex', bytes: concat(segments.map(({ bytes }) => bytes)) }
    : { kind: 'packed', container: container(open, shared) };
  const frame =
    request.scope === 'frame' && request.frame !== null ? frameInShare(open, request) : view.frame;
  const sender = plain ? (capture.assumptions.sender ?? speakers[0]) : capture.assumptions.sender;
  const deflateAssumed =
    capture.assumptions.deflate ??
    (request.scope === 'frame' && open.connection.deflate !== null ? open.connection.deflate : null);
  const fragment = await formatPermalink(
    { payload, assumptions: { sender, deflate: deflateAssumed }, view: { ...view, frame } },
    deflateRaw,
  );
  const characters = fragment?.length ?? Math.ceil(bytes * 0.8);
  const fits = fragment !== null && fragment.length <= fragmentLimit;
  return {
    fragment: fits ? fragment : null,
    characters,
    limit: fragmentLimit,
    bytes,
    removed: (redaction?.removed ?? []).slice(0, maxRemovedListed),
    removedCount: redaction?.removed.length ?? 0,
    unsearchedCount: redaction?.unsearchedCount ?? 0,
  };
}

/** The index of the chosen frame among the shared ones. */
function frameInShare(open: OpenConnection, request: ShareRequest): number {
  const { frames } = open.connection;
  const frame = request.frame ?? 0;
  let before = 0;
  for (let i = frame - 1; i >= 0 && before < neighbours; i--) {
    if (frames.sender(i) === frames.sender(frame)) before++;
  }
  return before;
}

/** The connection as a file that opens here again. */
export async function save(
  open: OpenConnection,
  request: ShareRequest,
  name: string,
): Promise<{ name: string; bytes: Uint8Array }> {
  const shared = await sharedBytes(open, request, saveLimit);
  if (shared === null)
    throw new Error(`A saved file holds at most ${saveLimit / 1048576} MiB of one connection.`);
  const base = name.replace(/\.[^.]*$/, '') || 'connection';
  return { name: `${base}.framescope`, bytes: container(open, shared) };
}
