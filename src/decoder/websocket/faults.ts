// The violations in the frames of one direction: their count, the first place, and details for sentences.

import { type FrameOffset, frameOffset } from '../model/coordinates.ts';
import type { FaultDetail } from '../model/fault-detail.ts';
import { notAFault } from '../model/violation.ts';

const maxDetails = 10_000;

export class Faults {
  /** The first offset at which a strict reader fails, and the frame there. */
  broken: { offset: FrameOffset; frame: number } | null = null;
  /** All violation bits seen, and the number of frames that have some. */
  bits = 0;
  count = 0;
  /** Details by frame. */
  readonly details = new Map<number, FaultDetail>();

  /** Counts the faults among `bits`. */
  add(bits: number, offset: number, frame: number): void {
    const faults = bits & ~notAFault;
    if (faults === 0) return;
    this.bits |= faults;
    this.count++;
    this.broken ??= { offset: frameOffset(offset), frame };
  }

  /** Keeps the detail of the first fault in a frame's payload. */
  detail(frame: number, detail: FaultDetail): void {
    if (this.details.size < maxDetails && !this.details.has(frame)) this.details.set(frame, detail);
  }

  /** The rows of the table were put into another order: row `i` is now row `place[i]`. */
  renumber(place: Int32Array): void {
    if (this.broken !== null) this.broken = { ...this.broken, frame: place[this.broken.frame] };
    const details = [...this.details];
    this.details.clear();
    for (const [frame, detail] of details) this.details.set(place[frame], detail);
  }
}
