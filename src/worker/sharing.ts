// Links and files that hold a connection.

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
function blank(open: OpenConnection, sender: Sender, bytes: Uint8Array, start: StreamOffset): void {
  const { frames, messages, locator } = open.connection;
  for (let i = 0; i < frames.length; i++) {
    if (frames.sender(i) !== sender || frames.opcode(i) >= 8 || frames.confidence(i) === 'guessed') continue;
    const payload = locator.payloadRange(i);
    const from = payload.start;
    const to = Math.min(payload.end, start + bytes.length);
    if (to <= start || from >= start + bytes.length) continue;
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

/** The segments of the request, or `null` when they have more than `limit` bytes. */
async function sharedBytes(
  open: OpenConnection,
  request: ShareRequest,
  limit: number,
): Promise<SharedBytes | null> {
  const wanted = ranges(open, request);
  const redaction = request.redact ? await Redaction.find(open, wanted, request.blank) : null;
  const segments: Segment[] = [];
  let total = 0;
  for (const { sender, piece } of piecesInOrder(open.connection)) {
    const start = later(piece.start, wanted[sender].start);
    const end = earlier(piece.end, wanted[sender].end);
    if (start >= end) continue;
    const gap = piece.at === missing;
    if (!gap) total += end - start;
    if (total > limit) return null;
    const bytes = gap ? new Uint8Array(0) : await open.connection.directions[sender].map.read(start, end);
    if (request.blank && !gap) blank(open, sender, bytes, start);
    if (!gap) redaction?.apply(sender, bytes, start);
    const last = segments.at(-1);
    if (last && last.sender === sender && last.kind === 'data' && !gap && sameTime(last.time, piece.time)) {
      const joined = new Uint8Array(last.length + bytes.length);
      joined.set(last.bytes);
      joined.set(bytes, last.length);
      segments[segments.length - 1] = { ...last, length: joined.length, bytes: joined };
      continue;
    }
    segments.push({ sender, kind: gap ? 'gap' : 'data', time: piece.time, length: end - start, bytes });
  }
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

async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes.slice()]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
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
    ? { kind: 'bytes', notation: 'hex', bytes: joinSegments(segments) }
    : { kind: 'packed', container: container(open, shared) };
  const frame =
    request.scope === 'frame' && request.frame !== null ? frameInShare(open, request) : view.frame;
  const sender = plain ? (capture.assumptions.sender ?? speakers[0]) : capture.assumptions.sender;
  const deflateAssumed =
    capture.assumptions.deflate ??
    (request.scope === 'frame' && open.connection.deflate !== null ? open.connection.deflate : null);
  const fragment = await formatPermalink(
    { payload, assumptions: { sender, deflate: deflateAssumed }, view: { ...view, frame } },
    deflate,
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

function joinSegments(segments: readonly Segment[]): Uint8Array {
  const result = new Uint8Array(segments.reduce((sum, segment) => sum + segment.bytes.length, 0));
  let at = 0;
  for (const segment of segments) {
    result.set(segment.bytes, at);
    at += segment.bytes.length;
  }
  return result;
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
