// Pings without a Pong.

import type { Sender } from '../../model/basics.ts';
import type { Connection } from '../../model/connection.ts';
import { opcode as opcodes } from '../../model/opcode.ts';

/** The last Ping of a sender before a frame that no Pong of the other endpoint follows, or `null`. */
export function unansweredPing({ frames }: Connection, sender: Sender, before: number): number | null {
  for (let i = before - 1; i >= 0; i--) {
    if (frames.opcode(i) === opcodes.pong && frames.sender(i) !== sender) return null;
    if (frames.opcode(i) === opcodes.ping && frames.sender(i) === sender) return i;
  }
  return null;
}

/** Whether a sender sent two Pings or more, and no Pong ever came. */
export function answersNoPing({ frames }: Connection, sender: Sender): boolean {
  let pings = 0;
  for (let i = 0; i < frames.length; i++) {
    if (frames.opcode(i) === opcodes.pong && frames.sender(i) !== sender) return false;
    if (frames.opcode(i) === opcodes.ping && frames.sender(i) === sender) pings++;
  }
  return pings > 1;
}

/** The first Ping of a sender after the last frame of the other endpoint; the number of frames without one. */
export function firstUnanswered({ frames }: Connection, sender: Sender): number {
  let first = frames.length;
  for (let i = frames.length - 1; i >= 0; i--) {
    if (frames.sender(i) !== sender) break;
    if (frames.opcode(i) === opcodes.ping && frames.sender(i) === sender) first = i;
  }
  return first;
}
