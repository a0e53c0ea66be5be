// Finds a frame boundary again: after a break, after a gap in the capture, or where a capture starts
// mid-stream.

import { isControl, isReservedOpcode, opcode as opcodes } from '../model/opcode.ts';
import { violation } from '../model/violation.ts';
import { type Chain, type ChainOptions, chainWeight, readChain } from './chain.ts';
import { headerLengthOf, payloadLengthAt } from './header.ts';

export interface Boundary {
  readonly offset: number;
  readonly chain: Chain;
  readonly weight: number;
}

/** Least weight of a chain, in bits; below it a boundary is chance. */
const convincing = 17;

/** Largest number of frames in a chain. */
const chainLength = 12;
/**
 * Work that a search may do for each byte that it searches, and for any search: chains that overlap each
 * check the same payload again. In data that nobody crafted a byte is checked less than twice.
 */
const maxEffortPerByte = 16;
const minEffort = 4096;

/** Whether the payload of such a frame can be evidence. */
function mayBeProven(byte0: number, length: number): boolean {
  const code = byte0 & 15;
  return length > 0 && (code === opcodes.text || code === opcodes.close);
}

/** Whether the bytes at `at` are illegal as a header in every context. */
function isNoHeader(
  bytes: Uint8Array,
  at: number,
  end: number,
  { sender, tolerate = 0 }: ChainOptions,
): boolean {
  const byte0 = bytes[at];
  const byte1 = bytes[at + 1];
  let bits = (byte0 & 0x20 ? violation.rsv2 : 0) | (byte0 & 0x10 ? violation.rsv3 : 0);
  if (isReservedOpcode(byte0 & 15))
    bits |= isControl(byte0) ? violation.reservedControlOpcode : violation.reservedDataOpcode;
  if (sender === 'server' && byte1 & 128) bits |= violation.maskedServerFrame;
  if (sender === 'client' && !(byte1 & 128)) bits |= violation.unmaskedClientFrame;
  const isWide = (byte1 & 127) === 126 && at + headerLengthOf(byte1) <= end;
  if (isWide && payloadLengthAt(bytes, at) < 126) bits |= violation.lengthNotMinimal;
  return (bits & ~tolerate) !== 0;
}

/**
 * The first offset in `[from, to)` at which a convincing chain of frames begins, or `null`. An earlier start
 * wins over a later one in the same chain.
 */
export function findBoundary(
  bytes: Uint8Array,
  from: number,
  to: number,
  options: ChainOptions,
  threshold = convincing,
): Boundary | null {
  let best: Boundary | null = null;
  /** Index of the first frame of the best chain at or after the current offset. */
  let later = 0;
  const limit = Math.min(to, bytes.length);
  const end = options.end ?? bytes.length;
  let zerosEnd = from;
  const { effort = { spent: 0 } } = options;
  const maxEffort = effort.spent + minEffort + Math.max(0, limit - from) * maxEffortPerByte;
  const chainOptions = { ...options, effort, maxFrames: chainLength };
  const { sender, tolerate = 0 } = options;
  const masksWanted = sender === 'client' && (tolerate & violation.unmaskedClientFrame) === 0;
  const masksRefused = sender === 'server' && (tolerate & violation.maskedServerFrame) === 0;
  for (let offset = from; offset < limit && effort.spent <= maxEffort; offset++) {
    // A frame of the best chain so far is a later start of the same chain.
    if (best !== null) {
      const frames: Chain['frames'] = best.chain.frames;
      while (later < frames.length && frames[later].offset < offset) later++;
      if (later < frames.length && frames[later].offset === offset) continue;
    }
    const byte0 = bytes[offset];
    if (byte0 === 0 && bytes[offset + 1] === 0) {
      // Zeros have the form of frames and prove nothing: of a run only the last zeros can lead to the frames
      // after it.
      if (zerosEnd <= offset) {
        zerosEnd = offset;
        while (zerosEnd < limit && bytes[zerosEnd] === 0) zerosEnd++;
      }
      const near = zerosEnd - 2 * chainLength;
      if (near > offset) {
        offset = near - 1;
        continue;
      }
    }
    // RSV2, RSV3, reserved opcodes and the wrong mask bit fail at once: most offsets end here.
    if ((byte0 & 0x30) !== 0 || (byte0 & 7) > 2) continue;
    if (isControl(byte0) && (byte0 & 128) === 0) continue;
    const masked = (bytes[offset + 1] & 128) !== 0;
    if (masked ? masksRefused : masksWanted) continue;
    if (options.read === undefined) {
      const length = payloadLengthAt(bytes, offset);
      const next = offset + headerLengthOf(bytes[offset + 1]) + length;
      // A chain needs a first frame that is complete.
      if (next > end) continue;
      // A frame without evidence, followed by an illegal header, is not convincing.
      if (!mayBeProven(byte0, length) && next + 1 < end && isNoHeader(bytes, next, end, options)) continue;
    }
    const chain = readChain(bytes, offset, chainOptions);
    if (chain.frames.length === 0) continue;
    const weight = chainWeight(chain);
    if (weight < threshold) continue;
    if (best === null || weight > best.weight + 12) {
      best = { offset, chain, weight };
      later = 0;
    }
    if (
      best &&
      (best.chain.stop === 'end' || best.chain.stop === 'max-frames') &&
      offset - best.offset > 4096
    )
      break;
  }
  return best;
}
