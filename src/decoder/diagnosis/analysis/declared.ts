// The frame at the break taken at its word: its length is right, the frames after it follow, and the objection is to the
// header or the payload itself.

import { countBits } from '../../bytes/bits.ts';
import { concat } from '../../bytes/concat.ts';
import type { CauseId } from '../../model/cause-id.ts';
import type { Evidence } from '../../model/finding.ts';
import { opcodeName } from '../../model/opcode.ts';
import { doubtfulHeader, type ViolationName, violation, violationNames } from '../../model/violation.ts';
import { capital, count, hexOffset, the } from '../../model/words.ts';
import type { Header } from '../../websocket/header.ts';
import { inflateRaw } from '../../websocket/inflate-raw.ts';
import { type BreakWindow, headerAt, payloadAt, placeIn } from '../evidence/break-window.ts';
import { chainScore, follow, framesFollow } from '../evidence/chain-score.ts';
import { readsAsText } from '../evidence/text-shape.ts';
import { oncePer } from '../once-per.ts';
import type { CauseHypothesis } from '../ranking.ts';
import { contentHypotheses } from './content.ts';
import { soundBefore } from './intruders.ts';
import { maskHypotheses } from './masks.ts';

export interface Declared {
  readonly header: Header;
  /** Offset in the window just past the declared payload. */
  readonly end: number;
  readonly complete: boolean;
  readonly chain: ReturnType<typeof follow>;
  /** What follows, in bits. */
  readonly bits: number;
  readonly payload: Uint8Array;
}

const violationCause: Partial<Record<ViolationName, CauseId>> = {
  rsv2: 'reserved-bits',
  rsv3: 'reserved-bits',
  reservedDataOpcode: 'reserved-opcode',
  reservedControlOpcode: 'reserved-opcode',
  fragmentedControl: 'fragmented-control',
  controlTooLong: 'control-too-long',
  lengthNotMinimal: 'length-not-minimal',
  lengthMsbSet: 'length-msb-set',
  orphanContinuation: 'orphan-continuation',
  interleavedMessage: 'interleaved-messages',
  closePayloadOneByte: 'close-payload-one-byte',
  closeCodeInvalid: 'close-code-invalid',
  closeReasonNotUtf8: 'close-reason-not-utf8',
  dataAfterClose: 'data-after-close',
};

/** The frame at the break, if its declared end lies in the window. */
export const declaredFrame = oncePer((window: BreakWindow): Declared | null => {
  const header = headerAt(window, window.breakAt);
  if (header === null) return null;
  const end = window.breakAt + header.headerLength + header.payloadLength;
  const complete = end <= window.bytes.length;
  const isData = (header.opcode & 8) === 0;
  const chain = follow(window, complete ? end : window.bytes.length, {
    tolerate:
      window.firstBreak.violations |
      (window.firstBreak.violations & violation.interleavedMessage ? violation.orphanContinuation : 0) |
      (window.firstBreak.violations & violation.orphanContinuation ? violation.interleavedMessage : 0),
    messageOpen:
      isData && !(window.firstBreak.violations & violation.interleavedMessage) ? !header.fin : null,
  });
  return {
    header,
    end,
    complete,
    chain,
    bits: complete ? chainScore(chain, window) : -4,
    payload: payloadAt(window, window.breakAt, header),
  };
});

/** Bits by which the frame at the break fits its own declaration, whatever is wrong with it otherwise. */
function fitness(window: BreakWindow, declared: Declared): number {
  const { header, payload } = declared;
  let bits = declared.bits;
  if (header.opcode === 1 && (header.rsv & 4) === 0 && header.payloadLength > 1)
    bits += readsAsText(payload) ? 6 : 0;
  if (countBits(window.firstBreak.violations & doubtfulHeader) > 1) bits -= 6;
  return bits;
}

