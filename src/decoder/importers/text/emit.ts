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
  const piece = section.pieces[0];
  return typeof piece === 'number' ? new Uint8Array(0) : piece;
}
