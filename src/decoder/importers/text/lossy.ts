import type { Transcript } from './transcript.ts';

/** The id of the note on a dump that does not show every byte. */
export const lossyDump = 'lossy-dump';

/** Refuses a dump that does not show every byte, and names the command that does. */
export function refuseLossy(out: Transcript, found: string, instead: string): void {
  out.note(
    'error',
    lossyDump,
    `Expected every byte, found ${found}: bytes that cannot be printed are lost in it. Make the dump again with ${instead}.`,
  );
}
