// The strict reader of one direction (RFC 6455 5, RFC 7692 6): frames from bytes that come in chunks of any
// size, into the frame table, in one pass. Payloads are checked as they pass and are not kept. At a suspect
// header it looks ahead, up to a window, and decides whether the frames go on as that header declares or have
// to be found again.

import { u32 } from '../bytes/integers.ts';
import { plainDeflate } from '../model/assumptions.ts';
import type { Sender } from '../model/basics.ts';
import type { CloseSeen } from '../model/connection.ts';
import type { FrameTable } from '../model/frame-table.ts';
import type { MessageTable } from '../model/message-table.ts';
import { opensMessage } from '../model/opcode.ts';
import { doubtfulHeader, violation } from '../model/violation.ts';
import { decideContinuation } from './continuation.ts';
import type { Faults } from './faults.ts';
import { confidence, FrameBuilder, type ReceivedHeader } from './frame-builder.ts';
import type { AdvancedFrameState, FrameCursor, FrameFastPath, FrameState } from './frame-state.ts';
import {
  type Header,
  headerLengthOf,
  headerViolations,
  partsOf,
  payloadLengthAt,
  readHeader,
} from './header.ts';
import { LookaheadBuffer } from './lookahead-buffer.ts';
import type { DeflateState, InflateCheckpoint } from './message-checker.ts';
import { findBoundary } from './resynchronise.ts';

/** How far a decision looks ahead, in bytes. */
const lookaheadWindow = 65536;
/** After this many bytes without a boundary the search is given up. */
const maxSearchBytes = 16 * 1024 * 1024;
/** After this many lookaheads in a direction, suspect headers are read as they declare. */
const maxLookaheads = 200;
const maxHeaderLength = 14;

export interface FrameReaderOptions {
  readonly sender: Sender;
  readonly frames: FrameTable;
  readonly messages: MessageTable;
  readonly deflate: DeflateState;
  /**
   * The bytes begin in the middle of a connection: a bad first header is then a wrong boundary, not a fault.
   */
  readonly midStream: boolean;
  /** Called when RSV1 without a handshake turns out to be compression. */
  readonly onDeflateInferred: () => void;
  /** Reads whole frames faster; `null`: every frame is read here. */
  readonly fastPath: FrameFastPath | null;
}

export class FrameReader {
  /** Frame offset of the next byte. */
  offset = 0;
  /** Bytes before the first boundary when the stream begins inside a frame. */
  startedAt = 0;
  /** Rows were added later than their bytes came. */
  hasLateRows = false;
  /** Frame offset of a break after which no boundary was found: nothing from there on was read as frames. */
  lostAt: number | null = null;

