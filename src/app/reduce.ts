// Every change of the page's state, by name. The functions are pure; the actions send the requests to the
// worker.

import type { Place } from '../decoder/model/finding.ts';
import type {
  CaptureView,
  ConnectionStart,
  DecodedCapture,
  FrameView,
  OpenProgress,
  StreamPiece,
} from '../worker/protocol.ts';
import {
  type AppState,
  type Dialog,
  type Fault,
  type FrameChoice,
  type Generation,
  initialSelection,
  type ListView,
  type Live,
  type OpenPhase,
  type OpenSource,
  type Panel,
  type Patch,
  type Phase,
  type Schema,
  type Selection,
  type Shown,
} from './state.ts';

/** The frame to choose, and how to show it. */
export interface FrameWish {
  readonly index: number;
  /** Row in the filtered list, where it is known. */
  readonly row: number | null;
  readonly field: string | null;
  readonly highlight: Place | null;
  /** What a narrow page shows then; `null`: what it shows now. */
  readonly panel: Panel | null;
}

/** What can happen. `asked` is the generation of the request to the worker. */
export type AppEvent =
  | { readonly type: 'open-begun'; readonly source: OpenSource }
  | { readonly type: 'open-progressed'; readonly asked: Generation; readonly progress: OpenProgress }
  | {
      readonly type: 'open-ended';
      readonly asked: Generation;
      readonly decoded: DecodedCapture;
      /** What a link names. It has priority over what the user chose meanwhile. */
      readonly target: { readonly field: string | null } | null;
    }
  | { readonly type: 'open-failed'; readonly asked: Generation; readonly fault: Fault | null }
  | { readonly type: 'closed'; readonly message: string | null; readonly text: string }
  | {
      readonly type: 'decode-begun';
      readonly patches: readonly Patch[];
      /** The patches are those of an earlier state. */
      readonly step?: 'undo' | 'redo';
    }
  | { readonly type: 'decode-ended'; readonly asked: Generation; readonly decoded: DecodedCapture }
  | { readonly type: 'decode-failed'; readonly asked: Generation; readonly fault: Fault | null }
  | { readonly type: 'connection-chosen'; readonly connection: number }
  | { readonly type: 'connection-asked' }
  | { readonly type: 'connection-read'; readonly asked: Generation; readonly start: ConnectionStart }
  | { readonly type: 'frame-chosen'; readonly wish: FrameWish }
  | {
      readonly type: 'frame-read';
      readonly asked: Generation;
      readonly view: FrameView;
      /** Its row in the list that the filter of that generation leaves; `null` where that was known. */
      readonly located: { readonly filterAsked: Generation; readonly row: number | null } | null;
    }
  | { readonly type: 'field-chosen'; readonly field: string | null }
  | { readonly type: 'head-shown'; readonly place: Place }
  | { readonly type: 'bytes-asked' }
  | {
      readonly type: 'bytes-read';
      readonly asked: Generation;
      readonly place: Place;
      readonly piece: StreamPiece;
    }
  | { readonly type: 'filter-changed'; readonly text: string }
  | {
      readonly type: 'filter-counted';
      readonly asked: Generation;
      readonly count: number;
      readonly shortened: number;
      readonly problem: string | null;
    }
  | {
      readonly type: 'filter-located';
      readonly asked: Generation;
      readonly frame: number;
      readonly row: number | null;
    }
  | { readonly type: 'panel-chosen'; readonly panel: Panel }
  | { readonly type: 'live-changed'; readonly live: Live | null }
  | { readonly type: 'source-grown'; readonly source: OpenSource }
  | { readonly type: 'list-chosen'; readonly list: ListView }
  | { readonly type: 'dialog-shown'; readonly dialog: Dialog | null }
  | { readonly type: 'schema-read'; readonly schema: Schema | null }
  | { readonly type: 'route-changed'; readonly route: string }
  | { readonly type: 'fault-raised'; readonly fault: Fault }
  | { readonly type: 'fault-dismissed' };

type EventOf<T extends AppEvent['type']> = Extract<AppEvent, { type: T }>;

type Transitions = { readonly [T in AppEvent['type']]: (state: AppState, event: EventOf<T>) => AppState };

/** The state after an event. A stale answer does not change it. */
export function reduce(state: AppState, event: AppEvent): AppState {
  // The compiler does not see that a transition and its event belong together.
  const transition = transitions[event.type] as (state: AppState, event: AppEvent) => AppState;
  return transition(state, event);
}

