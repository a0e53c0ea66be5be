// Opening, and decoding again: another format, other assumptions, turned bits.

import type { StoreApi } from 'zustand/vanilla';
import { type Assumptions, noAssumptions } from '../decoder/model/assumptions.ts';
import type { Sender } from '../decoder/model/basics.ts';
import { frameOffset } from '../decoder/model/coordinates.ts';
import { CallCancelled, type Client } from '../worker/client.ts';
import type { DecodedCapture, OpenProgress, ViewTarget } from '../worker/protocol.ts';
import { faultOf } from './fault.ts';
import { flipBit } from './patches.ts';
import type { RowCache } from './row-cache.ts';
import { type AppState, initialState, initialView, type OpenSource, openInput, type Patch } from './state.ts';
import type { ViewActions } from './view-slice.ts';

/** What a link wants on the screen. */
export interface WantedView {
  readonly connection: number;
  readonly frame: number | null;
  readonly field: string | null;
}

export interface OpenOptions {
  readonly format?: string | null;
  readonly assumptions?: Assumptions;
  readonly view?: WantedView;
}

export interface CaptureActions {
  open(source: OpenSource, options?: OpenOptions): Promise<void>;
  cancelOpen(): void;
  /** Back to the empty screen. */
  close(message?: string): void;
  setFormat(format: string): Promise<void>;
  assume(assumptions: Assumptions): Promise<void>;
  /** Turns a bit of a byte that now reads `current`; bit 0 is the highest. */
  flip(sender: Sender, offset: number, bit: number, current: number): Promise<void>;
  resetEdits(): Promise<void>;
  fail(error: unknown, doing: string): void;
  dismissFault(): void;
}

/** Actions on the capture. */
export function captureActions(
  store: StoreApi<AppState>,
  client: Client,
  rows: RowCache,
  view: ViewActions,
): CaptureActions {
  let run = 0;
  let stop: AbortController | null = null;

  function syncRows(): void {
    const { epoch, connection, filter } = store.getState();
    rows.use({ epoch, connection, filter });
  }

  function fail(error: unknown, doing: string): void {
    if (error instanceof CallCancelled) return;
    store.setState({ fault: faultOf(error, doing), busy: false });
  }

  function onProgress(progress: OpenProgress): void {
    const { capture, connection } = progress.capture
      ? { capture: progress.capture, connection: store.getState().connection }
      : store.getState();
    const first = store.getState().capture === null && progress.capture !== null;
    store.setState({ progress, capture });
    if (first) store.setState({ progressive: true, connection, epoch: store.getState().epoch + 1 });
    syncRows();
    rows.grow();
  }

  /** Shows a capture that was read to its end. */
  async function show({ capture, start }: DecodedCapture, wanted: WantedView | undefined): Promise<void> {
    const before = store.getState();
    // A connection or frame that the user chose while the file was read stays chosen.
    const kept = before.frame !== null && wanted === undefined;
    const connection = kept ? before.connection : (start?.connection ?? 0);
    const isStart = start?.connection === connection;
    store.setState({
      ...(kept ? {} : initialView),
      phase: 'open',
      capture,
      progress: null,
      busy: false,
      connection,
      repair: isStart ? start.repair : null,
      epoch: before.epoch + 1,
    });
    syncRows();
    if (!isStart && kept) void view.loadRepair();
    const field = wanted?.field ?? null;
    if (kept) await view.selectFrame(before.frame ?? 0, { field, keepPanel: true });
    else if (start) await view.showStart(start, field);
  }

  async function open(source: OpenSource, options: OpenOptions = {}): Promise<void> {
    stop?.abort();
    const mine = ++run;
    const signal = new AbortController();
    stop = signal;
    const { epoch, route } = store.getState();
    store.setState({ ...initialState, route, phase: 'opening', source, epoch: epoch + 1 });
    try {
      const input = openInput(
        source,
        options.format ?? null,
        options.assumptions ?? noAssumptions,
        options.view ?? null,
      );
      const answer = await client.call('open', input, {
        signal: signal.signal,
        onProgress: (progress) => mine === run && onProgress(progress),
      });
      if (mine === run) await show(answer, options.view);
    } catch (error) {
      if (mine !== run) return;
      store.setState({ ...initialState, route, epoch: store.getState().epoch + 1 });
      fail(error, 'opening the input');
    }
  }

  /** Decodes what is open again and keeps the place. */
  async function again(doing: string, call: (target: ViewTarget) => Promise<DecodedCapture>): Promise<void> {
    const mine = ++run;
    store.setState({ busy: true });
    const before = store.getState();
    try {
      const { capture, start } = await call({ connection: before.connection, frame: before.frame ?? 0 });
      if (mine !== run) return;
      const { field, epoch } = store.getState();
      store.setState({
        capture,
        busy: false,
        epoch: epoch + 1,
        connection: start?.connection ?? 0,
        highlight: null,
        loose: null,
        repair: start?.repair ?? null,
      });
      syncRows();
      await view.refilter();
      if (start === null || start.frame === null) store.setState({ frame: null, row: -1, frameView: null });
      else await view.showStart(start, field);
    } catch (error) {
      if (mine === run) fail(error, doing);
    }
  }

  function edit(patches: readonly Patch[]): Promise<void> {
    store.setState({ patches });
    const changes = patches.map(({ sender, offset, value }) => ({
      sender,
      offset: frameOffset(offset),
      value,
    }));
    const { connection } = store.getState();
    return again('decoding the changed bytes', (target) =>
      client.call('edit', { connection, patches: changes, target }),
    );
  }

  return {
    open,
    cancelOpen: () => {
      run++;
      stop?.abort();
      const { route, epoch } = store.getState();
      store.setState({ ...initialState, route, epoch: epoch + 1 });
    },
    close: (message) => {
      run++;
      stop?.abort();
      const { route, epoch } = store.getState();
      store.setState({ ...initialState, route, epoch: epoch + 1, message: message ?? null });
    },
    setFormat: async (format) => {
      const { source, capture } = store.getState();
      if (source) await open(source, { format, assumptions: capture?.assumptions });
    },
    assume: (assumptions) => {
      store.setState({ patches: [] });
      return again('decoding again', (target) => client.call('assume', { assumptions, target }));
    },
    flip: (sender, offset, bit, current) =>
      edit(flipBit(store.getState().patches, sender, offset, bit, current)),
    resetEdits: () => edit([]),
    fail,
    dismissFault: () => store.setState({ fault: null }),
  };
}
