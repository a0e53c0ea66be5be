// The strict reader of one direction (RFC 6455 5, RFC 7692 6): frames from bytes that come in pieces of any size, into the
// frame table, in one pass. Payloads are checked as they pass by and are not kept. At the first header that cannot be,
// it holds what follows, up to a window, and decides whether the framing goes on as declared or has to be found again.

import { checkUtf8, isAscii, type Utf8Progress, utf8Bad, utf8Start } from '../bytes/utf8.ts';
import { anomaly, doubtfulHeader, notAFault } from '../model/anomaly.ts';
import { type DeflateParameters, plainDeflate } from '../model/assumptions.ts';
import type { Sender } from '../model/basics.ts';
import type { CloseSeen, FaultDetail } from '../model/connection.ts';
import type { FrameTable } from '../model/frame-table.ts';
import type { MessageTable } from '../model/message-table.ts';
import { opcode as opcodes } from '../model/opcode.ts';
import { mayBeSent } from './close-codes.ts';
import { decideContinuation } from './continuation.ts';
import { headerAnomalies, headerLengthOf, readHeader } from './header.ts';
import { HeldBytes } from './held-bytes.ts';
import { Inflater, type InflateSnapshot } from './inflate.ts';
import { isAsciiMasked, unmaskInto } from './mask.ts';
import { findBoundary } from './resynchronise.ts';

/** How far a decision looks ahead, in bytes. */
export const deliberationWindow = 65536;
/** After this many bytes without a boundary the search is given up. */
const searchLimit = 16 * 1024 * 1024;
const mostDeliberations = 200;
const mostDetails = 10_000;
/** A message is inflated up to this many bytes for checking. */
const inflateCap = 256 * 1024 * 1024;
const checkpointEvery = 1 << 20;

const skip = 0;
const text = 1;
const compressed = 2;
const close = 3;

const scratch = new Uint8Array(65536);

/** From where a compressed message can be inflated again without starting at the first. */
export interface InflateCheckpoint {
  /** The next message to inflate. */
  readonly message: number;
  readonly snapshot: InflateSnapshot;
}

/** permessage-deflate as one direction sees it. */
export type DeflateState = 'none' | 'unknown' | DeflateParameters;

export interface FrameReaderOptions {
  readonly sender: Sender;
  readonly frames: FrameTable;
  readonly messages: MessageTable;
  readonly deflate: DeflateState;
  /** The bytes start in the middle of a connection: a bad first header is then no fault but a wrong boundary. */
  readonly midStream: boolean;
  /** Called when RSV1 without a handshake turned out to be compression. */
  readonly onDeflateInferred: () => void;
}

export class FrameReader {
  /** Bytes taken so far, counted from the first after the handshake. */
  offset = 0;
  closed: CloseSeen | null = null;
  /** The first offset at which a strict reader fails, and the frame there. */
  broken: { offset: number; frame: number } | null = null;
  /** Bytes before the first boundary when the stream starts inside a frame. */
  startedAt = 0;
  /** Rows were added later than their bytes came. */
  deliberated = false;
  /** No boundary was found after a break; offset from which nothing was read as frames. */
  lostAt: number | null = null;
  readonly details = new Map<number, FaultDetail>();
  readonly checkpoints: InflateCheckpoint[] = [];
  frameCount = 0;
  /** All fault bits seen. */
  faults = 0;
  faultCount = 0;
  messageOpen = false;

  readonly #sender: Sender;
  readonly #isServer: boolean;
  readonly #frames: FrameTable;
  readonly #messages: MessageTable;
  readonly #onDeflateInferred: () => void;
  #deflate: DeflateState;
  #midStream: boolean;

  readonly #header = new Uint8Array(14);
  #headerHave = 0;
  #headerTime = Number.NaN;
  #time = Number.NaN;

  #frame = -1;
  #payloadLeft = 0;
  #payloadDone = 0;
  #key = 0;
  #payloadKind = skip;
  #control = new Uint8Array(128);
  #controlLength = 0;
  #fin = true;
  #isData = false;

  #message = -1;
  #messageLength = 0;
  #messageText = false;
  #messageCompressed = false;
  #messageSpoiled = false;
  readonly #utf8: Utf8Progress = { state: utf8Start, badAt: -1 };
  #utf8Base = 0;

  #inflater: Inflater | null = null;
  #contextLost = false;
  /** That messages are compressed was worked out: the window of the first may not be here. */
  #inferred = false;
  #inflatedOnce = false;
  #inflatedSinceCheckpoint = 0;

