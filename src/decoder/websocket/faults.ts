// What is amiss in the frames of one direction: all of it counted, the first place kept, and words where there are any.

import { type FrameOffset, frameOffset } from '../model/coordinates.ts';
import type { FaultDetail } from '../model/fault-detail.ts';
import { notAFault } from '../model/violation.ts';

const mostDetails = 10_000;

export class Faults {
  /** The first offset at which a strict reader fails, and the frame there. */
  broken: { offset: FrameOffset; frame: number } | null = null;
  /** All bits seen, and in how many frames. */
  bits = 0;
  count = 0;
  /** By frame. */
  readonly details = new Map<number, FaultDetail>();

  /** Counts those of `bits` that are faults. */
  add(bits: number, offset: number, frame: number): void {
    const faults = bits & ~notAFault;
    if (faults === 0) return;
    this.bits |= faults;
    this.count++;
    this.broken ??= { offset: frameOffset(offset), frame };
  }

  /** Keeps what shows in the payload of a frame: the first fault of each frame. */
  detail(frame: number, detail: FaultDetail): void {
    if (this.details.size < mostDetails && !this.details.has(frame)) this.details.set(frame, detail);
  }

  /** The rows of the table were put into another order: row `i` is now row `place[i]`. */
  renumber(place: Int32Array): void {
    if (this.broken !== null) this.broken = { ...this.broken, frame: place[this.broken.frame] };
    const details = [...this.details];
    this.details.clear();
    for (const [frame, detail] of details) this.details.set(place[frame], detail);
  }
}
