import type { Transcript } from './transcript.ts';

/** Refuses a dump that does not show every byte, and names the command that does. */
export function refuseLossy(out: Transcript, found: string, instead: string): void {
  out.note(
    'error',
    'lossy-dump',
    `Expected every byte, found ${found}: bytes that cannot be printed are lost in it. Make the dump again with ${instead}.`,
  );
}
