// A recorded connection as the steps of a program that plays one of its sides: what it sends, after which pause, and
// what it waits for. The languages of the program write the same steps.

import { concat } from '../bytes/concat.ts';
import type { DeflateParameters } from '../model/assumptions.ts';
import { otherSender, type Sender } from '../model/basics.ts';
import type { Connection } from '../model/connection.ts';
import { headerValue } from '../model/http.ts';
import { opcodeName } from '../model/opcode.ts';
import { count } from '../model/words.ts';
import type { Segment } from '../segments/segments.ts';
import { acceptFor } from '../websocket/handshake.ts';

/** Longest pause and longest wait of the program, in milliseconds: a minute of silence is not waited for. */
export const maxPause = 1000;
/** The wait once the other side did not send what was recorded: it would be waited for at each turn. */
export const shortWait = 100;
/** How long the program listens after its last step. */
export const patience = 5000;

/** One step. `pause`: milliseconds since the step before in the recording, capped. */
export type ReplayStep =
  /** Waits for the end of the HTTP head of the other side. */
  | { readonly kind: 'head' }
  /** Sends its own head, and with it the bytes that followed in the same packet. */
  | { readonly kind: 'open'; readonly pause: number; readonly bytes: Uint8Array; readonly what: string }
  | { readonly kind: 'send'; readonly pause: number; readonly bytes: Uint8Array; readonly what: string }
  /** Waits until the other side has sent so many bytes after its head. */
  | { readonly kind: 'wait'; readonly bytes: number }
  /** Ends its side of the connection, or resets it. */
  | { readonly kind: 'end' | 'reset'; readonly pause: number };

/** What a program that plays one side is made from. */
export interface ReplayScript {
  /** Who the program plays. */
  readonly role: Sender;
  /** Lines about the recording, for the comment at the top. */
  readonly about: readonly string[];
  readonly steps: readonly ReplayStep[];
  /** The recorded HTTP head of its own side; `null`: the program makes one. */
  readonly head: Uint8Array | null;
  /** Its Sec-WebSocket-Accept, to be replaced by the one for the key of the real client; `null`: sent as it is. */
  readonly accept: string | null;
  /** Extension to agree on where the program makes the head itself, or `null`. */
  readonly extension: string | null;
  readonly subprotocol: string | null;
}

/** The header value that stands for the parameters of permessage-deflate (RFC 7692 7.1). */
function extensionOf(deflate: DeflateParameters | null): string | null {
  if (deflate === null) return null;
  const { serverNoContextTakeover, clientNoContextTakeover, serverMaxWindowBits, clientMaxWindowBits } =
    deflate;
  return [
    'permessage-deflate',
    ...(serverNoContextTakeover ? ['server_no_context_takeover'] : []),
    ...(clientNoContextTakeover ? ['client_no_context_takeover'] : []),
    ...(serverMaxWindowBits < 15 ? [`server_max_window_bits=${serverMaxWindowBits}`] : []),
    ...(clientMaxWindowBits < 15 ? [`client_max_window_bits=${clientMaxWindowBits}`] : []),
  ].join('; ');
}

/** Where the last head of a side lies in its stream; `null` without one. */
function headRange({ directions }: Connection, sender: Sender): { start: number; end: number } | null {
  const last = directions[sender].heads.at(-1);
  if (last === undefined || !last.head.complete) return null;
  return { start: last.start, end: last.start + last.head.byteLength };
}

/** Says which frames begin in a run of a sender's stream. */
class FrameWords {
  readonly #connection: Connection;
  readonly #sender: Sender;
  #row = 0;

  constructor(connection: Connection, sender: Sender) {
    this.#connection = connection;
    this.#sender = sender;
  }