  readonly #sender: Sender;
  readonly #isServer: boolean;
  readonly #builder: FrameBuilder;
  readonly #frames: FrameTable;
  readonly #onDeflateInferred: () => void;
  readonly #fastPath: FrameFastPath | null;
  readonly #cursor: FrameCursor;
  /** The current header. All headers share this object. */
  readonly #header: ReceivedHeader = {
    byte0: 0,
    byte1: 0,
    headerLength: 0,
    payloadLength: 0,
    maskingKey: 0,
    offset: 0,
    time: Number.NaN,
    violations: 0,
  };

  #lookahead: LookaheadBuffer | null = null;
  #lookaheadCount = 0;
  #isSearching = false;
  #searchedBytes = 0;
  /** Violations that this direction has shown before and that do not make a header suspect again. */
  #tolerated = 0;

  constructor(options: FrameReaderOptions) {
    const { sender, frames, messages, deflate, midStream } = options;
    const isServer = sender === 'server';
    this.#sender = sender;
    this.#isServer = isServer;
    this.#frames = frames;
    this.#builder = new FrameBuilder({ isServer, frames, messages, deflate, midStream });
    this.#onDeflateInferred = options.onDeflateInferred;
    this.#fastPath = options.fastPath;
    this.#cursor = { isServer, frames, messages, offset: 0, time: Number.NaN, confidence: 0 };
  }

  get faults(): Faults {
    return this.#builder.faults;
  }
  /** The first Close frame. */
  get closed(): CloseSeen | null {
    return this.#builder.closed;
  }
  get frameCount(): number {
    return this.#builder.frameCount;
  }
  /** A fragmented message is not complete. */
  get messageOpen(): boolean {
    return this.#builder.messageOpen;
  }
  /** From where compressed messages can be inflated again. */
  get checkpoints(): readonly InflateCheckpoint[] {
    return this.#builder.checker.checkpoints;
  }

  /** Adopts what the other direction found out about compression. */
  setDeflate(deflate: DeflateState): void {
    this.#builder.checker.deflate = deflate;
  }

  /** Reads `bytes[start..end)`, borrowed. `time` in seconds or NaN. */
  push(bytes: Uint8Array, start: number, end: number, time: number): void {
    this.#builder.time = time;
    let at = start;
    while (at < end) {
      const lookahead = this.#lookahead;
      if (lookahead !== null) {
        const take = Math.min(end - at, lookaheadWindow - lookahead.length);
        lookahead.append(bytes, at, at + take, time);
        at += take;
        if (lookahead.length >= lookaheadWindow) this.#resolveLookahead(false);
      } else if (this.lostAt !== null) {
        this.offset += end - at;
        return;
      } else {
        at = this.#read(bytes, at, end);
      }
    }
  }

  /** The state between two bytes as values; `null` while the fast path cannot continue it. */
  saveState(): FrameState | null {
    if (this.#lookahead !== null || this.lostAt !== null) return null;
    return this.#builder.saveState(this.offset);
  }

  /**
   * Continues from `state`, whose new rows were appended to the tables from `firstFrame` and `firstMessage`
   * on.
   */
  restoreState(state: AdvancedFrameState, firstFrame: number, firstMessage: number): void {
    this.offset = state.offset;
    this.#builder.restoreState(state, firstFrame, firstMessage);
  }

  /** The capture lacks `length` bytes here. */
  gap(length: number, time: number): void {
    const builder = this.#builder;
    const { state } = builder;
    builder.time = time;
    while (this.#lookahead !== null) this.#resolveLookahead(true);
    builder.checker.lose();
    const isInPayload = state.headerBytesRead === 0 && state.payloadRemaining >= length && length > 0;
    if (state.payloadRemaining > 0) builder.addViolations(violation.payloadGap);
    else if (state.headerBytesRead > 0)
      builder.acceptTruncatedHeader(this.offset, this.#violationsOfTruncated());
    this.offset += length;
    if (isInPayload) {
      builder.skipPayload(length);
      return;
    }
    state.payloadRemaining = 0;
    state.headerBytesRead = 0;
    builder.leaveMessage();
    builder.confidence = confidence.guessed;
    this.lostAt = null;
    this.#startSearch();
  }

  /** No more bytes. */
  end(): void {
    const { state } = this.#builder;
    // The bytes of one lookahead may contain the next suspect header.
    while (this.#lookahead !== null) this.#resolveLookahead(true);
    if (state.headerBytesRead > 0)
      this.#builder.acceptTruncatedHeader(this.offset, this.#violationsOfTruncated());
    else if (state.payloadRemaining > 0) this.#builder.addViolations(violation.payloadCut);
    state.headerBytesRead = 0;
    state.payloadRemaining = 0;
  }

  /** The rows of the table were put into another order: row `i` is now row `place[i]`. */
  renumber(place: Int32Array): void {
    this.#builder.renumber(place);
  }

  #read(bytes: Uint8Array, start: number, end: number): number {
    const builder = this.#builder;
    const { state } = builder;
    const fastPath = this.#fastPath;
    let at = start;
    while (at < end) {
      if (state.payloadRemaining > 0) {
        const take = Math.min(state.payloadRemaining, end - at);
        this.offset += take;
        builder.readPayload(bytes, at, take);
        at += take;
        continue;
      }
      if (
        fastPath !== null &&
        state.headerBytesRead === 0 &&
        !builder.messageOpen &&
        builder.closed === null
      ) {
        at = this.#readWholeFrames(fastPath, bytes, at, end);
        if (at >= end) return at;
      }
      // A header that is whole in these bytes is read in place; any other is collected first.
      let source = bytes;
      let from = at;
      if (state.headerBytesRead > 0 || end - at < maxHeaderLength) {
        at = this.#collectHeader(bytes, at, end);
        if (!isHeaderWhole(state.header, state.headerBytesRead)) return at;
        source = state.header;
        from = 0;
        this.offset -= state.headerBytesRead;
      } else {
        state.headerTime = builder.time;
        at += headerLengthOf(bytes[at + 1]);
      }
      state.headerBytesRead = 0;
      const header = this.#parseHeader(source, from);
      if (this.#isSuspect(header) && this.#lookaheadCount < maxLookaheads) {
        this.#lookaheadCount++;
        this.hasLateRows = true;
        this.#lookahead = new LookaheadBuffer(lookaheadWindow);
        this.#lookahead.append(source, from, from + header.headerLength, header.time);
        return at;
      }
      this.offset += header.headerLength;
      builder.accept(header);
    }
    return at;
  }

  /** Lets the fast path read whole frames, and returns the index of the first byte that it did not read. */
  #readWholeFrames(fastPath: FrameFastPath, bytes: Uint8Array, start: number, end: number): number {
    const cursor = this.#cursor;
    const { length } = this.#frames;
    cursor.offset = this.offset;
    cursor.time = this.#builder.time;
    cursor.confidence = this.#builder.confidence;
    const at = fastPath.readWholeFrames(bytes, start, end, cursor);
    this.#builder.frameCount += this.#frames.length - length;
    this.offset += at - start;
    return at;
  }

  /** Collects bytes of a header until it is whole, and returns the index after them. */
  #collectHeader(bytes: Uint8Array, start: number, end: number): number {
    const { state, time } = this.#builder;
    let at = start;
    if (state.headerBytesRead === 0) state.headerTime = time;
    while (at < end && !isHeaderWhole(state.header, state.headerBytesRead)) {
      state.header[state.headerBytesRead++] = bytes[at++];
    }
    this.offset += at - start;
    return at;
  }

  #parseHeader(bytes: Uint8Array, from: number): ReceivedHeader {
    const header = this.#header;
    const byte1 = bytes[from + 1];
    header.byte0 = bytes[from];
    header.byte1 = byte1;
    header.headerLength = headerLengthOf(byte1);
    header.payloadLength = payloadLengthAt(bytes, from);
    header.maskingKey = byte1 & 128 ? u32(bytes, from + header.headerLength - 4) : 0;
    header.offset = this.offset;
    header.time = this.#builder.state.headerTime;
    header.violations = this.#violationsOf(header.byte0, byte1, header.payloadLength);
    return header;
  }

  #violationsOf(byte0: number, byte1: number, payloadLength: number): number {
    const { messageOpen, closed, checker } = this.#builder;
    // The usual case first: text or binary without RSV, masked as it must be, with the shortest length form.
    const isMaskRight = ((byte1 & 128) !== 0) !== this.#isServer;
    if (isMaskRight && (byte0 & 0x70) === 0 && opensMessage(byte0 & 15)) {
      const isShortest = (byte1 & 127) < 126 || ((byte1 & 127) === 126 && payloadLength > 125);
      if (isShortest && !messageOpen && closed === null) return 0;
    }
    return headerViolations(partsOf(byte0, byte1, payloadLength), {
      sender: this.#sender,
      deflate: checker.deflate !== 'none',
      messageOpen,
      closed: closed !== null,
    });
  }

  /** The violations that the first two bytes of a truncated header show, whatever length was to follow. */
  #violationsOfTruncated(): number {
    const { header, headerBytesRead } = this.#builder.state;
    if (headerBytesRead < 2) return 0;
    const short = header[1] & 127;
    const shortest = short === 126 ? 126 : short === 127 ? 65536 : short;
    return this.#violationsOf(header[0], header[1], shortest);
  }

  /** Whether more bytes are needed to decide if this is a header, or what its RSV1 means. */
  #isSuspect({ byte0, violations }: ReceivedHeader): boolean {
    if ((violations & doubtfulHeader & ~this.#tolerated) !== 0) return true;
    return (byte0 & 0x40) !== 0 && this.#builder.checker.deflate === 'unknown';
  }

  /** Resolves the lookahead when its window is full or the bytes end. */
  #resolveLookahead(isFinal: boolean): void {
    const lookahead = this.#lookahead;
    if (lookahead === null) return;
    this.#lookahead = null;
    if (this.#isSearching) {
      this.#search(lookahead, isFinal);
      return;
    }
    const header = readHeader(lookahead.bytes(), 0);
    if (header !== null) this.#resolveSuspectHeader(lookahead, header, isFinal);
  }

  /** Decides whether the frames go on as the suspect header declares, at another offset, or nowhere. */
  #resolveSuspectHeader(lookahead: LookaheadBuffer, header: Header, isFinal: boolean): void {
    const builder = this.#builder;
    const { checker } = builder;
    const bytes = lookahead.bytes();
    const { byte0, byte1, headerLength, payloadLength } = header;
    const deflateUnknown = checker.deflate === 'unknown';
    let violations = this.#violationsOf(byte0, byte1, payloadLength);
    const decision = decideContinuation(bytes, header, violations, {
      sender: this.#sender,
      deflateUnknown,
      deflate: checker.deflate !== 'none',
      messageOpen: builder.messageOpen,
      tolerated: this.#tolerated,
      final: isFinal,
    });
    if (decision.inflates) {
      checker.deflate = plainDeflate;
      checker.inferred = true;
      this.#onDeflateInferred();
    } else if (deflateUnknown && header.rsv & 4 && opensMessage(header.opcode)) {
      violations |= violation.rsv1NotAgreed;
      checker.deflate = 'none';
    }
    if (checker.midStream && builder.frameCount === 0 && decision.kind !== 'declared') {
      // No frame was read in this direction so far: the capture began inside a frame, which is not a fault.
      const from = decision.kind === 'found' ? decision.offset : bytes.length;
      this.startedAt = this.offset + from;
      this.offset += from;
      if (decision.kind === 'found') this.#replay(lookahead, from);
      else if (!isFinal) this.#startSearch();
      return;
    }
    checker.midStream = false;
    const received = { ...header, offset: this.offset, time: lookahead.timeAt(0), violations };
    if (decision.kind === 'declared') {
      this.#tolerated |= violations & doubtfulHeader;
      this.offset += headerLength;
      builder.accept(received);
      this.#replay(lookahead, headerLength);
      return;
    }
    // Not a frame, or one whose length is wrong: show the header as read and continue where frames follow.
    builder.acceptBroken(received, headerLength + payloadLength <= bytes.length);
    if (decision.kind === 'found') {
      this.offset += decision.offset;
      this.#replay(lookahead, decision.offset);
      return;
    }
    this.lostAt = this.offset;
    if (isFinal) this.offset += bytes.length;
    else {
      this.#startSearch();
      this.offset += 1;
      this.#keep(lookahead, 1);
    }
  }

  #startSearch(): void {
    this.#lookahead = new LookaheadBuffer(lookaheadWindow);
    this.#isSearching = true;
    this.#searchedBytes = 0;
    this.hasLateRows = true;
  }

  /** Looks for a boundary in the window. */
  #search(lookahead: LookaheadBuffer, isFinal: boolean): void {
    const bytes = lookahead.bytes();
    const boundary = findBoundary(bytes, 0, bytes.length, {
      sender: this.#sender,
      deflate: this.#builder.checker.deflate !== 'none',
      tolerate: this.#tolerated,
      open: !isFinal,
    });
    if (boundary !== null) {
      this.lostAt = null;
      this.offset += boundary.offset;
      this.#replay(lookahead, boundary.offset);
      return;
    }
    this.lostAt ??= this.offset;
    this.#searchedBytes += bytes.length;
    if (isFinal || this.#searchedBytes > maxSearchBytes) {
      this.offset += bytes.length;
      this.#isSearching = false;
      return;
    }
    // The last quarter stays in the window: a boundary near the end may need the bytes after it.
    const kept = bytes.length >> 2;
    this.offset += bytes.length - kept;
    this.#lookahead = new LookaheadBuffer(lookaheadWindow);
    this.#keep(lookahead, bytes.length - kept);
  }

  /** Reads the bytes of a lookahead from index `from` on. */
  #replay(lookahead: LookaheadBuffer, from: number): void {
    this.#isSearching = false;
    lookahead.each(from, (bytes, start, end, time) => this.push(bytes, start, end, time));
  }

  /** Appends the bytes of a lookahead from index `from` on to the current lookahead. */
  #keep(lookahead: LookaheadBuffer, from: number): void {
    lookahead.each(from, (bytes, start, end, time) => this.#lookahead?.append(bytes, start, end, time));
  }
}

/** Whether the first `length` bytes are a whole header. */
function isHeaderWhole(header: Uint8Array, length: number): boolean {
  return length >= 2 && length >= headerLengthOf(header[1]);
}
