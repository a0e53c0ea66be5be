// The frames of one sender on both legs of a proxy: the first bytes that it changed, dropped or added.

import { formatHex } from '../../bytes/hex.ts';
import type { Sender } from '../../model/basics.ts';
import type { CauseId } from '../../model/cause-id.ts';
import type { Connection } from '../../model/connection.ts';
import { advance, frameOffset } from '../../model/coordinates.ts';
import { opcodeName } from '../../model/opcode.ts';
import { count, hexOffset, the } from '../../model/words.ts';
import { unmaskCopy } from '../../websocket/mask.ts';
import { type LegBytes, type LegChange, legsOf } from './changes.ts';

/** Bytes of each direction that are compared: enough to find what broke a connection early. */
const maxBytes = 1 << 22;
/** Bytes that must agree for two places to be the same. */
const sameBytes = 12;
/** Bytes that a proxy may lose or add at once, and still be recognised. */
const maxShift = 1 << 16;
/** Bytes that may be changed in a row. */
const maxChanged = 64;
const maxShown = 16;

/** A frame of one leg; its payload unmasked. */
interface LegFrame {
  readonly start: number;
  readonly end: number;
  readonly head: number;
  readonly payloadStart: number;
  readonly payload: Uint8Array;
}

/** One direction on one leg, from its first byte after the handshake. */
interface LegStream {
  readonly leg: LegBytes['leg'];
  readonly sender: Sender;
  readonly bytes: Uint8Array;
  readonly frames: readonly LegFrame[];
  /** All of the direction was read. */
  readonly isWhole: boolean;
}

async function streamOf(
  connection: Connection,
  leg: LegBytes['leg'],
  sender: Sender,
): Promise<LegStream | null> {
  const direction = connection.directions[sender];
  const { map, base } = direction;
  const length = map.length - base;
  if (connection.fidelity !== 'bytes' || direction.missing > 0 || length < 0) return null;
  const read = Math.min(length, maxBytes);
  const bytes = read === 0 ? new Uint8Array(0) : await map.read(base, advance(base, read));
  const { frames } = connection;
  const found: LegFrame[] = [];
  for (let i = 0; i < frames.length; i++) {
    if (frames.sender(i) !== sender) continue;
    const start = frames.offset(i);
    const payloadStart = start + frames.headerLength(i);
    const end = payloadStart + frames.payloadLength(i);
    if (start < 0 || end > bytes.length || !frames.complete(i)) break;
    const payload = unmaskCopy(
      bytes.subarray(payloadStart, end),
      frames.masked(i) ? frames.maskingKey(i) : 0,
    );
    found.push({ start, end, head: frames.byte0(i), payloadStart, payload });
  }
  return { leg, sender, bytes, frames: found, isWhole: read === length };
}

function agree(a: Uint8Array, atA: number, b: Uint8Array, atB: number): boolean {
  const length = Math.min(sameBytes, a.length - atA, b.length - atB);
  for (let i = 0; i < length; i++) if (a[atA + i] !== b[atB + i]) return false;
  // At the end of both there is little left to compare.
  return length >= sameBytes || (length > 0 && a.length - atA === b.length - atB);
}

export function firstDifference(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return i;
  return length;
}

function bytesAt(stream: LegStream, at: number, length: number): LegBytes {
  const shown = stream.bytes.subarray(at, at + Math.min(length, maxShown));
  return {
    leg: stream.leg,
    place: { sender: stream.sender, offset: frameOffset(at), length: Math.max(1, length) },
    shown: `${formatHex(shown, ' ')}${length > maxShown ? ' ...' : ''}`,
  };
}

interface ByteChange {
  readonly kind: 'bytes-changed' | 'bytes-dropped' | 'bytes-added';
  readonly received: number;
  readonly sent: number;
}

/** What happened at the first byte that differs: how many bytes were received and sent until both agree again. */
function changeAt(received: Uint8Array, sent: Uint8Array, at: number): ByteChange | null {
  for (let n = 1; n <= maxChanged; n++) {
    if (at + n <= received.length && at + n <= sent.length && agree(received, at + n, sent, at + n))
      return { kind: 'bytes-changed', received: n, sent: n };
    if (received.length === sent.length && at + n === received.length)
      return { kind: 'bytes-changed', received: n, sent: n };
  }
  for (let n = 1; n <= Math.min(maxShift, received.length - at); n++)
    if (agree(received, at + n, sent, at)) return { kind: 'bytes-dropped', received: n, sent: 0 };
  for (let n = 1; n <= Math.min(maxShift, sent.length - at); n++)
    if (agree(received, at, sent, at + n)) return { kind: 'bytes-added', received: 0, sent: n };
  return null;
}

const causes: Readonly<Record<ByteChange['kind'], CauseId>> = {
  'bytes-changed': 'bytes-corrupted',
  'bytes-dropped': 'bytes-lost',
  'bytes-added': 'bytes-inserted',
};

/** Most bytes by which a range of dropped bytes is moved to the start of a frame. */
const maxMoved = 64;

/**
 * Where frames begin alike, the first byte that differs lies inside the frame that was dropped: the range moves to the
 * start of a frame where the same bytes are left.
 */
