// What happened when in a connection: frames of a span of time in bins, silences, pings with their answers, and the
// ends. One pass over the columns of the frame table; only payloads of pings and pongs are read.

import { senders } from '../decoder/model/basics.ts';
import type { Connection } from '../decoder/model/connection.ts';
import { firstTime, lastTime } from '../decoder/model/connection-times.ts';
import { isDate } from '../decoder/model/iso-time.ts';
import { isControl, opcode as opcodes } from '../decoder/model/opcode.ts';
import { Cancelled } from './cancelled.ts';
import type { OpenConnection } from './capture.ts';
import { Pings } from './pings.ts';
import type {
  Silence,
  TimelineBin,
  TimelineMark,
  TimelineRequest,
  TimelineView,
} from './timeline-protocol.ts';
import { yieldToEventLoop } from './yield-to-event-loop.ts';

const maxBins = 1000;
/** Number of frames that are looked at before the event loop runs. */
const step = 65_536;
/** Largest number of silences in an answer. */
const maxSilences = 20;
/** Shorter pauses are no silences: in seconds, and as a share of the connection. */
const minSilence = { seconds: 1, share: 0.02 } as const;

type Cancellable = { readonly cancelled: boolean };

/** The bins of one sender, while they are filled. */
class Lane {
  readonly #bins = new Map<number, { -readonly [K in keyof TimelineBin]: TimelineBin[K] }>();

  add(bin: number, frame: number, bytes: number, isControlFrame: boolean, hasFinding: boolean): void {
    const found = this.#bins.get(bin);
    if (found === undefined) {
      const data = isControlFrame ? 0 : 1;
      this.#bins.set(bin, { bin, frame, frames: 1, data, bytes, findings: hasFinding ? 1 : 0 });
      return;
    }
    found.frames++;
    found.bytes += bytes;
    if (!isControlFrame) found.data++;
    if (hasFinding) found.findings++;
  }

  get bins(): TimelineBin[] {
    return [...this.#bins.values()].sort((a, b) => a.bin - b.bin);
  }
}

/** The longest pauses between two frames of either sender, and from the last one to the end. */
class Silences {
  readonly #minimum: number;
  #found: Silence[] = [];
  #last = 0;
  #lastFrame: number | null = null;

  constructor(duration: number) {
    this.#minimum = Math.max(minSilence.seconds, duration * minSilence.share);
  }

  frame(time: number, frame: number | null): void {
    if (time - this.#last >= this.#minimum && this.#lastFrame !== null) {
      this.#found.push({ from: this.#last, to: time, after: this.#lastFrame, before: frame });
      if (this.#found.length > maxSilences * 4) this.#found = this.longest;
    }
    if (time < this.#last) return;
    this.#last = time;
    if (frame !== null) this.#lastFrame = frame;
  }

  get longest(): Silence[] {
    return [...this.#found].sort((a, b) => b.to - b.from - (a.to - a.from)).slice(0, maxSilences);
  }
}

/** Close frames, the first break and the end of each sender. */
function marksOf({ directions, frames }: Connection, start: number): TimelineMark[] {
  const marks: TimelineMark[] = [];
  for (const sender of senders) {
    const { closed, broken, end, endTime } = directions[sender];
    const add = (kind: TimelineMark['kind'], at: number, frame: number | null, code: number | null = null) =>
      marks.push({ kind, sender, time: Number.isFinite(at) ? at - start : null, frame, code });
    if (broken !== null) {
      const isListed = broken.frame < frames.length;
      add('break', isListed ? frames.time(broken.frame) : Number.NaN, broken.frame);
    }
    if (closed !== null) add('close', closed.time, closed.frame, closed.code);
    if (end === 'fin' || end === 'rst') add(end, endTime, null);
  }
  return marks.sort((a, b) => (a.time ?? 0) - (b.time ?? 0));
}

/** The times of a connection; `null` where its input has none. */
export async function timelineOf(
  open: OpenConnection,
  { from, to, bins }: TimelineRequest,
  signal: Cancellable,
): Promise<TimelineView | null> {
  const { connection } = open;
  const { frames } = connection;
  const start = firstTime(connection);
  const duration = lastTime(connection) - start;
  if (!(duration > 0)) return null;
  const span = { from: Math.max(0, from), to: Math.min(duration, to) };
  const wanted = Math.max(1, Math.min(maxBins, Math.floor(bins)));
  const perSecond = wanted / Math.max(span.to - span.from, Number.MIN_VALUE);
  const lanes = { client: new Lane(), server: new Lane() };
  const silences = new Silences(duration);
  const pings = new Pings(open, start);
  for (let frame = 0; frame < frames.length; frame++) {
    if (frame % step === 0 && frame > 0) await yieldToEventLoop();
    if (signal.cancelled) throw new Cancelled();
    const time = frames.time(frame) - start;
    if (Number.isNaN(time)) continue;
    silences.frame(time, frame);
    const opcode = frames.opcode(frame);
    if (opcode === opcodes.ping || opcode === opcodes.pong) await pings.add(frame);
    if (time < span.from || time > span.to) continue;
    const bin = Math.min(wanted - 1, Math.floor((time - span.from) * perSecond));
    const bytes = frames.headerLength(frame) + frames.payloadLength(frame);
    lanes[frames.sender(frame)].add(bin, frame, bytes, isControl(opcode), frames.violations(frame) !== 0);
  }
  silences.frame(duration, null);
  return {
    date: isDate(start) ? start : null,
    duration,
    ...span,
    bins: wanted,
    lanes: { client: lanes.client.bins, server: lanes.server.bins },
    silences: silences.longest.sort((a, b) => a.from - b.from),
    pings: pings.summary,
    marks: marksOf(connection, start),
  };
}
