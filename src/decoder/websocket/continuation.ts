// Decides on a suspect header: whether the frames continue as it declares, or its bytes are not a frame.

import { countBits } from '../bytes/bits.ts';
import { checkUtf8, type Utf8Progress, utf8Bad, utf8Start } from '../bytes/utf8.ts';
import type { Sender } from '../model/basics.ts';
import { isControl, opcode, opensMessage } from '../model/opcode.ts';
import { violation } from '../model/violation.ts';
import { chainWeight, readChain } from './chain.ts';
import type { Header } from './header.ts';
import { inflateRaw } from './inflate-raw.ts';
import { unmaskCopy } from './mask.ts';
import { findBoundary } from './resynchronise.ts';

export interface ContinuationContext {
  readonly sender: Sender;
  readonly deflate: boolean;
  readonly deflateUnknown: boolean;
  readonly messageOpen: boolean;
  /** Violations that this direction has shown before and that are permitted now. */
  readonly tolerated: number;
  /** No more bytes will come. */
  readonly final: boolean;
}

export type Continuation =
  | { readonly kind: 'declared'; readonly inflates: boolean }
  | { readonly kind: 'found'; readonly offset: number; readonly inflates: false }
  | { readonly kind: 'lost'; readonly inflates: false };

const declared: Continuation = { kind: 'declared', inflates: false };
const lost: Continuation = { kind: 'lost', inflates: false };

/** Decides from `bytes`: the suspect header and what follows it, up to a window. */
export function decideContinuation(
  bytes: Uint8Array,
  header: Header,
  bits: number,
  context: ContinuationContext,
): Continuation {
  const end = header.headerLength + header.payloadLength;
  const masks = violation.maskedServerFrame | violation.unmaskedClientFrame;
  if (context.deflateUnknown && (bits & ~masks) === 0 && header.rsv === 4 && end <= bytes.length) {
    const here = looksDeflated(payloadOf(bytes, 0, header), header);
    if (here === 'inflates' || here === 'may' || inflatesLater(bytes, end, context.sender, bits)) {
      return { kind: 'declared', inflates: true };
    }
  }
  const isData = !isControl(header.opcode);
  const options = {
    sender: context.sender,
    deflate: context.deflate,
    tolerate:
      context.tolerated | bits | (bits & violation.interleavedMessage ? violation.orphanContinuation : 0),
    messageOpen: isData ? !header.fin : context.messageOpen,
    open: !context.final,
    maxFrames: 24,
  };
  let weight = Number.NEGATIVE_INFINITY;
  if (end <= bytes.length) {
    if (end === bytes.length) weight = 7;
    else {
      const chain = readChain(bytes, end, options);
      if (chain.frames.length > 0 || chain.stop === 'inside') weight = chainWeight(chain);
    }
    if (payloadSpeaks(bytes, header, context)) weight = Math.max(weight, 0) + 8;
  } else if (!context.final && header.payloadLength < 1 << 30 && countBits(bits) === 1) {
    // The payload is longer than the window: believe the length unless frames are found inside.
    weight = 4;
  } else if (context.final && countBits(bits) === 1 && payloadSpeaks(bytes, header, context)) {
    weight = 4;
  }
  const boundary = findBoundary(bytes, 1, bytes.length, {
    sender: context.sender,
    deflate: context.deflate,
    tolerate: context.tolerated,
    open: !context.final,
  });
  // A header with one mild violation is not noise. One with several, or with a length past the end, is.
  const mild =
    countBits(bits) === 1 && (bits & (violation.rsv2 | violation.rsv3 | violation.fragmentedControl)) === 0;
  if (boundary === null) {
    if (weight >= (mild ? 0 : 6)) return declared;
    if (
      mild &&
      header.opcode !== opcode.continuation &&
      end <= bytes.length &&
      payloadSpeaks(bytes, header, context)
    )
      return declared;
    return lost;
  }
  if (boundary.offset === end) return declared;
  if (boundary.offset > end) {
    if (weight >= 5) return declared;
    return { kind: 'found', offset: boundary.offset, inflates: false };
  }
  return weight + 6 >= boundary.weight
    ? declared
    : { kind: 'found', offset: boundary.offset, inflates: false };
}

function payloadOf(bytes: Uint8Array, offset: number, header: Header): Uint8Array {
  const from = offset + header.headerLength;
  return unmaskCopy(bytes.subarray(from, from + header.payloadLength), header.maskingKey);
}

/** Whether a payload is deflated, as far as it shows without the messages before it. */
function looksDeflated(payload: Uint8Array, header: Header): 'inflates' | 'may' | 'no' {
  if (payload.length < 2 || isPlainText(payload)) return 'no';
  const { error, bytes } = inflateRaw(payload, 1 << 20);
  if (error === null) return header.opcode !== opcode.text || isPlainText(bytes) ? 'inflates' : 'no';
  if (error === 'truncated' && !header.fin && bytes.length > 0) return 'inflates';
  // Without the handshake the window may be missing. Compressed data then refers too far back.
  return error === 'distance' && payload.length > 3 ? 'may' : 'no';
}

/**
 * Whether later messages with RSV1 inflate. RSV1 then means compression, although this message does not
 * inflate.
 */
function inflatesLater(bytes: Uint8Array, from: number, sender: Sender, tolerate: number): boolean {
  const { frames } = readChain(bytes, from, { sender, deflate: true, tolerate, maxFrames: 24 });
  return frames.some(
    ({ offset, header }) =>
      header.rsv === 4 &&
      opensMessage(header.opcode) &&
      looksDeflated(payloadOf(bytes, offset, header), header) !== 'no',
  );
}

/** UTF-8 without control characters. */
function isPlainText(bytes: Uint8Array): boolean {
  const progress: Utf8Progress = { state: utf8Start, badAt: -1 };
  checkUtf8(bytes, 0, bytes.length, progress);
  if (progress.state === utf8Bad) return false;
  return !bytes.some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13);
}

/** Whether the payload, as far as it is available, fits its opcode, e.g. text is UTF-8. */
function payloadSpeaks(bytes: Uint8Array, header: Header, context: ContinuationContext): boolean {
  const only = readChain(bytes, 0, {
    sender: null,
    deflate: true,
    tolerate: ~0 & ~violation.textNotUtf8,
    maxFrames: 1,
    open: !context.final,
  });
  return only.proven === 1 && header.payloadLength >= 2;
}