const transitions: Transitions = {
  'open-begun': (state, { source }) => {
    const asked = state.generation + 1;
    const phase: Phase = { kind: 'opening', source, progress: null, shown: null, asked };
    return { ...state, phase, dialog: null, fault: null, generation: asked };
  },

  'open-progressed': (state, { asked, progress }) => {
    const { phase } = state;
    if (phase.kind !== 'opening' || phase.asked !== asked) return state;
    const shown = progress.capture === null ? phase.shown : showMore(phase.shown, progress.capture);
    return { ...state, phase: { ...phase, progress, shown } };
  },

  'open-ended': (state, { asked, decoded, target }) => {
    const { phase } = state;
    if (phase.kind !== 'opening' || phase.asked !== asked) return state;
    const generation = state.generation + 1;
    const { capture, start } = decoded;
    const chosen = target === null ? chosenMeanwhile(phase.shown, capture) : null;
    const selection = chosen ?? startSelection(initialSelection, start, target?.field ?? null, generation);
    const next: OpenPhase = {
      kind: 'open',
      source: phase.source,
      shown: { capture, selection },
      wasProgressive: phase.shown !== null,
      patches: [],
      past: [],
      future: [],
      decoding: null,
      decoded: generation,
    };
    return { ...state, phase: next, generation };
  },

  'open-failed': (state, { asked, fault }) => {
    const { phase } = state;
    if (phase.kind !== 'opening' || phase.asked !== asked) return state;
    const next: Phase =
      fault === null
        ? { kind: 'empty', message: null, text: '' }
        : { kind: 'failed', fault, source: phase.source };
    return { ...state, phase: next };
  },

  closed: (state, { message, text }) => ({
    ...state,
    phase: { kind: 'empty', message, text },
    dialog: null,
    fault: null,
  }),

  'decode-begun': (state, { patches, step }) => {
    const decoding = state.generation + 1;
    const change = (phase: OpenPhase) => ({
      ...phase,
      ...editHistory(phase, patches, step),
      patches,
      decoding,
    });
    return inOpen(state, change, decoding);
  },

  'decode-ended': (state, { asked, decoded }) => {
    const { phase } = state;
    if (phase.kind !== 'open' || phase.decoding !== asked) return state;
    const { capture } = decoded;
    const before = phase.shown.selection;
    const filter = before.filter.text === '' ? before.filter : { ...before.filter, asked };
    const fresh = { ...before, filter, loose: null, highlight: null };
    const selection =
      chosenSince(fresh, asked, decoded) ??
      startSelection({ ...fresh, frame: null, frameView: null }, decoded.start, before.field, asked);
    const shown = { capture, selection };
    return { ...state, phase: { ...phase, shown, decoding: null, decoded: asked } };
  },

  'decode-failed': (state, { asked, fault }) => {
    const { phase } = state;
    if (phase.kind !== 'open' || phase.decoding !== asked) return state;
    return { ...state, phase: { ...phase, decoding: null }, fault: fault ?? state.fault };
  },

  'connection-chosen': (state, { connection }) => {
    const asked = state.generation + 1;
    return select(state, ({ panel }) => ({ ...initialSelection, connection, panel, asked }), asked);
  },

  'connection-asked': (state) => {
    const asked = state.generation + 1;
    return select(state, (before) => ({ ...before, asked }), asked);
  },

  'connection-read': (state, { asked, start }) =>
    select(state, (before) => {
      if (before.asked !== asked || before.connection !== start.connection) return before;
      // A frame that the user chose meanwhile stays chosen.
      if (before.frame !== null) return { ...before, repair: start.repair };
      return startSelection(before, start, before.field, asked);
    }),

  'frame-chosen': (state, { wish }) => {
    const asked = state.generation + 1;
    return select(state, (before) => chooseFrame(before, wish, asked), asked);
  },

  'frame-read': (state, { asked, view, located }) =>
    select(state, (before) => {
      const { frame } = before;
      if (frame?.asked !== asked) return before;
      if (located?.filterAsked !== before.filter.asked) return { ...before, frameView: view };
      const { row } = located;
      return { ...before, frame: { ...frame, row }, frameView: view, jumps: before.jumps + 1 };
    }),

  'field-chosen': (state, { field }) => select(state, (before) => ({ ...before, field, highlight: null })),

  'head-shown': (state, { place }) =>
    select(state, (before) => ({
      ...before,
      highlight: place,
      loose: null,
      panel: 'connection',
      jumps: before.jumps + 1,
    })),

  'bytes-asked': (state) => {
    const asked = state.generation + 1;
    return select(state, (before) => ({ ...before, bytesAsked: asked }), asked);
  },

  'bytes-read': (state, { asked, place, piece }) =>
    select(state, (before) => {
      if (before.bytesAsked !== asked) return before;
      const loose = { place, ...piece };
      return { ...before, highlight: place, loose, panel: 'frame', jumps: before.jumps + 1 };
    }),

  'filter-changed': (state, { text }) => {
    const asked = state.generation + 1;
    return select(state, (before) => changeFilter(before, text, asked), asked);
  },

  'filter-counted': (state, { asked, count, shortened, problem }) =>
    select(state, (before) => {
      if (before.filter.asked !== asked) return before;
      const found = { count: problem === null ? count : 0, shortened, problem };
      return { ...before, filter: { ...before.filter, ...found } };
    }),

  'filter-located': (state, { asked, frame, row }) =>
    select(state, (before) => {
      if (before.filter.asked !== asked || before.frame?.index !== frame) return before;
      return { ...before, frame: { ...before.frame, row }, jumps: before.jumps + 1 };
    }),

  'panel-chosen': (state, { panel }) => select(state, (before) => ({ ...before, panel })),
  'live-changed': (state, { live }) => ({ ...state, live }),

  'source-grown': (state, { source }) =>
    state.phase.kind === 'open' ? { ...state, phase: { ...state.phase, source } } : state,

  'list-chosen': (state, { list }) => ({ ...state, list }),

  'dialog-shown': (state, { dialog }) => ({ ...state, dialog }),
  'schema-read': (state, { schema }) => ({ ...state, schema }),
  'route-changed': (state, { route }) => ({ ...state, route }),
  'fault-raised': (state, { fault }) => ({ ...state, fault }),

  'fault-dismissed': (state) => {
    const phase: Phase =
      state.phase.kind === 'failed' ? { kind: 'empty', message: null, text: '' } : state.phase;
    return { ...state, phase, fault: null };
  },
};

