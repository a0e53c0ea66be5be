/** What the damages of recorded sessions share: choosing a frame, and replacing bytes of one end. */
import { type FrameParts, frame, mask, type Random } from './generate-frames.ts';
import type { PcapOptions } from './generate-pcap.ts';
import { join, type Sender } from './generate-strict.ts';
import type { RecordedPiece, RecordedSession } from './recorded-sessions.ts';

/** Two halves of the examination: the second was drawn with other sizes, after the first had been mended. */
export type Part = 'first' | 'second';

export interface Damaged {
  pieces: RecordedPiece[];
  recording?: PcapOptions;
  also?: readonly string[];
  /** The damage is in how the conversation ends: nobody answers to it. */
  ends?: boolean;
}

export interface Damage {
  name: string;
  /** The right cause, and those that say the same of these bytes. */
  cause: string;
  also?: readonly string[];
  senders: readonly Sender[];
  /** A strict reader of this end must fail after it. Default true. */
  breaks?: boolean;
  /** null: this session does not fit. */
  apply(session: RecordedSession, sender: Sender, random: Random, part: Part): Damaged | null;
}

export const both: readonly Sender[] = ['client', 'server'];
export const client: readonly Sender[] = ['client'];
export const server: readonly Sender[] = ['server'];
export const other = (sender: Sender): Sender => (sender === 'client' ? 'server' : 'client');

/** The frames of one end. */
export function framesOf(session: RecordedSession, sender: Sender): RecordedPiece[] {
  return session.pieces.filter((piece) => piece.sender === sender && !piece.head);
}

export const partsOf = (piece: RecordedPiece): FrameParts => piece.parts ?? {};
export const payloadOf = (piece: RecordedPiece): Uint8Array => piece.parts?.payload ?? new Uint8Array(0);
export const headerOf = (piece: RecordedPiece): number => piece.bytes.length - payloadOf(piece).length;
export const isData = (piece: RecordedPiece): boolean =>
  piece.single && partsOf(piece).opcode !== 0 && (partsOf(piece).opcode ?? 0) < 3;
export const isText = (piece: RecordedPiece): boolean =>
  piece.single && partsOf(piece).opcode === 1 && !partsOf(piece).rsv;
export const isCompressed = (piece: RecordedPiece): boolean =>
  piece.single && ((partsOf(piece).rsv ?? 0) & 4) !== 0;

/** A random frame of this end that fits, with at least `after` more frames of it. */
export function chosen(
  session: RecordedSession,
  sender: Sender,
  random: Random,
  fits: (piece: RecordedPiece) => boolean,
  after = 1,
): RecordedPiece | null {
  const own = framesOf(session, sender);
  const all = own.filter((piece, i) => i < own.length - after && fits(piece));
  return all.length > 0 ? random.pick(all) : null;
}

/** The session's pieces with one replaced. */
export function replaced(
  session: RecordedSession,
  piece: RecordedPiece,
  ...others: RecordedPiece[]
): RecordedPiece[] {
  return session.pieces.flatMap((one) => (one === piece ? others : [one]));
}

export const withBytes = (piece: RecordedPiece, bytes: Uint8Array): RecordedPiece => ({ ...piece, bytes });

/** The frame built again with other parts; `key` and so on replace. */
export function rebuilt(piece: RecordedPiece, change: FrameParts): RecordedPiece {
  const parts = { ...piece.parts, ...change };
  return { ...piece, parts, bytes: frame(parts) };
}

/** The same change of one frame. */
export function changed(
  session: RecordedSession,
  piece: RecordedPiece | null,
  change: (piece: RecordedPiece) => FrameParts,
): Damaged | null {
  return piece && { pieces: replaced(session, piece, rebuilt(piece, change(piece))) };
}

/** The bytes of one frame through a change. */
export function edited(
  session: RecordedSession,
  piece: RecordedPiece | null,
  change: (bytes: Uint8Array) => Uint8Array,
): Damaged | null {
  return piece && { pieces: replaced(session, piece, withBytes(piece, change(piece.bytes))) };
}

/** The frame as two fragments with half of its payload each, a client's second one under a key of its own. */
export function inFragments(
  session: RecordedSession,
  piece: RecordedPiece,
  random: Random,
  head: FrameParts,
  tail: FrameParts,
): Damaged {
  const at = payloadOf(piece).length >> 1;
  const key = partsOf(piece).key ? random.key() : null;
  const first = rebuilt(piece, { ...head, payload: payloadOf(piece).subarray(0, at) });
  const second = rebuilt(piece, { ...tail, payload: payloadOf(piece).subarray(at), key });
  return { pieces: replaced(session, piece, first, second) };
}

/** Bytes of which some are replaced. */
export function splicedBytes(
  bytes: Uint8Array,
  at: number,
  removed: number,
  added: Uint8Array = new Uint8Array(0),
): Uint8Array {
  return join([bytes.subarray(0, at), added, bytes.subarray(at + removed)]);
}

/** Each frame of this end from the `from`-th on, through a change of its bytes. */
export function editedAll(
  session: RecordedSession,
  sender: Sender,
  change: (piece: RecordedPiece, index: number) => Uint8Array,
  from = 0,
): Damaged {
  const own = framesOf(session, sender);
  const pieces = session.pieces.map((piece) => {
    const index = own.indexOf(piece);
    return index < from ? piece : withBytes(piece, change(piece, index));
  });
  return { pieces };
}

/** Bytes put before one frame, in a packet of their own or in that of the frame. */
export function insertedBefore(
  session: RecordedSession,
  piece: RecordedPiece | null,
  bytes: Uint8Array,
  random: Random,
): Damaged | null {
  if (!piece) return null;
  if (random.chance(0.5))
    return { pieces: replaced(session, piece, withBytes(piece, join([bytes, piece.bytes]))) };
  const loose = { ...piece, bytes, parts: null, single: false, packet: undefined };
  return { pieces: replaced(session, piece, loose, piece) };
}

/** One end's bytes after its head, with some of them replaced; the pieces keep their borders where they can. */
export function spliced(
  session: RecordedSession,
  sender: Sender,
  at: number,
  removed: number,
  added: Uint8Array,
): RecordedPiece[] {
  let start = 0;
  return session.pieces.map((piece) => {
    if (piece.sender !== sender || piece.head) return piece;
    const from = start;
    start += piece.bytes.length;
    if (at >= start || at + removed < from || (at < from && at + removed === from)) return piece;
    const cutFrom = Math.max(0, at - from);
    const cutTo = Math.max(cutFrom, Math.min(piece.bytes.length, at + removed - from));
    const middle = at >= from ? added : new Uint8Array(0);
    return withBytes(piece, splicedBytes(piece.bytes, cutFrom, cutTo - cutFrom, middle));
  });
}

/** One end's bytes after its head. */
export function streamOf(session: RecordedSession, sender: Sender): Uint8Array {
  return join(framesOf(session, sender).map(({ bytes }) => bytes));
}

/** The payload as it lies on the wire under the frame's key. */
export function masked(piece: RecordedPiece, payload: Uint8Array): Uint8Array {
  const { key } = partsOf(piece);
  return key ? mask(payload, key) : payload;
}

/** The 101 with its head changed. */
export function withHead(
  session: RecordedSession,
  sender: Sender,
  change: (text: string) => string,
): RecordedPiece[] {
  return session.pieces.map((piece) =>
    piece.head && piece.sender === sender
      ? withBytes(
          piece,
          Uint8Array.from(Buffer.from(change(Buffer.from(piece.bytes).toString('latin1')), 'latin1')),
        )
      : piece,
  );
}
