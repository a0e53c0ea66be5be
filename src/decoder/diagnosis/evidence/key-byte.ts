// A masking key with a byte too many, or with one missing: with the byte taken out, or put back, the payload reads as
// text, and the next frame begins one byte after the declared end, or before it.

import { concat } from '../../bytes/concat.ts';
import { isControl, opcode as opcodes } from '../../model/opcode.ts';
import type { Chain } from '../../websocket/chain.ts';
import { oncePer } from '../once-per.ts';
import { type BreakWindow, headerAt } from './break-window.ts';
import { chainScore, follow } from './chain-score.ts';
import { textCosts } from './description-length.ts';
import { isJson, readsAsText } from './text-shape.ts';

/** A key that is one byte too long or too short. Offsets count in the window. */
export interface KeyByte {
  readonly window: BreakWindow;
  readonly frame: number;
  /** Where the byte is too many, or missing. */
  readonly at: number;
  readonly isExtra: boolean;
  readonly key: Uint8Array;
  readonly payload: Uint8Array;
  /** Offset of the next frame. */
  readonly next: number;
  readonly chain: Chain;
  /** In bits. */
  readonly score: number;
}

// Scores in bits.

/** One byte lost or added is rarer than a whole segment. */
const prior = -4;
const keyLength = 4;
/** Where in the key the byte is, and for a missing byte its value. */
const choiceOfExtra = Math.log2(keyLength + 1);
const choiceOfMissing = Math.log2(keyLength) + 8;
/** Text of the payload: 0.8 bits a byte, up to a maximum, and more for a whole document. */
const scoreOfTextByte = 0.8;
const maxTextScore = 24;
const scoreOfDocument = 10;
/** Shorter payloads read as text under some key by chance. */
const minPayload = 6;
const minBinary = 24;
/** Payload bytes that are looked at to choose the missing byte. */
const maxSample = 512;

const masks = (wire: Uint8Array, key: Uint8Array): Uint8Array => wire.map((byte, i) => byte ^ key[i & 3]);

function found(
  window: BreakWindow,
  frame: number,
  at: number,
  key: Uint8Array,
  payloadStart: number,
  payloadLength: number,
): Omit<KeyByte, 'isExtra'> | null {
  const next = payloadStart + payloadLength;
  if (next > window.bytes.length) return null;
  const payload = masks(window.bytes.subarray(payloadStart, next), key);
  if (!readsAsText(payload)) return null;
  const chain = follow(window, next);
  const after = chainScore(chain, window);
  if (after <= 0) return null;
  const document = isJson(new TextDecoder().decode(payload)) ? scoreOfDocument : 0;
  const text = Math.min(maxTextScore, payload.length * scoreOfTextByte) + document;
  return { window, frame, at, key, payload, next, chain, score: prior + text + after };
}

/** Each byte of the key and the one after it taken out. */
function withoutByte(window: BreakWindow, frame: number, keyAt: number, length: number): KeyByte[] {
  return Array.from({ length: keyLength + 1 }, (_, i) => i).flatMap((i) => {
    const five = window.bytes.subarray(keyAt, keyAt + keyLength + 1);
    const key = concat([five.subarray(0, i), five.subarray(i + 1)]);
    const one = found(window, frame, keyAt + i, key, keyAt + keyLength + 1, length);
    return one === null ? [] : [{ ...one, isExtra: true, score: one.score - choiceOfExtra }];
  });
}

/** The value of one byte of the key under which its share of the payload costs least as text. */
function likeliestByte(wire: Uint8Array, place: number): number {
  const own = wire.subarray(0, maxSample).filter((_, i) => (i & 3) === place);
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let value = 0; value < 256; value++) {
    const costs = textCosts(own.map((byte) => byte ^ value));
    if (costs[own.length] >= least) continue;
    least = costs[own.length];
    best = value;
  }
  return best;
}

/** Each byte of the key put back. */
function withByte(window: BreakWindow, frame: number, keyAt: number, length: number): KeyByte[] {
  return Array.from({ length: keyLength }, (_, i) => i).flatMap((i) => {
    const start = keyAt + keyLength - 1;
    const three = window.bytes.subarray(keyAt, start);
    const wire = window.bytes.subarray(start, start + length);
    const key = concat([three.subarray(0, i), Uint8Array.of(likeliestByte(wire, i)), three.subarray(i)]);
    const one = found(window, frame, keyAt + i, key, start, length);
    return one === null ? [] : [{ ...one, isExtra: false, score: one.score - choiceOfMissing }];
  });
}

/** The frame at the break, or one shortly before it, with its key put right; best first. */
export const keyBytes = oncePer((window: BreakWindow): readonly KeyByte[] =>
  [window.breakAt, ...window.framesBefore.slice(-2)]
    .flatMap((frame) => {
      const header = headerAt(window, frame);
      if (!header?.masked || isControl(header.opcode) || (header.rsv & 4) !== 0 || !header.fin) return [];
      // A binary payload need not be text: that a longer one is, under one of few keys, is no chance.
      if (header.payloadLength < (header.opcode === opcodes.text ? minPayload : minBinary)) return [];
      const keyAt = frame + header.headerLength - keyLength;
      return [
        ...withoutByte(window, frame, keyAt, header.payloadLength),
        ...withByte(window, frame, keyAt, header.payloadLength),
      ];
    })
    .sort((a, b) => b.score - a.score),
);
