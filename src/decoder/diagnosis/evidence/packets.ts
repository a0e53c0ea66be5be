// Where packets begin in the broken stream. A program hands a frame to the network in one write, so a frame begins
// with a packet unless writes were joined or split.

import { advance } from '../../model/coordinates.ts';
import { oncePer } from '../once-per.ts';
import type { BreakWindow } from './break-window.ts';

/** A packet begins where a reading has a frame end, and none where the frame ends as declared. In bits. */
const packetScore = 10;

/** With fewer packets in the direction nothing is known of how the sender writes. */
const minPackets = 4;
/** Frames before the break that must begin with a packet, and the share of them that must. */
const minFrames = 2;
const minShare = 0.8;

function startsPacket({ stream: { direction, start } }: BreakWindow, offset: number): boolean {
  const at = advance(direction.base, start + offset);
  const index = direction.map.indexAt(at);
  return index >= 0 && direction.map.extent(index).start === at;
}

/** Whether this sender begins its frames with packets: only then do packets tell where frames begin. */
const writesFrameByFrame = oncePer((window: BreakWindow): boolean => {
  const { framesBefore, stream } = window;
  if (framesBefore.length < minFrames || stream.direction.map.extentCount < minPackets) return false;
  const starts = framesBefore.filter((offset) => startsPacket(window, offset)).length;
  return starts >= minFrames && starts >= framesBefore.length * minShare;
});

/** Whether a packet begins at this offset of the window; `null` where packets say nothing of frames. */
export function beginsPacket(window: BreakWindow, offset: number): boolean | null {
  if (!writesFrameByFrame(window)) return null;
  return offset >= window.bytes.length ? window.stream.toEnd : startsPacket(window, offset);
}

/** What packets say, in bits, of a frame that ends at `end` instead of at `declaredEnd`. */
export function packetScoreOf(window: BreakWindow, end: number, declaredEnd: number): number {
  const isAtPacket = beginsPacket(window, end) === true && beginsPacket(window, declaredEnd) === false;
  return isAtPacket ? packetScore : 0;
}

/** The bytes from `start` to `end` are one write: packets begin at both, and none in between at `inside`. */
export function areOneWrite(window: BreakWindow, start: number, inside: number, end: number): boolean {
  return (
    beginsPacket(window, start) === true &&
    beginsPacket(window, end) === true &&
    !startsPacket(window, inside)
  );
}