function ruleHypothesis(
  window: BreakWindow,
  declared: Declared,
  name: ViolationName,
): CauseHypothesis | null {
  const cause = violationCause[name];
  const { header } = declared;
  const reserved = (window.firstBreak.violations & violation.reservedControlOpcode) !== 0;
  if (cause === undefined || (reserved && (name === 'controlTooLong' || name === 'fragmentedControl')))
    return null;
  const who = the(window.sender);
  const where = hexOffset(window.firstBreak.offset);
  const code = header.opcode.toString(16).toUpperCase();
  const claims: Partial<Record<ViolationName, string>> = {
    rsv2: `${capital(who)} set RSV2 in the frame at ${where}; no extension in use gives it a meaning.`,
    rsv3: `${capital(who)} set RSV3 in the frame at ${where}; no extension in use gives it a meaning.`,
    reservedDataOpcode: `${capital(who)} sent a frame with the reserved opcode ${code} at ${where}.`,
    reservedControlOpcode: `${capital(who)} sent a control frame with the reserved opcode ${code} at ${where}.`,
    fragmentedControl: `${capital(who)} sent a ${opcodeName(header.opcode)} without FIN at ${where}: control frames cannot be fragmented.`,
    controlTooLong: `${capital(who)} sent a ${opcodeName(header.opcode)} of ${count(header.payloadLength, 'byte')} at ${where}: a control frame holds at most 125.`,
    lengthNotMinimal: `${capital(who)} wrote a length of ${header.payloadLength.toLocaleString('en')} in the ${header.lengthForm}-bit form at ${where}, where a shorter one is due.`,
    lengthMsbSet: `${capital(who)} wrote a 64-bit length with its top bit set at ${where}.`,
    orphanContinuation: `${capital(who)} sent a continuation frame at ${where} with no message to continue.`,
    interleavedMessage: `${capital(who)} began a new message at ${where} before the one under way was finished.`,
    closePayloadOneByte: `${capital(who)} sent a Close with a body of one byte at ${where}; a close code takes two.`,
    closeCodeInvalid: `${capital(who)} sent a close code that may not be sent at ${where}.`,
    closeReasonNotUtf8: `${capital(who)} sent a close reason that is not UTF-8 at ${where}.`,
    dataAfterClose: `${capital(who)} went on writing after its Close: a ${opcodeName(header.opcode)} frame follows at ${where}.`,
  };
  const inPayload = name.startsWith('close') || name === 'textNotUtf8';
  const at = inPayload ? window.breakAt + header.headerLength : window.breakAt;
  const evidence: Evidence[] = [
    {
      text: claims[name] ?? '',
      place: placeIn(window, at, inPayload ? Math.max(1, header.payloadLength) : 1),
    },
    soundBefore(window),
  ];
  if (declared.complete)
    evidence.push({ text: `Its length is right: ${framesFollow(declared.chain)}.`, place: null });
  if (name === 'closeCodeInvalid') evidence.push(...closeCodeEvidence(window, declared));
  const msb = name === 'lengthMsbSet';
  return {
    cause,
    name: `the frame is as declared, and ${name === 'lengthMsbSet' ? 'its length is impossible' : 'only this is wrong'}`,
    // A 64-bit length with its top bit set in an otherwise legal header does not come about by being out of step.
    score: msb
      ? 66
      : fitness(window, declared) -
        chanceClose(window, declared, name) +
        (inPayload || name === 'dataAfterClose' ? 16 : 8),
    frames: declared.chain.frames.length,
    toEnd: declared.chain.stop === 'end',
    claim: claims[name] ?? '',
    evidence,
  };
}

/** A Close with a bad body after which the stream goes on as if nothing had been is most likely no Close at all. */
function chanceClose(window: BreakWindow, declared: Declared, name: ViolationName): number {
  if (name !== 'closeCodeInvalid' && name !== 'closeReasonNotUtf8') return 0;
  const data = declared.chain.frames.filter(({ header }) => (header.opcode & 8) === 0).length;
  const both = violation.closeCodeInvalid | violation.closeReasonNotUtf8;
  return Math.min(24, data * 8) + ((window.firstBreak.violations & both) === both ? 6 : 0);
}

function closeCodeEvidence(window: BreakWindow, declared: Declared): Evidence[] {
  const { payload } = declared;
  if (payload.length < 2) return [];
  const swapped = (payload[1] << 8) | payload[0];
  if (swapped >= 1000 && swapped <= 1011) {
    return [
      {
        text: `With its two bytes swapped it is ${swapped}: the code was written low byte first.`,
        place: placeIn(window, window.breakAt + declared.header.headerLength, 2),
      },
    ];
  }
  return [];
}

