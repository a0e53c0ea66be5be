// What rides inside a message: its payload decoded by the format that fits it.

import { concat } from '../decoder/bytes/concat.ts';
import { decodeLatin1 } from '../decoder/bytes/utf8.ts';
import type { Sender } from '../decoder/model/basics.ts';
import type { Connection } from '../decoder/model/connection.ts';
import type { ContentsRequest, PayloadContents } from '../decoder/payloads/contents.ts';
import { decodePayload, maxDecodedBytes } from '../decoder/payloads/decode.ts';
import type { PayloadFacts } from '../decoder/payloads/sample.ts';
import type { ProtoSchema } from '../decoder/payloads/values/proto-schema.ts';
import type { OpenConnection } from './capture.ts';
import { joinedPackets } from './joined-packets.ts';
import { inflatedOfStream } from './zlib-stream.ts';

/** Bytes of other messages that formats look at. */
const headBytes = 1024;
/** Messages before one that formats look at. */
const maxBefore = 10;
/** Bytes of the first messages of each side. */
const openingBytes = 256;
/** Messages that are passed to find them. */
const maxFramesBack = 200;

/** Path and query of a request. */
function pathOf({ url, handshake }: Connection): string | null {
  return handshake?.request?.target ?? url;
}

/** What formats may know of a payload beside its bytes. */
async function factsOf(open: OpenConnection, frame: number, message: number): Promise<PayloadFacts> {
  const { connection } = open;
  const { frames, messages } = connection;
  const { said, starts } = await openingsOf(open);
  return {
    sender: frames.sender(frame),
    kind: message < 0 ? 'control' : messages.kind(message),
    subprotocol: connection.handshake?.subprotocol ?? null,
    path: pathOf(connection),
    before: message < 0 ? [] : await messagesBefore(open, message),
    opening: said.client || null,
    serverOpening: said.server || null,
    position: starts.get(message) ?? null,
    joined: message < 0 ? null : await joinedPackets(open, message),
    schema: null,
    inflated: null,
  };
}

/** The messages of the same sender before one, the nearest first. Compressed ones only are costly to read back. */
async function messagesBefore(open: OpenConnection, message: number): Promise<PayloadFacts['before']> {
  const { messages } = open.connection;
  const sender = messages.sender(message);
  const found: { kind: 'text' | 'binary'; bytes: Uint8Array }[] = [];
  const last = Math.max(0, message - maxFramesBack);
  for (let i = message - 1; i >= last && found.length < maxBefore; i--) {
    if (messages.sender(i) !== sender) continue;
    const bytes = messages.compressed(i) ? new Uint8Array(0) : (await open.messages.read(i, headBytes)).bytes;
    found.push({ kind: messages.kind(i), bytes });
  }
  return found;
}

/** The first messages of both sides. */
interface Openings {
  /** The bytes of each side, joined, one character a byte; of each message at most `openingBytes`. */
  readonly said: Record<Sender, string>;
  /** Where a message begins among the bytes of its sender. */
  readonly starts: ReadonlyMap<number, number>;
}

/** Read once a connection: to go back to a compressed message means to inflate later ones again. */
const openings = new WeakMap<Connection, Openings>();

async function openingsOf({ connection, messages: reader }: OpenConnection): Promise<Openings> {
  const held = openings.get(connection);
  if (held !== undefined) return held;
  const { messages } = connection;
  const end = Math.min(messages.length, maxFramesBack);
  const said = { client: '', server: '' };
  const starts = new Map<number, number>();
  for (let i = 0; i < end; i++) {
    const sender = messages.sender(i);
    if (said[sender].length >= openingBytes) continue;
    starts.set(i, said[sender].length);
    said[sender] += decodeLatin1((await reader.read(i, openingBytes)).bytes);
  }
  const found = { said, starts };
  // The messages of a connection that is being recorded become more.
  if (said.client !== '' && said.server !== '') openings.set(connection, found);
  return found;
}

/** Decodes the message of a frame, or the payload of a control frame. */
export async function payloadContents(
  open: OpenConnection,
  { frame, format }: ContentsRequest,
  schema: ProtoSchema | null = null,
): Promise<PayloadContents> {
  const { frames, fidelity } = open.connection;
  const message = frames.message(frame);
  const facts = await factsOf(open, frame, message);
  let bytes: Uint8Array = new Uint8Array(0);
  let note: string | null = null;
  if (fidelity !== 'frames' && message >= 0) {
    const parts: Uint8Array[] = [];
    const outcome = await open.messages.give(message, maxDecodedBytes + 1, (part) =>
      parts.push(part.slice()),
    );
    bytes = concat(parts);
    note = outcome.capped ? null : outcome.note;
  } else if (fidelity !== 'frames') bytes = await open.messages.payload(frame, 0, maxDecodedBytes + 1);
  const inflated = message < 0 ? null : await inflatedOfStream(open, message, bytes);
  const { notes, ...decoded } = decodePayload(
    bytes,
    { ...facts, inflated, schema: schema && { schema, message: null } },
    format,
  );
  return {
    ...decoded,
    notes: note === null ? notes : [note, ...notes],
    of: message < 0 ? 'frame' : 'message',
    imageBytes: decoded.image === null ? null : bytes.slice(decoded.image.start, decoded.image.end),
  };
}
