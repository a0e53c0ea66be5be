// Checks the payloads of one direction as they pass, as a strict reader does: UTF-8 across fragments (RFC
// 6455 8.1), permessage-deflate (RFC 7692 7.2.2), the body of a Close (RFC 6455 5.5.1). Keeps no payload.

import { checkUtf8Fast, reserve } from '../bytes/kernels/kernels.ts';
import { checkUtf8, type Utf8Progress, utf8Bad, utf8Start } from '../bytes/utf8.ts';
import type { DeflateParameters } from '../model/assumptions.ts';
import { payloadOffset } from '../model/coordinates.ts';
import type { FaultDetail } from '../model/fault-detail.ts';
import { violation } from '../model/violation.ts';
import { mayBeSent } from './close-codes.ts';
import { Inflater, type InflateSnapshot } from './inflate.ts';
import { unmaskInto } from './mask.ts';

/** A message is inflated up to this many bytes for checking. */
const inflateCap = 256 * 1024 * 1024;
const checkpointEvery = 1 << 20;

/** How the payload of the current frame is checked. */
export const skip = 0;
const text = 1;
const compressed = 2;
const close = 3;

const scratch = reserve(65536);

/** A place from which a compressed message can be inflated again, without starting at the first message. */
export interface InflateCheckpoint {
  /** The next message to inflate. */
  readonly message: number;
  readonly snapshot: InflateSnapshot;
}

/** permessage-deflate as one direction sees it. */
export type DeflateState = 'none' | 'unknown' | DeflateParameters;

/** Receives a fault in the current frame's payload: violation bits and the detail. */
export type PayloadFault = (bits: number, detail: FaultDetail) => void;

export class MessageChecker {
  /** How the payload of the current frame is checked; `skip`: not at all. */
  kind = skip;
  deflate: DeflateState;
  /** The bytes start in the middle of a connection, so the window of compression may be missing. */
  midStream: boolean;
  /** Compression was inferred without a handshake: the window of the first message may be missing. */
  inferred = false;
  readonly checkpoints: InflateCheckpoint[] = [];

  readonly #isServer: boolean;
  readonly #fault: PayloadFault;
  readonly #capped: () => void;
  #key = 0;
  #control = new Uint8Array(128);
  #controlLength = 0;

  #text = false;
  #compressed = false;
  #spoiled = false;
  readonly #utf8: Utf8Progress = { state: utf8Start, badAt: -1 };
  #utf8Base = 0;

  #inflater: Inflater | null = null;
  #contextLost = false;
  #inflatedOnce = false;
  #inflatedSinceCheckpoint = 0;

  /** `capped` is called when a message inflates to more than `inflateCap`. */
  constructor(
    isServer: boolean,
    deflate: DeflateState,
    midStream: boolean,
    fault: PayloadFault,
    capped: () => void,
  ) {
    this.#isServer = isServer;
    this.deflate = deflate;
    this.midStream = midStream;
    this.#fault = fault;
    this.#capped = capped;
  }

  /** Bytes are missing or damaged: the open message and the window are not reliable any more. */
  lose(): void {
    this.#contextLost = true;
    this.#spoiled = true;
  }

  /** A new message begins. `message`: its number, or -1 when its opcode is reserved. */
  startMessage(isText: boolean, isCompressed: boolean, message: number): void {
    this.#text = isText;
    this.#compressed = isCompressed;
    this.#spoiled = message < 0;
    this.#utf8.state = utf8Start;
    this.#utf8.badAt = -1;
    this.#utf8Base = 0;
    if (isCompressed && message >= 0) this.#startInflating(message);
  }

