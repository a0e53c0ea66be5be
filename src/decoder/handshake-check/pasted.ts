// A pasted handshake: the form of the text, the heads in it, and where each line is in the text.

import { acceptsWebSocket, type HttpHead } from '../model/http.ts';
import type { ResponseMeaning } from './meanings.ts';

/** The notation in which somebody had the handshake. */
export type HandshakeForm =
  | 'URL'
  | 'curl command (bash)'
  | 'curl command (cmd)'
  | 'fetch call'
  | 'PowerShell command'
  | 'curl -v output'
  | 'client debug log'
  | 'curl -i output'
  | 'raw messages'
  | 'websocket-client trace'
  | 'http.client debug output'
  | 'log of marked lines'
  | 'Tornado request'
  | 'Envoy header list'
  | 'nghttp output'
  | 'HTTP/2 header list'
  | 'header list of Node.js'
  | 'any lines'
  | 'wget output'
  | 'printed headers'
  | 'browser headers'
  | 'HAR entry'
  | 'server log'
  | 'access log'
  | 'client error';

/** Half-open range of the pasted text, in UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A line of the text as a person sees it: without terminal colours. */
export interface TextLine {
  readonly text: string;
  readonly at: TextRange;
}

/** A pasted text and its lines. */
export interface PastedText {
  readonly text: string;
  readonly lines: readonly TextLine[];
}

/** One head and its lines in the text. */
export interface PastedHead {
  readonly head: HttpHead;
  /** The head as bytes (CRLF line ends); the offsets of `head` count in these. */
  readonly bytes: Uint8Array;
  /** Place in the text of the start line (null when the text has none) and of each header, by its index. */
  readonly startLineAt: TextRange | null;
  readonly headersAt: readonly TextRange[];
  /** The text has no start line; the one in `head` stands in for it so that the headers can be judged. */
  readonly startLineAssumed: boolean;
  /**
   * Headers that this form leaves out, in lower case. They were perhaps sent: their absence means nothing.
   */
  readonly hidden: readonly string[] | 'all';
}

/** One request and its response; either may be missing. */
export interface PastedExchange {
  readonly request: PastedHead | null;
  readonly response: PastedHead | null;
  /** An interim response (1xx other than 101) that came before `response`. */
  readonly interim?: PastedHead;
  /** Text after the blank line of the response: a body, or frames shown as characters. */
  readonly rest: TextRange | null;
}

/** A line by which a tool says what went wrong. */
export interface ToolReport {
  /** Who says it: `curl 35`, `TLS`, `HTTP/2`, `nginx`, `Chrome`. */
  readonly id: string;
  readonly text: string;
  readonly at: TextRange;
  /** What it means, when it says why there is no WebSocket. */
  readonly meaning: ResponseMeaning | null;
}

export interface PastedHandshake {
  /** Null when no handshake was found. */
  readonly form: HandshakeForm | null;
  /** Why the text was read in this form, in words. */
  readonly recognised: string;
  /** Oldest first: redirects and responses of a forward proxy come before the last. */
  readonly exchanges: readonly PastedExchange[];
  /** The URL that the request is for, when the text names one. */
  readonly url: string | null;
  /** What must be known to read the result: provisional headers, assumed lines, headers left out. */
  readonly notes: readonly string[];
  readonly reports: readonly ToolReport[];
}

/** A line that shows that a text has a form. */
export interface LineEvidence {
  /** Index of the line, from 0. */
  readonly line: number;
  readonly at: TextRange;
  /** What the line is: `a request line`. */
  readonly is: string;
}

/** How sure it is that a text has a form. */
export type Certainty = 'certain' | 'likely' | 'possible';

export interface Recognition {
  readonly form: HandshakeForm;
  readonly certainty: Certainty;
  readonly evidence: readonly LineEvidence[];
}

/** One notation: tells whether a text has it, and reads it. */
export interface FormReader {
  /** Linear in the length of the text; null when the text does not have the form. */
  readonly recognise: (pasted: PastedText) => Recognition | null;
  /** Null when nothing of a handshake was found after all. Never throws. */
  readonly read: (pasted: PastedText) => PastedHandshake | null;
}

/** Whether a response opens the WebSocket that an extended CONNECT asked for. */
export function opensOverHttp2({ request, response }: PastedExchange): boolean {
  if (request === null || response === null || request.head.method !== 'CONNECT') return false;
  return response.head.status !== 101 && acceptsWebSocket(request.head, response.head);
}
