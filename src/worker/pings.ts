// Pings and the Pongs that answer them.

import { otherSender, type Sender, senders } from '../decoder/model/basics.ts';
import { lastTime } from '../decoder/model/connection-times.ts';
import { opcode as opcodes } from '../decoder/model/opcode.ts';
import type { OpenConnection } from './capture.ts';
import type { PingStatistics } from './list-protocol.ts';
import { Samples } from './samples.ts';
import type { PingView, TimelineView } from './timeline-protocol.ts';

/** Largest number of pings whose payload is read, and of those without an answer that are listed. */
const maxPings = 2000;
const maxUnanswered = 20;
/** A Pong may take this many seconds, or this many times the longest round trip, before its lack means something. */
const patience = { seconds: 1, roundTrips: 3 } as const;
/** In bytes (RFC 6455, 5.5). */
const maxControlPayload = 125;

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}

type Waiting = { -readonly [K in keyof PingView]: PingView[K] };

/**
 * Pairs each Ping with the Pong that carries its payload (RFC 6455, 5.5.3), equal payloads in order. A Pong without
 * a Ping is left out.
 */
export class Pings {
  readonly #open: OpenConnection;
  readonly #start: number;
  /** By sender and payload: the pings without an answer, in order. */
  readonly #waiting: Record<Sender, Map<string, Waiting[]>> = { client: new Map(), server: new Map() };
  readonly list: PingView[] = [];
  readonly #counts: Record<Sender, number> = { client: 0, server: 0 };

  constructor(open: OpenConnection, start: number) {
    this.#open = open;
    this.#start = start;
  }

  async add(frame: number): Promise<void> {
    const { frames } = this.#open.connection;
    const sender = frames.sender(frame);
    const time = frames.time(frame) - this.#start;
    const isPing = frames.opcode(frame) === opcodes.ping;
    if (isPing) this.#counts[sender]++;
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

  /** What there is to say of them. */
  get summary(): TimelineView['pings'] {
    const times = this.list.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
    const unanswered = this.list.filter(({ seconds }) => seconds === null);
    return {
      count: this.#counts.client + this.#counts.server,
      answered: times.length,
      paired: this.list.length,
      median: median(times),
      longest: times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b)),
      unanswered: unanswered.slice(0, maxUnanswered),
    };
  }

  /** How the Pings of a sender were answered. */
  statistics(sender: Sender): PingStatistics {
    const sent = this.list.filter((ping) => ping.sender === sender);
    const roundTrips = new Samples();
    for (const { seconds } of sent) if (seconds !== null) roundTrips.add(seconds);
    const roundTrip = roundTrips.spread;
    const lastAnswered = sent.findLastIndex(({ pong }) => pong !== null);
    const counts = { skipped: 0, closed: 0, undecided: 0 };
    const unanswered: number[] = [];
    const needed = Math.max(patience.seconds, patience.roundTrips * (roundTrip?.largest ?? 0));
    const end = lastTime(this.#open.connection) - this.#start;
    for (const [index, { frame, time, pong }] of sent.entries()) {
      if (pong !== null) continue;
      if (index < lastAnswered) counts.skipped++;
      else if (this.#isClosedBefore(frame)) counts.closed++;
      else if (!(end - time >= needed)) counts.undecided++;
      else unanswered.push(frame);
    }
    return {
      count: this.#counts[sender],
      looked: sent.length,
      roundTrip,
      ...counts,
      unanswered: unanswered.slice(0, maxUnanswered),
      unansweredCount: unanswered.length,
    };
  }

  /** Whether either side sent its Close before a frame: then no Pong is due. */
  #isClosedBefore(frame: number): boolean {
    const { directions } = this.#open.connection;
    return senders.some((sender) => (directions[sender].closed?.frame ?? Number.POSITIVE_INFINITY) < frame);
  }
}
