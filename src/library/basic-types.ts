// The simple types of the results.

/** A whole number, 0 or more. */
export type Count = number;

/** Bytes of a sender's stream, counted after the blank line of its handshake; negative inside the handshake. */
export type FrameOffset = number;

/** Stable name of a cause, a rule, a check or a format: lower case, words joined by hyphens. */
export type Id = string;

/** SHA-256 as 64 hex digits. */
export type Sha256 = string;

/** Who wrote a byte. */
export type Sender = 'client' | 'server';

/** How good a connection, or a text that was checked, is. */
export type Level = 'broken' | 'warning' | 'sound' | 'unknown';
