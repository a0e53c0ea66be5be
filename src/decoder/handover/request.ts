// What is asked for where a connection is handed over.

import type { Sender } from '../model/basics.ts';
import type { OutputId, ProjectId } from './outputs.ts';

/** What a connection is to be handed over as: `outputs.ts`. */
export interface HandoverRequest {
  readonly connection: number;
  readonly output: OutputId;
  /** Of outputs of bytes: a frame, or all that a sender wrote. */
  readonly bytesOf: Sender | { readonly frame: number };
  /** Of reproductions: the side that the program plays. `null`: the one whose bytes are at fault. */
  readonly play: Sender | null;
  /** Of the text of an issue: for whom it is. */
  readonly project: ProjectId;
  readonly blank: boolean;
  readonly redact: boolean;
  /** Address of the page, for the link of a report. */
  readonly page: string;
}

/** What a link or a saved file should hold. */
export interface ShareRequest {
  readonly connection: number;
  /** `connection`: all of it; `frame`: the frame and its neighbours. */
  readonly scope: 'connection' | 'frame';
  readonly frame: number | null;
  readonly field: string | null;
  /** The filter of the frame list, for a link to all of the connection; left out: none. */
  readonly filter?: string;
  /** Replace every data payload by zeros (`x` in text), headers kept. */
  readonly blank: boolean;
  /** Replace cookies, credentials and tokens by `x`: `decoder/redaction/secrets.ts`. */
  readonly redact: boolean;
}
