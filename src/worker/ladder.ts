// The ladder of a connection: its heads, frames and ends in order of time, of both legs where a proxy is in between.

import { senders } from '../decoder/model/basics.ts';
import { firstTime } from '../decoder/model/connection-times.ts';
import { visibleLine } from '../decoder/model/visible-text.ts';
import { Cancelled } from './cancelled.ts';
import type { OpenConnection } from './capture.ts';
import type { LadderLeg, LadderRow, LadderView } from './list-protocol.ts';
import { rowView } from './rows.ts';

/** Largest number of steps in one answer. */
const maxRows = 500;
const maxLineCharacters = 300;

/** A step that is no frame. */
type Special = { readonly time: number } & (
  | { readonly kind: 'head'; readonly sender: 'client' | 'server'; readonly text: string }
  | { readonly kind: 'end'; readonly sender: 'client' | 'server'; readonly end: 'fin' | 'rst' }
);

/** One leg. A step is the index of a frame, or `-1 - i` for the special `i`. */
interface Leg {
  readonly open: OpenConnection;
  readonly leg: LadderLeg;
  readonly specials: readonly Special[];
  readonly steps: Int32Array;
  /** Seconds to add to its times. */
  readonly shift: number;
}

function specialsOf({ connection: { directions } }: OpenConnection): Special[] {
  const specials: Special[] = [];
  for (const sender of senders) {
    const { heads, end, endTime } = directions[sender];
    for (const { head, time } of heads) {
      const text = visibleLine(head.startLine).slice(0, maxLineCharacters);
      specials.push({ kind: 'head', sender, time, text });
    }
    if (end === 'fin' || end === 'rst') specials.push({ kind: 'end', sender, time: endTime, end });
  }
  const placed = (special: Special) =>
    Number.isNaN(special.time) ? (special.kind === 'head' ? -Infinity : Infinity) : special.time;
  return specials.sort((a, b) => (placed(a) === placed(b) ? 0 : placed(a) - placed(b)));
}

/** Whether a special comes before a frame. A head without a time comes first, an end without one last. */
function precedes(special: Special, time: number): boolean {
  if (Number.isNaN(special.time)) return special.kind === 'head';
  return special.kind === 'head' ? !(special.time > time) : special.time < time;
}

function legOf(open: OpenConnection, leg: LadderLeg, shift: number): Leg {
  const { frames } = open.connection;
  const specials = specialsOf(open);
  const steps = new Int32Array(frames.length + specials.length);
  let at = 0;
  let next = 0;
  for (let frame = 0; frame < frames.length; frame++) {
    const time = frames.time(frame);
    while (next < specials.length && precedes(specials[next], time)) steps[at++] = -1 - next++;
    steps[at++] = frame;
  }
  while (next < specials.length) steps[at++] = -1 - next++;
  return { open, leg, specials, steps, shift };
}

function timeOf({ open, specials, shift }: Leg, step: number): number {
  return (step >= 0 ? open.connection.frames.time(step) : specials[-1 - step].time) + shift;
}

/** When the request of a connection came, in seconds, or NaN. */
function requestTime({ connection: { directions } }: OpenConnection): number {
  return directions.client.heads[0]?.time ?? Number.NaN;
}

/** The legs of a connection: itself, or the one to the proxy and the one from it. */
function legsOf(open: OpenConnection, connectionOf: (id: number) => OpenConnection): readonly Leg[] {
  if (open.legs === null) return [legOf(open, 'whole', 0)];
  const [front, back] = [connectionOf(open.legs.front), connectionOf(open.legs.back)];
  const difference = requestTime(front) - requestTime(back);
  const shift = front.file !== back.file && !Number.isNaN(difference) ? difference : 0;
  return [legOf(front, 'front', 0), legOf(back, 'back', shift)];
}

/** The steps of a connection in order. Cost grows with their number. */
export class Ladder {
  readonly #legs: readonly Leg[];
  /** Which leg each step is of, and which step of that leg. */
  readonly #leg: Uint8Array;
  readonly #step: Int32Array;
  readonly #start: number;
  readonly #proxy: string | null;

  constructor(open: OpenConnection, connectionOf: (id: number) => OpenConnection) {
    this.#legs = legsOf(open, connectionOf);
    this.#proxy = open.legs?.proxy ?? null;
    const total = this.#legs.reduce((sum, { steps }) => sum + steps.length, 0);
    this.#leg = new Uint8Array(total);
    this.#step = new Int32Array(total);
    const starts = this.#legs.map((leg) => firstTime(leg.open.connection) + leg.shift);
    this.#start = Math.min(...starts.filter((time) => !Number.isNaN(time)));
    const at = this.#legs.map(() => 0);
    for (let row = 0; row < total; row++) {
      const from = this.#earlier(at);
      this.#leg[row] = from;
      this.#step[row] = this.#legs[from].steps[at[from]++];
    }
  }

  /** The leg whose next step is the earlier one. */
  #earlier([front, back]: readonly number[]): 0 | 1 {
    const [first, second] = this.#legs;
    if (second === undefined || back >= second.steps.length) return 0;
    if (front >= first.steps.length) return 1;
    return timeOf(second, second.steps[back]) < timeOf(first, first.steps[front]) ? 1 : 0;
  }

  get length(): number {
    return this.#step.length;
  }

  async rows(from: number, count: number, signal: { readonly cancelled: boolean }): Promise<LadderView> {
    const first = Math.max(0, from);
    const rows: LadderRow[] = [];
    for (let row = first; row < Math.min(this.length, first + Math.min(count, maxRows)); row++) {
      if (signal.cancelled) throw new Cancelled();
      rows.push(await this.#row(row));
    }
    const [front, back] = this.#legs;
    const { client } = front.open.connection;
    const { server } = (back ?? front).open.connection;
    const ends = back === undefined ? { client, server } : { client, proxy: this.#proxy, server };
    return { from: first, total: this.length, rows, ends, moved: back?.shift ?? 0 };
  }

  /** Seconds from the start to a step, or `null`. */
  #time(row: number): number | null {
    const time = timeOf(this.#legs[this.#leg[row]], this.#step[row]) - this.#start;
    return Number.isFinite(time) ? time : null;
  }

  async #row(row: number): Promise<LadderRow> {
    const { open, leg, specials } = this.#legs[this.#leg[row]];
    const step = this.#step[row];
    const time = this.#time(row);
    const before = row === 0 ? null : this.#time(row - 1);
    const after = time === null || before === null ? null : Math.max(0, time - before);
    const common = { leg, time, after };
    if (step >= 0) {
      const frame = await rowView(open, step);
      return { ...common, kind: 'frame', sender: frame.sender, connection: open.connection.id, frame };
    }
    const special = specials[-1 - step];
    return special.kind === 'head'
      ? { ...common, kind: 'head', sender: special.sender, text: special.text }
      : { ...common, kind: 'end', sender: special.sender, end: special.end };
  }
}
