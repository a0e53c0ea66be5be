// What the frame reader saw in the payload of a faulty frame, as data. Sentences are made from it by rules,
// causes and views.

import type { PayloadOffset } from './coordinates.ts';

/** Why DEFLATE data (RFC 1951) could not be inflated. */
export type InflateFault =
  | 'block-type'
  | 'stored-length'
  | 'code-lengths'
  | 'code'
  /** A reference to bytes before the window. */
  | 'distance'
  /** The data ends inside a block. */
  | 'truncated';

/** The first fault in the payload of a frame. */
export type FaultDetail =
  | {
      readonly kind: 'utf8';
      /** Offset of the first bad byte; the length of the payload when the text ends inside a character. */
      readonly at: PayloadOffset;
      /** The byte there, or `null` when the text ends inside a character. */
      readonly byte: number | null;
      /** `at` counts in the inflated message. */
      readonly inflated: boolean;
    }
  | { readonly kind: 'close-length'; readonly length: number }
  | { readonly kind: 'close-code'; readonly code: number }
  | { readonly kind: 'close-reason'; readonly at: PayloadOffset }
  | { readonly kind: 'inflate'; readonly reason: InflateFault };
