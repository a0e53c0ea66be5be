// A connection of a log that shows decoded messages or frames instead of bytes. Fragments are joined to their
// message; a payload may lack what the log leaves out.

import { concat } from '../../bytes/concat.ts';
import type { Sender } from '../../model/basics.ts';
import type { ElidedRun, Opening } from '../../model/capture-sink.ts';
import type { HttpHead } from '../../model/http.ts';
import { opcode as opcodes } from '../../model/opcode.ts';
import type { TextConnection, Transcript } from './transcript.ts';

/** The payload of a frame or message as a log shows it. */
export interface ShownPayload {
  /** The bytes that are shown. */
  readonly bytes: Uint8Array;
  /** The runs that the log leaves out, by their payload offset, in order. */
  readonly elided: readonly ElidedRun[];
}

/** A frame as a log describes it. */
export interface ShownFrame {
  readonly sender: Sender;
  readonly opcode: number;
  readonly fin: boolean;
  readonly payload: ShownPayload;
  /** Seconds, or NaN. */
  readonly time: number;
}

/** A payload that is shown whole. */
export function wholePayload(bytes: Uint8Array): ShownPayload {
  return { bytes, elided: [] };
}

/** The length of a payload with what is left out of it. */
export function lengthOf({ bytes, elided }: ShownPayload): number {
  return elided.reduce((sum, { length }) => sum + length, bytes.length);
}

/**
 * A payload of `length` bytes of which the first and the last are shown. Shown bytes that are as many, or
 * more, leave nothing out.
 */
export function payloadOf(first: Uint8Array, last: Uint8Array, length: number): ShownPayload {
  const bytes = concat([first, last]);
  const missing = length - bytes.length;
  return missing > 0 ? { bytes, elided: [{ at: first.length, length: missing }] } : wholePayload(bytes);
}

/** The fragments of one message so far. */
interface OpenMessage {
  readonly opcode: number;
  readonly parts: Uint8Array[];
  readonly elided: ElidedRun[];
  length: number;
}

/** Writes what a log says of one connection. */
export class MessageLogConnection {
  readonly #connection: TextConnection;
  readonly #open: Partial<Record<Sender, OpenMessage>> = {};
  readonly #symptoms = new Set<string>();
  /** Messages and heads were written. */
  isUsed = false;
  /** Messages that came in several frames. */
  joinedCount = 0;
  /** Messages with bytes left out. */
  elidedCount = 0;

  constructor(out: Transcript, opening: Partial<Opening>) {
    this.#connection = out.connection({
      transport: 'bytes',
      fidelity: 'messages',
      roles: 'known',
      store: out.store,
      ...opening,
    });
  }

  handshake(head: HttpHead, time: number): void {
    this.isUsed = true;
    this.#connection.handshake(head, time);
  }

  frame({ sender, opcode, fin, payload, time }: ShownFrame): void {
    const open = this.#open[sender];
    if (opcode >= opcodes.close || (fin && !(opcode === opcodes.continuation && open))) {
      // A continuation whose beginning is not in the log has no type: binary shows its bytes.
      const known = opcode === opcodes.continuation ? opcodes.binary : opcode;
      this.#message(sender, known, payload, time);
      return;
    }
    const message =
      opcode === opcodes.continuation && open ? open : { opcode, parts: [], elided: [], length: 0 };
    this.#open[sender] = message;
    message.parts.push(payload.bytes);
    for (const { at, length } of payload.elided) message.elided.push({ at: at + message.length, length });
    message.length += lengthOf(payload);
    if (!fin) return;
    delete this.#open[sender];
    this.joinedCount++;
    const known = message.opcode === opcodes.continuation ? opcodes.binary : message.opcode;
    this.#message(sender, known, { bytes: concat(message.parts), elided: message.elided }, time);
  }

  #message(sender: Sender, opcode: number, { bytes, elided }: ShownPayload, time: number): void {
    this.isUsed = true;
    if (elided.length > 0) this.elidedCount++;
    this.#connection.message(sender, opcode, bytes, time, elided);
  }

  /** What the program says went wrong, once for each text. */
  symptom(text: string, time: number): void {
    if (this.#symptoms.has(text)) return;
    this.#symptoms.add(text);
    this.#connection.symptom(text, time);
  }

  /** Count of senders whose last message lacks its end in the log. Those messages are not shown. */
  get unfinishedCount(): number {
    return Object.keys(this.#open).length;
  }
}

/** The connections of a log, and the notes on what all of them lack. */
export class MessageLog {
  readonly #out: Transcript;
  readonly #connections: MessageLogConnection[] = [];

  constructor(out: Transcript) {
    this.#out = out;
  }

  open(opening: Partial<Opening> = {}): MessageLogConnection {
    const connection = new MessageLogConnection(this.#out, opening);
    this.#connections.push(connection);
    return connection;
  }

  /** `whole`: a sentence on how to log long payloads whole. */
  noteMissing(whole: string): void {
    const total = (count: (connection: MessageLogConnection) => number) =>
      this.#connections.reduce((sum, connection) => sum + count(connection), 0);
    const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
    const elided = total(({ elidedCount }) => elidedCount);
    if (elided > 0) {
      const text = `The log leaves out a part of ${counted(elided, 'long payload')}: those bytes are shown as missing. ${whole}`;
      this.#out.note('info', 'payload-elided', text.trim());
    }
    const joined = total(({ joinedCount }) => joinedCount);
    if (joined > 0) {
      const text = `Joined the fragments of ${counted(joined, 'message')}: each is shown as one.`;
      this.#out.note('info', 'fragments-joined', text);
    }
    const unfinished = total(({ unfinishedCount }) => unfinishedCount);
    if (unfinished > 0) {
      const text = `Left out ${counted(unfinished, 'fragmented message')} without an end in this log.`;
      this.#out.note('info', 'message-unfinished', text);
    }
  }
}
