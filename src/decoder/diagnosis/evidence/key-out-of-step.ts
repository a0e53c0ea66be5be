// A masked text that is short of its declared length at the end of its stream, and reads well up to a byte and from
// there on with the masking key as many bytes further as it is short: bytes of it were lost. No frame has to follow.

import { opcode as opcodes } from '../../model/opcode.ts';
import type { Header } from '../../websocket/header.ts';
import { unmaskCopy } from '../../websocket/mask.ts';
import { oncePer } from '../once-per.ts';
import { type BreakWindow, headerAt } from './break-window.ts';
import { textCosts } from './description-length.ts';
import { preview } from './text-shape.ts';

/** Offsets count in the window, `at` in the payload. */
export interface KeyOutOfStep {
  readonly window: BreakWindow;
  readonly frame: number;
  readonly header: Header;
  readonly payloadStart: number;
  /** Where the bytes are missing. */
  readonly at: number;
  readonly missing: number;
  /** How the payload reads round that place. */
  readonly text: string;
  /** In bits. */
  readonly score: number;
}

// Scores in bits.

const prior = -4;
/** A gain below this comes about by chance, among the offsets that are tried. */
const minGain = 20;
const maxGain = 40;
/** More missing bytes than this are rather a frame that was not written to its end. */
const maxMissing = 1 << 12;
const maxPayload = 1 << 16;
const keyLength = 4;
/** The rest must read as text, at so many bits a byte at most, and be long enough to show it. */
const maxBitsPerByte = 6.5;
const minRest = 8;
/** Bytes of the text before the place that are quoted. */
const quotedBefore = 12;

/** The frame at the break with its key out of step, or `null`. */
export const keyOutOfStep = oncePer((window: BreakWindow): KeyOutOfStep | null => {
  const { bytes, breakAt: frame, stream } = window;
  const header = headerAt(window, frame);
  if (header === null || !header.masked || header.opcode !== opcodes.text || (header.rsv & 4) !== 0)
    return null;
  const payloadStart = frame + header.headerLength;
  const wire = bytes.subarray(payloadStart);
  const missing = header.payloadLength - wire.length;
  const isShort = missing > 0 && missing <= maxMissing && missing % keyLength !== 0;
  if (!isShort || !stream.toEnd || wire.length > maxPayload) return null;
  const { maskingKey } = header;
  const own = unmaskCopy(wire, maskingKey);
  const further = unmaskCopy(wire, maskingKey, missing & 3);
  const [ownCosts, furtherCosts] = [textCosts(own), textCosts(further)];
  const { length } = wire;
  const costAt = (at: number): number => ownCosts[at] + furtherCosts[length] - furtherCosts[at];
  let at = 1;
  for (let i = 2; i < length; i++) if (costAt(i) < costAt(at)) at = i;
  const gain = ownCosts[length] - costAt(at) - Math.log2(length);
  const rest = length - at;
  const readsOn = rest >= minRest && furtherCosts[length] - furtherCosts[at] <= rest * maxBitsPerByte;
  if (gain < minGain || !readsOn) return null;
  const text = preview(further.subarray(at));
  const before = preview(own.subarray(Math.max(0, at - quotedBefore), at));
  return {
    window,
    frame,
    header,
    payloadStart,
    at,
    missing,
    text: `${before}…${text}`,
    score: prior + Math.min(maxGain, gain),
  };
});
