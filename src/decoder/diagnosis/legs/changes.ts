// What a proxy changed between its two legs: headers of the handshake, bytes of the frames, and who ended it.

import type { Sender } from '../../model/basics.ts';
import type { CauseId } from '../../model/cause-id.ts';
import type { Place } from '../../model/finding.ts';

/** Bytes on one leg. */
export interface LegBytes {
  readonly leg: 'front' | 'back';
  readonly place: Place | null;
  /** As hex, or the header line. */
  readonly shown: string;
}

/** One thing that a proxy did to what it received. */
export interface LegChange {
  /** Stable id. */
  readonly kind:
    | 'header-dropped'
    | 'header-added'
    | 'header-changed'
    | 'version-changed'
    | 'status-changed'
    | 'bytes-changed'
    | 'bytes-dropped'
    | 'bytes-added'
    | 'frame-dropped'
    | 'ended';
  /** Whose bytes the proxy received. */
  readonly sender: Sender;
  /** The fault that it is, or `null` where a proxy may do so. */
  readonly cause: CauseId | null;
  readonly text: string;
  readonly received: LegBytes | null;
  readonly sent: LegBytes | null;
}

/** The leg on which the proxy receives what `sender` sends, and the one on which it sends it on. */
export function legsOf(sender: Sender): {
  readonly received: LegBytes['leg'];
  readonly sent: LegBytes['leg'];
} {
  return sender === 'client' ? { received: 'front', sent: 'back' } : { received: 'back', sent: 'front' };
}
