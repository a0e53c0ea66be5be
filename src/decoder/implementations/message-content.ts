// The content of the messages of one direction: what is UTF-8 and what inflates. Each state leads to the next by a
// frame, and the next is computed once: all simulated readers that take the same frames share the states.

import { concat } from '../bytes/concat.ts';
import { checkUtf8, type Utf8Progress, utf8Bad, utf8Start } from '../bytes/utf8.ts';
import type { InflateFault } from '../model/fault-detail.ts';
import { violation } from '../model/violation.ts';
import { Inflater } from '../websocket/inflate.ts';
import { type DeflateFault, type DeflateReading, readDeflate } from './inflate-fault.ts';
import type { WireFrame } from './wire-frame.ts';

/** Inflated bytes of one message that are kept. */
const maxInflated = 1 << 28;
const windowSize = 32768;

/** Why and where compressed data of a message did not inflate. */
export interface InflateFailure {
  readonly reason: InflateFault | 'unknown';
  /** In zlib's words; `null` when the data only ends early, or was not read. */
  readonly fault: DeflateFault | null;
}

/** How the frames of a direction may be compressed. */
export interface Compression {
  readonly noContextTakeover: boolean;
  readonly windowBits: number;
}

/** How a reader takes a data frame. */
export interface Taking {
  /** The frame begins a message of this kind; `null`: it continues the open one. */
  readonly begins: 'text' | 'binary' | null;
  readonly compressed: boolean;
}

/** The open message of a direction, or the last one that ended, and the window that the next one inflates with. */
export class MessageContent {
  readonly kind: 'text' | 'binary' | null;
  /** Opcode of the frame that began it. */
  readonly opcode: number;
  readonly open: boolean;
  readonly compressed: boolean;
  readonly frameCount: number;
  /** Payload bytes so far, compressed or not. */
  readonly wireLength: number;
  /** Bytes of the message so far, inflated. */
  readonly length: number;
  readonly inflateFailure: InflateFailure | null;
  /** Message offset of the first byte that is not UTF-8, or -1; the length where it ends inside a character. */
  readonly textBadAt: number;
  /** The content so far; `null` when payloads were not read. */
  readonly bytes: Uint8Array | null;
  /** Where in `bytes` the content of the last frame begins. */
  readonly lastFrameAt: number;
  readonly #compression: Compression | null;
  readonly #packed: readonly Uint8Array[];
  /** What the next message may refer to. */
  readonly window: Uint8Array;
  readonly #utf8: number;
  /** Bytes in the window when the message began. */
  readonly #windowBefore: number;
  readonly #next = new Map<string, MessageContent>();

  private constructor(fields: Fields) {
    this.kind = fields.kind;
    this.opcode = fields.opcode;
    this.open = fields.open;
    this.compressed = fields.compressed;
    this.frameCount = fields.frameCount;
    this.wireLength = fields.wireLength;
    this.length = fields.length;
    this.inflateFailure = fields.inflateFailure;
    this.textBadAt = fields.textBadAt;
    this.bytes = fields.bytes;
    this.lastFrameAt = fields.lastFrameAt;
    this.#compression = fields.compression;
    this.#packed = fields.packed;
    this.window = fields.window;
    this.#utf8 = fields.utf8;
    this.#windowBefore = fields.windowBefore ?? 0;
  }

  /** Before the first frame. `window`: inflated bytes of the messages before it. */
  static start(compression: Compression | null, window: Uint8Array = nothing): MessageContent {
    return new MessageContent({ ...noMessage, compression, window });
  }

