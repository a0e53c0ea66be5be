// Compares two connections: one that works and one that fails, before and after, both sides of a proxy. Lines of the
// handshake, and the frames of each sender in order up to the first that differs.

import { formatHex } from '../decoder/bytes/hex.ts';
import { type Sender, senders } from '../decoder/model/basics.ts';
import { type HttpHead, headerValues } from '../decoder/model/http.ts';
import { opcodeName } from '../decoder/model/opcode.ts';
import { Cancelled } from './cancelled.ts';
import type { OpenConnection } from './capture.ts';
import type { Comparison, FrameComparison, FrameDifference, HeadDifference } from './comparison-protocol.ts';
import { yieldToEventLoop } from './yield-to-event-loop.ts';

/** Frames of one sender and bytes of their payloads that are compared at most. */
const maxFrames = 50_000;
const maxBytes = 64e6;
/** Bytes of a payload that are read at once. */
const slice = 1 << 16;
/** Bytes that are shown of a payload where it differs. */
const shownBytes = 16;

type Cancellable = { readonly cancelled: boolean };

/** Headers whose values differ between any two connections. */
const usual = new Set(['sec-websocket-key', 'sec-websocket-accept', 'date', 'x-request-id', 'traceparent']);

function headDifferences(
  kind: HeadDifference['head'],
  left: HttpHead | null,
  right: HttpHead | null,
): HeadDifference[] {
  const found: HeadDifference[] = [];
  const add = (name: string, a: string | null, b: string | null) => {
    if (a !== b) found.push({ head: kind, name, left: a, right: b, isUsual: usual.has(name.toLowerCase()) });
  };
  add('start line', left?.startLine ?? null, right?.startLine ?? null);
  const names = new Map<string, string>();
  for (const { name } of [...(left?.headers ?? []), ...(right?.headers ?? [])]) {
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  }
  for (const name of names.values()) add(name, joinedValue(left, name), joinedValue(right, name));
  return found;
}

/** The values of a header, joined; `null` where a head lacks it. */
function joinedValue(head: HttpHead | null, name: string): string | null {
  const values = head === null ? [] : headerValues(head, name);
  return values.length === 0 ? null : values.join(', ');
}

/** The frames of a sender, as many as are compared. */
function framesOf({ connection: { frames } }: OpenConnection, sender: Sender): number[] {
  const list: number[] = [];
  for (let i = 0; i < frames.length && list.length < maxFrames; i++) {
    if (frames.sender(i) === sender) list.push(i);
  }
  return list;
}

/** What differs in the headers of two frames; the masking key is random and does not count. */
function headerDifference(
  left: { readonly open: OpenConnection; readonly frame: number },
  right: { readonly open: OpenConnection; readonly frame: number },
): FrameDifference | null {
  const [a, b] = [left.open.connection.frames, right.open.connection.frames];
  const [i, j] = [left.frame, right.frame];
  const values: readonly (readonly [FrameDifference['what'], string, string])[] = [
    ['FIN', String(Number(a.fin(i))), String(Number(b.fin(j)))],
    ['RSV', a.rsv(i).toString(2).padStart(3, '0'), b.rsv(j).toString(2).padStart(3, '0')],
    ['opcode', opcodeName(a.opcode(i)), opcodeName(b.opcode(j))],
    ['MASK', String(Number(a.masked(i))), String(Number(b.masked(j)))],
    ['length', String(a.payloadLength(i)), String(b.payloadLength(j))],
  ];
  const found = values.find(([, one, other]) => one !== other);
  if (found === undefined) return null;
  const [what, leftValue, rightValue] = found;
  return { left: i, right: j, what, leftValue, rightValue, at: null };
}

/** The first byte in which two payloads of the same length differ. */
async function payloadDifference(
  left: { readonly open: OpenConnection; readonly frame: number },
  right: { readonly open: OpenConnection; readonly frame: number },
): Promise<FrameDifference | null> {
  const length = left.open.connection.frames.payloadLength(left.frame);
  for (let start = 0; start < length; start += slice) {
    const end = Math.min(length, start + slice);
    const [a, b] = await Promise.all([
      left.open.messages.payload(left.frame, start, end),
      right.open.messages.payload(right.frame, start, end),
    ]);
    const differs = a.findIndex((byte, i) => byte !== b[i]);
    const at = differs < 0 && a.length !== b.length ? Math.min(a.length, b.length) : differs;
    if (at < 0) continue;
    const shown = (bytes: Uint8Array) => formatHex(bytes.subarray(at, at + shownBytes), ' ');
    return {
      left: left.frame,
      right: right.frame,
      what: 'payload',
      leftValue: shown(a),
      rightValue: shown(b),
      at: start + at,
    };
  }
  return null;
}

async function compareFrames(
  sender: Sender,
  left: OpenConnection,
  right: OpenConnection,
  signal: Cancellable,
): Promise<FrameComparison> {
  const [a, b] = [framesOf(left, sender), framesOf(right, sender)];
  const shorter = Math.min(a.length, b.length);
  let bytes = 0;
  for (let i = 0; i < shorter; i++) {
    if (i % 256 === 0) await yieldToEventLoop();
    if (signal.cancelled) throw new Cancelled();
    const [one, other] = [
      { open: left, frame: a[i] },
      { open: right, frame: b[i] },
    ];
    const difference = headerDifference(one, other) ?? (await payloadDifference(one, other));
    if (difference !== null) return { sender, same: i, difference, cappedAt: null };
    bytes += left.connection.frames.payloadLength(a[i]);
    if (bytes > maxBytes) return { sender, same: i + 1, difference: null, cappedAt: i + 1 };
  }
  if (shorter === maxFrames) return { sender, same: shorter, difference: null, cappedAt: shorter };
  if (a.length === b.length) return { sender, same: shorter, difference: null, cappedAt: null };
  const difference: FrameDifference = {
    left: a[shorter] ?? null,
    right: b[shorter] ?? null,
    what: 'missing',
    leftValue: String(a.length),
    rightValue: String(b.length),
    at: null,
  };
  return { sender, same: shorter, difference, cappedAt: null };
}

/** Compares two connections of what is open. */
export async function compareConnections(
  left: OpenConnection,
  right: OpenConnection,
  signal: Cancellable,
): Promise<Comparison> {
  const [a, b] = [left.connection.handshake, right.connection.handshake];
  const heads = [
    ...headDifferences('request', a?.request ?? null, b?.request ?? null),
    ...headDifferences('response', a?.response ?? null, b?.response ?? null),
  ].sort((one, other) => Number(one.isUsual) - Number(other.isUsual));
  const frames: FrameComparison[] = [];
  for (const sender of senders) frames.push(await compareFrames(sender, left, right, signal));
  return { heads, frames };
}
