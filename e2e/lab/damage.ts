/**
 * Sound recorded conversations, each damaged in one way of real software and networks. Which causes are right is
 * written with each damage, before anything is diagnosed.
 */
import { createHash } from 'node:crypto';
import { byteDamages } from './damage-bytes.ts';
import { connectionDamages } from './damage-connection.ts';
import { contentDamages } from './damage-contents.ts';
import { frameDamages } from './damage-frames.ts';
import type { Damage, Damaged, Part } from './damage-kit.ts';
import { withReaction } from './generate.ts';
import { Random } from './generate-frames.ts';
import { pcapOf, type Segment } from './generate-pcap.ts';
import { join, type Sender, strictRead } from './generate-strict.ts';
import { type RecordedPiece, type RecordedSession, recordedSessions } from './recorded-sessions.ts';

export type { Part } from './damage-kit.ts';

const damages: readonly Damage[] = [...byteDamages, ...frameDamages, ...contentDamages, ...connectionDamages];

export interface DamagedRecording {
  /** Damage, part and number, and the recording that was damaged. */
  name: string;
  cause: string;
  also: readonly string[];
  sender: Sender | null;
  breakOffset: number | null;
  pcap: Uint8Array;
}

/** Streams of each damage in each part; sound ones are more, for a false alarm is the worst error. */
export const perDamage = 6;
const perSound = 30;
/** Draws until a damage is given up: most recordings do not fit some damages. */
const draws = 300;

function partOf(name: string): Part {
  return createHash('sha256').update(name).digest()[0] & 1 ? 'first' : 'second';
}

/** Frames that shared a packet share one again. */
function segmentsOf(pieces: readonly RecordedPiece[], whole: boolean): Segment[] {
  const out: (Segment & { packet?: number })[] = [];
  let clock = 0;
  for (const { sender, bytes, time, packet } of pieces) {
    if (bytes.length === 0) continue;
    const last = out[out.length - 1];
    clock = Math.max(clock + 0.00002, time);
    if (!whole && last && packet !== undefined && last.sender === sender && last.packet === packet)
      last.bytes = join([last.bytes, bytes]);
    else out.push({ sender, bytes, time: clock, packet });
  }
  return out;
}

function read(damaged: Damaged, session: RecordedSession, sender: Sender): ReturnType<typeof strictRead> {
  const own = damaged.pieces.filter((piece) => piece.sender === sender && !piece.head);
  return strictRead(
    join(own.map(({ bytes }) => bytes)),
    sender,
    agreedIn(damaged, session)?.[sender] ?? null,
  );
}

/** What the 101 agrees after the damage: a damage may take the extension out of it, or add to it. */
function agreedIn({ pieces }: Damaged, session: RecordedSession): RecordedSession['agreed'] {
  const head = pieces.find((piece) => piece.head && piece.sender === 'server');
  const answer = Buffer.from(head?.bytes ?? []).toString('latin1');
  if (!session.agreed || !/^sec-websocket-extensions:/im.test(answer)) return null;
  const forgets = (side: Sender): boolean => answer.includes(`${side}_no_context_takeover`);
  const one = (side: Sender) => ({ ...session.agreed![side], takeover: !forgets(side) });
  return { client: one('client'), server: one('server') };
}

/** Whether the recording is still sound: then what else is right to say of it still is. */
function leavesSound({ cause, also = [] }: Damage): boolean {
  return cause === 'healthy' || also.includes('healthy');
}

function drawn(
  damage: Damage,
  sessions: readonly RecordedSession[],
  part: Part,
  number: number,
  draw: number,
  seed: string,
): DamagedRecording | null {
  const random = new Random(number, `${seed}${damage.name}:${part}:${draw}`);
  const session = random.pick(sessions);
  const sender = random.pick(damage.senders);
  const damaged = damage.apply(session, sender, random, part);
  if (!damaged) return null;
  let { pieces } = damaged;
  let breakOffset: number | null = null;
  if (damage.breaks !== false) {
    const result = read(damaged, session, sender);
    breakOffset = result.breakOffset ?? result.openOffset;
    if (breakOffset === null) return null;
    const broken = { pieces, sender };
    if (!damaged.ends && result.reason !== null && random.chance(0.5))
      pieces = withReaction(broken, breakOffset, random, result.reason);
  }
  const { name } = session;
  return {
    name: `${damage.name}#${number} of ${name}`,
    cause: damage.cause,
    also: [...(damage.also ?? []), ...(damaged.also ?? []), ...(leavesSound(damage) ? session.also : [])],
    sender: breakOffset === null ? null : sender,
    breakOffset,
    pcap: pcapOf(segmentsOf(pieces, damaged.recording?.whole ?? false), {
      ...(session.closer === null ? { open: true } : { closer: session.closer }),
      ...(damaged.ends ? { open: false } : {}),
      ...damaged.recording,
      clientPort: 40_000 + random.int(20_000),
    }),
  };
}

/**
 * All streams of a part: the first was used to mend the diagnosis, the second was not. Each `seed` draws other streams;
 * the empty one draws those that the ledger names.
 */
export function damagedRecordings(part: Part, count = perDamage, seed = ''): DamagedRecording[] {
  const sessions = recordedSessions().filter(({ name }) => partOf(name) === part);
  return damages.flatMap((damage) => {
    const wanted = damage.cause === 'healthy' ? perSound : count;
    const made: DamagedRecording[] = [];
    for (let number = 1; number <= wanted; number++) {
      for (let draw = 0; draw < draws; draw++) {
        const one = drawn(damage, sessions, part, number, draw, seed);
        if (
          one === null ||
          made.some(({ name }) => name.split(' of ')[1] === one.name.split(' of ')[1] && draw < 100)
        )
          continue;
        made.push(one);
        break;
      }
    }
    return made;
  });
}
