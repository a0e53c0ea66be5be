// How a connection came to its end: who closed first, in what way, and after how long a silence.

import { type Sender, senders } from '../../model/basics.ts';
import type { CloseSeen } from '../../model/connection.ts';
import { firstTime } from '../../model/connection-times.ts';
import type { DiagnosisContext } from '../context.ts';
import { oncePer } from '../once-per.ts';
import { closingOrder } from './closing-order.ts';

export interface Ending {
  /** Who ended the connection first, by Close frame, FIN or RST. */
  readonly first: Sender;
  readonly how: 'close' | 'fin' | 'rst';
  readonly time: number;
  readonly close: CloseSeen | null;
  /** Seconds between the last byte of either side and the end. NaN without times. */
  readonly silence: number;
  /** Seconds that the connection lasted. */
  readonly lasted: number;
  /** Some side sent a Close frame. */
  readonly anyClose: boolean;
  /** The last frame before the end, or `null`. */
  readonly lastFrame: number | null;
}

/** The end of a context's connection, or `null` when it is still open in this input. */
export const endingOf = oncePer((context: DiagnosisContext): Ending | null => {
  const { connection } = context;
  const { directions, frames } = connection;
  const events: {
    sender: Sender;
    how: Ending['how'];
    time: number;
    order: number;
    close: CloseSeen | null;
  }[] = [];
  const decision = closingOrder(context)?.decision ?? null;
  if (decision !== null) {
    const { sender, frame } = decision;
    events.push({ sender, how: 'close', time: frames.time(frame), order: frame, close: decision });
  }
  for (const sender of senders) {
    const { end, endTime } = directions[sender];
    if (end === 'fin' || end === 'rst') {
      events.push({
        sender,
        how: end,
        time: endTime,
        order: frames.length + (end === 'rst' ? 1 : 0),
        close: null,
      });
    }
  }
  if (events.length === 0) return null;
  events.sort((a, b) =>
    Number.isNaN(a.time) || Number.isNaN(b.time) || a.time === b.time ? a.order - b.order : a.time - b.time,
  );
  const event = events[0];
  const close = event.how === 'close' ? event.close : null;
  let lastFrame: number | null = null;
  for (let i = frames.length - 1; i >= 0; i--) {
    if (i === close?.frame || frames.time(i) > event.time) continue;
    lastFrame = i;
    break;
  }
  // The last byte before the end: of a frame, or of the handshake.
  let last = Number.NaN;
  for (const sender of senders) {
    const { map } = directions[sender];
    for (let i = map.extentCount - 1; i >= 0; i--) {
      const { time, start } = map.extent(i);
      const isClose =
        close !== null && sender === event.sender && start >= connection.locator.frameStart(close.frame);
      if (isClose || time > event.time) continue;
      if (Number.isNaN(last) || time > last) last = time;
      break;
    }
  }
  return {
    first: event.sender,
    how: event.how,
    time: event.time,
    close,
    silence: event.time - last,
    lasted: event.time - firstTime(connection),
    anyClose: decision !== null,
    lastFrame,
  };
});
