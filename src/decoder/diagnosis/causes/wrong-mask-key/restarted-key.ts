// A key that is right up to some byte and then out of step: it was started anew at each write.

import { opcode as opcodes } from '../../../model/opcode.ts';
import type { Header } from '../../../websocket/header.ts';
import { unmaskCopy } from '../../../websocket/mask.ts';
import { textCosts } from '../../evidence/description-length.ts';
import { payloadFit } from '../../evidence/payload-fit.ts';
import { readsAsText } from '../../evidence/text-shape.ts';

/** A key under which the payload is what its opcode says. */
export interface OtherKey {
  readonly name: string;
  /** How the key differs, to end the claim. */
  readonly words: string;
  /** Which key was used, to begin the evidence. */
  readonly found: string;
  /** In bits, the choice of the key paid for. */
  readonly score: number;
  readonly payload: Uint8Array;
  /** Something else explains the bytes about as well: no more certain than this. */
  readonly maxConfidence?: number;
}

/** Shorter payloads are too short to see a step in, longer ones take too long. */
const minLength = 16;
const maxLength = 1 << 16;
/** Bytes that are looked at to tell whether the key is in step. */
const lookahead = 12;
/** Shares of printable bytes among them: out of step below the first, in step above the second. */
const maxShareOutOfStep = 0.7;
const minShareInStep = 0.95;
/** Writes are longer than this: more steps are chance. */
const minBytesPerStep = 32;
/** The first write has at least this many bytes; else it is a rotated key. */
const minFirstStep = 4;
const prior = 2;
/** Each step after the first, about: where it is, and one of three phases. Writes of one size leave no choice. */
const bitsPerStep = 8;
/** Pieces of the payload that changed places put the key out of step in the same way. */
const maxUneven = 0.85;
/** A step is seen so many bytes late at most. */
const maxLate = 12;
/** A part that is no better as text than this is out of step as well, in bits a byte. */
const maxBitsPerByte = 6.5;
const maxFit = 30;

function isPrintable(byte: number): boolean {
  return (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13;
}

/** The share of the next bytes that are printable. */
function printableAhead(payload: Uint8Array, at: number): number {
  const end = Math.min(payload.length, at + lookahead);
  let count = 0;
  for (let i = at; i < end; i++) if (isPrintable(payload[i])) count++;
  return count / Math.min(lookahead, payload.length - at);
}

/** The payload with the phase of the key followed, and where the phase changes; `null` when no phase goes on. */
function followPhases(header: Header, wire: Uint8Array): { payload: Uint8Array; steps: number[] } | null {
  const phases = [0, 1, 2, 3].map((phase) => unmaskCopy(wire, header.maskingKey, phase));
  const payload = new Uint8Array(wire.length);
  const steps: number[] = [];
  let phase = 0;
  for (let at = 0; at < wire.length; at++) {
    // Another phase may have begun a few bytes back, where the wrong one was printable by chance.
    if (!isPrintable(phases[phase][at]) && printableAhead(phases[phase], at) < maxShareOutOfStep) {
      const other = [1, 2, 3]
        .map((step) => (phase + step) & 3)
        .find((next) => printableAhead(phases[next], at) > minShareInStep);
      if (other === undefined) return null;
      phase = other;
      steps.push(at);
      if (steps.length > wire.length / minBytesPerStep + 1) return null;
    }
    payload[at] = phases[phase][at];
  }
  return { payload, steps };
}

/** Whether the steps come at even distances up to the end, as those of writes of one size do. */
function areEven(steps: readonly number[], length: number): boolean {
  const size = steps[steps.length - 1] / steps.length;
  if (steps[steps.length - 1] + size + maxLate < length) return false;
  return steps.every((at, i) => Math.abs(at - (i + 1) * size) <= maxLate);
}

/** The key of the header, started anew once or several times in the payload; `null` when it is not that. */
export function restartedKey(header: Header, wire: Uint8Array): OtherKey | null {
  if (header.opcode !== opcodes.text || wire.length > maxLength || wire.length < minLength) return null;
  const followed = followPhases(header, wire);
  if (followed === null) return null;
  const { payload, steps } = followed;
  if (steps.length === 0 || steps[0] < minFirstStep || !readsAsText(payload)) return null;
  const ends = [...steps.slice(1), payload.length];
  const costs = textCosts(payload);
  const isText = (from: number, to: number): boolean =>
    costs[to] - costs[from] <= (to - from) * maxBitsPerByte;
  if (!steps.every((from, i) => isText(from, ends[i]))) return null;
  const times = steps.length - 1;
  const isUneven = times > 0 && !areEven(steps, wire.length);
  const again = times === 0 ? '' : `, and again ${times === 1 ? 'once' : `${times} times`} later`;
  return {
    name: 'key out of step from the middle on',
    words: `from about byte ${steps[0]} of the payload on it is out of step${again}`,
    found: `With the key started anew at byte ${steps[0]}${again}`,
    score: Math.min(maxFit, payloadFit(header, payload)) + prior - (isUneven ? times * bitsPerStep : 0),
    ...(isUneven ? { maxConfidence: maxUneven } : {}),
    payload,
  };
}
