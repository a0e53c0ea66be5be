// A header that cannot be: does the framing go on as it declares, or are these no frame's bytes at all?

import { anomaly } from '../model/anomaly.ts';
import type { Sender } from '../model/basics.ts';
import { chainWeight, readChain } from './chain.ts';
import type { Header } from './header.ts';
import { inflateRaw } from './inflate.ts';
import { unmaskCopy } from './mask.ts';
import { findBoundary } from './resynchronise.ts';

export interface ContinuationContext {
  readonly sender: Sender;
  readonly deflate: boolean;
  readonly deflateUnknown: boolean;
  readonly messageOpen: boolean;
  /** Anomalies that this direction has shown before and that are let pass. */
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

/** Decides from `bytes`, which begin with the doubtful header and hold what follows up to a window. */
export function decideContinuation(
  bytes: Uint8Array,
  header: Header,
  bits: number,
  context: ContinuationContext,
): Continuation {
  const end = header.headerLength + header.payloadLength;
  if (context.deflateUnknown && bits === 0 && header.rsv === 4 && end <= bytes.length) {
    const payload = unmaskCopy(bytes.subarray(header.headerLength, end), header.maskingKey);
    const inflated = inflateRaw(payload, 1 << 20);
    // Without the handshake the window may be missing: going too far back is what real compression then looks like.
    const starts = inflated.error === null ? payload.length > 1 : inflated.error === 'distance too far back';
    if (starts) return { kind: 'declared', inflates: true };
  }
  const isData = (header.opcode & 8) === 0;
  const options = {
    sender: context.sender,
    deflate: context.deflate,
    tolerate: context.tolerated | bits | (bits & anomaly.interleavedMessage ? anomaly.orphanContinuation : 0),
    messageOpen: isData ? !header.fin : context.messageOpen,
    open: !context.final,
    most: 24,
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
  // A single, mild objection does not make a header noise: more than one, or a length that overruns, does.
  const mild =
    countBits(bits) === 1 && (bits & (anomaly.rsv2 | anomaly.rsv3 | anomaly.fragmentedControl)) === 0;
  if (boundary === null) {
    if (weight >= (mild ? 0 : 6)) return declared;
    if (mild && header.opcode !== 0 && end <= bytes.length && payloadSpeaks(bytes, header, context))
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

/** Whether the payload, as far as it is here, reads as what the opcode says: text that is text. */
function payloadSpeaks(bytes: Uint8Array, header: Header, context: ContinuationContext): boolean {
  const only = readChain(bytes, 0, {
    sender: null,
    deflate: true,
    tolerate: ~0 & ~anomaly.textNotUtf8,
    most: 1,
    open: !context.final,
  });
  return only.proven === 1 && header.payloadLength >= 2;
}

function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
