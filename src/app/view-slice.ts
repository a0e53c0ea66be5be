// What is looked at: connection, frame, field, filter, evidence.

import type { StoreApi } from 'zustand/vanilla';
import { frameOffset } from '../decoder/model/coordinates.ts';
import type { Place } from '../decoder/model/finding.ts';
import { CallCancelled, type Client } from '../worker/client.ts';
import type { ConnectionStart, FrameView } from '../worker/protocol.ts';
import { faultOf } from './fault.ts';
import type { RowCache } from './row-cache.ts';
import { connectionOf, listLength } from './selectors.ts';
import { type AppState, initialView, type Panel } from './state.ts';

export interface SelectOptions {
  readonly field?: string | null;
  readonly highlight?: Place | null;
  /** Row in the filtered list, where it is known. */
  readonly row?: number;
  /** Do not switch what a narrow page shows. */
  readonly keepPanel?: boolean;
  /** The frame, where it came with another answer. */
  readonly view?: FrameView | null;
}

export interface ViewActions {
  selectConnection(id: number): Promise<void>;
  selectFrame(frame: number, options?: SelectOptions): Promise<void>;
  selectRow(row: number): Promise<void>;
  /** Next or previous frame with a finding. */
  stepFinding(step: 'next-finding' | 'previous-finding'): Promise<void>;
  selectField(field: string | null): void;
  /** Shows bytes: their frame, the handshake line, or the bytes alone. */
  jump(place: Place): Promise<void>;
  setFilter(filter: string): void;
  /** Shows the frame that came with an answer. */
  showStart(start: ConnectionStart, field: string | null): Promise<void>;
  /** Asks how the connection would read without its fault. Never fails: there is just no repair. */
  loadRepair(): Promise<void>;
  /** Counts the filtered frames again after a decode. */
  refilter(): Promise<void>;
  setPanel(panel: Panel): void;
}

/** Bytes fetched at once on each side of a place outside any frame. */
const margin = 32;

