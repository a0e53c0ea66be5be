// The state of the page: a union of phases, each with only its own data. `reduce.ts` makes every change.
// Frames are elsewhere: rows in the row cache, bytes in the worker.

import type { Place } from '../decoder/model/finding.ts';
import type {
  CaptureView,
  FrameView,
  InputContent,
  OpenProgress,
  RepairView,
  StreamPiece,
} from '../worker/protocol.ts';

/**
 * The number of a request to the worker. The state holds the number of the request whose answer it expects;
 * an answer with another number is stale, and changes nothing.
 */
export type Generation = number;

/** What was opened, kept so that it can be opened in another format. */
export type OpenSource = InputContent;

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

/** The panels of which a narrow page shows one at a time. */
export type Panel = 'frames' | 'frame' | 'diagnosis' | 'connection';

/** The chosen frame. */
export interface FrameChoice {
  readonly index: number;
  /** Its row in the filtered list; `null` when it is filtered out, or not known yet. */
  readonly row: number | null;
  /** Generation of the request for its bytes and its row. */
  readonly asked: Generation;
}

export interface Filter {
  readonly text: string;
  /** Frames that the filter leaves, `null` while they are counted. */
  readonly count: number | null;
  /** Messages of which only the beginning was searched. */
  readonly shortened: number;
  readonly problem: string | null;
  /** Generation of the request for the count. */
  readonly asked: Generation;
}

/** Bytes outside any frame that the user asked to see. */
export type LooseBytes = { readonly place: Place } & StreamPiece;

/** What the user looks at in a capture. */
export interface Selection {
  readonly connection: number;
  readonly frame: FrameChoice | null;
  /** The frame on the screen: the chosen one, or the previous one until the chosen one has been read. */
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
  /** Number of jumps, so that lists bring the chosen row into view even if it was chosen already. */
  readonly jumps: number;
  /** Generation of the request for the start of the connection. */
  readonly asked: Generation;
  /** Generation of the request for bytes outside any frame. */
  readonly bytesAsked: Generation;
}

/** A capture and the selection in it. */
export interface Shown {
  readonly capture: CaptureView;
  readonly selection: Selection;
}

/** Nothing is open. */
export interface EmptyPhase {
  readonly kind: 'empty';
  /** A sentence for the empty screen: a link that could not be opened. */
  readonly message: string | null;
  /** The text to start with in the paste box. */
  readonly text: string;
}

/** An input is read. The part that was read can be looked at. */
export interface OpeningPhase {
  readonly kind: 'opening';
  readonly source: OpenSource;
  readonly progress: OpenProgress | null;
  readonly shown: Shown | null;
  /** Generation of the request that opens it. */
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
  /** The patches before each earlier edit, the last one last; those that were undone, the next one first. */
  readonly past: readonly (readonly Patch[])[];
  readonly future: readonly (readonly Patch[])[];
  /**
   * Generation of a request to decode again (an edit, other assumptions); the old view is on the screen until
   * then.
   */
  readonly decoding: Generation | null;
  /** Generation of the last decoding: answers about an earlier one are stale. */
  readonly decoded: Generation;
}

/** An input could not be opened: by a fault of ours, or because it can no longer be read. */
export interface FailedPhase {
  readonly kind: 'failed';
  /** What was to be opened: it can be opened again. */
  readonly source: OpenSource;
  readonly fault: Fault;
}

/**
 * What the page is about. A new phase, such as an answer to a text without bytes, needs a member here, an
 * event that begins it, and a screen in `ui/App.tsx`: the compiler names the places that must handle it.
 */
export type Phase = EmptyPhase | OpeningPhase | OpenPhase | FailedPhase;

/** What another page wants to open here. It is answered once: the second call does nothing. */
export interface Offer {
  /** Its origin; `null` as a word for a page without an address. */
  readonly from: string;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  accept(): void;
  decline(): void;
}

export type Dialog =
  | { readonly kind: 'offer'; readonly offer: Offer }
  | { readonly kind: 'share' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'palette' }
  | { readonly kind: 'build' }
  | { readonly kind: 'schema' }
  | { readonly kind: 'paste' }
  | { readonly kind: 'compare' }
  | { readonly kind: 'cause'; readonly cause: string };

/** As what the conversation of a connection is listed. */
export const listViews = [
  { id: 'frames', label: 'Frames' },
  { id: 'messages', label: 'Messages' },
  { id: 'ladder', label: 'Ladder' },
  { id: 'statistics', label: 'Statistics' },
] as const;

export type ListView = (typeof listViews)[number]['id'];

/** A recording that the page shows while it grows. */
export interface Live {
  readonly kind: 'waiting' | 'growing' | 'ended' | 'lost' | 'too-long';
  readonly bytes: number;
}

/** The schema that names the fields of Protocol Buffers. */
export interface Schema {
  /** Names of its files. */
  readonly files: readonly string[];
  readonly messages: readonly string[];
  readonly missing: readonly string[];
  /** Why the files that were given last cannot be read. */
  readonly problem: string | null;
}

export interface AppState {
  readonly phase: Phase;
  /** `null` unless a recording is followed. */
  readonly live: Live | null;
  /** It stays when something else is opened. */
  readonly list: ListView;
  readonly route: string;
  readonly dialog: Dialog | null;
  /** It stays when something else is opened. */
  readonly schema: Schema | null;
  /** A fault of ours that leaves what is open as it is. */
  readonly fault: Fault | null;
  /** The last generation that was used. */
  readonly generation: Generation;
}

const noFilter: Filter = { text: '', count: null, shortened: 0, problem: null, asked: 0 };

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
  phase: { kind: 'empty', message: null, text: '' },
  live: null,
  list: 'frames',
  route: '',
  dialog: null,
  schema: null,
  fault: null,
  generation: 0,
};
