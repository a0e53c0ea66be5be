import { countBits } from '../decoder/bytes/bits.ts';
import type { Sender } from '../decoder/model/basics.ts';
import type { Patch } from './state.ts';

/**
 * The patches after flipping one bit of a byte that now reads `current`. Flipping it back removes the patch.
 */
export function flipBit(
  patches: readonly Patch[],
  sender: Sender,
  offset: number,
  bit: number,
  current: number,
): Patch[] {
  const before = patches.find((patch) => patch.sender === sender && patch.offset === offset);
  const others = patches.filter((patch) => patch !== before);
  const original = before?.original ?? current;
  const value = current ^ (0x80 >> bit);
  return value === original ? others : [...others, { sender, offset, original, value }];
}

/** How many bits differ from what was captured. */
export function changedBits(patches: readonly Patch[]): number {
  return patches.reduce((sum, patch) => sum + countBits(patch.original ^ patch.value), 0);
}

/** The bits of a byte that differ from what was captured, as a mask. */
export function changedMask(patches: readonly Patch[], sender: Sender, offset: number): number {
  const patch = patches.find((one) => one.sender === sender && one.offset === offset);
  return patch ? patch.original ^ patch.value : 0;
}
