// What the page knows: a union of phases, of which each holds only what it has. `reduce.ts` makes every
// change. Frames are not in here: rows live in the row cache, bytes in the worker.

import type { CauseId } from '../decoder/model/cause-id.ts';
import type { Place } from '../decoder/model/finding.ts';
import type { CaptureView, FrameView, OpenProgress, RepairView, StreamPiece } from '../worker/protocol.ts';

/**
 * Counts what was asked of the worker. Whoever asks leaves its number where the answer belongs; an answer
 * whose number is not there any more is stale, and changes nothing.
 */
export type Generation = number;

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

/** A changed byte in a sender's bytes. `offset` is a frame offset. */
export interface Patch {
  readonly sender: 'client' | 'server';
  readonly offset: number;
  readonly original: number;
  readonly value: number;
}

/** What the narrow page shows one at a time. */
export type Panel = 'frames' | 'frame' | 'diagnosis' | 'connection';

/** The chosen frame. */
export interface FrameChoice {
  readonly index: number;
  /** Where it stands in the filtered list; `null` when it is filtered out, or not known yet. */
  readonly row: number | null;
  /** Of the question for its bytes and its row. */
  readonly asked: Generation;
}

export interface Filter {
  readonly text: string;
  /** Frames that the filter leaves, `null` while they are counted. */
  readonly count: number | null;
  readonly problem: string | null;
  /** Of the question how many there are. */
  readonly asked: Generation;
}

/** Bytes outside any frame that the user asked to see. */
export type LooseBytes = { readonly place: Place } & StreamPiece;

/** What is looked at in a capture. */
export interface Selection {
  readonly connection: number;
  readonly frame: FrameChoice | null;
  /** The frame on the screen: the chosen one, or the one before until the chosen one has been read. */
  readonly frameView: FrameView | null;
  /** Id of the chosen header field. */
  readonly field: string | null;
  /** The bytes that a piece of evidence points to. */
  readonly highlight: Place | null;
  readonly loose: LooseBytes | null;
  readonly filter: Filter;
  readonly panel: Panel;
  /** The connection's frames under the winning hypothesis, when there is one. */
  readonly repair: RepairView | null;
  /** Counts the jumps, so that lists bring the chosen row into view even if it was chosen already. */
  readonly jumps: number;
  /** Of the question for what is shown first of the connection. */
  readonly asked: Generation;
  /** Of the question for bytes outside any frame. */
  readonly bytesAsked: Generation;
}

/** A capture and what is looked at in it. */
export interface Shown {
  readonly capture: CaptureView;
  readonly selection: Selection;
}

/** Nothing is open. */
export interface EmptyPhase {
  readonly kind: 'empty';
  /** A sentence for the empty screen: a link that could not be opened. */
  readonly message: string | null;
}

/** An input is read. What there is so far can be looked at. */
export interface OpeningPhase {
  readonly kind: 'opening';
  readonly source: OpenSource;
  readonly progress: OpenProgress | null;
  readonly shown: Shown | null;
  /** Of the question that opens it. */
  readonly asked: Generation;
}

/** An input was read to its end. */
export interface OpenPhase {
  readonly kind: 'open';
  readonly source: OpenSource;
  readonly shown: Shown;
  /** The capture was looked at while it was read. */
  readonly wasProgressive: boolean;
  /** Bytes that the user changed. */
  readonly patches: readonly Patch[];
  /** Of the question that decodes again (an edit, other assumptions), what was there still on the screen. */
  readonly decoding: Generation | null;
  /** Of the last decoding: what was asked about an earlier one is stale. */
  readonly decoded: Generation;
}

/** An input could not be opened, by a fault of ours. */
export interface FailedPhase {
  readonly kind: 'failed';
  readonly fault: Fault;
}

/**
 * What the page is about. A further phase, such as an answer to a text without bytes, is a member here, one
 * event that begins it, and a screen in `ui/App.tsx`: the compiler names the places that must tell it from
 * the others.
 */
export type Phase = EmptyPhase | OpeningPhase | OpenPhase | FailedPhase;

export type Dialog =
  | { readonly kind: 'share' }
  | { readonly kind: 'paste' }
  | { readonly kind: 'cause'; readonly cause: CauseId };

export interface AppState {
  readonly phase: Phase;
  readonly route: string;
  readonly dialog: Dialog | null;
  /** A fault of ours that leaves what is open as it is. */
  readonly fault: Fault | null;
  /** The last one given out. */
  readonly generation: Generation;
}

const noFilter: Filter = { text: '', count: null, problem: null, asked: 0 };

export const initialSelection: Selection = {
  connection: 0,
  frame: null,
  frameView: null,
  field: null,
  highlight: null,
  loose: null,
  filter: noFilter,
  panel: 'diagnosis',
  repair: null,
  jumps: 0,
  asked: 0,
  bytesAsked: 0,
};

export const initialState: AppState = {
  phase: { kind: 'empty', message: null },
  route: '',
  dialog: null,
  fault: null,
  generation: 0,
};