  /** The content after a frame was taken. The state itself stays as it is. */
  next(frame: WireFrame, taking: Taking): MessageContent {
    const isUnmasked = frame.payload !== frame.wirePayload;
    const key = `${frame.index} ${taking.begins ?? ''} ${taking.compressed} ${isUnmasked}`;
    const known = this.#next.get(key);
    if (known !== undefined) return known;
    const made = new MessageContent(this.#take(frame, taking));
    this.#next.set(key, made);
    return made;
  }

  #take(frame: WireFrame, taking: Taking): Fields {
    const begins = taking.begins !== null || !this.open;
    const before = begins ? null : this;
    const kind = taking.begins ?? before?.kind ?? this.kind ?? 'binary';
    const compressed = taking.compressed || (before?.compressed ?? false);
    const { payload } = frame;
    const ends = frame.fin && frame.payloadComplete;
    const header = {
      kind,
      opcode: before?.opcode ?? frame.opcode,
      open: !frame.fin,
      compressed,
      frameCount: (before?.frameCount ?? 0) + 1,
      wireLength: (before?.wireLength ?? 0) + (payload?.length ?? frame.payloadLength),
      compression: this.#compression,
    };
    if (payload === null || (before !== null && before.bytes === null)) return this.#unread(frame, header);
    if (compressed) return this.#inflate(payload, before, ends, header);
    const bytes = before === null ? payload : concat([before.bytes ?? nothing, payload]);
    const lastFrameAt = bytes.length - payload.length;
    const text = checkText(bytes, lastFrameAt, before === null ? utf8Start : before.#utf8, before, ends);
    return {
      ...header,
      ...text,
      bytes,
      lastFrameAt,
      length: bytes.length,
      inflateFailure: null,
      packed: [],
      window: this.window,
    };
  }

  /** Reads the compressed message again, as a reader that appends `tail` to it and stops at the last block. */
  readAgain(tail: Uint8Array): DeflateReading {
    if (this.bytes === null) return { fault: null, sawLast: false };
    const window = this.#compression?.noContextTakeover ? 0 : this.#windowBefore;
    return readDeflate(concat([...this.#packed, tail]), window, this.#compression?.windowBits ?? 15, true);
  }

  /** The payloads of the open message, to be inflated together. */
  #packedSoFar(): readonly Uint8Array[] {
    return this.compressed ? this.#packed : [this.bytes ?? nothing];
  }

  #unread(frame: WireFrame, header: FrameCounts): Fields {
    const fails = (frame.knownFaults & violation.deflateFailed) !== 0;
    const badText = (frame.knownFaults & violation.textNotUtf8) !== 0;
    return {
      ...header,
      length: frame.messageLength ?? header.wireLength,
      inflateFailure: fails ? { reason: 'unknown', fault: null } : null,
      textBadAt: badText ? header.wireLength : -1,
      bytes: null,
      lastFrameAt: 0,
      packed: [],
      window: this.window,
      utf8: utf8Start,
    };
  }

  #inflate(payload: Uint8Array, before: MessageContent | null, ends: boolean, header: FrameCounts): Fields {
    const packed = [...(before === null ? [] : before.#packedSoFar()), payload];
    const window = this.window;
    const result = inflateMessage(packed, window, ends, this.#compression?.windowBits ?? 15);
    const lastFrameAt = Math.min(before?.length ?? 0, result.bytes.length);
    const utf8 = before === null ? utf8Start : before.#utf8;
    const text = checkText(result.bytes, lastFrameAt, utf8, before, ends && result.failure === null);
    const keepsWindow = this.#compression !== null && !this.#compression.noContextTakeover;
    const nextWindow = keepsWindow ? concat([window, result.bytes]).slice(-windowSize) : nothing;
    return {
      ...header,
      ...text,
      bytes: result.bytes,
      lastFrameAt,
      length: result.bytes.length,
      inflateFailure: result.failure,
      packed,
      windowBefore: window.length,
      window: ends ? nextWindow : window,
    };
  }
}

interface FrameCounts {
  readonly kind: 'text' | 'binary' | null;
  readonly opcode: number;
  readonly open: boolean;
  readonly compressed: boolean;
  readonly frameCount: number;
  readonly wireLength: number;
  readonly compression: Compression | null;
}

interface Fields extends FrameCounts {
  readonly length: number;
  readonly inflateFailure: InflateFailure | null;
  readonly textBadAt: number;
  readonly bytes: Uint8Array | null;
  readonly lastFrameAt: number;
  readonly packed: readonly Uint8Array[];
  readonly window: Uint8Array;
  readonly windowBefore?: number;
  readonly utf8: number;
}

const nothing = new Uint8Array(0);
const noMessage: Fields = {
  kind: null,
  opcode: 0,
  open: false,
  compressed: false,
  frameCount: 0,
  wireLength: 0,
  length: 0,
  inflateFailure: null,
  textBadAt: -1,
  bytes: nothing,
  lastFrameAt: 0,
  compression: null,
  packed: [],
  window: nothing,
  utf8: utf8Start,
};

/** Continues the check of a message's text with the bytes from `from` on. */
function checkText(
  bytes: Uint8Array,
  from: number,
  utf8: number,
  before: MessageContent | null,
  ends: boolean,
): { readonly textBadAt: number; readonly utf8: number } {
  if (before !== null && before.textBadAt >= 0) return { textBadAt: before.textBadAt, utf8: utf8Bad };
  const progress: Utf8Progress = { state: utf8, badAt: -1 };
  checkUtf8(bytes, from, bytes.length, progress);
  if (progress.badAt >= 0) return { textBadAt: progress.badAt, utf8: utf8Bad };
  const endsInside = ends && progress.state !== utf8Start;
  return { textBadAt: endsInside ? bytes.length : -1, utf8: progress.state };
}

interface InflateResult {
  readonly bytes: Uint8Array;
  readonly failure: InflateFailure | null;
}

function inflateMessage(
  packed: readonly Uint8Array[],
  window: Uint8Array,
  ends: boolean,
  windowBits: number,
): InflateResult {
  const parts: Uint8Array[] = [];
  let length = 0;
  const inflater = new Inflater((run, start, end) => {
    if (length > maxInflated) return;
    parts.push(run.slice(start, end));
    length += end - start;
  }, windowBits);
  inflater.restore({ window });
  for (const part of packed) if (!inflater.push(part, 0, part.length)) break;
  if (inflater.error === null && ends) inflater.finishMessage();
  inflater.flush();
  const { error } = inflater;
  const bytes = concat(parts);
  if (error === null) return { bytes, failure: null };
  const all = concat([...packed, ...(ends ? [emptyBlock] : [])]);
  const { fault } = readDeflate(all, window.length, Math.max(9, windowBits));
  return { bytes, failure: { reason: error, fault } };
}

const emptyBlock = new Uint8Array([0, 0, 255, 255]);
