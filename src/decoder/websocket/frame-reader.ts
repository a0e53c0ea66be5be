// The strict reader of one direction (RFC 6455 5, RFC 7692 6): frames from bytes that come in pieces of any size, into the
// frame table, in one pass. Payloads are checked as they pass by and are not kept. At the first header that cannot be,
// it holds what follows, up to a window, and decides whether the framing goes on as declared or has to be found again.

import { u32 } from '../bytes/integers.ts';
import { plainDeflate } from '../model/assumptions.ts';
import type { Sender } from '../model/basics.ts';
import type { CloseSeen } from '../model/connection.ts';
import type { FaultDetail } from '../model/fault-detail.ts';
import type { FrameTable } from '../model/frame-table.ts';
import type { MessageTable } from '../model/message-table.ts';
import { isControl, opcode as opcodes, opensMessage } from '../model/opcode.ts';
import { doubtfulHeader, violation } from '../model/violation.ts';
import { decideContinuation } from './continuation.ts';
import { Faults } from './faults.ts';
import { FrameParseState } from './frame-parse-state.ts';
import type { AdvancedFrameState, FrameCursor, FrameFastPath, FrameState } from './frame-state.ts';
import { headerLengthOf, headerViolations, partsOf, payloadLengthAt, readHeader } from './header.ts';
import { LookaheadBuffer } from './lookahead-buffer.ts';
import { type DeflateState, type InflateCheckpoint, MessageChecker, skip } from './message-checker.ts';
import { findBoundary } from './resynchronise.ts';

/** How far a decision looks ahead, in bytes. */
export const lookaheadWindow = 65536;
/** After this many bytes without a boundary the search is given up. */
const searchLimit = 16 * 1024 * 1024;
const maxLookaheads = 200;

export interface FrameReaderOptions {
  readonly sender: Sender;
  readonly frames: FrameTable;
  readonly messages: MessageTable;
  readonly deflate: DeflateState;
  /** The bytes start in the middle of a connection: a bad first header is then no fault but a wrong boundary. */
  readonly midStream: boolean;
  /** Called when RSV1 without a handshake turned out to be compression. */
  readonly onDeflateInferred: () => void;
  readonly fastPath: FrameFastPath | null;
}

export class FrameReader {
  /** Bytes taken so far, counted from the first after the handshake. */
  offset = 0;
  closed: CloseSeen | null = null;
  readonly faults = new Faults();
  /** Bytes before the first boundary when the stream starts inside a frame. */
  startedAt = 0;
  /** Rows were added later than their bytes came. */
  hasLateRows = false;
  /** No boundary was found after a break; offset from which nothing was read as frames. */
  lostAt: number | null = null;
  frameCount = 0;
  messageOpen = false;

  readonly #sender: Sender;
  readonly #isServer: boolean;
  readonly #frames: FrameTable;
  readonly #messages: MessageTable;
  readonly #onDeflateInferred: () => void;
  readonly #checker: MessageChecker;

  readonly #state = new FrameParseState();
  readonly #fastPath: FrameFastPath | null;
  readonly #cursor: FrameCursor;
  #time = Number.NaN;

  #lookahead: LookaheadBuffer | null = null;
  #searching = false;
  #searched = 0;
  #tolerated = 0;
  #confidence = 0;
  #lookaheadCount = 0;

