/** Tools for breaking a session: choose a frame, rebuild it wrong, insert bytes, transform a whole direction. */
import { type FrameParts, frame, type Random } from './generate-frames.ts';
import type { Piece, Session, SessionOptions } from './generate-session.ts';
import { join, type Sender } from './generate-strict.ts';

/** A broken session: whose bytes, what the strict reader must say there, and where when it is known beforehand. */
export interface Broken {
  pieces: Piece[];
  sender: Sender;
  /** The piece whose first byte is the break; absent: wherever the strict reader stops. */
  at?: Piece;
  reason?: RegExp;
  also?: string[];
  /** The sender's stream ends with the fault. */
  ends?: boolean;
}

/**
 * One way to break: which session it needs, which ends can do it, and the edit; null: this session does not
 * fit, draw again.
 */
export interface Fault {
  cause: string;
  senders: readonly Sender[];
  options: (random: Random, sender: Sender) => SessionOptions;
  apply: (session: Session, sender: Sender, random: Random) => Broken | null;
}

export const both: readonly Sender[] = ['client', 'server'];
export const plain = (): SessionOptions => ({ deflate: false });
export const either = (): SessionOptions => ({});
/** Mostly without compression, sometimes with it agreed. */
export const mostlyPlain = (random: Random): SessionOptions => ({ deflate: random.chance(0.25) });

const ofSender = (session: Session, sender: Sender): Piece[] =>
  session.pieces.filter((piece) => piece.sender === sender && !piece.head);

/** Frames of this end that fit, with at least `after` more frames of the same end after them. */
export function candidates(
  session: Session,
  sender: Sender,
  fits: (piece: Piece, parts: FrameParts) => boolean,
  after = 4,
): Piece[] {
  const own = ofSender(session, sender);
  return own.filter((piece, i) => i < own.length - after && piece.parts !== null && fits(piece, piece.parts));
}

/** A random frame that fits, or null. */
export function choose(
  session: Session,
  sender: Sender,
  random: Random,
  fits: (piece: Piece, parts: FrameParts) => boolean,
  after = 4,
): Piece | null {
  const all = candidates(session, sender, fits, after);
  return all.length > 0 ? random.pick(all) : null;
}

export const isData = (piece: Piece, parts: FrameParts): boolean =>
  piece.single && (parts.opcode === 1 || parts.opcode === 2);
export const isPlainText = (piece: Piece, parts: FrameParts): boolean =>
  piece.single && parts.opcode === 1 && !parts.rsv;
export const longText =
  (least: number) =>
  (piece: Piece, parts: FrameParts): boolean =>
    isPlainText(piece, parts) && (parts.payload?.length ?? 0) >= least;

/** The piece rebuilt with other parts; `change.key` etc. replace. */
export function rebuilt(piece: Piece, change: FrameParts): Piece {
  const parts = { ...piece.parts, ...change };
  return { ...piece, parts, bytes: frame(parts) };
}

/** The pieces with some replaced by others (or by several). */
export function swap(pieces: readonly Piece[], changes: Map<Piece, Piece | Piece[]>): Piece[] {
  return pieces.flatMap((piece) => changes.get(piece) ?? [piece]);
}

/** A piece of loose bytes right after another in time. */
export function loose(near: Piece, sender: Sender, bytes: Uint8Array): Piece {
  return { sender, bytes, time: near.time + 0.0004, head: false, parts: null, single: false, plain: null };
}

/** A frame of this end, ready to insert after `near`. */
export function made(near: Piece, sender: Sender, random: Random, parts: FrameParts): Piece {
  const full = { key: sender === 'client' ? random.key() : null, ...parts };
  return { ...loose(near, sender, frame(full)), parts: full, single: true };
}

/** Points where no message of this end is open: pieces after which a frame may begin; the end's own head among them. */
export function gaps(session: Session, sender: Sender, after = 4): Piece[] {
  const own = session.pieces.filter((piece) => piece.sender === sender);
  let open = false;
  return own.filter((piece, i) => {
    const opcode = piece.parts?.opcode ?? 1;
    if (piece.parts && opcode < 8) open = piece.parts.fin === false;
    return !open && i < own.length - after;
  });
}

/** Inserts pieces after `near`. */
export function insertAfter(pieces: readonly Piece[], near: Piece, ...added: Piece[]): Piece[] {
  return pieces.flatMap((piece) => (piece === near ? [piece, ...added] : [piece]));
}

/** Everything of this end from `from` on (itself included). */
export function fromOn(session: Session, sender: Sender, from: Piece): Piece[] {
  const own = ofSender(session, sender);
  return own.slice(own.indexOf(from));
}

/** Each frame of this end through a change of bytes. */
export function transform(
  session: Session,
  sender: Sender,
  change: (bytes: Uint8Array) => Uint8Array,
): Piece[] {
  return session.pieces.map((piece) =>
    piece.sender === sender && !piece.head ? { ...piece, bytes: change(piece.bytes) } : piece,
  );
}

/** One end's bytes after its head. */
export function stream(pieces: readonly Piece[], sender: Sender): Uint8Array {
  return join(pieces.filter((piece) => piece.sender === sender && !piece.head).map((piece) => piece.bytes));
}

/** Cuts the Close frames and what follows off, so that another end can be written. */
export function withoutClose(session: Session): Piece[] {
  const at = session.pieces.findIndex((piece) => piece.parts?.opcode === 8);
  return at < 0 ? session.pieces : session.pieces.slice(0, at);
}
