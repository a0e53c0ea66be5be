// Simulates how an implementation reads one direction of a connection, frame by frame from the first byte, with its
// own checks and limits, until it refuses a frame.

import { decodeText } from '../bytes/utf8.ts';
import type { Sender } from '../model/basics.ts';
import { isControl, opcode as opcodes } from '../model/opcode.ts';
import { holds } from './conditions.ts';
import { FrameFacts, type ReaderState, type Role } from './frame-facts.ts';
import type { Check, Implementation, Stage } from './implementation.ts';
import type { Compression, MessageContent } from './message-content.ts';
import { type WireFrame, withLength } from './wire-frame.ts';

/** What arrives at a reader. */
export interface ReceivedStream {
  readonly sender: Sender;
  readonly frames: readonly WireFrame[];
  /** permessage-deflate as agreed, or `null`. */
  readonly compression: Compression | null;
  /** The peer closed the stream after the last byte. */
  readonly ended: boolean;
  /** Frame offsets at which a socket read ended, ascending. Without them all bytes came in one read. */
  readonly readEnds?: readonly number[];
  /** The content that all readers start with; one object lets them share what they compute. */
  readonly content: MessageContent;
}

/** What a reader does with the stream. */
export type Outcome =
  /** `answer`: what it answers the Close frame with; `null`: none came. */
  | { readonly kind: 'accepts'; readonly answer: ReaderState['closedWith'] }
  /** It stops at a frame because of a check. `texts` has one entry, or several that are joined. */
  | {
      readonly kind: 'refuses';
      readonly check: Check;
      readonly facts: FrameFacts;
      readonly texts: readonly string[];
    }
  /** The peer ended the stream inside a frame, or without a Close frame. */
  | { readonly kind: 'cut'; readonly facts: FrameFacts };

interface Pending {
  readonly check: Check;
  readonly facts: FrameFacts;
  readonly readEnd: number;
}

/** What `implementation` does in `role` with what it receives. */
export function simulate(implementation: Implementation, role: Role, stream: ReceivedStream): Outcome {
  let state: ReaderState = {
    sender: stream.sender,
    deflateAgreed: stream.compression !== null,
    keepsWindow: stream.compression?.noContextTakeover === false,
    streamEnded: stream.ended,
    content: stream.content,
    closedWith: null,
    pongInMessage: false,
    controlInMessage: null,
    readEnds: stream.readEnds ?? [],
    ...(implementation.inflating === undefined ? {} : { inflating: implementation.inflating }),
    ...(implementation.take === undefined ? {} : { take: implementation.take }),
  };
  let pending: Pending | null = null;
  let lastRead = Number.POSITIVE_INFINITY;
  let closeReadEnd = 0;
  for (const received of framesOf(stream, implementation)) {
    const frame = asTaken(received, implementation, role);
    const isClose = frame.opcode === opcodes.close;
    if (isClose && implementation.takesLastClose && frame.start < closeReadEnd) {
      state = { ...state, closedWith: null };
      if (pending?.facts.frame.opcode === opcodes.close) pending = null;
    }
    const readEnd = Math.min(lastRead, pending?.readEnd ?? Number.POSITIVE_INFINITY);
    if (frame.start + 2 > readEnd) break;
    const facts = new FrameFacts(frame, state);
    const check = firstFailing(facts, implementation, role, pending, readEnd);
    if (check !== null) {
      if (check.pass === 0) return refusal({ check, facts }, implementation, role, stream);
      pending = {
        check,
        facts,
        readEnd: readEndAfter(stream, decisiveEnd(check.stage, facts, implementation)),
      };
    }
    if (!frame.payloadComplete) {
      if (pending !== null) break;
      if (stream.ended && implementation.cut) return { kind: 'cut', facts };
      break;
    }
    state = stateAfter(facts, implementation);
    if (isClose) {
      const { readsAfterClose = false } = implementation;
      if (!readsAfterClose && check === null) {
        if (pending?.facts.frame.opcode === opcodes.close) break;
        return { kind: 'accepts', answer: state.closedWith };
      }
      closeReadEnd = readEndAfter(stream, endOf(frame));
      if (readsAfterClose === 'same read') lastRead = Math.min(lastRead, closeReadEnd);
    }
  }
  if (pending !== null) return refusal(pending, implementation, role, stream);
  return { kind: 'accepts', answer: state.closedWith };
}