  constructor(options: FrameReaderOptions) {
    this.#sender = options.sender;
    this.#isServer = options.sender === 'server';
    this.#frames = options.frames;
    this.#messages = options.messages;
    this.#checker = new MessageChecker(
      this.#isServer,
      options.deflate,
      options.midStream,
      (bits, detail) => this.#payloadFault(bits, detail),
      () => this.#frames.addViolations(this.#state.frame, violation.inflateCapped),
    );
    this.#onDeflateInferred = options.onDeflateInferred;
    this.#fastPath = options.fastPath;
    this.#cursor = {
      isServer: this.#isServer,
      frames: this.#frames,
      messages: this.#messages,
      offset: 0,
      time: Number.NaN,
      confidence: 0,
    };
  }

  /** Takes over what the other direction found out about compression. */
  setDeflate(deflate: DeflateState): void {
    this.#checker.deflate = deflate;
  }

  /** From where compressed messages can be inflated again. */
  get checkpoints(): readonly InflateCheckpoint[] {
    return this.#checker.checkpoints;
  }

  /** Reads `bytes[start..end)`, borrowed. `time` in seconds or NaN. */
  push(bytes: Uint8Array, start: number, end: number, time: number): void {
    this.#time = time;
    let at = start;
    while (at < end) {
      if (this.lostAt !== null && this.#lookahead === null) {
        this.offset += end - at;
        return;
      }
      if (this.#lookahead !== null) {
        const take = Math.min(end - at, lookaheadWindow - this.#lookahead.length);
        this.#lookahead.append(bytes, at, at + take, time);
        at += take;
        if (this.#lookahead.length >= lookaheadWindow) this.#resolveSuspectHeader(false);
      } else {
        at = this.#read(bytes, at, end);
      }
    }
  }

  /** The state between two bytes as values; `null` while only this reader can continue. */
  saveState(): FrameState | null {
    if (this.#lookahead !== null || this.lostAt !== null || this.closed !== null || this.messageOpen) {
      return null;
    }
    const open = this.#state.save(this.#frames, this.#checker);
    if (open === null) return null;
    return { isServer: this.#isServer, offset: this.offset, confidence: this.#confidence, ...open };
  }

  /** Continues from `state`, whose new rows were appended to the tables from `firstFrame` and `firstMessage` on. */
  restoreState(state: AdvancedFrameState, firstFrame: number, firstMessage: number): void {
    this.offset = state.offset;
    this.frameCount += state.framesBegun;
    const target = { frames: this.#frames, messages: this.#messages, checker: this.#checker };
    this.#state.restore(state, firstFrame, firstMessage, target);
  }

  /** The capture lacks `length` bytes here. */
  gap(length: number, time: number): void {
    const state = this.#state;
    this.#time = time;
    while (this.#lookahead !== null) this.#resolveSuspectHeader(true);
    this.#checker.lose();
    if (state.headerBytesRead === 0 && state.payloadRemaining >= length && length > 0) {
      this.#frames.addViolations(state.frame, violation.payloadGap);
      state.payloadRemaining -= length;
      state.payloadConsumed += length;
      this.offset += length;
      if (state.payloadRemaining === 0) this.#finishFrame();
      return;
    }
    if (state.payloadRemaining > 0) this.#frames.addViolations(state.frame, violation.payloadGap);
    else if (state.headerBytesRead > 0) this.#pushCutHeader();
    state.payloadRemaining = 0;
    state.headerBytesRead = 0;
    this.offset += length;
    this.messageOpen = false;
    state.message = -1;
    this.lostAt = null;
    this.#confidence = Math.max(this.#confidence, 2);
    this.#startSearch();
  }

  /** No more bytes. */
  end(): void {
    // Letting lookahead bytes through may come upon the next doubtful header.
    while (this.#lookahead !== null) this.#resolveSuspectHeader(true);
    if (this.#state.headerBytesRead > 0) this.#pushCutHeader();
    else if (this.#state.payloadRemaining > 0)
      this.#frames.addViolations(this.#state.frame, violation.payloadCut);
    this.#state.headerBytesRead = 0;
    this.#state.payloadRemaining = 0;
  }

  #pushCutHeader(): void {
    const state = this.#state;
    const head = (state.header[0] << 8) | (state.headerBytesRead > 1 ? state.header[1] : 0);
    const at = this.offset - state.headerBytesRead;
    this.#row(head, state.headerBytesRead, 0, 0, at, state.headerTime, violation.headerCut, -1);
  }

  /** Puts a frame into the table as the current one. `size`: of its header. */
  #row(
    head: number,
    size: number,
    length: number,
    key: number,
    offset: number,
    time: number,
    bits: number,
    message: number,
  ): void {
    const frames = this.#frames;
    const confidence = this.#confidence;
    const server = this.#isServer;
    this.#state.frame = frames.push(server, head, size, length, key, offset, time, confidence, bits, message);
    this.frameCount++;
  }

  #read(bytes: Uint8Array, start: number, end: number): number {
    const state = this.#state;
    let at = start;
    while (at < end) {
      if (state.payloadRemaining > 0) {
        const take = Math.min(state.payloadRemaining, end - at);
        if (this.#checker.kind !== skip) this.#checker.payload(bytes, at, at + take, state.payloadConsumed);
        at += take;
        this.offset += take;
        state.payloadRemaining -= take;
        state.payloadConsumed += take;
        if (state.payloadRemaining === 0) this.#finishFrame();
        continue;
      }
      const fastPath = this.#fastPath;
      if (fastPath !== null && state.headerBytesRead === 0 && !this.messageOpen && this.closed === null) {
        at = this.#readWholeFrames(fastPath, bytes, at, end);
        if (at >= end) return at;
      }
      // A header that lies whole in this piece is read in place; only one that is torn is put together first.
      let source = bytes;
      let from = at;
      if (state.headerBytesRead > 0 || end - at < 14) {
        const { header } = state;
        if (state.headerBytesRead === 0) state.headerTime = this.#time;
        while (at < end && (state.headerBytesRead < 2 || state.headerBytesRead < headerLengthOf(header[1]))) {
          header[state.headerBytesRead++] = bytes[at++];
          this.offset++;
        }
        if (state.headerBytesRead < 2 || state.headerBytesRead < headerLengthOf(header[1])) return at;
        source = header;
        from = 0;
        this.offset -= state.headerBytesRead;
      } else {
        state.headerTime = this.#time;
      }
      const byte0 = source[from];
      const byte1 = source[from + 1];
      const headerLength = headerLengthOf(byte1);
      const length = payloadLengthAt(source, from);
      const key = byte1 & 128 ? u32(source, from + headerLength - 4) : 0;
      const bits = this.#judge(byte0, byte1, length);
      if (source === bytes) at += headerLength;
      state.headerBytesRead = 0;
      if (
        (bits & doubtfulHeader & ~this.#tolerated) !== 0 ||
        (byte0 & 0x40 && this.#checker.deflate === 'unknown')
      ) {
        if (this.#lookaheadCount < maxLookaheads) {
          this.#lookaheadCount++;
          this.hasLateRows = true;
          this.#lookahead = new LookaheadBuffer(lookaheadWindow);
          this.#lookahead.append(source, from, from + headerLength, state.headerTime);
          return at;
        }
      }
      this.offset += headerLength;
      this.#accept(byte0, byte1, headerLength, length, key, bits, state.headerTime);
    }
    return at;
  }

  /** Lets the fast path read whole frames, and returns the index of the first byte that it did not read. */
  #readWholeFrames(fastPath: FrameFastPath, bytes: Uint8Array, start: number, end: number): number {
    const cursor = this.#cursor;
    const { length } = this.#frames;
    cursor.offset = this.offset;
    cursor.time = this.#time;
    cursor.confidence = this.#confidence;
    const at = fastPath.readWholeFrames(bytes, start, end, cursor);
    this.frameCount += this.#frames.length - length;
    this.offset += at - start;
    return at;
  }

  #judge(byte0: number, byte1: number, length: number): number {
    // The plain cases first: FIN data of the right direction, no RSV, short form fitting.
    const code = byte0 & 15;
    const rightMask = ((byte1 & 128) !== 0) !== this.#isServer;
    if (rightMask && (byte0 & 0x70) === 0 && opensMessage(code)) {
      const fits = (byte1 & 127) < 126 || ((byte1 & 127) === 126 && length > 125);
      if (fits && !this.messageOpen && this.closed === null) return 0;
    }
    return headerViolations(partsOf(byte0, byte1, length), {
      sender: this.#sender,
      deflate: this.#checker.deflate !== 'none',
      messageOpen: this.messageOpen,
      closed: this.closed !== null,
    });
  }

  /** Puts a frame into the table and gets ready for its payload. */
  #accept(
    byte0: number,
    byte1: number,
    headerLength: number,
    length: number,
    key: number,
    bits: number,
    time: number,
  ): void {
    const place = this.#state;
    const offset = this.offset - headerLength;
    const code = byte0 & 15;
    const opens = opensMessage(code);
    const isData = !isControl(code);
    const compressed =
      (byte0 & 0x40) !== 0 && this.#checker.deflate !== 'none' && (bits & violation.rsv1NotAgreed) === 0;
    if (opens) {
      const isBinary = code === opcodes.binary;
      place.message = this.#messages.push(this.#isServer, isBinary, compressed, this.#frames.length);
    } else if (isData && code !== 0) place.message = -1;
    const head = (byte0 << 8) | byte1;
    const message = isData ? place.message : -1;
    this.#row(head, headerLength, length, key, offset, time, bits, message);
    this.#fault(bits, offset);
    place.fin = (byte0 & 128) !== 0;
    place.isData = isData;
    place.payloadRemaining = length;
    place.payloadConsumed = 0;
    this.#checker.kind = skip;
    if (isData) {
      if (code !== 0) {
        place.messageLength = 0;
        this.#checker.startMessage(code === opcodes.text, compressed, message);
      }
      this.messageOpen = !place.fin;
      if (message >= 0) this.#checker.startData(key, (byte0 & 0x40) !== 0);
    } else if (code === opcodes.close) {
      this.#checker.startClose(key);
    }
    if (length === 0) this.#finishFrame();
  }

  /** Something may be amiss with the current frame. */
  #fault(bits: number, offset: number): void {
    this.faults.add(bits, offset, this.#state.frame);
    if (this.#confidence === 0 && this.faults.broken !== null) this.#confidence = 1;
  }

  /** A fault that shows only in the payload of the current frame. */
  #payloadFault(bits: number, detail: FaultDetail): void {
    const { frame } = this.#state;
    const before = this.#frames.violations(frame);
    this.#frames.addViolations(frame, bits);
    this.faults.detail(frame, detail);
    if ((before & bits) === 0) this.#fault(bits, this.#frames.offset(frame));
  }

  #finishFrame(): void {
    const frame = this.#state.frame;
    this.#frames.setComplete(frame);
    if (this.#state.isData) {
      this.#state.messageLength += this.#frames.payloadLength(frame);
      if (this.#state.fin && this.#state.message >= 0) this.#finishMessage();
      return;
    }
    if ((this.#frames.heads.get(frame) & 0x0f00) >> 8 === opcodes.close) this.#finishClose();
  }

  #finishMessage(): void {
    const length = this.#checker.finishMessage(this.#state.payloadConsumed) ?? this.#state.messageLength;
    this.#messages.finish(this.#state.message, this.#state.frame, length);
    this.#state.message = -1;
    this.messageOpen = false;
  }

  #finishClose(): void {
    const { code, reason } = this.#checker.finishClose();
    this.closed ??= { frame: this.#state.frame, code, reason, time: this.#time };
  }

  #startSearch(): void {
    this.#lookahead = new LookaheadBuffer(lookaheadWindow);
    this.#searching = true;
    this.#searched = 0;
    this.hasLateRows = true;
  }

  /** The window is full, or nothing more comes: go on as declared, from another place, or not at all. */
  #resolveSuspectHeader(final: boolean): void {
    const lookahead = this.#lookahead;
    if (lookahead === null) return;
    if (this.#searching) {
      this.#search(lookahead, final);
      return;
    }
    this.#lookahead = null;
    const bytes = lookahead.bytes();
    const header = readHeader(bytes, 0);
    if (header === null) return;
    const { byte0, byte1, headerLength, payloadLength, maskingKey } = header;
    const time = lookahead.timeAt(0);
    const deflateUnknown = this.#checker.deflate === 'unknown';
    let bits = this.#judge(byte0, byte1, payloadLength);
    const decision = decideContinuation(bytes, header, bits, {
      sender: this.#sender,
      deflateUnknown,
      deflate: this.#checker.deflate !== 'none',
      messageOpen: this.messageOpen,
      tolerated: this.#tolerated,
      final,
    });
    if (decision.inflates) {
      this.#checker.deflate = plainDeflate;
      this.#checker.inferred = true;
      this.#onDeflateInferred();
    } else if (deflateUnknown && header.rsv & 4 && opensMessage(header.opcode)) {
      bits |= violation.rsv1NotAgreed;
      this.#checker.deflate = 'none';
    }
    if (this.#checker.midStream && this.frameCount === 0 && decision.kind !== 'declared') {
      // Nothing was read yet in this direction: the capture began inside a frame, which is nobody's fault.
      const from = decision.kind === 'found' ? decision.offset : bytes.length;
      this.startedAt = this.offset + from;
      this.offset += from;
      if (decision.kind === 'found') this.#replay(lookahead, from);
      else if (!final) this.#startSearch();
      return;
    }
    this.#checker.midStream = false;
    if (decision.kind === 'declared') {
      this.#tolerated |= bits & doubtfulHeader;
      this.offset += headerLength;
      this.#accept(byte0, byte1, headerLength, payloadLength, maskingKey, bits, time);
      this.#replay(lookahead, headerLength);
      return;
    }
    // Not a frame at all, or one whose length is wrong: show its header as read, then go on where frames are again.
    const head = (byte0 << 8) | byte1;
    this.#confidence = 2;
    this.#row(head, headerLength, payloadLength, maskingKey, this.offset, time, bits, -1);
    if (headerLength + payloadLength <= bytes.length) this.#frames.setComplete(this.#state.frame);
    this.#fault(bits, this.offset);
    this.messageOpen = false;
    this.#state.message = -1;
    this.#checker.lose();
    if (decision.kind === 'found') {
      this.offset += decision.offset;
      this.#replay(lookahead, decision.offset);
    } else {
      this.lostAt = this.offset;
      if (final) this.offset += bytes.length;
      else {
        this.#startSearch();
        this.offset += 1;
        this.#holdAgain(lookahead, 1);
      }
    }
  }

  #search(lookahead: LookaheadBuffer, final: boolean): void {
    const bytes = lookahead.bytes();
    const options = {
      sender: this.#sender,
      deflate: this.#checker.deflate !== 'none',
      tolerate: this.#tolerated,
      open: !final,
    };
    const boundary = findBoundary(bytes, 0, bytes.length, options);
    this.#lookahead = null;
    if (boundary !== null) {
      this.#searching = false;
      this.lostAt = null;
      this.offset += boundary.offset;
      this.#replay(lookahead, boundary.offset);
      return;
    }
    this.lostAt ??= this.offset;
    this.#searched += bytes.length;
    if (final || this.#searched > searchLimit) {
      this.offset += bytes.length;
      this.#searching = false;
      return;
    }
    // Keep the last part: a boundary near its end may not have had enough after it.
    const keep = bytes.length >> 2;
    this.offset += bytes.length - keep;
    this.#lookahead = new LookaheadBuffer(lookaheadWindow);
    this.#holdAgain(lookahead, bytes.length - keep);
  }

  #replay(lookahead: LookaheadBuffer, from: number): void {
    this.#searching = false;
    lookahead.each(from, (bytes, start, end, time) => this.push(bytes, start, end, time));
  }

  #holdAgain(lookahead: LookaheadBuffer, from: number): void {
    lookahead.each(from, (bytes, start, end, time) => this.#lookahead?.append(bytes, start, end, time));
  }

  /** The rows of the table were put into another order: row `i` is now row `place[i]`. */
  renumber(place: Int32Array): void {
    this.faults.renumber(place);
    if (this.closed !== null) this.closed = { ...this.closed, frame: place[this.closed.frame] };
  }
}
