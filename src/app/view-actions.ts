// Actions on the selection: connection, frame, field, filter, evidence.

import { frameOffset } from '../decoder/model/coordinates.ts';
import type { Place } from '../decoder/model/finding.ts';
import type { ConnectionStart } from '../worker/protocol.ts';
import type { ActionContext } from './action-context.ts';
import { captureOf, connectionOf, decodedGeneration, isOpen, listLength, selectionOf } from './selectors.ts';
import type { FrameChoice, Panel } from './state.ts';

export interface SelectOptions {
  readonly field?: string | null;
  readonly highlight?: Place | null;
  /** Row in the filtered list, where it is known. */
  readonly row?: number;
  /** Do not switch what a narrow page shows. */
  readonly keepPanel?: boolean;
  /** Read the frame again although it is on the screen: it was read before the input was complete. */
  readonly again?: boolean;
}

export interface ViewActions {
  selectConnection(id: number): Promise<void>;
  selectFrame(frame: number, options?: SelectOptions): Promise<void>;
  selectRow(row: number): Promise<void>;
  /** Next or previous frame with a finding. */
  stepFinding(step: 'next-finding' | 'previous-finding'): Promise<void>;
  /** The next (1) or previous (-1) row of the filtered list after a frame, which may be filtered out. */
  stepMatch(direction: 1 | -1, from: FrameChoice | null): Promise<void>;
  selectField(field: string | null): void;
  /** Shows bytes: their frame, the handshake line, or the bytes alone. */
  jump(place: Place): Promise<void>;
  setFilter(filter: string): void;
  /** Counts the filtered frames again after a decode. */
  refilter(): Promise<void>;
  setPanel(panel: Panel): void;
  /** After a decode, reads the selected parts that its answer did not contain; usually it contains all. */
  readWhatIsMissing(start: ConnectionStart | null): Promise<void>;
}

/** Bytes fetched at once on each side of a place outside any frame. */
const margin = 32;
/** Bytes of such a place that are fetched at once. */
const maxPlace = 512;

/** Actions on the view. */
export function viewActions(context: ActionContext): ViewActions {
  const connections = connectionActions(context);
  const frames = frameActions(context);
  const filters = filterActions(context);
  const jump = jumpAction(context, frames.selectFrame);
  const { dispatch, state } = context;

  return {
    ...connections,
    ...frames,
    ...filters,
    jump,
    selectField: (field) => dispatch({ type: 'field-chosen', field }),
    setPanel: (panel) => dispatch({ type: 'panel-chosen', panel }),
    async readWhatIsMissing(start) {
      const { connection, frame, frameView, field } = selectionOf(state());
      const isStart = start?.connection === connection && start.frame === frame?.index;
      if (!isStart && frame !== null) void connections.readConnection(connection);
      if (frame !== null && (!isStart || frameView === null)) {
        await frames.selectFrame(frame.index, { field, keepPanel: true, again: true });
      }
    },
  };
}

function connectionActions({ client, state, dispatch, failIfCurrent }: ActionContext) {
  async function read(connection: number, asked: number): Promise<void> {
    const decoded = decodedGeneration(state());
    try {
      const start = await client.call('show', { connection, frame: null });
      dispatch({ type: 'connection-read', asked, start });
    } catch (error) {
      if (selectionOf(state()).asked === asked) failIfCurrent(error, 'reading a connection', decoded);
    }
  }

  return {
    async selectConnection(id: number): Promise<void> {
      if (captureOf(state()) === null) return;
      const { generation } = dispatch({ type: 'connection-chosen', connection: id });
      await read(id, generation);
    },

    /** Reads the repaired view of the connection; the selection stays. */
    async readConnection(id: number): Promise<void> {
      const { generation } = dispatch({ type: 'connection-asked' });
      await read(id, generation);
    },
  };
}