/** The frames as the reader finds them, which takes some length for another. */
function framesOf({ frames }: ReceivedStream, { lengthOf }: Implementation): readonly WireFrame[] {
  const last = frames[frames.length - 1];
  if (lengthOf === undefined || last === undefined || last.payloadComplete) return frames;
  if (last.headerReceived < last.headerLength) return frames;
  const length = lengthOf(last);
  return length < 0 || length === last.payloadLength
    ? frames
    : [...frames.slice(0, -1), ...withLength(last, length)];
}

/** Frame offset after a frame, as declared. */
const endOf = (frame: WireFrame): number => frame.start + frame.headerLength + frame.payloadLength;

/** The frame with the payload that the reader works with. */
function asTaken(frame: WireFrame, { keepsMask = false }: Implementation, role: Role): WireFrame {
  const isKept = keepsMask === 'data' ? !isControl(frame.opcode) : keepsMask;
  return isKept && role === 'client' && frame.masked ? { ...frame, payload: frame.wirePayload } : frame;
}

function stateAfter(
  facts: FrameFacts,
  {
    answersClose,
    answersEmptyClose,
    answersWithoutReason = answersClose !== undefined,
    dropsBadReason = false,
    ignoresOrphans,
    inflatesControl,
    keepsEmptyMessage,
    skipsReserved,
  }: Implementation,
): ReaderState {
  const { state, frame } = facts;
  if (frame.opcode === opcodes.close)
    return {
      ...state,
      closedWith: state.closedWith ?? {
        code: answersClose ?? facts.closeCode ?? answersEmptyClose ?? null,
        reason:
          answersWithoutReason || (dropsBadReason && facts.badCloseReason)
            ? ''
            : decodeText(facts.closeReason ?? new Uint8Array(0)),
      },
    };
  if (facts.isControl) {
    const isInflated = inflatesControl && frame.rsv >= 4 && state.deflateAgreed;
    const content = isInflated ? state.content.afterControl(frame, state.inflating ?? {}) : state.content;
    if (!facts.messageOpen) return { ...state, content };
    const pongInMessage = state.pongInMessage || frame.opcode === opcodes.pong;
    return { ...state, content, pongInMessage, controlInMessage: frame };
  }
  const isInEmpty = facts.messageOpen && state.content.wireLength === 0 && frame.opcode > 0;
  if (keepsEmptyMessage && isInEmpty && frame.fin) return state;
  if (skipsReserved && frame.opcode > opcodes.binary) return state;
  if (ignoresOrphans && frame.opcode === opcodes.continuation && !facts.messageOpen) return state;
  const { content } = facts;
  const { open } = content;
  return {
    ...state,
    content,
    pongInMessage: open && state.pongInMessage,
    controlInMessage: open ? state.controlInMessage : null,
  };
}

/** Where the socket read ends that holds the byte before a frame offset. */
function readEndAfter(stream: ReceivedStream, offset: number): number {
  return stream.readEnds?.find((end) => end >= offset) ?? Number.POSITIVE_INFINITY;
}

/** Frame offset after the byte that decides a check that failed. */
function decisiveEnd(stage: Stage, facts: FrameFacts, { controlWaits }: Implementation): number {
  const { frame, content } = facts;
  const extended = frame.lengthForm === 7 ? 0 : frame.lengthForm / 8;
  switch (stage) {
    case 'head':
      return frame.start + 2;
    case 'length':
      return frame.start + 2 + extended;
    case 'header':
      return frame.start + frame.headerLength;
    case 'part': {
      if (controlWaits && facts.isControl) return endOf(frame);
      const header = frame.start + frame.headerLength;
      const isText = !facts.isControl && !content.compressed && facts.badText;
      const badAt = isText ? content.textBadAt - content.lastFrameAt + 1 : 0;
      return header + Math.min(Math.max(0, badAt), frame.payloadLength);
    }
    case 'payload':
    case 'message':
      return frame.payloadComplete ? endOf(frame) : frame.start + frame.headerReceived;
  }
}

