// Opens an input, and decodes it again with other assumptions or changed bytes.

import type { Assumptions } from '../decoder/model/assumptions.ts';
import { PatchedStore, replayConnection, storePatches } from '../decoder/websocket/replay.ts';
import { Cancelled } from './cancelled.ts';
import { type Capture, type OpenConnection, openConnection } from './capture.ts';
import { readCarried } from './carried.ts';
import { Pace } from './carrier-pieces.ts';
import { diagnoseConnection, diagnoseLegs } from './connection-diagnosis.ts';
import { openCapture } from './open.ts';
import { PayloadReader } from './payload.ts';
import type { BytePatch, DecodedCapture, Handlers, ViewTarget } from './protocol.ts';
import type { DecodeRun, SessionState } from './session-state.ts';
import { noteOnTarget, startOf } from './start.ts';
import { captureView } from './views.ts';

/** Diagnoses the connections that have no diagnosis yet, and returns the views of the capture. */
async function answer(capture: Capture, target: ViewTarget | null, run: DecodeRun): Promise<DecodedCapture> {
  for (const open of capture.connections) {
    run.throwIfOver();
    await diagnoseConnection(open, capture.notes);
  }
  await diagnoseLegs(capture.connections);
  run.throwIfOver();
  const start = await startOf(capture, target);
  run.throwIfOver();
  return { capture: captureView(capture), start };
}

/** Cancelled when another run has begun, or this one was cancelled. */
function signalOf(run: DecodeRun): { readonly cancelled: boolean } {
  return {
    get cancelled() {
      return run.isOver();
    },
  };
}

/** The same connection under other assumptions. */
async function assumed(
  open: OpenConnection,
  assumptions: Assumptions,
  run: DecodeRun,
): Promise<OpenConnection> {
  if (open.connection.fidelity !== 'bytes') return open;
  const decoder = await replayConnection(
    open.connection,
    open.store,
    assumptions,
    open.decoder.opening,
    run.isOver,
  );
  if (decoder === null) throw new Cancelled();
  return openConnection(decoder, open.records, open.file);
}

/**
 * The same connection with changed bytes. The client stays the client: a flipped MASK bit must not swap the
 * senders.
 */
async function edited(
  open: OpenConnection,
  patches: readonly BytePatch[],
  assumptions: Assumptions,
  run: DecodeRun,
): Promise<OpenConnection> {
  const { connection } = open;
  if (connection.fidelity !== 'bytes') return open;
  const inStream = patches.map((patch) => ({
    ...patch,
    offset: connection.locator.streamOffset(patch.sender, patch.offset),
  }));
  const store = new PatchedStore(open.store, storePatches(connection, inStream));
  const decoder = await replayConnection(connection, store, assumptions, { roles: 'known' }, run.isOver);
  if (decoder === null) throw new Cancelled();
  return openConnection(decoder, open.records, open.file);
}

/** Handlers of `open`, `grow`, `assume`, `keys` and `edit`. */
export function decodeHandlers(
  state: SessionState,
): Pick<Handlers, 'open' | 'grow' | 'assume' | 'keys' | 'edit'> {
  return {
    async open(input, context) {
      const run = state.begin(context.signal);
      state.original = null;
      state.shown = null;
      state.payloads = new PayloadReader();
      let begun: Capture | null = null;
      try {
        // The user can look at the first frames while the rest is read.
        const capture = await openCapture(input, { ...context, signal: signalOf(run) }, (reading) => {
          run.throwIfOver();
          begun = reading;
          state.shown = reading;
        });
        run.throwIfOver();
        state.original = capture;
        state.shown = capture;
        begun = capture;
        // For the timeline of a browser, and for the benchmarks.
        performance.mark('decoded');
        const target = input.target ?? null;
        const missing = target === null ? null : noteOnTarget(capture, target);
        if (missing !== null) capture.note(missing);
        return await answer(capture, target, run);
      } catch (error) {
        // Release the connections read so far, unless another input was opened meanwhile.
        if (state.shown === begun) state.shown = null;
        if (state.original === begun) state.original = null;
        throw error;
      }
    },

    async grow(input, { signal }) {
      const run = state.begin(signal);
      const quiet = { signal: signalOf(run), progress: () => {} };
      const capture = await openCapture(input, quiet, run.throwIfOver);
      run.throwIfOver();
      state.original = capture;
      state.shown = capture;
      state.payloads = new PayloadReader();
      return answer(capture, input.target ?? null, run);
    },

    async assume({ assumptions, target }, { signal }) {
      const from = state.original ?? state.current();
      const run = state.begin(signal);
      const next = from.again({ assumptions });
      for (const open of from.connections) next.connections.push(await assumed(open, assumptions, run));
      run.throwIfOver();
      state.original = next;
      state.shown = next;
      return answer(next, target, run);
    },

    async keys({ secrets, target }, { signal }) {
      const from = state.original ?? state.current();
      const run = state.begin(signal);
      const next = from.again({});
      for (const secret of secrets) next.secret(secret);
      await readCarried(next, new Pace(run.isOver));
      next.finish();
      const { assumptions } = from;
      if (assumptions.sender !== null || assumptions.deflate !== null) {
        // The decoders of the capture are those of its first reading, without assumptions.
        for (const [i, open] of next.connections.entries())
          if (open.records === null) next.connections[i] = await assumed(open, assumptions, run);
      }
      run.throwIfOver();
      state.original = next;
      state.shown = next;
      return answer(next, target, run);
    },

    async edit({ connection: id, patches, target }, { signal }) {
      const from = state.original ?? state.current();
      const run = state.begin(signal);
      if (patches.length === 0) {
        state.shown = from;
        return answer(from, target, run);
      }
      const next = from.again({ edited: true });
      for (const open of from.connections) {
        const isEdited = open === from.connections[id];
        next.connections.push(isEdited ? await edited(open, patches, from.assumptions, run) : open);
      }
      run.throwIfOver();
      state.shown = next;
      return answer(next, target, run);
    },
  };
}
