// Links and files that hold a connection.

import { concat } from '../decoder/bytes/concat.ts';
import { senders } from '../decoder/model/basics.ts';
import { formatPermalink } from '../decoder/permalink/format.ts';
import { fragmentLimit, type LinkPayload, readableLimit } from '../decoder/permalink/schema.ts';
import { redactedUrl } from '../decoder/redaction/secrets.ts';
import { encodeSegments } from '../decoder/segments/segments.ts';
import type { Capture, OpenConnection } from './capture.ts';
import { deflateRaw } from './deflate-raw.ts';
import type { ShareRequest, ShareResult } from './protocol.ts';
import { neighbours, type SharedBytes, sharedBytes } from './shared-bytes.ts';

const saveLimit = 256 * 1024 * 1024;
/** Removed secrets that are named one by one. */
const maxRemovedListed = 200;

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
    // A part has other numbers of frames.
    ...(request.scope === 'connection' && request.filter !== undefined && { filter: request.filter }),
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
