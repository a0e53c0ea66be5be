// Notes about a NetLog as a whole.

import type { Note } from '../../model/basics.ts';

/** Summary of reading a NetLog. */
export interface NetlogSummary {
  readonly bytes: number;
  /** All brackets of the document are closed. */
  readonly whole: boolean;
  /** The log has `constants`, so events have names. */
  readonly named: boolean;
  readonly events: number;
  /** Events without a name. */
  readonly unnamed: number;
  /** Count of offsets where HTTP/2 frames are inconsistent. */
  readonly damage: number;
  /** Connections. */
  readonly opened: number;
  /** Values that were too large to read. */
  readonly dropped: number;
  /** Count of reads and writes without their bytes. */
  readonly bytesMissing: number;
}

/** The notes for a summary. */
export function netlogNotes(summary: NetlogSummary): Note[] {
  const { bytes, events, damage } = summary;
  const notes: Note[] = [];
  if (!summary.whole) {
    const text = `Expected the closing brackets of the NetLog, found the end of the file at ${bytes}. That is normal when the browser was killed; what came before is read.`;
    notes.push({ level: 'info', id: 'file-cut', text, at: bytes });
  }
  if (!summary.named && events === 0 && summary.unnamed > 0) {
    const text =
      'Expected the "constants" of the NetLog, found only events. Without them event types cannot be told.';
    notes.push({ level: 'error', id: 'netlog-constants', text });
  }
  if (summary.dropped > 0) {
    const text = `Left out ${summary.dropped} events of more than 256 MiB or 200,000 parts.`;
    notes.push({ level: 'warning', id: 'too-large', text });
  }
  if (damage > 0) {
    const text = `Expected one HTTP/2 frame after the other in the bytes of a socket, found ${damage} places where they do not fit. What follows such a place may be missing.`;
    notes.push({ level: 'warning', id: 'http2-damaged', text });
  }
  if (summary.opened === 0) {
    const text = `Expected a WebSocket in the NetLog, found none among ${events} events. Start the log before the page connects (chrome://net-export, or chrome --log-net-log=FILE --net-log-capture-mode=Everything).`;
    notes.push({ level: 'error', id: 'no-websocket', text });
  } else if (summary.bytesMissing > 0) {
    const text =
      'The NetLog was taken without raw bytes: frame headers are shown, payloads are not. Take it again with "Include raw bytes" (--net-log-capture-mode=Everything).';
    notes.push({ level: 'info', id: 'frames-only', text });
  }
  return notes;
}
