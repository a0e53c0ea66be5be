// Figures of a connection by sender: frames, sizes, rates, compression, pauses and replies. One pass over the tables.

import { otherSender, type Sender, senders } from '../decoder/model/basics.ts';
import { firstTime, lastTime } from '../decoder/model/connection-times.ts';
import { opcode as opcodes } from '../decoder/model/opcode.ts';
import { Cancelled } from './cancelled.ts';
import type { OpenConnection } from './capture.ts';
import type { PingStatistics, SenderStatistics, StatisticsView } from './list-protocol.ts';
import { Pings } from './pings.ts';
import { Samples } from './samples.ts';
import { wireLength } from './wire-length.ts';
import { yieldToEventLoop } from './yield-to-event-loop.ts';

type Cancellable = { readonly cancelled: boolean };

/** Number of frames or messages that are looked at before the event loop runs. */
const step = 65_536;
/** Upper ends of the classes of message sizes, in bytes: the length fields of a header lie among them. */
const sizeLimits = [16, 125, 1024, 16_384, 65_535, 1_048_576] as const;

/** What is counted of one sender. */
class Tally {
  frames = 0;
  headerBytes = 0;
  payloadBytes = 0;
  messages = 0;
  fragmented = 0;
  readonly #opcodes = Array.from({ length: 16 }, () => ({ frames: 0, bytes: 0 }));
  readonly sizes = new Samples();
  readonly gaps = new Samples();
  readonly replies = new Samples();
  readonly #classes = new Array<number>(sizeLimits.length + 1).fill(0);
  readonly compression = { messages: 0, wire: 0, inflated: 0 };
  #second = { at: Number.NaN, frames: 0, bytes: 0 };
  #busiest: SenderStatistics['busiest'] = null;

  frame(opcode: number, header: number, payload: number, time: number): void {
    this.frames++;
    this.headerBytes += header;
    this.payloadBytes += payload;
    this.#opcodes[opcode].frames++;
    this.#opcodes[opcode].bytes += payload;
    if (Number.isNaN(time)) return;
    const at = Math.floor(time);
    if (at !== this.#second.at) this.#second = { at, frames: 0, bytes: 0 };
    this.#second.frames++;
    this.#second.bytes += header + payload;
    if (this.#busiest === null || this.#second.bytes > this.#busiest.bytes)
      this.#busiest = { ...this.#second };
  }

  size(length: number): void {
    this.sizes.add(length);
    const at = sizeLimits.findIndex((limit) => length <= limit);
    this.#classes[at < 0 ? sizeLimits.length : at]++;
  }

  view(pings: PingStatistics): SenderStatistics {
    const { frames, headerBytes, payloadBytes, messages, fragmented, compression } = this;
    return {
      frames,
      opcodes: this.#opcodes.flatMap((one, opcode) => (one.frames === 0 ? [] : [{ opcode, ...one }])),
      headerBytes,
      payloadBytes,
      messages,
      fragmented,
      sizes: this.sizes.spread,
      sizeClasses: this.#classes.map((count, i) => ({ below: sizeLimits[i] ?? null, messages: count })),
      compression: compression.messages === 0 ? null : compression,
      gaps: this.gaps.spread,
      replies: this.replies.spread,
      pings,
      busiest: this.#busiest,
    };
  }
}

async function pause(at: number, signal: Cancellable): Promise<void> {
  if (at % step !== 0 || at === 0) return;
  await yieldToEventLoop();
  if (signal.cancelled) throw new Cancelled();
}

async function countFrames(
  { connection }: OpenConnection,
  tallies: Record<Sender, Tally>,
  pings: Pings,
  signal: Cancellable,
): Promise<void> {
  const { frames } = connection;
  const start = firstTime(connection);
  for (let frame = 0; frame < frames.length; frame++) {
    await pause(frame, signal);
    const opcode = frames.opcode(frame);
    if (opcode === opcodes.ping || opcode === opcodes.pong) await pings.add(frame);
    tallies[frames.sender(frame)].frame(
      opcode,
      frames.headerLength(frame),
      frames.payloadLength(frame),
      frames.time(frame) - start,
    );
  }
}

async function countMessages(
  { connection }: OpenConnection,
  tallies: Record<Sender, Tally>,
  signal: Cancellable,
): Promise<void> {
  const { frames, messages } = connection;
  const last = { client: Number.NaN, server: Number.NaN };
  /** When the first message of the other side came that this side has not answered yet. */
  const asked = { client: Number.NaN, server: Number.NaN };
  for (let message = 0; message < messages.length; message++) {
    await pause(message, signal);
    const sender = messages.sender(message);
    const tally = tallies[sender];
    tally.messages++;
    const first = messages.firstFrame(message);
    const time = frames.time(first);
    if (messages.complete(message)) {
      if (messages.lastFrame(message) !== first) tally.fragmented++;
      const length = messages.applicationLength(message);
      const isCompressed = messages.compressed(message);
      if (!isCompressed || length > 0) tally.size(length);
      if (isCompressed && length > 0) {
        tally.compression.messages++;
        tally.compression.inflated += length;
        tally.compression.wire += wireLength(connection, message);
      }
    }
    tally.gaps.add(time - last[sender]);
    last[sender] = time;
    tally.replies.add(time - asked[sender]);
    asked[sender] = Number.NaN;
    const other = otherSender(sender);
    if (Number.isNaN(asked[other])) asked[other] = time;
  }
}

/** The figures of a connection. */
export async function statisticsOf(open: OpenConnection, signal: Cancellable): Promise<StatisticsView> {
  const { connection } = open;
  const start = firstTime(connection);
  const tallies = { client: new Tally(), server: new Tally() };
  const pings = new Pings(open, start);
  await countFrames(open, tallies, pings, signal);
  await countMessages(open, tallies, signal);
  const duration = lastTime(connection) - start;
  const [client, server] = senders.map((sender) => tallies[sender].view(pings.statistics(sender)));
  return { duration: Number.isFinite(duration) ? duration : null, client, server };
}