/** Actions on the view. */
export function viewActions(store: StoreApi<AppState>, client: Client, rows: RowCache): ViewActions {
  let frameRun = 0;
  /** Which frame `frameView` is, as long as nothing can have changed in it. */
  let held: { readonly epoch: number; readonly connection: number; readonly view: FrameView } | null = null;
  let filterRun = 0;

  /** A question about a capture that has made way for another may fail: nobody waits for its answer. */
  function fail(error: unknown, doing: string, epoch: number): void {
    const now = store.getState();
    if (error instanceof CallCancelled || now.epoch !== epoch || now.phase !== 'open') return;
    store.setState({ fault: faultOf(error, doing) });
  }

  function syncRows(): void {
    const { epoch, connection, filter } = store.getState();
    rows.use({ epoch, connection, filter });
  }

  async function selectFrame(frame: number, options: SelectOptions = {}): Promise<void> {
    const mine = ++frameRun;
    const { connection, filter, jumps, epoch, phase, frameView } = store.getState();
    // The view that is there is kept, and with it what was read of its payload.
    const same =
      held?.epoch === epoch && held.connection === connection && held.view === frameView ? frameView : null;
    const here = options.view ?? (same?.row.index === frame ? same : null);
    const known = options.row ?? (filter === '' ? frame : null);
    store.setState({
      frame,
      row: known ?? -1,
      field: options.field ?? null,
      highlight: options.highlight ?? null,
      loose: null,
      jumps: jumps + 1,
      ...(options.keepPanel ? {} : { panel: 'frame' as const }),
    });
    try {
      const [view, place] = await Promise.all([
        here ?? client.call('frame', { connection, frame }),
        known === null ? client.call('locate', { connection, filter, frame, step: 'here' }) : null,
      ]);
      if (mine !== frameRun) return;
      // While the file is read a frame may still grow.
      held = phase === 'open' ? { epoch, connection, view } : null;
      store.setState({
        frameView: view,
        ...(place ? { row: place.row, jumps: store.getState().jumps + 1 } : {}),
      });
    } catch (error) {
      if (mine === frameRun) fail(error, 'reading a frame', epoch);
    }
  }

  async function refilter(): Promise<void> {
    const mine = ++filterRun;
    const { connection, filter, epoch } = store.getState();
    if (filter === '') {
      store.setState({ filtered: null, filterProblem: null });
      return;
    }
    try {
      const { count, problem } = await client.call('filter', { connection, filter });
      if (mine !== filterRun) return;
      store.setState({ filtered: problem ? 0 : count, filterProblem: problem });
      const { frame } = store.getState();
      if (frame === null || problem) return;
      const { row } = await client.call('locate', { connection, filter, frame, step: 'here' });
      if (mine === filterRun) store.setState({ row, jumps: store.getState().jumps + 1 });
    } catch (error) {
      if (mine === filterRun) fail(error, 'filtering frames', epoch);
    }
  }

  async function loadRepair(): Promise<void> {
    const { connection, epoch } = store.getState();
    const stays = () => store.getState().epoch === epoch && store.getState().connection === connection;
    try {
      const { repair } = await client.call('show', { connection, frame: null });
      if (stays()) store.setState({ repair });
    } catch {
      if (stays()) store.setState({ repair: null });
    }
  }

  async function showStart({ frame, frameView }: ConnectionStart, field: string | null): Promise<void> {
    if (frame !== null) await selectFrame(frame, { field, keepPanel: true, view: frameView });
  }

  return {
    selectFrame,
    showStart,
    refilter,
    loadRepair,
    async selectConnection(id) {
      const { capture, panel } = store.getState();
      if (!capture) return;
      store.setState({ ...initialView, connection: id, panel });
      syncRows();
      const { epoch } = store.getState();
      const mine = ++frameRun;
      try {
        const start = await client.call('show', { connection: id, frame: null });
        if (mine !== frameRun) return;
        store.setState({ repair: start.repair });
        await showStart(start, null);
      } catch (error) {
        if (mine === frameRun) fail(error, 'reading a connection', epoch);
      }
    },
    async selectRow(row) {
      const { epoch } = store.getState();
      const last = listLength(store.getState()) - 1;
      if (last < 0) return;
      const wanted = Math.max(0, Math.min(row, last));
      try {
        const found = await rows.fetch(wanted);
        if (found) await selectFrame(found.index, { row: wanted, keepPanel: true });
      } catch (error) {
        fail(error, 'reading frames', epoch);
      }
    },
    async stepFinding(step) {
      const { connection, filter, frame, epoch } = store.getState();
      try {
        const found = await client.call('locate', { connection, filter, frame: frame ?? -1, step });
        if (found.row >= 0) await selectFrame(found.frame, { row: found.row, keepPanel: true });
      } catch (error) {
        fail(error, 'looking for findings', epoch);
      }
    },
    selectField: (field) => store.setState({ field, highlight: null }),
    async jump(place) {
      const { connection, epoch } = store.getState();
      try {
        const { frame } = await client.call('frameAt', {
          connection,
          sender: place.sender,
          offset: place.offset,
        });
        if (frame !== null) {
          await selectFrame(frame, { highlight: place });
          return;
        }
        const jumps = store.getState().jumps + 1;
        if (place.offset < 0 && connectionOf(store.getState())?.handshake) {
          store.setState({ highlight: place, loose: null, panel: 'connection', jumps });
          return;
        }
        const start = place.offset < 0 ? place.offset : frameOffset(Math.max(0, place.offset - margin));
        const end = frameOffset(place.offset + Math.max(1, Math.min(place.length, 512)) + margin);
        const answer = await client.call('bytes', { connection, sender: place.sender, start, end });
        store.setState({
          highlight: place,
          loose: { place, ...answer },
          panel: 'frame',
          jumps,
        });
      } catch (error) {
        fail(error, 'reading bytes', epoch);
      }
    },
    setFilter(filter) {
      if (filter === store.getState().filter) return;
      store.setState({ filter, filtered: filter === '' ? null : store.getState().filtered });
      syncRows();
      const { frame } = store.getState();
      if (filter === '' && frame !== null) {
        store.setState({ row: frame, jumps: store.getState().jumps + 1 });
      }
      void refilter();
    },
    setPanel: (panel) => store.setState({ panel }),
  };
}
