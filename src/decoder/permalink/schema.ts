// What a permalink holds: bytes, what is assumed of them, and what of them is on the screen. It lives in the
// URL fragment, which browsers do not send to the server. docs/permalink.md is the same for people who build
// links by hand.

import type { Assumptions } from '../model/assumptions.ts';

/** The version that `formatPermalink` writes. Older links are upgraded, newer ones refused in words. */
export const permalinkVersion = 1;

/** Longest fragment that is made, in characters with the `#`. docs/permalink.md says where the figure comes from. */
export const fragmentLimit = 16_000;

/** Longest fragment that is opened: others may build longer links than we do. */
export const openLimit = 400_000;

/** Inputs up to this many bytes are written as hex, which a person can read and edit. */
export const readableLimit = 1024;

/** A packed link may not grow beyond this many bytes when it is unpacked. */
export const unpackedLimit = 4 * 1024 * 1024;

/** Highest connection and frame number that a link may name. */
export const indexLimit = 2 ** 31 - 1;

/** The bytes of a link, or an error text. */
export type LinkPayload =
  /** One direction's bytes; who wrote them is `assumptions.sender`. */
  | { readonly kind: 'bytes'; readonly notation: 'hex' | 'base64'; readonly bytes: Uint8Array }
  /** Both directions, order and times not given. One of them may be empty, not both. */
  | { readonly kind: 'directions'; readonly client: Uint8Array; readonly server: Uint8Array }
  /** An error text: no bytes. */
  | { readonly kind: 'error'; readonly text: string }
  /** A container of `segments/segments.ts`, deflated in the link. */
  | { readonly kind: 'packed'; readonly container: Uint8Array };

/** What was on the screen. */
export interface LinkView {
  readonly connection: number;
  readonly frame: number | null;
  /** Id of a header field: `opcode`, `mask`, `length`, ... */
  readonly field: string | null;
  /** The filter of the frame list; left out: none. */
  readonly filter?: string;
}

/** Longest filter that a link holds, in characters. */
export const filterLimit = 500;

export const firstView: LinkView = { connection: 0, frame: null, field: null };

/** A link, taken apart. */
export interface Permalink {
  readonly payload: LinkPayload;
  /** `sender` is always `null` beside `directions`, which name their senders. */
  readonly assumptions: Assumptions;
  readonly view: LinkView;
}

/** A link as read, or one sentence that says what is wrong with it: expected, found, where. */
export type ParsedPermalink =
  | {
      readonly ok: true;
      readonly version: number;
      readonly link: Permalink;
      /** Keys that this version does not know; they were skipped. */
      readonly ignored: readonly string[];
    }
  | { readonly ok: false; readonly message: string };

/** Every key of this version. */
export const permalinkKeys = [
  'v',
  'hex',
  'b64',
  'client',
  'server',
  'from',
  'deflate',
  'conn',
  'frame',
  'field',
  'filter',
  'sum',
  'z',
  'error',
] as const;

export type PermalinkKey = (typeof permalinkKeys)[number];
