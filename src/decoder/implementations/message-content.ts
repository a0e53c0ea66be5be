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

/**
 * What a decompressor does with the bytes after a block with BFINAL: reads them as more blocks, ignores the rest of
 * the message, inflates nothing more from then on (zlib's stream has ended), fails in every message from then on, keeps
 * them in front of the next message, or reads them as a new stream without a window.
 */
export type AfterLastBlock = 'read' | 'ignored' | 'nothing' | 'failure' | 'kept' | 'anew';

/** How a reader inflates. */
export interface Inflating {
  /** `read` unless given. */
  readonly afterLast?: AfterLastBlock;
  /** Refuses a block with BFINAL that the bytes end which it appends. */
  readonly refusesLastInTail?: boolean;
  /** Each message begins at a block; otherwise one that was cut goes on in the next. */
  readonly beginsAtBlock?: boolean;
  /** Keeps its window although no context takeover was agreed: a sound sender never refers to it. */
  readonly keepsWindow?: boolean;
}

/** How a reader takes a data frame. */
export interface Taking extends Inflating {
  /** The frame begins a message of this kind; `null`: it continues the open one. */
  readonly begins: 'text' | 'binary' | null;
  readonly compressed: boolean;
  /** The kind that a continued message has from now on. */
  readonly kind?: 'text' | 'binary';
  /** A character that the frames before left open is forgotten: its rest is no UTF-8. */
  readonly forgetsCharacter?: boolean;
  /** The frame, or the whole compressed message, is taken without inflating it. */
  readonly raw?: 'frame' | 'message';
}

/** What a decompressor took before a message began and did not finish. */
interface Carried {
  readonly packed: readonly Uint8Array[];
  /** Bytes that it inflates to, which belong to messages before. */
  readonly length: number;
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
  readonly #carried: Carried;
  /** The stream of the decompressor has ended: nothing more inflates. */
  readonly #hasEnded: boolean;
  readonly #next = new Map<string, MessageContent>();

  readonly #fields: Fields;

  private constructor(fields: Fields) {
    this.#fields = fields;
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
    this.#carried = fields.carried ?? nothingCarried;
    this.#hasEnded = fields.hasEnded ?? false;
  }

  /** Before the first frame. `window`: inflated bytes of the messages before it. */
  static start(compression: Compression | null, window: Uint8Array = nothing): MessageContent {
    return new MessageContent({ ...noMessage, compression, window });
  }