/** Number of edits that can be undone. */
const maxUndo = 200;

/** What can be undone and redone after a change of the patches. */
function editHistory(
  { patches: before, past, future }: OpenPhase,
  after: readonly Patch[],
  step?: 'undo' | 'redo',
): Pick<OpenPhase, 'past' | 'future'> {
  if (step === 'undo') return { past: past.slice(0, -1), future: [before, ...future] };
  if (step === 'redo') return { past: [...past, before], future: future.slice(1) };
  if (before.length === 0 && after.length === 0) return { past, future };
  return { past: [...past, before].slice(-maxUndo), future: [] };
}

/** Changes an open capture; in any other phase nothing happens. */
function inOpen(state: AppState, change: (phase: OpenPhase) => OpenPhase, generation: Generation): AppState {
  if (state.phase.kind !== 'open') return state;
  return { ...state, phase: change(state.phase), generation };
}

/** Changes the selection; without a selection nothing happens. */
function select(
  state: AppState,
  change: (before: Selection) => Selection,
  generation = state.generation,
): AppState {
  const { phase } = state;
  if (phase.kind === 'open') {
    const selection = change(phase.shown.selection);
    if (selection === phase.shown.selection) return state;
    return { ...state, phase: { ...phase, shown: { ...phase.shown, selection } }, generation };
  }
  if (phase.kind === 'opening' && phase.shown !== null) {
    const selection = change(phase.shown.selection);
    if (selection === phase.shown.selection) return state;
    return { ...state, phase: { ...phase, shown: { ...phase.shown, selection } }, generation };
  }
  return state;
}

function showMore(shown: Shown | null, capture: CaptureView): Shown {
  return { capture, selection: shown?.selection ?? initialSelection };
}

/** The selection that the user made while the input was read, if it still exists. Its frame is read again. */
function chosenMeanwhile(shown: Shown | null, capture: CaptureView): Selection | null {
  if (shown === null || shown.selection.frame === null) return null;
  return capture.connections.some(({ id }) => id === shown.selection.connection) ? shown.selection : null;
}

/**
 * The selection that the user made while the input was decoded again, if its frame differs from the frame of
 * the answer.
 */
function chosenSince(before: Selection, asked: Generation, decoded: DecodedCapture): Selection | null {
  const { frame, connection } = before;
  const isChosenSince = before.asked > asked || (frame !== null && frame.asked > asked);
  const view = decoded.capture.connections.find(({ id }) => id === connection);
  if (!isChosenSince || view === undefined) return null;
  if (frame === null) return before;
  if (view.frames === 0) return { ...before, frame: null, frameView: null };
  const index = Math.min(frame.index, view.frames - 1);
  const isStart = decoded.start?.connection === connection && decoded.start.frame === index;
  const row = before.filter.text === '' ? index : null;
  return isStart ? null : { ...before, frame: { ...frame, index, row } };
}

/** Shows what came with an answer. */
function startSelection(
  before: Selection,
  start: ConnectionStart | null,
  field: string | null,
  asked: Generation,
): Selection {
  if (start === null) return before;
  const { frame, frameView, repair, connection } = start;
  const row = before.filter.text === '' ? frame : null;
  const choice: FrameChoice | null = frame === null ? null : { index: frame, row, asked };
  const jumps = before.jumps + 1;
  return { ...before, connection, frame: choice, frameView, field, highlight: null, repair, jumps };
}

function chooseFrame(before: Selection, wish: FrameWish, asked: Generation): Selection {
  const { index, field, highlight } = wish;
  const row = wish.row ?? (before.filter.text === '' ? index : null);
  return {
    ...before,
    frame: { index, row, asked },
    field,
    highlight,
    loose: null,
    panel: wish.panel ?? before.panel,
    jumps: before.jumps + 1,
  };
}

function changeFilter(before: Selection, text: string, asked: Generation): Selection {
  if (text === before.filter.text) return before;
  if (text !== '') return { ...before, filter: { ...before.filter, text, asked } };
  // Without a filter the row of a frame is its index.
  const frame = before.frame === null ? null : { ...before.frame, row: before.frame.index };
  return {
    ...before,
    filter: { text: '', count: null, shortened: 0, problem: null, asked },
    frame,
    jumps: before.frame === null ? before.jumps : before.jumps + 1,
  };
}
