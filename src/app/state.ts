// What the page knows. Frames are not in here: rows live in the row cache, bytes in the worker.

import type { Place } from '../decoder/model/finding.ts';
import type {
  CaptureView,
  FrameView,
  OpenInput,
  OpenProgress,
  RepairView,
  StreamPiece,
  ViewTarget,
} from '../worker/protocol.ts';

/** What was opened, kept so that another format can be tried on it. */
export type OpenSource =
  | { readonly kind: 'file'; readonly file: Blob; readonly name: string }
  | { readonly kind: 'text'; readonly text: string; readonly name: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly name: string };

/** A fault of ours. `report` leaves the input out. */
export interface Fault {
  readonly title: string;
  readonly report: string;
}

/** A bit that the user turned, in a sender's bytes. */
export interface Patch {
  readonly sender: 'client' | 'server';
  readonly offset: number;
  readonly original: number;
  readonly value: number;
}

/** What the narrow page shows one at a time. */
export type Panel = 'frames' | 'frame' | 'diagnosis' | 'connection';

export interface CaptureState {
  readonly phase: 'empty' | 'opening' | 'open';
  readonly source: OpenSource | null;
  readonly progress: OpenProgress | null;
  readonly capture: CaptureView | null;
  /** The capture was shown while it was still read. */
  readonly progressive: boolean;
  /** Decoding again (an edit, other assumptions), the old view still on the screen. */
  readonly busy: boolean;
  readonly patches: readonly Patch[];
  readonly fault: Fault | null;
  /** A sentence for the empty screen: a link that could not be opened. */
  readonly message: string | null;
  /** Grows with every decode; what was asked before is stale. */
  readonly epoch: number;
}

export interface ViewState {
  readonly connection: number;
  /** Index of the chosen frame, or `null`. */
  readonly frame: number | null;
  /** Where it stands in the filtered list, -1 when it is filtered out. */
  readonly row: number;
  readonly frameView: FrameView | null;
  /** Id of the chosen header field. */
  readonly field: string | null;
  /** The bytes that a piece of evidence points to. */
  readonly highlight: Place | null;
  /** Bytes outside any frame that the user asked to see. */
  readonly loose: ({ readonly place: Place } & StreamPiece) | null;
  readonly filter: string;
  /** Frames that the filter leaves, `null` while it is counted. */
  readonly filtered: number | null;
  readonly filterProblem: string | null;
  readonly panel: Panel;
  /** The connection's frames under the winning hypothesis, when there is one. */
  readonly repair: RepairView | null;
  /** Counts the jumps, so that lists bring the chosen row into view even if it was chosen already. */
  readonly jumps: number;
}

export interface ShellState {
  readonly route: string;
  readonly dialog: 'share' | 'paste' | 'cause' | null;
  /** Which cause page is open. */
  readonly cause: string | null;
}

export type AppState = CaptureState & ViewState & ShellState;

export const initialView: ViewState = {
  connection: 0,
  frame: null,
  row: -1,
  frameView: null,
  field: null,
  highlight: null,
  loose: null,
  filter: '',
  filtered: null,
  filterProblem: null,
  panel: 'diagnosis',
  repair: null,
  jumps: 0,
};

export const initialState: AppState = {
  phase: 'empty',
  source: null,
  progress: null,
  capture: null,
  progressive: false,
  busy: false,
  patches: [],
  fault: null,
  message: null,
  epoch: 0,
  ...initialView,
  route: '',
  dialog: null,
  cause: null,
};

/** What the worker is asked to open. */
export function openInput(
  source: OpenSource,
  format: string | null,
  assumptions: OpenInput['assumptions'],
  target: ViewTarget | null,
): OpenInput {
  return { ...source, format, assumptions, target };
}
