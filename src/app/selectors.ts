// What parts of the page read from the state in any phase.

import type { CaptureView, ConnectionView } from '../worker/protocol.ts';
import type { RowList } from './row-cache.ts';
import {
  type AppState,
  type Fault,
  type Generation,
  initialSelection,
  type OpenSource,
  type Patch,
  type Selection,
  type Shown,
} from './state.ts';

function shownOf({ phase }: AppState): Shown | null {
  return phase.kind === 'open' || phase.kind === 'opening' ? phase.shown : null;
}

/** The capture on the screen: all of it, or what has been read so far. */
export function captureOf(state: AppState): CaptureView | null {
  return shownOf(state)?.capture ?? null;
}

/** The selection; the initial one where nothing can be selected. */
export function selectionOf(state: AppState): Selection {
  return shownOf(state)?.selection ?? initialSelection;
}

/** What is open, is being opened, or could not be opened. */
export function sourceOf({ phase }: AppState): OpenSource | null {
  return phase.kind === 'empty' ? null : phase.source;
}

/** The name of what is open, is being opened, or could not be opened. */
export function inputNameOf(state: AppState): string | null {
  return captureOf(state)?.name ?? sourceOf(state)?.name ?? null;
}

/** The input is a text in which nothing was recognised. An input without a byte is no text. */
export function isUnknownText(state: AppState): boolean {
  const capture = captureOf(state);
  return (
    capture !== null &&
    capture.bytes > 0 &&
    capture.connections.length === 0 &&
    capture.recognition?.kind === 'unknown'
  );
}

/** The input is still read. */
export function isReading({ phase }: AppState): boolean {
  return phase.kind === 'opening';
}

/** The input was read to its end. */
export function isOpen({ phase }: AppState): boolean {
  return phase.kind === 'open';
}

/** The user looks or looked at the capture while it is read. */
export function isProgressive({ phase }: AppState): boolean {
  return phase.kind === 'open' ? phase.wasProgressive : phase.kind === 'opening' && phase.shown !== null;
}

/** The capture is decoded again, with the old view still on the screen. */
export function isDecoding({ phase }: AppState): boolean {
  return phase.kind === 'open' && phase.decoding !== null;
}

const noPatches: readonly Patch[] = [];

/** Bytes that the user changed. */
export function patchesOf({ phase }: AppState): readonly Patch[] {
  return phase.kind === 'open' ? phase.patches : noPatches;
}

/** Whether an edit can be undone, and whether one that was undone can be made again. */
export function canUndo({ phase }: AppState): boolean {
  return phase.kind === 'open' && phase.past.length > 0;
}

export function canRedo({ phase }: AppState): boolean {
  return phase.kind === 'open' && phase.future.length > 0;
}

/** The fault to report. */
export function currentFault({ phase, fault }: AppState): Fault | null {
  return phase.kind === 'failed' ? phase.fault : fault;
}

/**
 * The generation of the current decoding; answers about another one are stale. `null` where nothing is open.
 */
export function decodedGeneration({ phase }: AppState): Generation | null {
  if (phase.kind === 'open') return phase.decoded;
  return phase.kind === 'opening' ? phase.asked : null;
}

/** Which rows the frame list shows. */
export function rowListOf(state: AppState): RowList {
  const { connection, filter } = selectionOf(state);
  return { generation: decodedGeneration(state), connection, filter: filter.text };
}

/** The connection on the screen. */
export function connectionOf(state: AppState): ConnectionView | null {
  const { connection } = selectionOf(state);
  return captureOf(state)?.connections.find((one) => one.id === connection) ?? null;
}

/** Rows of the frame list with its filter. */
export function listLength(state: AppState): number {
  const { filter } = selectionOf(state);
  if (filter.text === '') return connectionOf(state)?.frames ?? 0;
  return filter.count ?? 0;
}

/**
 * Whether the capture does not show who wrote the bytes or what was agreed, so that the user may have to say
 * it.
 */
export function needsAssumptions({ handshake, fidelity, tls, frames }: ConnectionView): boolean {
  // Of TLS that was not opened there is nothing to read in another way.
  const isSealed = tls !== null && frames === 0;
  return handshake === null && fidelity === 'bytes' && !isSealed;
}

/** All frames of a capture. */
export function frameTotal(capture: CaptureView): number {
  return capture.connections.reduce((sum, one) => sum + one.frames, capture.counted.frames);
}

/** All connections of a capture, listed or counted. */
export function connectionTotal({ connections, counted }: CaptureView): number {
  return connections.length + counted.connections;
}
