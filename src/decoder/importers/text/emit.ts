import type { Sender } from '../../model/basics.ts';
import type { TextConnection } from './transcript.ts';

/** Bytes of a dump, or the length of a hole. */
export type Piece = Uint8Array | number;

/** Gives bytes or a hole to a connection. */
export function emitPiece(
  piece: Piece,
  connection: TextConnection,
  sender: Sender | null,
  time = Number.NaN,
): void {
  if (typeof piece === 'number') connection.gap(sender, piece, time);
  else connection.bytes(sender, piece, time);
}

/** Gives bytes and holes to a connection. */
export function emitPieces(
  pieces: readonly Piece[],
  connection: TextConnection,
  sender: Sender | null,
  time = Number.NaN,
): void {
  for (const piece of pieces) emitPiece(piece, connection, sender, time);
}

/** The bytes of pieces as one, up to the first hole. */
export function firstBytes(all: readonly Piece[]): Uint8Array {
  const hole = all.findIndex((piece) => typeof piece === 'number');
  const pieces = (hole < 0 ? all : all.slice(0, hole)) as Uint8Array[];
  if (pieces.length === 1) return pieces[0];
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