  /** A frame of the open message begins; `rsv1` as in its header. */
  startData(key: number, rsv1: boolean): void {
    this.#key = key;
    this.kind = skip;
    if (this.#spoiled) return;
    if (this.#compressed) this.kind = this.#contextLost ? skip : compressed;
    else if (this.#text && !rsv1) this.kind = text;
  }

  /** Whether the current frame belongs to a compressed message. */
  get isCompressed(): boolean {
    return this.#compressed;
  }

  /** Whether the current payload is checked as uncompressed text, and the state of that check. */
  get isText(): boolean {
    return this.kind === text;
  }
  get utf8State(): number {
    return this.#utf8.state;
  }
  set utf8State(state: number) {
    this.#utf8.state = state;
  }

  startClose(key: number): void {
    this.#key = key;
    this.kind = close;
    this.#controlLength = 0;
  }

  /**
   * Reads payload bytes as captured, masked where they are; `done` bytes of the frame's payload came before.
   */
  payload(bytes: Uint8Array, start: number, end: number, done: number): void {
    if (this.kind === close) {
      const take = Math.min(end - start, 125 - this.#controlLength);
      this.#control.set(bytes.subarray(start, start + take), this.#controlLength);
      this.#controlLength += take;
      return;
    }
    if (this.#key === 0) {
      this.#check(bytes, start, end, done);
      return;
    }
    let before = done;
    for (let at = start; at < end && this.kind !== skip; ) {
      const take = Math.min(end - at, scratch.length - 4);
      // Align the copy with its source, so that whole words can be used.
      const shift = (bytes.byteOffset + at) & 3;
      unmaskInto(bytes, at, at + take, this.#key, before, scratch, shift);
      this.#check(scratch, shift, shift + take, before);
      at += take;
      before += take;
    }
  }

  #check(bytes: Uint8Array, start: number, end: number, done: number): void {
    if (this.kind === text) {
      checkUtf8Fast(bytes, start, end, this.#utf8);
      if (this.#utf8.state === utf8Bad) {
        const { badAt } = this.#utf8;
        this.#fault(violation.textNotUtf8, {
          kind: 'utf8',
          at: payloadOffset(done + badAt - start),
          byte: bytes[badAt],
          inflated: false,
        });
        this.kind = skip;
        this.#spoiled = true;
      }
      return;
    }
    const inflater = this.#inflater;
    if (this.kind !== compressed || inflater === null) return;
    if (!inflater.push(bytes, start, end)) this.#inflateFailed();
    else if (inflater.produced > inflateCap) {
      this.#capped();
      this.kind = skip;
      this.#spoiled = true;
      this.#contextLost = true;
    }
  }

  #inflateFailed(): void {
    const error = this.#inflater?.error ?? 'block-type';
    this.kind = skip;
    this.#spoiled = true;
    const unseen = this.midStream || (this.inferred && !this.#inflatedOnce);
    if (this.deflate === 'unknown' || (unseen && error === 'distance')) {
      this.#contextLost = true;
      return;
    }
    this.#fault(violation.deflateFailed, { kind: 'inflate', reason: error });
    this.#contextLost = true;
  }

  #startInflating(message: number): void {
    const parameters = typeof this.deflate === 'object' ? this.deflate : null;
    const noTakeover = this.#isServer
      ? parameters?.serverNoContextTakeover
      : parameters?.clientNoContextTakeover;
    const bits = this.#isServer ? parameters?.serverMaxWindowBits : parameters?.clientMaxWindowBits;
    if (this.#inflater === null) {
      this.#inflater = new Inflater((bytes, start, end) => this.#inflated(bytes, start, end), bits ?? 15);
      if (this.midStream && !noTakeover) this.#contextLost = true;
    } else if (noTakeover) {
      this.#inflater.reset();
      this.#contextLost = false;
    }
    this.#inflater.startMessage();
    if (this.#inflatedSinceCheckpoint >= checkpointEvery && !this.#contextLost) {
      this.checkpoints.push({ message, snapshot: this.#inflater.snapshot() });
      this.#inflatedSinceCheckpoint = 0;
    }
  }

  #inflated(bytes: Uint8Array, start: number, end: number): void {
    this.#inflatedSinceCheckpoint += end - start;
    if (!this.#text || this.#spoiled) return;
    checkUtf8Fast(bytes, start, end, this.#utf8);
    if (this.#utf8.state === utf8Bad) {
      this.#spoiled = true;
      const { badAt } = this.#utf8;
      this.#fault(violation.textNotUtf8, {
        kind: 'utf8',
        at: payloadOffset(this.#utf8Base + badAt - start),
        byte: bytes[badAt],
        inflated: true,
      });
    }
    this.#utf8Base += end - start;
  }

  /**
   * The message ends with the current frame, whose payload has `done` bytes. Returns the inflated length;
   * `null` if not compressed.
   */
  finishMessage(done: number): number | null {
    if (this.#compressed && this.kind === compressed && this.#inflater !== null) {
      if (this.#inflater.finishMessage()) this.#inflatedOnce = true;
      else this.#inflateFailed();
    }
    if (
      this.#text &&
      !this.#spoiled &&
      this.#utf8.state !== utf8Start &&
      (this.kind === text || (this.kind === compressed && !this.#contextLost))
    ) {
      this.#fault(violation.textNotUtf8, {
        kind: 'utf8',
        at: payloadOffset(this.#compressed ? this.#utf8Base : done),
        byte: null,
        inflated: this.#compressed,
      });
    }
    return this.#compressed ? (this.#inflater?.produced ?? 0) : null;
  }

  /** Code and reason of the Close that was read. */
  finishClose(): { readonly code: number | null; readonly reason: string } {
    const body = this.#control.subarray(0, this.#controlLength);
    if (this.#key !== 0) unmaskInto(body, 0, body.length, this.#key, 0, body, 0);
    if (body.length === 1) {
      this.#fault(violation.closePayloadOneByte, { kind: 'close-length', length: 1 });
    }
    if (body.length < 2) return { code: null, reason: '' };
    const code = (body[0] << 8) | body[1];
    if (!mayBeSent(code)) this.#fault(violation.closeCodeInvalid, { kind: 'close-code', code });
    const progress: Utf8Progress = { state: utf8Start, badAt: -1 };
    checkUtf8(body, 2, body.length, progress);
    if (progress.state !== utf8Start) {
      const at = progress.badAt < 0 ? body.length : progress.badAt;
      this.#fault(violation.closeReasonNotUtf8, { kind: 'close-reason', at: payloadOffset(at) });
    }
    return { code, reason: new TextDecoder().decode(body.subarray(2)) };
  }
}
