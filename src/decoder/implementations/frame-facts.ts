// One frame as a simulated reader sees it: the header, the content, and what the reader knows of the frames before.

import { firstNotUtf8 } from '../bytes/utf8.ts';
import type { Sender } from '../model/basics.ts';
import { isControl, opcode as opcodes } from '../model/opcode.ts';
import { violation } from '../model/violation.ts';
import type { InflateFailure, Inflating, MessageContent, Taking } from './message-content.ts';
import type { WireFrame } from './wire-frame.ts';

export type Role = 'client' | 'server';

/** What a reader knows when a frame arrives. */
export interface ReaderState {
  readonly sender: Sender;
  readonly deflateAgreed: boolean;
  /** The sender may refer to the messages before. */
  readonly keepsWindow: boolean;
  /** The peer closed the stream (FIN or RST); false when only the capture ends. */
  readonly streamEnded: boolean;
  /** The message that the frames before left open or ended. */
  readonly content: MessageContent;
  /** The Close frame that was read before: its code and reason, which the reader's answer repeats. */
  readonly closedWith: { readonly code: number | null; readonly reason: string } | null;
  /** A pong came inside the message that is open. */
  readonly pongInMessage: boolean;
  /** The last control frame inside the message that is open. */
  readonly controlInMessage: WireFrame | null;
  /** Frame offsets at which socket reads ended, ascending; empty: not known. */
  readonly readEnds: readonly number[];
  readonly inflating?: Inflating;
  /** How the reader takes a data frame, where that differs from the usual. */
  readonly take?: (frame: WireFrame, state: ReaderState) => Partial<Taking>;
}

export class FrameFacts {
  readonly frame: WireFrame;
  readonly state: ReaderState;
  #content: MessageContent | null = null;

  constructor(frame: WireFrame, state: ReaderState) {
    this.frame = frame;
    this.state = state;
  }

  get sender(): Sender {
    return this.state.sender;
  }
  get opcode(): number {
    return this.frame.opcode;
  }
  get fin(): boolean {
    return this.frame.fin;
  }
  /** 0-7; RSV1 is 4. */
  get rsv(): number {
    return this.frame.rsv;
  }
  get masked(): boolean {
    return this.frame.masked;
  }
  get lengthForm(): 7 | 16 | 64 {
    return this.frame.lengthForm;
  }
  get payloadLength(): number {
    return this.frame.payloadLength;
  }
  /** The 64-bit length with its upper half laid over the lower one, as a signed number of 32 bits. */
  get foldedLength(): number {
    return foldedLength(this.frame);
  }
  get headerComplete(): boolean {
    return this.frame.headerReceived === this.frame.headerLength;
  }
  get payloadComplete(): boolean {
    return this.frame.payloadComplete;
  }
  get deflateAgreed(): boolean {
    return this.state.deflateAgreed;
  }
  get streamEnded(): boolean {
    return this.state.streamEnded;
  }
  get afterClose(): boolean {
    return this.state.closedWith !== null;
  }
  get isControl(): boolean {
    return isControl(this.frame.opcode);
  }
  /** The frame ends what it belongs to: it is a control frame, or the last one of its message. */
  get messageComplete(): boolean {
    return this.payloadComplete && (this.fin || this.isControl);
  }
  /** A fragmented message was unfinished before this frame. */
  get messageOpen(): boolean {
    return this.state.content.open;
  }
  /** The kind of that message. */
  get messageKind(): 'text' | 'binary' | null {
    return this.messageOpen ? this.state.content.kind : null;
  }
  /** The payload that the reader has, unmasked; `null` when it was not read from the input. */
  get payload(): Uint8Array | null {
    return this.frame.payload;
  }
  /** The message with this frame; of a control frame the message around it. */
  get content(): MessageContent {
    if (this.isControl) return this.state.content;
    this.#content ??= this.state.content.next(this.frame, takingOf(this.frame, this.state));
    return this.#content;
  }
  /** Payload bytes of the message up to the end of this frame, as declared. */
  get messageLength(): number {
    const before =
      this.opcode === opcodes.continuation && this.messageOpen ? this.state.content.wireLength : 0;
    return before + this.payloadLength;
  }
  /** The two bytes of a Close frame, whether they may be sent or not. */
  get closeCode(): number | null {
    if (this.opcode !== opcodes.close || this.payloadLength < 2) return null;
    const payload = this.payload;
    return payload === null || payload.length < 2 ? null : payload[0] * 256 + payload[1];
  }
  get closeReason(): Uint8Array | null {
    if (this.opcode !== opcodes.close || this.payloadLength < 3) return null;
    return this.payload?.subarray(2) ?? null;
  }
  /** The reason of a complete Close frame is not UTF-8. */
  get badCloseReason(): boolean {
    const reason = this.closeReason;
    if (this.payload === null) return (this.frame.knownFaults & violation.closeReasonNotUtf8) !== 0;
    return reason !== null && this.payloadComplete && firstNotUtf8(reason) >= 0;
  }
  /** Length of the message after so many bytes of the payload, inflated. */
  contentAfter(received: number): number {
    const { frame, content } = this;
    if (!content.compressed) return content.lastFrameAt + received;
    const part = { ...frame, fin: false, payload: frame.payload?.subarray(0, received) ?? null };
    return this.state.content.next(part, takingOf(part, this.state)).length;
  }
  /** Bytes that the end of the compressed message inflates to, which the reader appends itself. */
  get tailOutput(): number {
    if (!this.messageComplete || this.isControl || !this.content.compressed) return 0;
    const cut = { ...this.frame, fin: false };
    const before = this.state.content.next(cut, takingOf(cut, this.state));
    return Math.max(0, this.content.length - before.length);
  }
  /** The text of the message is not UTF-8 up to here. */
  get badText(): boolean {
    return !this.isControl && this.content.kind === 'text' && this.content.textBadAt >= 0;
  }
  /** Why the payload of a control frame with RSV1 does not inflate, for a reader that inflates it like a message. */
  get controlFailure(): InflateFailure | null {
    if (!this.isControl || this.rsv < 4 || !this.deflateAgreed) return null;
    const taking = { begins: 'binary', compressed: true, ...this.state.inflating } as const;
    return this.state.content.next(this.frame, taking).inflateFailure;
  }
  /** Why the message does not inflate up to here; `null` when it does. */
  get inflateFails(): 'corrupt' | 'truncated' | null {
    const failure = this.isControl ? null : this.content.inflateFailure;
    if (failure === null) return null;
    return failure.reason === 'truncated' ? 'truncated' : 'corrupt';
  }
}

/** See `FrameFacts.foldedLength`. */
export function foldedLength({ lengthForm, lengthText, payloadLength }: WireFrame): number {
  if (lengthForm !== 64) return payloadLength;
  const length = BigInt(lengthText);
  return Number(BigInt.asIntN(32, (length >> 32n) | length));
}

/** How a reader takes a data frame. */
function takingOf(frame: WireFrame, state: ReaderState): Taking {
  const begins =
    frame.opcode === opcodes.text ? 'text' : frame.opcode === opcodes.continuation ? null : 'binary';
  return {
    begins,
    compressed: frame.rsv >= 4 && state.deflateAgreed && (frame.opcode === 1 || frame.opcode === 2),
    ...state.inflating,
    ...state.take?.(frame, state),
  };
}
