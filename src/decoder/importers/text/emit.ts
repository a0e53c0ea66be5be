import type { Sender } from '../../model/basics.ts';
import type { Section } from './dump-table.ts';
import type { TextConnection } from './transcript.ts';

/** Gives the bytes and holes of a section to a connection. */
export function emitSection(
  section: Section,
  connection: TextConnection,
  sender: Sender | null,
  time = Number.NaN,
): void {
  for (const piece of section.pieces) {
    if (typeof piece === 'number') connection.gap(sender, piece, time);
    else connection.bytes(sender, piece, time);
  }
}

/** The bytes of a section in one piece, up to its first hole. */
export function firstBytes(section: Section): Uint8Array {
  const hole = section.pieces.findIndex((piece) => typeof piece === 'number');
  const pieces = (hole < 0 ? section.pieces : section.pieces.slice(0, hole)) as Uint8Array[];
  if (pieces.length === 1) return pieces[0];
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
