// What happened when in a connection: frames of a span of time in bins, silences, pings with their answers, and the
// ends. One pass over the columns of the frame table; only payloads of pings and pongs are read.

import type { Sender } from '../decoder/model/basics.ts';
import { otherSender, senders } from '../decoder/model/basics.ts';
import type { Connection } from '../decoder/model/connection.ts';
import { firstTime, lastTime } from '../decoder/model/connection-times.ts';
import { isDate } from '../decoder/model/iso-time.ts';
import { isControl, opcode as opcodes } from '../decoder/model/opcode.ts';
import { Cancelled } from './cancelled.ts';
import type { OpenConnection } from './capture.ts';
import type {
  PingView,
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
/** Largest number of silences and of pings in an answer, and of pings whose payload is read. */
const maxSilences = 20;
const maxPings = 2000;
/** Shorter pauses are no silences: in seconds, and as a share of the connection. */
const minSilence = { seconds: 1, share: 0.02 } as const;

/** In bytes (RFC 6455, 5.5). */
const maxControlPayload = 125;

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

type Waiting = { -readonly [K in keyof PingView]: PingView[K] };

/**
 * Pairs each Ping with the Pong that carries its payload (RFC 6455, 5.5.3), equal payloads in order. A Pong without
 * a Ping is left out.
 */
class Pings {
  readonly #open: OpenConnection;
  readonly #start: number;
  /** By sender and payload: the pings without an answer, in order. */
  readonly #waiting: Record<Sender, Map<string, Waiting[]>> = { client: new Map(), server: new Map() };
  readonly list: PingView[] = [];
  count = 0;

  constructor(open: OpenConnection, start: number) {
    this.#open = open;
    this.#start = start;
  }

  async add(frame: number): Promise<void> {
    const { frames } = this.#open.connection;
    const sender = frames.sender(frame);
    const time = frames.time(frame) - this.#start;
    const isPing = frames.opcode(frame) === opcodes.ping;
    if (isPing) this.count++;
    if (this.list.length >= maxPings && isPing) return;
    const waiting = this.#waiting[isPing ? sender : otherSender(sender)];
    if (!isPing && waiting.size === 0) return;
    const text = String(await this.#open.messages.payload(frame, 0, maxControlPayload));
    const same = waiting.get(text) ?? [];
    if (isPing) {
      const view = { frame, sender, time, pong: null, seconds: null };
      this.list.push(view);
      same.push(view);
      waiting.set(text, same);
      return;
    }
    const answered = same.shift();
    if (answered === undefined) return;
    if (same.length === 0) waiting.delete(text);
    answered.pong = frame;
    answered.seconds = time - answered.time;
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

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}

function pingSummary({ list, count }: Pings): TimelineView['pings'] {
  const times = list.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
  return {
    count,
    answered: times.length,
    paired: list.length,
    median: median(times),
    longest: times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b)),
    unanswered: list.filter(({ seconds }) => seconds === null).slice(0, maxSilences),
  };
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
    pings: pingSummary(pings),
    marks: marksOf(connection, start),
  };
}
