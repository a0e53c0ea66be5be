// Pairs the legs of a gateway that asks its backend with a key of its own: the same messages on both legs, each passed
// on soon after it was received.

import type { Connection } from '../../model/connection.ts';
import { advance } from '../../model/coordinates.ts';
import { isControl } from '../../model/opcode.ts';
import { unmaskCopy } from '../../websocket/mask.ts';
import { firstDifference } from './compare-frames.ts';
import { type CapturedConnection, canBeLegs, type LegPair } from './pair.ts';

/** Messages that are compared, how many of them must be the same, and their bytes in all. */
const maxCompared = 8;
const minSame = 3;
const minShare = 0.7;
const minBytes = 48;
/** Connections that are looked at: those of a load test all hold the same. */
const maxConnections = 200;
const maxPayload = 1 << 14;
/** Longest time from one leg to the other, and what clocks are off, in seconds. */
const maxDelay = 2;
const clockSlack = 0.0005;

interface SentFrame {
  readonly sender: 'client' | 'server';
  readonly opcode: number;
  readonly time: number;
  readonly payload: Uint8Array;
}

/** The first data frames of both directions, in order. */
async function dataFrames({ frames, directions }: Connection): Promise<SentFrame[]> {
  const found: SentFrame[] = [];
  for (let i = 0; i < frames.length && found.length < maxCompared; i++) {
    if (isControl(frames.opcode(i)) || !frames.complete(i) || frames.payloadLength(i) > maxPayload) continue;
    const sender = frames.sender(i);
    const { map, base } = directions[sender];
    const from = advance(base, frames.offset(i) + frames.headerLength(i));
    const bytes = await map.read(from, advance(from, frames.payloadLength(i)));
    const payload = unmaskCopy(bytes, frames.masked(i) ? frames.maskingKey(i) : 0);
    found.push({ sender, opcode: frames.opcode(i), time: frames.time(i), payload });
  }
  return found;
}

/** Whether a gateway can have passed `front` on as `back`, or the other way for frames of the server. */
function isPassedOn(front: SentFrame, back: SentFrame): boolean {
  if (front.sender !== back.sender || front.opcode !== back.opcode) return false;
  const delay = front.sender === 'client' ? back.time - front.time : front.time - back.time;
  return Number.isNaN(delay) || (delay >= -clockSlack && delay <= maxDelay);
}

function areLegs(front: readonly SentFrame[], back: readonly SentFrame[]): boolean {
  const compared = Math.min(front.length, back.length);
  let same = 0;
  let bytes = 0;
  const senders = new Set<string>();
  for (let i = 0; i < compared; i++) {
    const [a, b] = [front[i], back[i]];
    if (!isPassedOn(a, b)) return false;
    if (a.payload.length !== b.payload.length) continue;
    if (firstDifference(a.payload, b.payload) < a.payload.length) continue;
    same++;
    bytes += a.payload.length;
    senders.add(a.sender);
  }
  return same >= minSame && same >= compared * minShare && bytes >= minBytes && senders.size === 2;
}

const targetOf = ({ connection }: CapturedConnection): string | null =>
  connection.handshake?.accepted ? (connection.handshake.request?.target ?? null) : null;

/** The pairs of legs among connections that no key pairs. */
export async function pairByContents(
  all: readonly CapturedConnection[],
  paired: readonly LegPair[],
): Promise<LegPair[]> {
  const known = new Set(paired.flatMap(({ front, back }) => [front, back]));
  const open = all.flatMap((one, i) =>
    known.has(i) || one.connection.fidelity !== 'bytes' || targetOf(one) === null ? [] : [i],
  );
  if (open.length < 2 || open.length > maxConnections) return [];
  const frames = new Map<number, SentFrame[]>();
  for (const i of open) frames.set(i, await dataFrames(all[i].connection));
  const found: LegPair[] = [];
  for (const front of open) {
    const fits = open.filter(
      (back) =>
        back !== front &&
        canBeLegs(all[front], all[back]) &&
        areLegs(frames.get(front) ?? [], frames.get(back) ?? []),
    );
    // Of several nobody can tell which.
    if (fits.length !== 1) continue;
    const [back] = fits;
    const isTaken = found.some((pair) =>
      [pair.front, pair.back].some((one) => one === front || one === back),
    );
    if (isTaken) continue;
    const signs = ['the same messages in the same order, each passed on at once'];
    if (targetOf(all[front]) === targetOf(all[back])) signs.push(`the same path ${targetOf(all[front])}`);
    found.push({ front, back, signs });
  }
  return found;
}