function firstFailing(
  facts: FrameFacts,
  implementation: Implementation,
  role: Role,
  pending: Pending | null,
  readEnd: number,
): Check | null {
  let found: Check | null = null;
  for (const check of implementation.checks) {
    if (check.pass >= (found?.pass ?? pending?.check.pass ?? Number.POSITIVE_INFINITY)) continue;
    if (check.role !== null && check.role !== role) continue;
    if (facts.afterClose ? check.untilClose : check.onlyAfterClose) continue;
    if (check.pass > 1 && isCollected(facts, implementation)) continue;
    if (!hasArrived(check.stage, facts, implementation)) continue;
    if (decisiveEnd(check.stage, facts, implementation) > readEnd) continue;
    if (check.on.some((condition) => holds(condition, facts, implementation, role))) found = check;
    if (found?.pass === 0) return found;
  }
  return found;
}

/** Whether what the frame inflates to is kept back until there is more of it. */
function isCollected({ content, fin, isControl, frame }: FrameFacts, { collectsInflated }: Implementation) {
  if (collectsInflated === undefined || isControl || !content.compressed) return false;
  return !(fin && frame.payloadComplete) && content.length < collectsInflated;
}

function refusal(
  { check, facts }: Pick<Pending, 'check' | 'facts'>,
  implementation: Implementation,
  role: Role,
  stream: ReceivedStream,
): Outcome {
  if (check.isHidden) return { kind: 'accepts', answer: null };
  const { losesClose } = implementation;
  const isSent = check.closeCode !== null && check.pass === 0;
  if (losesClose !== undefined && isSent && isLost(check, facts, implementation, stream)) {
    const said = { ...check, text: losesClose.text, closeCode: null };
    return { kind: 'refuses', check: said, facts, texts: [said.text] };
  }
  if (implementation.joins === undefined || check.stage !== 'head') {
    return { kind: 'refuses', check, facts, texts: [check.text] };
  }
  const texts = implementation.checks
    .filter((other) => other.stage === 'head')
    .filter((other) => other.on.some((condition) => holds(condition, facts, implementation, role)))
    .map((other) => other.text);
  return { kind: 'refuses', check, facts, texts };
}

/** Whether more of the same write follows a fault than a reader with this read size has read. */
function isLost(
  check: Check,
  facts: FrameFacts,
  implementation: Implementation,
  stream: ReceivedStream,
): boolean {
  const decisive = decisiveEnd(check.stage, facts, implementation);
  const last = stream.frames[stream.frames.length - 1];
  const streamEnd = Math.min(endOf(last), last.start + last.headerReceived + (last.payload?.length ?? 0));
  const writeEnd = Math.min(readEndAfter(stream, decisive), streamEnd);
  const writeStart = stream.readEnds?.findLast((end) => end < decisive) ?? 0;
  const readSize = implementation.losesClose?.readSize ?? 1;
  const read = Math.ceil((decisive - writeStart) / readSize) * readSize;
  return writeEnd > writeStart + read;
}

/** Whether the bytes that a check waits for are there. */
function hasArrived(stage: Stage, facts: FrameFacts, implementation: Implementation): boolean {
  const { frame } = facts;
  if (facts.headerComplete && implementation.controlWaits && facts.isControl) {
    return stage === 'length' || stage === 'header' ? true : facts.payloadComplete;
  }
  switch (stage) {
    case 'head':
      return frame.headerReceived >= 2;
    case 'length':
      return frame.headerReceived >= 2 + (frame.lengthForm === 7 ? 0 : frame.lengthForm / 8);
    case 'header':
    case 'part':
      return facts.headerComplete;
    case 'payload':
      return facts.payloadComplete;
    case 'message':
      return facts.messageComplete;
  }
}
