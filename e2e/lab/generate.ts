/**
 * Broken sessions without end: a sound random session and one fault in it, from a seed. The truth is what the
 * fault says, confirmed by the strict reader; a draw that is not clear (a flipped bit that gives another
 * legal stream) is drawn again.
 */

import { closeFaults } from './generate-close.ts';
import { connectionFaults } from './generate-connection.ts';
import { type Broken, type Fault, made, stream } from './generate-edit.ts';
import { framingFaults } from './generate-faults.ts';
import { foreignFaults } from './generate-foreign.ts';
import { closePayload, Random } from './generate-frames.ts';
import { damageFaults, lengthFaults } from './generate-length.ts';
import { type PcapOptions, pcapOf, type Segment } from './generate-pcap.ts';
import { type Piece, type Session, session } from './generate-session.ts';
import { join, type Sender, strictRead } from './generate-strict.ts';

export type { Segment } from './generate-pcap.ts';

export interface GeneratedTruth {
  cause: string;
  also: string[];
  sender: Sender | null;
  /** As in the lab: the first byte, after the sender's blank line, at which a strict reader must fail. */
  breakOffset: number | null;
}

export interface Generated {
  /** All bytes of each direction, the HTTP heads included. */
  client: Uint8Array;
  server: Uint8Array;
  segments: Segment[];
  /** How it is recorded: how it ends, and what the recorder missed. The bytes above are what was sent. */
  recording: PcapOptions;
  truth: GeneratedTruth;
}

const faults: readonly Fault[] = [
  ...framingFaults,
  ...closeFaults,
  ...lengthFaults,
  ...damageFaults,
  ...foreignFaults,
];

/** The causes that `generate` can make, 'healthy' first. */
export const generatedCauses: string[] = [
  'healthy',
  ...[...faults, ...connectionFaults].map((fault) => fault.cause),
];

/** Pieces as TCP segments: a few writes joined, a few torn apart. */
function segmentsOf(pieces: readonly Piece[], random: Random, whole: boolean): Segment[] {
  const out: Segment[] = [];
  const joining = whole ? 0 : random.pick([0, 0.1, 0.3]);
  const tearing = whole ? 0 : random.pick([0, 0.05, 0.2]);
  for (const { sender, bytes, time, head } of pieces) {
    if (bytes.length === 0) continue;
    const last = out[out.length - 1];
    if (last && last.sender === sender && !head && random.chance(joining)) {
      last.bytes = join([last.bytes, bytes]);
    } else if (bytes.length > 3 && random.chance(tearing)) {
      const cut = random.between(1, bytes.length - 1);
      out.push(
        { sender, bytes: bytes.subarray(0, cut), time },
        { sender, bytes: bytes.subarray(cut), time: time + 0.0001 },
      );
    } else out.push({ sender, bytes, time });
  }
  let clock = 0;
  for (const segment of out) {
    segment.time = Math.max(segment.time, clock + 0.00002);
    clock = segment.time;
  }
  return out;
}

function finished(
  pieces: readonly Piece[],
  random: Random,
  truth: GeneratedTruth,
  recording: PcapOptions = {},
): Generated {
  const whole = (sender: Sender): Uint8Array =>
    join(pieces.filter((piece) => piece.sender === sender).map((piece) => piece.bytes));
  const open = truth.cause === 'healthy' && !pieces.some((piece) => piece.parts?.opcode === 8);
  return {
    recording: { open, ...recording },
    client: whole('client'),
    server: whole('server'),
    segments: segmentsOf(pieces, random, recording.whole ?? false),
    truth,
  };
}

function read(
  pieces: readonly Piece[],
  agreed: Session['agreed'],
  sender: Sender,
): ReturnType<typeof strictRead> {
  return strictRead(stream(pieces, sender), sender, agreed?.[sender] ?? null);
}

/** The other end's Close (1002 or 1007) soon after the break, and nothing more from it. */
export function withReaction(
  broken: Pick<Broken, 'pieces' | 'sender'>,
  breakOffset: number,
  random: Random,
  reason: string,
): Piece[] {
  const { sender } = broken;
  const other: Sender = sender === 'client' ? 'server' : 'client';
  let seen = 0;
  const at = broken.pieces.findIndex((piece) => {
    if (piece.sender === sender && !piece.head) seen += piece.bytes.length;
    return seen > breakOffset;
  });
  const before = broken.pieces.slice(0, at + 1);
  const open = before.reduce(
    (state, { sender: who, parts }) =>
      who === other && parts && (parts.opcode ?? 1) < 8 ? parts.fin === false : state,
    false,
  );
  const closed = before.some((piece) => piece.sender === other && piece.parts?.opcode === 8);
  if (at < 0 || open || closed) return broken.pieces;
  const close = made(broken.pieces[at], other, random, {
    opcode: 8,
    payload: closePayload(/utf-8|deflate/.test(reason) ? 1007 : 1002),
  });
  const rest = broken.pieces.slice(at + 1).filter((piece) => piece.sender === sender);
  return [...before, close, ...rest];
}

/** The session of this seed with this cause; 'healthy' for none. Throws on a cause that it cannot make. */
export function generate(seed: number, cause: string): Generated {
  const fault = faults.find((one) => one.cause === cause);
  const connection = connectionFaults.find((one) => one.cause === cause);
  if (!fault && !connection && cause !== 'healthy') throw new Error(`no generator for ${cause}`);
  for (let draw = 0; draw < 400; draw++) {
    const random = new Random(seed, `${cause}:${draw}`);
    if (connection) {
      const unsound = connection.apply(session(random, connection.options(random, 'client')), random);
      if (!unsound) continue;
      const { pieces, sender, breakOffset, also = [], recording } = unsound;
      return finished(pieces, random, { cause, also, sender, breakOffset }, recording);
    }
    if (!fault) {
      const sound = session(random);
      return finished(sound.pieces, random, { cause, also: [], sender: null, breakOffset: null });
    }
    const sender = random.pick(fault.senders);
    const sound = session(random, fault.options(random, sender));
    const broken = fault.apply(sound, sender, random);
    if (!broken) continue;
    const result = read(broken.pieces, sound.agreed, sender);
    const offset = result.breakOffset ?? result.openOffset;
    if (offset === null) continue;
    const reason = result.reason ?? 'unfinished';
    if (broken.reason && !broken.reason.test(reason)) continue;
    if (broken.at) {
      const before = broken.pieces.slice(0, broken.pieces.indexOf(broken.at));
      if (offset !== stream(before, sender).length) continue;
    }
    const pieces =
      broken.ends || !random.chance(0.5) ? broken.pieces : withReaction(broken, offset, random, reason);
    const other: Sender = sender === 'client' ? 'server' : 'client';
    if (read(pieces, sound.agreed, other).reason) continue;
    return finished(pieces, random, { cause, also: broken.also ?? [], sender, breakOffset: offset });
  }
  throw new Error(`no clear draw for ${cause} with seed ${seed}`);
}

/** The session as a pcap file. */
export function toPcap(generated: Generated): Uint8Array {
  return pcapOf(generated.segments, {
    ...generated.recording,
    clientPort: 40_000 + (generated.client.length % 20_000),
  });
}
