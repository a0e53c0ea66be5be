// Flipped bits: each edit decodes the input again with all changed bytes, and can be taken back.

import type { Sender } from '../decoder/model/basics.ts';
import { frameOffset } from '../decoder/model/coordinates.ts';
import type { DecodedCapture, ViewTarget } from '../worker/protocol.ts';
import type { ActionContext } from './action-context.ts';
import { flipBit } from './patches.ts';
import { patchesOf } from './selectors.ts';
import type { Patch } from './state.ts';

export interface EditActions {
  /** Flips a bit of a byte that now reads `current`; bit 0 is the highest. */
  flip(sender: Sender, offset: number, bit: number, current: number): Promise<void>;
  resetEdits(): Promise<void>;
  /** Takes the last edit back, or makes one again that was taken back. Without one nothing happens. */
  undo(): Promise<void>;
  redo(): Promise<void>;
}

/** Decodes what is open again by `call`. */
type Decode = (
  doing: string,
  patches: readonly Patch[],
  call: (target: ViewTarget) => Promise<DecodedCapture>,
  step?: 'undo' | 'redo',
) => Promise<void>;

export function editActions({ client, state }: ActionContext, decode: Decode): EditActions {
  function edit(patches: readonly Patch[], step?: 'undo' | 'redo'): Promise<void> {
    const changes = patches.map(({ sender, offset, value }) => ({
      sender,
      offset: frameOffset(offset),
      value,
    }));
    const call = (target: ViewTarget) =>
      client.call('edit', { connection: target.connection, patches: changes, target });
    return decode('decoding the changed bytes', patches, call, step);
  }

  /** Goes one edit back or forward; while a decoding runs, nothing happens. */
  async function goTo(step: 'undo' | 'redo'): Promise<void> {
    const { phase } = state();
    if (phase.kind !== 'open' || phase.decoding !== null) return;
    const patches = step === 'undo' ? phase.past.at(-1) : phase.future[0];
    if (patches !== undefined) await edit(patches, step);
  }

  return {
    flip: (sender, offset, bit, current) => edit(flipBit(patchesOf(state()), sender, offset, bit, current)),
    resetEdits: () => edit([]),
    undo: () => goTo('undo'),
    redo: () => goTo('redo'),
  };
}
