// Types that the whole decoder shares.

/** Who wrote a byte. Always the endpoint: "sent" and "received" depend on the point of view. */
export type Sender = 'client' | 'server';
export const senders: readonly Sender[] = ['client', 'server'];

/** The peer. */
export function otherSender(sender: Sender): Sender {
  return sender === 'client' ? 'server' : 'client';
}

/** How much of the truth the input holds: every byte, frame headers alone, or whole messages alone. */
export type Fidelity = 'bytes' | 'frames' | 'messages';

/** What carried the connection. `bytes`: pasted or raw, the carrier is not known. */
export type Transport = 'tcp' | 'tls' | 'http2' | 'browser' | 'bytes';

/** How far a frame can be believed: before any break, after one but still in step, or found again by searching. */
export type Confidence = 'sound' | 'after-break' | 'guessed';

/** Something the importer has to say about the input itself: expected, found, where, what to do. */
export interface Note {
  readonly level: 'info' | 'warning' | 'error';
  /** Stable name of what was noticed, for the diagnosis to look for: `paste-truncated`, `snaplen`, `gap`, ... */
  readonly id: string;
  readonly text: string;
  /** Byte offset in the file, or character offset in pasted text. */
  readonly at?: number;
}

/** Id of the note that something speaks against how a text was read as bytes: what is said of them is less sure. */
export const doubtedReading = 'reading-doubted';