/** RSV1 with nothing agreed: compression if the payload inflates, else a stray bit. */
function rsv1Hypotheses(window: BreakWindow, declared: Declared): CauseHypothesis[] {
  const { header } = declared;
  const who = the(window.sender);
  const where = hexOffset(window.firstBreak.offset);
  const place = placeIn(window, window.breakAt, 1);
  const bits = fitness(window, declared);
  const common = { frames: declared.chain.frames.length, toEnd: declared.chain.stop === 'end' };
  const found: CauseHypothesis[] = [];
  const fragments = fragmentsFrom(window, declared);
  const inflated = inflateRaw(fragments, 1 << 20);
  const isText = header.opcode === 1;
  const sensible =
    inflated.error === null && inflated.bytes.length > 0 && (!isText || readsAsText(inflated.bytes));
  const zlib =
    !sensible && fragments[0] === 0x78 && inflateRaw(fragments.subarray(2), 1 << 20).bytes.length > 4;
  if (sensible || zlib) {
    found.push({
      ...common,
      cause: 'compression-not-negotiated',
      name: 'compressed without agreement',
      score: bits + 20 + Math.min(20, inflated.bytes.length / 4),
      claim: `${capital(who)} sent a compressed message at ${where}, but permessage-deflate was not agreed.`,
      evidence: [
        { text: 'RSV1 is set, which marks a compressed message.', place },
        {
          text: `The payload inflates to ${count(inflated.bytes.length, 'byte')}${isText ? ` of text: “${new TextDecoder().decode(inflated.bytes.subarray(0, 60))}”` : ''}.`,
          place: placeIn(window, window.breakAt + header.headerLength, header.payloadLength),
        },
        handshakeEvidence(window),
      ],
    });
  }
  found.push({
    ...common,
    cause: 'reserved-bits',
    name: 'RSV1 set without a meaning',
    score: bits + (sensible ? -10 : 8),
    claim: `${capital(who)} set RSV1 in the frame at ${where}, but nothing was agreed that uses it, and the payload does not inflate.`,
    evidence: [{ text: 'RSV1 is set.', place }, handshakeEvidence(window), soundBefore(window)],
  });
  return found;
}

/** The payloads of a fragmented message from the break on, in one run. */
export function fragmentsFrom(window: BreakWindow, declared: Declared): Uint8Array {
  const parts: Uint8Array[] = [declared.payload];
  if (!declared.header.fin) {
    for (const frame of declared.chain.frames) {
      if ((frame.header.opcode & 8) !== 0) continue;
      if (frame.header.opcode !== 0) break;
      parts.push(payloadAt(window, frame.offset, frame.header));
      if (frame.header.fin) break;
    }
  }
  return concat(parts);
}

export function handshakeEvidence(window: BreakWindow): Evidence {
  const { handshake, deflate } = window.context.connection;
  if (handshake?.response === null || handshake === null) {
    return { text: 'The handshake is not in the input, so what was agreed is not known.', place: null };
  }
  const line = handshake.checks.find((check) => check.id === 'extensions');
  return deflate === null
    ? { text: 'The answer to the upgrade agrees to no permessage-deflate.', place: line?.place ?? null }
    : { text: 'The answer to the upgrade agrees to permessage-deflate.', place: line?.place ?? null };
}

/** RSV1 where permessage-deflate forbids it. */
function misplacedFlag(window: BreakWindow, declared: Declared, name: ViolationName): CauseHypothesis {
  const where = hexOffset(window.firstBreak.offset);
  const on = name === 'rsv1OnControl' ? `a ${opcodeName(declared.header.opcode)}` : 'a continuation frame';
  const agreed = window.context.connection.deflate !== null;
  return {
    cause: agreed ? 'compression-flag-misplaced' : 'reserved-bits',
    name: `RSV1 on ${on}`,
    score: fitness(window, declared) + (agreed ? 16 : 8),
    frames: declared.chain.frames.length,
    toEnd: declared.chain.stop === 'end',
    claim: agreed
      ? `${capital(the(window.sender))} set RSV1 on ${on} at ${where}; only the first frame of a message may have it.`
      : `${capital(the(window.sender))} set RSV1 on ${on} at ${where}, and nothing was agreed that uses it.`,
    evidence: [
      { text: `RSV1 is set on ${on}.`, place: placeIn(window, window.breakAt, 1) },
      handshakeEvidence(window),
      soundBefore(window),
    ],
  };
}

/** Hypotheses that leave the framing alone. */
export function declaredHypotheses(window: BreakWindow): CauseHypothesis[] {
  if (window.firstBreak.overrun) return [];
  const declared = declaredFrame(window);
  if (declared === null) return [];
  const found: CauseHypothesis[] = [];
  for (const name of violationNames(window.firstBreak.violations)) {
    if (name === 'rsv1NotAgreed') found.push(...rsv1Hypotheses(window, declared));
    else if (name === 'rsv1OnControl' || name === 'rsv1OnContinuation') {
      found.push(misplacedFlag(window, declared, name));
    } else {
      const rule = ruleHypothesis(window, declared, name);
      if (rule !== null) found.push(rule);
    }
  }
  const mask = violation.maskedServerFrame | violation.unmaskedClientFrame;
  const payload =
    violation.textNotUtf8 |
    violation.closeCodeInvalid |
    violation.closeReasonNotUtf8 |
    violation.deflateFailed;
  if (window.firstBreak.violations & (mask | payload))
    found.push(...maskHypotheses(window, declared, fitness(window, declared)));
  if (window.firstBreak.violations & (violation.textNotUtf8 | violation.deflateFailed)) {
    found.push(...contentHypotheses(window, declared, fitness(window, declared)));
  }
  return found;
}
