// Simulates how an implementation reads one direction of a connection, frame by frame from the first byte, with its
// own checks and limits, until it refuses a frame.

import type { Sender } from '../model/basics.ts';
import { opcode as opcodes } from '../model/opcode.ts';
import { holds } from './conditions.ts';
import { FrameFacts, type ReaderState, type Role } from './frame-facts.ts';
import type { Check, Implementation, Stage } from './implementation.ts';
import type { Compression, MessageContent } from './message-content.ts';
import type { WireFrame } from './wire-frame.ts';
import { closeReasonText } from './words.ts';

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
  | { readonly kind: 'accepts' }
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
  for (const received of stream.frames) {
    const frame = asTaken(received, implementation, role);
    if (pending !== null && frame.start + 2 > pending.readEnd) break;
    const facts = new FrameFacts(frame, state);
    const check = firstFailing(facts, implementation, role, pending?.check.pass ?? Number.POSITIVE_INFINITY);
    if (check !== null) {
      if (check.pass === 0) return refusal(check, facts, implementation, role);
      pending = { check, facts, readEnd: readEndAfter(stream, frame) };
    }
    if (!frame.payloadComplete) {
      if (pending !== null) break;
      return stream.ended && implementation.cut ? { kind: 'cut', facts } : { kind: 'accepts' };
    }
    if (frame.opcode === opcodes.close && !implementation.readsAfterClose) {
      const isClosed = check === null && (pending === null || pending.facts.frame !== frame);
      if (isClosed) return { kind: 'accepts' };
    }
    state = stateAfter(facts, implementation);
  }
  if (pending !== null) return refusal(pending.check, pending.facts, implementation, role);
  return { kind: 'accepts' };
}

/** The frame with the payload that the reader works with. */
function asTaken(frame: WireFrame, { keepsMask = false }: Implementation, role: Role): WireFrame {
  return keepsMask && role === 'client' && frame.masked ? { ...frame, payload: frame.wirePayload } : frame;
}

function stateAfter(facts: FrameFacts, { answersEmptyClose, ignoresOrphans }: Implementation): ReaderState {
  const { state, frame } = facts;
  if (frame.opcode === opcodes.close)
    return {
      ...state,
      closedWith: state.closedWith ?? {
        code: facts.closeCode ?? answersEmptyClose ?? null,
        reason: closeReasonText(facts),
      },
    };
  if (facts.isControl) {
    if (!facts.messageOpen) return state;
    const pongInMessage = state.pongInMessage || frame.opcode === opcodes.pong;
    return { ...state, pongInMessage, controlInMessage: frame };
  }
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

/** Where the socket read ends that holds the decisive byte of a frame. */
function readEndAfter(stream: ReceivedStream, frame: WireFrame): number {
  const decisive = frame.start + frame.headerReceived;
  return stream.readEnds?.find((end) => end >= decisive) ?? Number.POSITIVE_INFINITY;
}

function firstFailing(
  facts: FrameFacts,
  implementation: Implementation,
  role: Role,
  below: number,
): Check | null {
  let found: Check | null = null;
  for (const check of implementation.checks) {
    if (check.pass >= (found?.pass ?? below)) continue;
    if (check.role !== null && check.role !== role) continue;
    if (check.untilClose && facts.afterClose) continue;
    if (!hasArrived(check.stage, facts, implementation)) continue;
    if (check.on.some((condition) => holds(condition, facts, implementation, role))) found = check;
    if (found?.pass === 0) return found;
  }
  return found;
}

function refusal(check: Check, facts: FrameFacts, implementation: Implementation, role: Role): Outcome {
  if (implementation.joins === undefined || check.stage !== 'head') {
    return { kind: 'refuses', check, facts, texts: [check.text] };
  }
  const texts = implementation.checks
    .filter((other) => other.stage === 'head')
    .filter((other) => other.on.some((condition) => holds(condition, facts, implementation, role)))
    .map((other) => other.text);
  return { kind: 'refuses', check, facts, texts };
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
