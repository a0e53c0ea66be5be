// A handshake that somebody pasted: what it was, the heads in it, and where each line stands in the text.

import type { HttpHead } from '../model/http.ts';

/** What the text was taken for. */
export type PastedKind =
  | 'url'
  | 'curl command (bash)'
  | 'curl command (cmd)'
  | 'curl -v output'
  | 'curl -i output'
  | 'raw messages'
  | 'browser headers'
  | 'unknown';

/** Half-open run of the pasted text, in UTF-16 units. */
export interface TextRun {
  start: number;
  end: number;
}

/** One head and its lines in the text. */
export interface PastedHead {
  head: HttpHead;
  /** The head as bytes (CRLF line ends); the offsets of `head` count in these. */
  bytes: Uint8Array;
  /** Place in the text of the start line (null when it was not there) and of each header, by its index. */
  startLineAt: TextRun | null;
  headersAt: TextRun[];
  /** True when the start line was not in the text and stands here so that the rest can be read. */
  startLineAssumed: boolean;
}

/** One request and its answer; either may be missing. */
export interface PastedExchange {
  request: PastedHead | null;
  response: PastedHead | null;
  /** Text after the answer's blank line, when there was some (a body, or frames shown as characters). */
  rest: TextRun | null;
}

/** A line by which a tool says what went wrong. */
export interface ToolReport {
  /** `curl 35`, `TLS`, `HTTP/2`. */
  id: string;
  text: string;
  at: TextRun;
}

export interface PastedHandshake {
  kind: PastedKind;
  /** Why it was taken for that, in words. */
  recognised: string;
  /** Oldest first: redirects and answers of a forward proxy come before the last. */
  exchanges: PastedExchange[];
  /** The URL that is asked, when the text names one. */
  url: string | null;
  /** What must be known to read the result: provisional headers, assumed lines, text left out. */
  notes: string[];
  reports: ToolReport[];
}

/** A line of the text that belongs to a head, its prefix (`> `) taken off. */
export interface HeadLine {
  text: string;
  at: TextRun;
}