function movedToFrame(stream: LegStream, at: number, length: number): number {
  const { bytes } = stream;
  for (let start = at; start >= Math.max(0, at - maxMoved); start--) {
    if (isWholeFrames(stream, start, length)) return start;
    if (start === 0 || bytes[start - 1] !== bytes[start - 1 + length]) break;
  }
  return at;
}

function isWholeFrames({ frames }: LegStream, at: number, length: number): boolean {
  return frames.some(({ start }) => start === at) && frames.some(({ end }) => end === at + length);
}

function wordsOf(change: ByteChange, received: LegStream, sent: LegStream, at: number): string {
  const { sender } = received;
  const where = `at ${hexOffset(at)} of ${the(sender)}'s frames`;
  const hex = (stream: LegStream, length: number) => bytesAt(stream, at, length).shown;
  switch (change.kind) {
    case 'bytes-changed':
      return `The proxy received ${hex(received, change.received)} ${where} and sent ${hex(sent, change.sent)}.`;
    case 'bytes-dropped':
      return `The proxy received ${count(change.received, 'byte')} (${hex(received, change.received)}) ${where} and did not send them.`;
    case 'bytes-added':
      return `The proxy sent ${count(change.sent, 'byte')} (${hex(sent, change.sent)}) ${where} that it had not received.`;
  }
}

function compareBytes(received: LegStream, sent: LegStream): LegChange | null {
  const at = firstDifference(received.bytes, sent.bytes);
  // What stops early was not passed on before the connection ended; that is said where the end is looked at.
  if (at === received.bytes.length || at === sent.bytes.length) return null;
  const change = changeAt(received.bytes, sent.bytes, at);
  if (change === null) return null;
  const { sender } = received;
  if (change.kind === 'bytes-dropped') {
    const start = movedToFrame(received, at, change.received);
    if (isWholeFrames(received, start, change.received))
      return frameDropped(received, start, change.received);
  }
  return {
    kind: change.kind,
    sender,
    cause: causes[change.kind],
    text: wordsOf(change, received, sent, at),
    received: change.received === 0 ? null : bytesAt(received, at, change.received),
    sent: change.sent === 0 ? null : bytesAt(sent, at, change.sent),
  };
}

function frameDropped(received: LegStream, at: number, length: number): LegChange {
  const frame = received.frames.find(({ start }) => start === at);
  const name = frame === undefined ? 'a frame' : `a ${opcodeName(frame.head & 15)} frame`;
  return {
    kind: 'frame-dropped',
    sender: received.sender,
    cause: 'bytes-lost',
    text: `The proxy received ${name} of ${the(received.sender)} at ${hexOffset(at)} (${count(length, 'byte')}) and did not send it.`,
    received: bytesAt(received, at, length),
    sent: null,
  };
}

function sameFrame(a: LegFrame | undefined, b: LegFrame | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return (
    a.head === b.head &&
    a.payload.length === b.payload.length &&
    firstDifference(a.payload, b.payload) === a.payload.length
  );
}

/** A proxy that writes the frames anew, with masking keys of its own: compares what they hold. */
function compareFrames(received: LegStream, sent: LegStream): LegChange | null {
  const { sender } = received;
  for (let i = 0; i < Math.min(received.frames.length, sent.frames.length); i++) {
    const [a, b] = [received.frames[i], sent.frames[i]];
    if (sameFrame(a, b)) continue;
    if (sameFrame(received.frames[i + 1], b)) return frameDropped(received, a.start, a.end - a.start);
    if (sameFrame(a, sent.frames[i + 1])) {
      const length = b.end - b.start;
      return {
        kind: 'bytes-added',
        sender,
        cause: null,
        text: `The proxy sent a ${opcodeName(b.head & 15)} frame of its own at ${hexOffset(b.start)} of ${the(sender)}'s frames.`,
        received: null,
        sent: bytesAt(sent, b.start, length),
      };
    }
    if (a.head !== b.head || a.payload.length !== b.payload.length) return null;
    const at = firstDifference(a.payload, b.payload);
    return {
      kind: 'bytes-changed',
      sender,
      cause: 'bytes-corrupted',
      text: `The proxy changed byte ${at} of the payload of ${the(sender)}'s frame at ${hexOffset(a.start)}: it received ${formatHex(a.payload.subarray(at, at + 1), ' ')} and sent ${formatHex(b.payload.subarray(at, at + 1), ' ')}.`,
      received: bytesAt(received, a.payloadStart + at, 1),
      sent: bytesAt(sent, b.payloadStart + at, 1),
    };
  }
  return null;
}

/** The first change that a proxy made to the frames of a sender, or `null`. */
export async function compareSender(
  front: Connection,
  back: Connection,
  sender: Sender,
): Promise<LegChange | null> {
  const { received, sent } = legsOf(sender);
  const legs = { front, back };
  const a = await streamOf(legs[received], received, sender);
  const b = await streamOf(legs[sent], sent, sender);
  if (a === null || b === null || a.bytes.length === 0 || b.bytes.length === 0) return null;
  const areMasked = a.frames.length > 0 && b.frames.length > 0;
  const [first] = a.frames;
  const writesAnew =
    areMasked &&
    sameFrame(first, b.frames[0]) &&
    firstDifference(
      a.bytes.subarray(first.start, first.end),
      b.bytes.subarray(b.frames[0].start, b.frames[0].end),
    ) <
      first.end - first.start;
  return writesAnew ? compareFrames(a, b) : compareBytes(a, b);
}