  /** The content after a frame was taken. The state itself stays as it is. */
  next(frame: WireFrame, taking: Taking): MessageContent {
    const isUnmasked = frame.payload !== frame.wirePayload;
    const { begins, compressed, kind, raw, afterLast, beginsAtBlock, keepsWindow, forgetsCharacter } = taking;
    const key = [
      frame.index,
      frame.fin,
      frame.payload?.length,
      isUnmasked,
      begins,
      compressed,
      kind,
      raw,
      afterLast,
      beginsAtBlock,
      keepsWindow,
      forgetsCharacter,
    ].join();
    const known = this.#next.get(key);
    if (known !== undefined) return known;
    const made = new MessageContent(this.#take(frame, taking));
    this.#next.set(key, made);
    return made;
  }

  #take(frame: WireFrame, taking: Taking): Fields {
    const begins = taking.begins !== null || !this.open;
    const before = begins ? null : this;
    const kind = taking.kind ?? taking.begins ?? before?.kind ?? this.kind ?? 'binary';
    const raw = before?.compressed ? taking.raw : undefined;
    const compressed = raw === undefined && (taking.compressed || (before?.compressed ?? false));
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
    if (compressed) return this.#inflate(payload, before, ends, header, taking);
    const isWholeRaw = before !== null && raw === 'message';
    const start = isWholeRaw ? concat([...before.#packed]) : (before?.bytes ?? nothing);
    const bytes = start.length === 0 ? payload : concat([start, payload]);
    const lastFrameAt = bytes.length - payload.length;
    const text =
      before === null || isWholeRaw
        ? checkText(bytes, 0, utf8Start, null, ends)
        : checkText(bytes, lastFrameAt, taking.forgetsCharacter ? utf8Start : before.#utf8, before, ends);
    return {
      ...header,
      ...text,
      bytes,
      lastFrameAt,
      length: bytes.length,
      inflateFailure: null,
      packed: [],
      window: this.window,
      hasEnded: this.#hasEnded,
      carried: before !== null && raw === 'frame' ? before.#unfinished() : this.#carried,
    };
  }

  /** What the decompressor took of the open message, for one that goes on without it. */
  #unfinished(): Carried {
    return {
      packed: [...this.#carried.packed, ...this.#packed],
      length: this.#carried.length + this.length,
    };
  }

  /** The same message after a control frame whose payload the decompressor took as well. */
  afterControl(frame: WireFrame, taking: Inflating): MessageContent {
    const { window, carried, hasEnded } = this.#take(frame, {
      ...taking,
      begins: 'binary',
      compressed: true,
    });
    return new MessageContent({ ...this.#fields, window, carried, hasEnded });
  }

  /** Reads the compressed message again, as a reader that appends `tail` to it and stops at the last block. */
  readAgain(tail: Uint8Array): DeflateReading {
    if (this.bytes === null) return { fault: null, sawLast: false, consumed: 0 };
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

  #inflate(
    payload: Uint8Array,
    before: MessageContent | null,
    ends: boolean,
    header: FrameCounts,
    taking: Taking,
  ): Fields {
    const packed = [...(before === null ? [] : before.#packedSoFar()), payload];
    const window = this.#keepsWindow(taking) ? this.window : nothing;
    const all = [...this.#carried.packed, ...packed];
    const result: InflateResult = this.#hasEnded
      ? { bytes: nothing, failure: taking.afterLast === 'failure' ? unnamedFailure : null, rest: null }
      : inflateMessage(all, window, ends, this.#compression?.windowBits ?? 15, taking);
    const bytes = result.bytes.subarray(this.#carried.length);
    const lastFrameAt = Math.min(before?.length ?? 0, bytes.length);
    const utf8 = before === null ? utf8Start : before.#utf8;
    const text = checkText(bytes, lastFrameAt, utf8, before, ends && result.failure === null);
    return {
      ...header,
      ...text,
      bytes,
      lastFrameAt,
      length: bytes.length,
      inflateFailure: result.failure,
      packed,
      windowBefore: window.length,
      ...(ends ? this.#afterMessage(all, result, taking) : this.#unchanged()),
    };
  }

  #keepsWindow(taking: Inflating): boolean {
    return taking.keepsWindow || this.#compression?.noContextTakeover === false;
  }

  /** What the next message is inflated with, where this one goes on. */
  #unchanged(): Inflated {
    return { window: this.window, carried: this.#carried, hasEnded: this.#hasEnded };
  }

  /** What the next message is inflated with. */
  #afterMessage(all: readonly Uint8Array[], result: InflateResult, taking: Taking): Inflated {
    const keepsWindow = this.#keepsWindow(taking);
    const isCut = result.failure?.reason === 'truncated';
    if (keepsWindow && isCut && !taking.beginsAtBlock) {
      const carried = { packed: [...all, emptyBlock], length: result.bytes.length };
      return { window: this.window, carried, hasEnded: false };
    }
    const isDropped = result.rest !== null && taking.afterLast === 'ignored';
    const { streamStart = null } = result;
    const written =
      streamStart === null ? concat([this.window, result.bytes]) : result.bytes.subarray(streamStart);
    const window = keepsWindow && !isDropped ? written.slice(-windowSize) : nothing;
    const isKept = result.rest !== null && taking.afterLast === 'kept';
    const carried = isKept && result.rest !== null ? { packed: [result.rest], length: 0 } : nothingCarried;
    const isOver = taking.afterLast === 'nothing' || taking.afterLast === 'failure';
    const ends = this.#hasEnded || (result.rest !== null && isOver);
    return { window, carried, hasEnded: keepsWindow && ends };
  }
}

/** What the next message of a direction is inflated with. */
interface Inflated {
  readonly window: Uint8Array;
  readonly carried?: Carried;
  readonly hasEnded?: boolean;
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

interface Fields extends FrameCounts, Inflated {
  readonly length: number;
  readonly inflateFailure: InflateFailure | null;
  readonly textBadAt: number;
  readonly bytes: Uint8Array | null;
  readonly lastFrameAt: number;
  readonly packed: readonly Uint8Array[];
  readonly windowBefore?: number;
  readonly utf8: number;
}

const nothing = new Uint8Array(0);
const unnamedFailure: InflateFailure = { reason: 'unknown', fault: null };
const nothingCarried: Carried = { packed: [], length: 0 };
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
  /** What follows the block with BFINAL, for a reader that stops there; `null`: no such block ended. */
  readonly rest: Uint8Array | null;
  /** Where in `bytes` the last stream begins, for a reader that began one anew. */
  readonly streamStart?: number;
}

/** Longer data that ends early is not looked through for a fault in the header of its last block. */
const maxLookedThrough = 1 << 16;

function inflateMessage(
  packed: readonly Uint8Array[],
  window: Uint8Array,
  ends: boolean,
  windowBits: number,
  inflating: Inflating,
): InflateResult {
  const { afterLast = 'read', refusesLastInTail = false } = inflating;
  const parts: Uint8Array[] = [];
  let length = 0;
  const inflater = new Inflater((run, start, end) => {
    if (length > maxInflated) return;
    parts.push(run.slice(start, end));
    length += end - start;
  }, windowBits);
  inflater.stopsAtLastBlock = afterLast !== 'read';
  inflater.restore({ window });
  for (const part of packed) if (!inflater.push(part, 0, part.length)) break;
  const hasEnded = inflater.error === null && inflater.isAtEnd;
  const isAtLast = hasEnded && inflater.stopsAtLastBlock;
  if (inflater.error === null && ends && !isAtLast) inflater.finishMessage();
  inflater.flush();
  // A reader that goes on after the last block takes the appended bytes for the first ones of a block.
  const error = hasEnded && ends && !isAtLast ? 'truncated' : inflater.error;
  const bytes = concat(parts);
  if (isAtLast && afterLast === 'anew') {
    const next = inflateMessage([inflater.takeUnused()], nothing, ends, windowBits, inflating);
    const streamStart = bytes.length + (next.streamStart ?? 0);
    return { ...next, bytes: concat([bytes, next.bytes]), streamStart };
  }
  const endsInTail = !isAtLast && inflater.stopsAtLastBlock && inflater.isAtEnd;
  if (endsInTail && refusesLastInTail) return { bytes, failure: unnamedFailure, rest: null };
  if (isAtLast || endsInTail) return { bytes, failure: null, rest: inflater.takeUnused() };
  // The inflater reads the header of a block as a whole: a fault in one that is cut is found by the plain reader.
  const isOpen = error === 'truncated' || (error === null && !ends);
  if (error === null && !isOpen) return { bytes, failure: null, rest: null };
  const all = concat([...packed, ...(ends ? [emptyBlock] : [])]);
  const isRead = !isOpen || all.length <= maxLookedThrough;
  const fault = isRead
    ? readDeflate(all, window.length, Math.max(9, windowBits), afterLast !== 'read').fault
    : null;
  const reason = isOpen && fault !== null ? 'unknown' : error;
  return { bytes, failure: reason === null ? null : { reason, fault }, rest: null };
}

const emptyBlock = new Uint8Array([0, 0, 255, 255]);