  /** Call with rising offsets. */
  of(start: number, end: number): string {
    const { frames, locator } = this.#connection;
    const found: number[] = [];
    for (; this.#row < frames.length; this.#row++) {
      if (frames.sender(this.#row) !== this.#sender) continue;
      const at = locator.frameStart(this.#row);
      if (at >= end) break;
      if (at >= start) found.push(this.#row);
    }
    if (found.length === 0) return `${count(end - start, 'byte')} that continue what came before`;
    const name = (row: number) =>
      `frame ${row} (${opcodeName(frames.opcode(row))}, ${count(frames.payloadLength(row), 'byte')})`;
    const more = found.length > 2 ? [`and ${count(found.length - 2, 'more')}`.replace(/mores$/, 'more')] : [];
    return [...found.slice(0, 2).map(name), ...more].join(', ');
  }
}

/** Builds the steps segment by segment. */
class StepBuilder {
  readonly steps: ReplayStep[] = [];
  readonly #role: Sender;
  readonly #own: { start: number; end: number } | null;
  readonly #peer: { start: number; end: number } | null;
  readonly #words: FrameWords;
  readonly #offset: Record<Sender, number> = { client: 0, server: 0 };
  #time = Number.NaN;
  #hasPeerHead = false;

  constructor(connection: Connection, role: Sender) {
    this.#role = role;
    this.#own = headRange(connection, role);
    this.#peer = headRange(connection, otherSender(role));
    this.#words = new FrameWords(connection, role);
    // The program makes the head that the recording lacks.
    if (role === 'server') this.#awaitHead();
    if (this.#own === null)
      this.steps.push({ kind: 'open', pause: 0, bytes: new Uint8Array(0), what: 'a head' });
    if (role === 'client' && this.#own === null) this.#awaitHead();
  }

  add(segment: Segment): void {
    const { sender, kind, time, length, bytes } = segment;
    const passed = (time - this.#time) * 1000;
    const pause = Number.isFinite(passed) ? Math.min(maxPause, Math.max(0, Math.round(passed))) : 0;
    if (Number.isFinite(time)) this.#time = time;
    if (kind === 'data' || kind === 'gap') {
      const from = this.#offset[sender];
      this.#offset[sender] += length;
      if (sender === this.#role) this.#send(kind === 'gap' ? new Uint8Array(length) : bytes, from, pause);
      else this.#receive(this.#offset[sender]);
    } else if (sender === this.#role) this.steps.push({ kind: kind === 'fin' ? 'end' : 'reset', pause });
  }

  #awaitHead(): void {
    if (this.#hasPeerHead) return;
    this.#hasPeerHead = true;
    this.steps.push({ kind: 'head' });
  }

  /** The other side had sent `until` bytes. */
  #receive(until: number): void {
    const head = this.#peer?.end ?? 0;
    if (until < head) return;
    if (this.#peer !== null) this.#awaitHead();
    if (until === head) return;
    const wait: ReplayStep = { kind: 'wait', bytes: until - head };
    if (this.steps.at(-1)?.kind === 'wait') this.steps[this.steps.length - 1] = wait;
    else this.steps.push(wait);
  }

  #send(bytes: Uint8Array, from: number, pause: number): void {
    const own = this.#own;
    const end = from + bytes.length;
    if (own === null || end <= own.start || from >= own.end) {
      const isBefore = own !== null && end <= own.start;
      const what = isBefore ? 'before the head' : this.#words.of(from, end);
      this.steps.push({ kind: 'send', pause, bytes, what });
      return;
    }
    // What came before and after the head in its packet is sent with it.
    if (from < own.start)
      this.steps.push({
        kind: 'send',
        pause,
        bytes: bytes.subarray(0, own.start - from),
        what: 'before the head',
      });
    const rest = bytes.subarray(Math.min(bytes.length, own.end - from));
    const what =
      rest.length > 0 ? `the head, and in the same packet ${this.#words.of(own.end, end)}` : 'the head';
    if (from <= own.start) this.steps.push({ kind: 'open', pause, bytes: rest, what });
    else if (rest.length > 0)
      this.steps.push({ kind: 'send', pause, bytes: rest, what: this.#words.of(own.end, end) });
  }
}

/** The own head as recorded, from the segments. */
function recordedHead(connection: Connection, segments: readonly Segment[], role: Sender): Uint8Array | null {
  const range = headRange(connection, role);
  if (range === null) return null;
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const { sender, kind, length, bytes } of segments) {
    if (sender !== role || (kind !== 'data' && kind !== 'gap')) continue;
    if (at >= range.end) break;
    const part = kind === 'gap' ? new Uint8Array(length) : bytes;
    parts.push(part.subarray(Math.max(0, range.start - at), Math.max(0, range.end - at)));
    at += length;
  }
  return concat(parts);
}

/** The accept value that a real client needs replaced: one that is right for the recorded key. */
function replaceableAccept({ handshake }: Connection): string | null {
  const accept = handshake?.response ? headerValue(handshake.response, 'Sec-WebSocket-Accept') : null;
  if (accept === null || accept === undefined) return null;
  const key = handshake?.request ? headerValue(handshake.request, 'Sec-WebSocket-Key') : null;
  return key === null || acceptFor(key) === accept ? accept : null;
}

/** The steps of a program that plays `role`. `segments`: the whole connection in its order. */
export function replayScript(
  connection: Connection,
  segments: readonly Segment[],
  role: Sender,
  about: readonly string[],
): ReplayScript {
  const builder = new StepBuilder(connection, role);
  for (const segment of segments) builder.add(segment);
  const head = recordedHead(connection, segments, role);
  return {
    role,
    about,
    steps: builder.steps,
    head,
    accept: role === 'server' && head !== null ? replaceableAccept(connection) : null,
    extension: extensionOf(connection.deflate),
    subprotocol: connection.handshake?.subprotocol ?? null,
  };
}