function frameActions({ client, rows, state, dispatch, failIfCurrent }: ActionContext) {
  async function selectFrame(index: number, options: SelectOptions = {}): Promise<void> {
    const before = selectionOf(state()).frameView;
    const now = dispatch({
      type: 'frame-chosen',
      wish: {
        index,
        row: options.row ?? null,
        field: options.field ?? null,
        highlight: options.highlight ?? null,
        panel: options.keepPanel ? null : 'frame',
      },
    });
    const { connection, frame, filter } = selectionOf(now);
    if (frame === null) return;
    const { asked, row } = frame;
    // The view that is there is kept, and with it what was read of its payload. While the input is read, a
    // frame may grow.
    const seen = isOpen(now) && !options.again && before?.row.index === index ? before : null;
    if (seen !== null && row !== null) return;
    const where = { connection, filter: filter.text, frame: index, step: 'here' } as const;
    try {
      const [view, place] = await Promise.all([
        seen ?? client.call('frame', { connection, frame: index }),
        row === null ? client.call('locate', where) : null,
      ]);
      const located = place && { filterAsked: filter.asked, row: rowOrNull(place.row) };
      dispatch({ type: 'frame-read', asked, view, located });
    } catch (error) {
      const isWanted = selectionOf(state()).frame?.asked === asked;
      if (isWanted) failIfCurrent(error, 'reading a frame', decodedGeneration(now));
    }
  }

  async function selectRow(row: number): Promise<void> {
    const decoded = decodedGeneration(state());
    const last = listLength(state()) - 1;
    if (last < 0) return;
    const wanted = Math.max(0, Math.min(row, last));
    try {
      const found = await rows.fetch(wanted);
      if (found) await selectFrame(found.index, { row: wanted, keepPanel: true });
    } catch (error) {
      failIfCurrent(error, 'reading frames', decoded);
    }
  }

  return {
    selectFrame,
    selectRow,

    async stepMatch(direction: 1 | -1, from: FrameChoice | null): Promise<void> {
      if (from === null) return selectRow(0);
      if (from.row !== null) return selectRow(from.row + direction);
      const decoded = decodedGeneration(state());
      const { connection, filter } = selectionOf(state());
      const step = direction === 1 ? 'next' : 'previous';
      try {
        const where = { connection, filter: filter.text, frame: from.index, step } as const;
        const found = await client.call('locate', where);
        if (found.row >= 0) await selectFrame(found.frame, { row: found.row, keepPanel: true });
      } catch (error) {
        failIfCurrent(error, 'looking for matches', decoded);
      }
    },

    async stepFinding(step: 'next-finding' | 'previous-finding'): Promise<void> {
      const decoded = decodedGeneration(state());
      const { connection, filter, frame } = selectionOf(state());
      const from = frame?.index ?? -1;
      try {
        const found = await client.call('locate', { connection, filter: filter.text, frame: from, step });
        if (found.row >= 0) await selectFrame(found.frame, { row: found.row, keepPanel: true });
      } catch (error) {
        failIfCurrent(error, 'looking for findings', decoded);
      }
    },
  };
}

function filterActions({ client, state, dispatch, failIfCurrent }: ActionContext) {
  async function refilter(): Promise<void> {
    const decoded = decodedGeneration(state());
    const { connection, filter } = selectionOf(state());
    const { text, asked } = filter;
    if (text === '') return;
    try {
      const { count, shortened, problem } = await client.call('filter', { connection, filter: text });
      const { frame } = selectionOf(dispatch({ type: 'filter-counted', asked, count, shortened, problem }));
      if (frame === null || problem !== null) return;
      const where = { connection, filter: text, frame: frame.index, step: 'here' } as const;
      const { row } = await client.call('locate', where);
      dispatch({ type: 'filter-located', asked, frame: frame.index, row: rowOrNull(row) });
    } catch (error) {
      if (selectionOf(state()).filter.asked === asked) failIfCurrent(error, 'filtering frames', decoded);
    }
  }

  return {
    refilter,
    setFilter(text: string): void {
      if (text === selectionOf(state()).filter.text) return;
      dispatch({ type: 'filter-changed', text });
      void refilter();
    },
  };
}

function jumpAction(
  { client, state, dispatch, failIfCurrent }: ActionContext,
  selectFrame: ViewActions['selectFrame'],
): ViewActions['jump'] {
  return async (place) => {
    const decoded = decodedGeneration(state());
    const { generation: asked } = dispatch({ type: 'bytes-asked' });
    const isStale = () => selectionOf(state()).bytesAsked !== asked;
    const { connection } = selectionOf(state());
    const { sender, offset } = place;
    try {
      const { frame } = await client.call('frameAt', { connection, sender, offset });
      if (isStale()) return;
      if (frame !== null) {
        await selectFrame(frame, { highlight: place });
        return;
      }
      if (offset < 0 && connectionOf(state())?.handshake) {
        dispatch({ type: 'head-shown', place });
        return;
      }
      const start = offset < 0 ? offset : frameOffset(Math.max(0, offset - margin));
      const end = frameOffset(offset + Math.max(1, Math.min(place.length, maxPlace)) + margin);
      const piece = await client.call('bytes', { connection, sender, start, end });
      dispatch({ type: 'bytes-read', asked, place, piece });
    } catch (error) {
      if (!isStale()) failIfCurrent(error, 'reading bytes', decoded);
    }
  };
}

/** A frame that is filtered out has no row. */
function rowOrNull(row: number): number | null {
  return row < 0 ? null : row;
}
