// The frame at the break as its header declares it: its length is right, frames follow where it ends, and
// what is wrong is a
// bit of the header or the payload itself.

import { countBits } from '../../bytes/bits.ts';
import { concat } from '../../bytes/concat.ts';
import type { Evidence } from '../../model/finding.ts';
import { isControl, opcode as opcodes } from '../../model/opcode.ts';
import { doubtfulHeader, type ViolationName, violation } from '../../model/violation.ts';
import { capital, hexOffset, the } from '../../model/words.ts';
import type { Chain } from '../../websocket/chain.ts';
import type { Header } from '../../websocket/header.ts';
import type { Hypothesis } from '../hypothesis.ts';
import { oncePer } from '../once-per.ts';
import { type BreakWindow, headerAt, payloadAt, placeIn } from './break-window.ts';
import { chainScore, explains, follow, framesFollow } from './chain-score.ts';
import { soundBefore } from './frames-before.ts';
import { packetScoreOfMismatches } from './payload-length-mismatch.ts';
import { readsAsText } from './text-shape.ts';

export interface DeclaredFrame {
  readonly window: BreakWindow;
  readonly header: Header;
  /** Offset of the payload in the window. */
  readonly payloadAt: number;
  /** Offset in the window just after the declared payload. */
  readonly end: number;
  /** The declared payload lies in the window. */
  readonly complete: boolean;
  /** The payload on the wire. */
  readonly wire: Uint8Array;
  /** The payload, unmasked when the header says that it is masked. */
  readonly payload: Uint8Array;
  /** The frames after the declared end. */
  readonly chain: Chain;
  /** How much those frames are evidence for the declared end, in bits. */
  readonly followScore: number;
  /** How much is evidence for the frame as declared, whatever rule it breaks, in bits. */
  readonly fit: number;
}

/** The declared end lies after the bytes at hand, so nothing confirms it. */
const scoreOfUnseenEnd = -4;
/** A text frame whose payload reads as text has its length right. */
const scoreOfReadableText = 6;
/** Two NUL bytes have the form of an empty fragment, and are hardly ever one. */
const scoreOfZeros = -16;
/** Two broken rules in one header are rather no header at all. */
const scoreOfManyFaults = -6;

/** The rules that the frame at the break breaks, and the rule of message order that follows from breaking another. */
function toleratedAfter(violations: number): number {
  const order = violation.interleavedMessage | violation.orphanContinuation;
  return violations & order ? violations | order : violations;
}

/** The frame at the break, or `null` when its header is not whole. */
export const declaredFrame = oncePer((window: BreakWindow): DeclaredFrame | null => {
  const header = headerAt(window, window.breakAt);
  if (header === null) return null;
  const { violations } = window.firstBreak;
  const from = window.breakAt + header.headerLength;
  const end = from + header.payloadLength;
  const complete = end <= window.bytes.length;
  const knowsMessage = !isControl(header.opcode) && !(violations & violation.interleavedMessage);
  const chain = follow(window, complete ? end : window.bytes.length, {
    tolerate: toleratedAfter(violations),
    messageOpen: knowsMessage ? !header.fin : null,
  });
  const followScore = complete ? chainScore(chain, window) : scoreOfUnseenEnd;
  const payload = payloadAt(window, window.breakAt, header);
  const isText = header.opcode === opcodes.text && (header.rsv & 4) === 0 && header.payloadLength > 1;
  return {
    window,
    header,
    payloadAt: from,
    end,
    complete,
    wire: window.bytes.subarray(from, end),
    payload,
    chain,
    followScore,
    fit:
      followScore +
      (isText && readsAsText(payload) ? scoreOfReadableText : 0) +
      (header.byte0 === 0 && header.byte1 === 0 ? scoreOfZeros : 0) +
      (countBits(violations & doubtfulHeader) > 1 ? scoreOfManyFaults : 0) -
      packetScoreOfMismatches(window),
  };
});

/** The frame at the break where it breaks one of these rules, else `null`. */
export function frameBreaking(window: BreakWindow, ...names: readonly ViolationName[]): DeclaredFrame | null {
  if (window.firstBreak.overrun) return null;
  const bits = names.reduce((sum, name) => sum | violation[name], 0);
  return window.firstBreak.violations & bits ? declaredFrame(window) : null;
}

/** Whether the frame at the break breaks a rule. */
export function breaksRule(window: BreakWindow, name: ViolationName): boolean {
  return (window.firstBreak.violations & violation[name]) !== 0;
}

/** Sender and offset of the frame at the break, to begin a claim with. */
export function senderAndOffset(window: BreakWindow): { readonly sender: string; readonly offset: string } {
  return { sender: capital(the(window.sender)), offset: hexOffset(window.firstBreak.offset) };
}

/** Evidence that the length is right: the frames that follow. */
export function lengthIsRight({ complete, chain }: DeclaredFrame): Evidence[] {
  return complete ? [{ text: `Its length is right: ${framesFollow(chain)}.`, place: null }] : [];
}

/** How likely it is that such a rule was broken on purpose and nothing else is wrong, by where it shows, in bits. */
const ruleScores = {
  /** Random bytes break rules of the header most of the time. */
  header: 8,
  /** Here the header broke no rule: random bytes get that far once in about 256 times. */
  payload: 16,
};

/** What a cause says of a frame that breaks its rule. */
export interface RuleWords {
  readonly claim: string;
  /** Where the fault shows: in the header, or after a sound header. */
  readonly shows: keyof typeof ruleScores;
  /** Bytes that show it; one byte of the header if left out. */
  readonly in?: 'header' | 'payload';
  readonly name?: string;
  /** Bits that speak for or against it beyond the usual. */
  readonly extraScore?: number;
  readonly evidence?: readonly Evidence[];
}

/** The hypothesis that the frame is as declared and that breaking one rule is all that is wrong with it. */
export function ruleHypothesis(frame: DeclaredFrame, words: RuleWords): Hypothesis {
  const { window, header } = frame;
  const place =
    words.in === 'payload'
      ? placeIn(window, frame.payloadAt, header.payloadLength)
      : placeIn(window, window.breakAt, 1);
  return {
    ...explains(frame.chain),
    name: words.name ?? 'the frame is as declared, and only this is wrong',
    score: frame.fit + ruleScores[words.shows] + (words.extraScore ?? 0),
    claim: words.claim,
    evidence: [
      { text: words.claim, place },
      soundBefore(window),
      ...lengthIsRight(frame),
      ...(words.evidence ?? []),
    ],
  };
}

/** The payloads of the message that begins with the frame at the break, joined. */
export function messageFromBreak({ window, header, payload, chain }: DeclaredFrame): Uint8Array {
  const parts: Uint8Array[] = [payload];
  if (header.fin) return payload;
  for (const frame of chain.frames) {
    if (isControl(frame.header.opcode)) continue;
    if (frame.header.opcode !== opcodes.continuation) break;
    parts.push(payloadAt(window, frame.offset, frame.header));
    if (frame.header.fin) break;
  }
  return concat(parts);
}