  #held: HeldBytes | null = null;
  #searching = false;
  #searched = 0;
  #tolerated = 0;
  #trust = 0;
  #deliberations = 0;

  constructor(options: FrameReaderOptions) {
    this.#sender = options.sender;
    this.#isServer = options.sender === 'server';
    this.#frames = options.frames;
    this.#messages = options.messages;
    this.#deflate = options.deflate;
    this.#midStream = options.midStream;
    this.#onDeflateInferred = options.onDeflateInferred;
  }

  /** Takes over what the other direction found out about compression. */
  setDeflate(deflate: DeflateState): void {
    this.#deflate = deflate;
  }

  /** Reads `bytes[start..end)`, borrowed. `time` in seconds or NaN. */
  push(bytes: Uint8Array, start: number, end: number, time: number): void {
    this.#time = time;
    let at = start;
    while (at < end) {
      if (this.lostAt !== null && this.#held === null) {
        this.offset += end - at;
        return;
      }
      if (this.#held !== null) {
        const take = Math.min(end - at, deliberationWindow - this.#held.length);
        this.#held.append(bytes, at, at + take, time);
        at += take;
        if (this.#held.length >= deliberationWindow) this.#deliberate(false);
      } else {
        at = this.#read(bytes, at, end);
      }
    }
  }

  /** The capture lacks `length` bytes here. */
  gap(length: number, time: number): void {
    this.#time = time;
    while (this.#held !== null) this.#deliberate(true);
    this.#contextLost = true;
    this.#messageSpoiled = true;
    if (this.#headerHave === 0 && this.#payloadLeft >= length && length > 0) {
      this.#frames.addAnomaly(this.#frame, anomaly.payloadGap);
      this.#payloadLeft -= length;
      this.#payloadDone += length;
      this.offset += length;
      if (this.#payloadLeft === 0) this.#finishFrame();
      return;
    }
    if (this.#payloadLeft > 0) this.#frames.addAnomaly(this.#frame, anomaly.payloadGap);
    else if (this.#headerHave > 0) this.#pushCutHeader();
    this.#payloadLeft = 0;
    this.#headerHave = 0;
    this.offset += length;
    this.messageOpen = false;
    this.#message = -1;
    this.lostAt = null;
    this.#trust = Math.max(this.#trust, 2);
    this.#startSearch();
  }

  /** No more bytes. */
  end(): void {
    // Letting held bytes through may come upon the next doubtful header.
    while (this.#held !== null) this.#deliberate(true);
    if (this.#headerHave > 0) this.#pushCutHeader();
    else if (this.#payloadLeft > 0) this.#frames.addAnomaly(this.#frame, anomaly.payloadCut);
    this.#headerHave = 0;
    this.#payloadLeft = 0;
  }

  #pushCutHeader(): void {
    const byte1 = this.#headerHave > 1 ? this.#header[1] : 0;
    this.#frame = this.#frames.push(
      this.#isServer,
      (this.#header[0] << 8) | byte1,
      this.#headerHave,
      0,
      0,
      this.offset - this.#headerHave,
      this.#headerTime,
      this.#trust,
      anomaly.headerCut,
    );
    this.frameCount++;
  }

  #read(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end) {
      if (this.#payloadLeft > 0) {
        const take = Math.min(this.#payloadLeft, end - at);
        if (this.#payloadKind !== skip) this.#payload(bytes, at, at + take);
        at += take;
        this.offset += take;
        this.#payloadLeft -= take;
        this.#payloadDone += take;
        if (this.#payloadLeft === 0) this.#finishFrame();
        continue;
      }
      if (this.#headerHave === 0 && !this.messageOpen && this.closed === null) {
        at = this.#small(bytes, at, end);
        if (at >= end) return at;
      }
      // A header that lies whole in this piece is read in place; only one that is torn is put together first.
      let source = bytes;
      let from = at;
      if (this.#headerHave > 0 || end - at < 14) {
        const header = this.#header;
        if (this.#headerHave === 0) this.#headerTime = this.#time;
        while (at < end && (this.#headerHave < 2 || this.#headerHave < headerLengthOf(header[1]))) {
          header[this.#headerHave++] = bytes[at++];
          this.offset++;
        }
        if (this.#headerHave < 2 || this.#headerHave < headerLengthOf(header[1])) return at;
        source = header;
        from = 0;
        this.offset -= this.#headerHave;
      } else {
        this.#headerTime = this.#time;
      }
      const byte0 = source[from];
      const byte1 = source[from + 1];
      let length = byte1 & 127;
      let headerLength = 2;
      if (length === 126) {
        length = (source[from + 2] << 8) | source[from + 3];
        headerLength = 4;
      } else if (length === 127) {
        length =
          (((source[from + 2] << 24) |
            (source[from + 3] << 16) |
            (source[from + 4] << 8) |
            source[from + 5]) >>>
            0) *
            4294967296 +
          (((source[from + 6] << 24) |
            (source[from + 7] << 16) |
            (source[from + 8] << 8) |
            source[from + 9]) >>>
            0);
        headerLength = 10;
      }
      let key = 0;
      if (byte1 & 128) {
        const k = from + headerLength;
        key = ((source[k] << 24) | (source[k + 1] << 16) | (source[k + 2] << 8) | source[k + 3]) >>> 0;
        headerLength += 4;
      }
      const bits = this.#judge(byte0, byte1, length);
      if (source === bytes) at += headerLength;
      this.#headerHave = 0;
      if ((bits & doubtfulHeader & ~this.#tolerated) !== 0 || (byte0 & 0x40 && this.#deflate === 'unknown')) {
        if (this.#deliberations < mostDeliberations) {
          this.#deliberations++;
          this.deliberated = true;
          this.#held = new HeldBytes(deliberationWindow);
          this.#held.append(source, from, from + headerLength, this.#headerTime);
          return at;
        }
      }
      this.offset += headerLength;
      this.#accept(byte0, byte1, headerLength, length, key, bits, this.#headerTime);
    }
    return at;
  }

  /**
   * Takes the frames that most streams are made of, as many as follow each other: whole in this piece, a message each, no
   * reserved bit, up to 125 bytes, masked as they should be, text in ASCII. Stops before the first that is anything else.
   */
  #small(bytes: Uint8Array, start: number, end: number): number {
    const isServer = this.#isServer;
    const maskBit = isServer ? 0 : 0x80;
    const headerLength = isServer ? 2 : 6;
    const frames = this.#frames;
    const messages = this.#messages;
    const time = this.#time;
    const shift = this.offset - start;
    let at = start;
    let count = 0;
    while (at + headerLength <= end) {
      const byte0 = bytes[at];
      const byte1 = bytes[at + 1];
      const length = byte1 ^ maskBit;
      if ((byte0 !== 0x81 && byte0 !== 0x82) || length > 125) break;
      const payload = at + headerLength;
      const after = payload + length;
      if (after > end) break;
      let key = 0;
      if (!isServer) {
        key = ((bytes[at + 2] << 24) | (bytes[at + 3] << 16) | (bytes[at + 4] << 8) | bytes[at + 5]) >>> 0;
        if (byte0 === 0x81 && !isAsciiMasked(bytes, payload, after, key)) break;
      } else if (byte0 === 0x81 && !isAscii(bytes, payload, after)) break;
      const frame = frames.length;
      const message = messages.pushWhole(isServer, byte0 === 0x82, frame, length);
      const head = (byte0 << 8) | byte1;
      frames.pushWhole(isServer, head, headerLength, length, key, shift + at, time, this.#trust, message);
      at = after;
      count++;
    }
    this.frameCount += count;
    this.offset = shift + at;
    return at;
  }

  #judge(byte0: number, byte1: number, length: number): number {
    // The plain cases first: FIN data or control frame of the right direction, no RSV, short form fitting.
    const code = byte0 & 15;
    const rightMask = ((byte1 & 128) !== 0) !== this.#isServer;
    if (rightMask && (byte0 & 0x70) === 0) {
      if ((code === 1 || code === 2) && !this.messageOpen && this.closed === null) {
        if ((byte1 & 127) < 126 || ((byte1 & 127) === 126 && length > 125)) return 0;
      }
    }
    const header = {
      byte0,
      byte1,
      fin: (byte0 & 128) !== 0,
      rsv: (byte0 >> 4) & 7,
      opcode: code,
      masked: (byte1 & 128) !== 0,
      lengthForm: (byte1 & 127) === 126 ? 16 : (byte1 & 127) === 127 ? 64 : 7,
      payloadLength: length,
      maskingKey: 0,
      headerLength: 0,
    } as const;
    return headerAnomalies(header, {
      sender: this.#sender,
      deflate: this.#deflate !== 'none',
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
    const offset = this.offset - headerLength;
    const frame = this.#frames.push(
      this.#isServer,
      (byte0 << 8) | byte1,
      headerLength,
      length,
      key,
      offset,
      time,
      this.#trust,
      bits,
    );
    this.#frame = frame;
    this.frameCount++;
    if (bits !== 0) this.#fault(bits, offset);
    const code = byte0 & 15;
    this.#fin = (byte0 & 128) !== 0;
    this.#isData = (code & 8) === 0;
    this.#key = key;
    this.#payloadLeft = length;
    this.#payloadDone = 0;
    this.#payloadKind = skip;
    if (this.#isData) {
      if (code !== 0) {
        this.#messageText = code === opcodes.text;
        this.#messageCompressed =
          (byte0 & 0x40) !== 0 && this.#deflate !== 'none' && (bits & anomaly.rsv1NotAgreed) === 0;
        const known = code === opcodes.text || code === opcodes.binary;
        this.#message = known
          ? this.#messages.push(this.#isServer, code === opcodes.binary, this.#messageCompressed, frame)
          : -1;
        this.#messageLength = 0;
        this.#messageSpoiled = !known;
        this.#utf8.state = utf8Start;
        this.#utf8.badAt = -1;
        this.#utf8Base = 0;
        if (this.#messageCompressed && known) this.#startInflating();
      }
      this.messageOpen = !this.#fin;
      if (this.#message >= 0) this.#frames.setMessage(frame, this.#message);
      if (!this.#messageSpoiled && this.#message >= 0) {
        if (this.#messageCompressed) this.#payloadKind = this.#contextLost ? skip : compressed;
        else if (this.#messageText && (byte0 & 0x40) === 0) this.#payloadKind = text;
      }
    } else if (code === opcodes.close) {
      this.#payloadKind = close;
      this.#controlLength = 0;
    }
    if (length === 0) this.#finishFrame();
  }

  #fault(bits: number, offset: number): void {
    const faults = bits & ~notAFault;
    if (faults === 0) return;
    this.faults |= faults;
    this.faultCount++;
    if (this.broken === null) {
      this.broken = { offset, frame: this.#frame };
      if (this.#trust === 0) this.#trust = 1;
    }
  }

  /** A fault that shows only in the payload of the current frame. */
  #payloadFault(bits: number, at: number, words: string): void {
    const before = this.#frames.anomaly(this.#frame);
    this.#frames.addAnomaly(this.#frame, bits);
    if (this.details.size < mostDetails && !this.details.has(this.#frame)) {
      this.details.set(this.#frame, { at, text: words });
    }
    if ((before & bits) === 0) this.#fault(bits, this.#frames.offset(this.#frame));
  }

  #payload(bytes: Uint8Array, start: number, end: number): void {
    if (this.#payloadKind === close) {
      const take = Math.min(end - start, 125 - this.#controlLength);
      this.#control.set(bytes.subarray(start, start + take), this.#controlLength);
      this.#controlLength += take;
      return;
    }
    if (this.#key === 0) {
      this.#check(bytes, start, end, this.#payloadDone);
      return;
    }
    let done = this.#payloadDone;
    for (let at = start; at < end && this.#payloadKind !== skip; ) {
      const take = Math.min(end - at, scratch.length - 4);
      // Line the copy up with its source, so that whole words can be used.
      const shift = (bytes.byteOffset + at) & 3;
      unmaskInto(bytes, at, at + take, this.#key, done, scratch, shift);
      this.#check(scratch, shift, shift + take, done);
      at += take;
      done += take;
    }
  }

  #check(bytes: Uint8Array, start: number, end: number, done: number): void {
    if (this.#payloadKind === text) {
      checkUtf8(bytes, start, end, this.#utf8);
      if (this.#utf8.state === utf8Bad) {
        this.#payloadFault(anomaly.textNotUtf8, done + this.#utf8.badAt - start, 'not UTF-8');
        this.#payloadKind = skip;
        this.#messageSpoiled = true;
      }
      return;
    }
    const inflater = this.#inflater;
    if (this.#payloadKind !== compressed || inflater === null) return;
    if (!inflater.push(bytes, start, end)) this.#inflateFailed();
    else if (inflater.produced > inflateCap) {
      this.#frames.addAnomaly(this.#frame, anomaly.inflateCapped);
      this.#payloadKind = skip;
      this.#messageSpoiled = true;
      this.#contextLost = true;
    }
  }

  #inflateFailed(): void {
    const error = this.#inflater?.error ?? 'invalid block type';
    this.#payloadKind = skip;
    this.#messageSpoiled = true;
    const unseen = this.#midStream || (this.#inferred && !this.#inflatedOnce);
    if (this.#deflate === 'unknown' || (unseen && error === 'distance too far back')) {
      this.#contextLost = true;
      return;
    }
    this.#payloadFault(anomaly.deflateFailed, 0, error);
    this.#contextLost = true;
  }

  #parameters(): DeflateParameters | null {
    return typeof this.#deflate === 'object' ? this.#deflate : null;
  }

  #startInflating(): void {
    const parameters = this.#parameters();
    const noTakeover = this.#isServer
      ? parameters?.serverNoContextTakeover
      : parameters?.clientNoContextTakeover;
    const bits = this.#isServer ? parameters?.serverMaxWindowBits : parameters?.clientMaxWindowBits;
    if (this.#inflater === null) {
      this.#inflater = new Inflater((bytes, start, end) => this.#inflated(bytes, start, end), bits ?? 15);
      if (this.#midStream && !noTakeover) this.#contextLost = true;
    } else if (noTakeover) {
      this.#inflater.reset();
      this.#contextLost = false;
    }
    this.#inflater.startMessage();
    if (this.#inflatedSinceCheckpoint >= checkpointEvery && !this.#contextLost) {
      this.checkpoints.push({ message: this.#message, snapshot: this.#inflater.snapshot() });
      this.#inflatedSinceCheckpoint = 0;
    }
  }

  #inflated(bytes: Uint8Array, start: number, end: number): void {
    this.#inflatedSinceCheckpoint += end - start;
    if (!this.#messageText || this.#messageSpoiled) return;
    checkUtf8(bytes, start, end, this.#utf8);
    if (this.#utf8.state === utf8Bad) {
      this.#messageSpoiled = true;
      this.#payloadFault(
        anomaly.textNotUtf8,
        this.#utf8Base + this.#utf8.badAt - start,
        'not UTF-8 after inflating',
      );
    }
    this.#utf8Base += end - start;
  }

  #finishFrame(): void {
    const frame = this.#frame;
    this.#frames.setComplete(frame);
    if (this.#isData) {
      this.#messageLength += this.#frames.payloadLength(frame);
      if (this.#fin && this.#message >= 0) this.#finishMessage();
      return;
    }
    if ((this.#frames.heads.get(frame) & 0x0f00) >> 8 === opcodes.close) this.#finishClose();
  }

  #finishMessage(): void {
    let length = this.#messageLength;
    if (this.#messageCompressed && this.#payloadKind === compressed && this.#inflater !== null) {
      if (this.#inflater.finishMessage()) this.#inflatedOnce = true;
      else this.#inflateFailed();
    }
    if (this.#messageCompressed) length = this.#inflater?.produced ?? 0;
    if (
      this.#messageText &&
      !this.#messageSpoiled &&
      this.#utf8.state !== utf8Start &&
      (this.#payloadKind === text || (this.#payloadKind === compressed && !this.#contextLost))
    ) {
      this.#payloadFault(anomaly.textNotUtf8, this.#payloadDone, 'ends inside a character');
    }
    this.#messages.finish(this.#message, this.#frame, length);
    this.#message = -1;
    this.messageOpen = false;
  }

  #finishClose(): void {
    const body = this.#control.subarray(0, this.#controlLength);
    if (this.#key !== 0) unmaskInto(body, 0, body.length, this.#key, 0, body, 0);
    let code: number | null = null;
    let reason = '';
    if (body.length === 1) this.#payloadFault(anomaly.closePayloadOneByte, 0, 'one byte');
    else if (body.length >= 2) {
      code = (body[0] << 8) | body[1];
      if (!mayBeSent(code)) this.#payloadFault(anomaly.closeCodeInvalid, 0, String(code));
      const progress: Utf8Progress = { state: utf8Start, badAt: -1 };
      checkUtf8(body, 2, body.length, progress);
      if (progress.state !== utf8Start) {
        const at = progress.badAt < 0 ? body.length : progress.badAt;
        this.#payloadFault(anomaly.closeReasonNotUtf8, at, 'not UTF-8');
      }
      reason = new TextDecoder().decode(body.subarray(2));
    }
    this.closed ??= { frame: this.#frame, code, reason, time: this.#time };
  }

  #startSearch(): void {
    this.#held = new HeldBytes(deliberationWindow);
    this.#searching = true;
    this.#searched = 0;
    this.deliberated = true;
  }

  /** The window is full, or nothing more comes: go on as declared, from another place, or not at all. */
  #deliberate(final: boolean): void {
    const held = this.#held;
    if (held === null) return;
    if (this.#searching) {
      this.#search(held, final);
      return;
    }
    this.#held = null;
    const bytes = held.bytes();
    const header = readHeader(bytes, 0);
    if (header === null) return;
    const deflateUnknown = this.#deflate === 'unknown';
    let bits = this.#judge(header.byte0, header.byte1, header.payloadLength);
    const decision = decideContinuation(bytes, header, bits, {
      sender: this.#sender,
      deflateUnknown,
      deflate: this.#deflate !== 'none',
      messageOpen: this.messageOpen,
      tolerated: this.#tolerated,
      final,
    });
    if (decision.inflates) {
      this.#deflate = plainDeflate;
      this.#inferred = true;
      this.#onDeflateInferred();
    } else if (deflateUnknown && header.rsv & 4 && (header.opcode === 1 || header.opcode === 2)) {
      bits |= anomaly.rsv1NotAgreed;
      this.#deflate = 'none';
    }
    if (this.#midStream && this.frameCount === 0 && decision.kind !== 'declared') {
      // Nothing was read yet in this direction: the capture began inside a frame, which is nobody's fault.
      const from = decision.kind === 'found' ? decision.offset : bytes.length;
      this.startedAt = this.offset + from;
      this.offset += from;
      if (decision.kind === 'found') this.#replay(held, from);
      else if (!final) this.#startSearch();
      return;
    }
    this.#midStream = false;
    if (decision.kind === 'declared') {
      this.#tolerated |= bits & doubtfulHeader;
      this.offset += header.headerLength;
      this.#accept(
        header.byte0,
        header.byte1,
        header.headerLength,
        header.payloadLength,
        header.maskingKey,
        bits,
        held.timeAt(0),
      );
      this.#replay(held, header.headerLength);
      return;
    }
    // Not a frame at all, or one whose length is wrong: show its header as read, then go on where frames are again.
    const frame = this.#frames.push(
      this.#isServer,
      (header.byte0 << 8) | header.byte1,
      header.headerLength,
      header.payloadLength,
      header.maskingKey,
      this.offset,
      held.timeAt(0),
      2,
      bits,
    );
    this.#frame = frame;
    this.frameCount++;
    if (header.headerLength + header.payloadLength <= bytes.length) this.#frames.setComplete(frame);
    this.#fault(bits, this.offset);
    this.#trust = 2;
    this.messageOpen = false;
    this.#message = -1;
    this.#contextLost = true;
    this.#messageSpoiled = true;
    if (decision.kind === 'found') {
      this.offset += decision.offset;
      this.#replay(held, decision.offset);
    } else {
      this.lostAt = this.offset;
      if (final) this.offset += bytes.length;
      else {
        this.#startSearch();
        this.offset += 1;
        this.#holdAgain(held, 1);
      }
    }
  }

  #search(held: HeldBytes, final: boolean): void {
    const bytes = held.bytes();
    const options = {
      sender: this.#sender,
      deflate: this.#deflate !== 'none',
      tolerate: this.#tolerated,
      open: !final,
    };
    const boundary = findBoundary(bytes, 0, bytes.length, options);
    this.#held = null;
    if (boundary !== null) {
      this.#searching = false;
      this.lostAt = null;
      this.offset += boundary.offset;
      this.#replay(held, boundary.offset);
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
    this.#held = new HeldBytes(deliberationWindow);
    this.#holdAgain(held, bytes.length - keep);
  }

  #replay(held: HeldBytes, from: number): void {
    this.#searching = false;
    held.each(from, (bytes, start, end, time) => this.push(bytes, start, end, time));
  }

  #holdAgain(held: HeldBytes, from: number): void {
    held.each(from, (bytes, start, end, time) => this.#held?.append(bytes, start, end, time));
  }

  /** The rows of the table were put into another order: row `i` is now row `place[i]`. */
  renumber(place: Int32Array): void {
    if (this.broken !== null) this.broken = { ...this.broken, frame: place[this.broken.frame] };
    if (this.closed !== null) this.closed = { ...this.closed, frame: place[this.closed.frame] };
    const details = [...this.details];
    this.details.clear();
    for (const [frame, detail] of details) this.details.set(place[frame], detail);
  }
}
