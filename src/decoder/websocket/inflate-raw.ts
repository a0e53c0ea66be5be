// Inflates data in one call.

import { concat } from '../bytes/concat.ts';
import type { InflateFault } from '../model/fault-detail.ts';
import { Inflater } from './inflate.ts';

/** The result of `inflateRaw`. `bytes` holds the output before a fault or the cap. */
export interface Inflated {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly error: InflateFault | null;
  /** The output was cut at the cap. */
  readonly capped: boolean;
}

/** Inflates raw DEFLATE data in one call, to at most `cap` bytes. A missing last block is not a fault. */
export function inflateRaw(bytes: Uint8Array, cap: number, windowBits = 15): Inflated {
  const parts: Uint8Array[] = [];
  let length = 0;
  const inflater = new Inflater((run, start, end) => {
    const take = Math.min(end - start, cap - length);
    if (take > 0) parts.push(run.slice(start, start + take));
    length += take;
  }, windowBits);
  const step = 16384;
  for (let at = 0; at < bytes.length && length < cap; at += step) {
    if (!inflater.push(bytes, at, Math.min(bytes.length, at + step))) break;
  }
  const capped = length >= cap;
  const error = inflater.error;
  if (error === null && !capped) inflater.finishMessage();
  return { bytes: concat(parts), error: inflater.error ?? error, capped: capped || length >= cap };
}
