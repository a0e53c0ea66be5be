import type { Transcript } from './transcript.ts';

/** The id of the note on a dump that does not show every byte. */
export const lossyDump = 'lossy-dump';
/** The id of the note on a dump whose bytes are those of something else than one connection. */
export const otherDump = 'other-dump';

/** Whether a note refuses a dump that was recognised, and says what is wanted in its place. */
export function refusesDump(noteId: string): boolean {
  return noteId === lossyDump || noteId === otherDump;
}

/** Refuses a dump that does not show every byte, and names the command that does. */
export function refuseLossy(out: Transcript, found: string, instead: string): void {
  out.note(
    'error',
    lossyDump,
    `Expected every byte, found ${found}: bytes that cannot be printed are lost in it. Make the dump again with ${instead}.`,
  );
}
