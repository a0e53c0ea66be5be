// What it takes to write a payload down under each way in which it may have come about: all of it as declared, with a run
// that does not belong, or with a part missing.

import { concat } from '../../bytes/concat.ts';
import type { Chain } from '../../websocket/chain.ts';
import type { Header } from '../../websocket/header.ts';
import { unmaskCopy } from '../../websocket/mask.ts';
import { inflatesAt } from './content.ts';
import type { Window } from './hypothesis.ts';
import { noiseBits, tailsUnderAnyKey, textSums } from './likelihood.ts';
import { isJson, readsAsText } from './text.ts';

const mostRemovals = 600;

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** The frame whose payload does not end where it says, and where the next one really begins. */
export interface Misfit {
  readonly window: Window;
  readonly frame: number;
  readonly header: Header;
  /** Offset of the payload in the window. */
  readonly from: number;
  /** What lies between the header and the next sound one, as on the wire. */
  readonly wire: Uint8Array;
  /** Bytes in `wire` over what is declared; negative when they are fewer. */
  readonly extra: number;
  readonly next: number;
  readonly chain: Chain;
  readonly base: number;
  /** The payload is text, by its opcode or, in other frames, by its looks. */
  readonly isText: boolean;
}

/** What a payload takes to write down under each way in which it may have come about. */
interface Costs {
  /** All of it is this frame's payload. */
  readonly whole: number;
  /** A run of `extra` bytes at `insertedAt` taken out; between the frames when that is the declared length. */
  readonly inserted: number;
  readonly insertedAt: number;
  /** Good up to `lostAt`, then the rest of the same payload further on. */
  readonly lostInside: number;
  readonly lostAt: number;
  /** Good up to a point, then the end of a later frame's payload. */
  readonly lostAcross: number;
  readonly acrossAt: number;
}

/** Whether bytes `[at, at + run)` repeat those before them. */
function repeats(wire: Uint8Array, at: number, run: number): boolean {
  if (run < 4 || at < run) return false;
  for (let i = 0; i < run; i++) if (wire[at + i] !== wire[at - run + i]) return false;
  return true;
}

export function costsOf(misfit: Misfit): Costs {
  const { header, wire, extra, isText } = misfit;
  const length = wire.length;
  const noise = Float64Array.from({ length: length + 1 }, (_, i) => i * noiseBits);
  const own = isText ? textSums(unmaskCopy(wire, header.maskingKey)) : noise;
  const shifted = isText && header.masked ? textSums(unmaskCopy(wire, header.maskingKey, -extra & 3)) : own;
  const plain = header.masked ? null : textSums(wire);
  const where = Math.log2(length + 2);
  const whole = own[length];
  let inserted = Number.POSITIVE_INFINITY;
  let insertedAt = -1;
  let lostInside = Number.POSITIVE_INFINITY;
  let lostAt = -1;
  let lostAcross = Number.POSITIVE_INFINITY;
  let acrossAt = -1;
  const tails = header.masked ? tailsUnderAnyKey(wire) : null;
  if (extra > 0) {
    const wireText = plain ?? textSums(wire);
    for (let at = 0; at <= header.payloadLength && at + extra <= length; at++) {
      const run = Math.min(extra * noiseBits, wireText[at + extra] - wireText[at] + 2);
      const cost =
        own[at] +
        (repeats(wire, at, extra) ? 12 : run) +
        (shifted[length] - shifted[at + extra]) +
        (at === header.payloadLength ? 1 : where);
      if (cost < inserted) {
        inserted = cost;
        insertedAt = at;
      }
    }
  } else {
    for (let at = 1; at < length; at++) {
      const cost = own[at] + (shifted[length] - shifted[at]) + where;
      if (cost < lostInside) {
        lostInside = cost;
        lostAt = at;
      }
    }
  }
  for (let at = 0; at < length; at++) {
    const rest = length - at;
    // What is lost takes the end of this payload with it.
    if (at > header.payloadLength - 1) break;
    const tail = Math.min(
      tails === null ? (plain ?? noise)[length] - (plain ?? noise)[at] : tails[at],
      isText ? Number.POSITIVE_INFINITY : rest * noiseBits,
    );
    const cost = own[at] + tail + where;
    if (cost < lostAcross) {
      lostAcross = cost;
      acrossAt = at;
    }
  }
  return { whole, inserted, insertedAt, lostInside, lostAt, lostAcross, acrossAt };
}

/** What a text payload that reads well is worth, and one that reads badly however it is taken. */
const reads = 5;
const doesNotRead = -12;

/** How well the payload reads at best, and by how much less under a supposition. */
export function weigh(misfit: Misfit, best: number, cost: number): number {
  const { wire, isText } = misfit;
  if (!isText || wire.length === 0) {
    return Math.max(-30, Math.min(0, best - cost));
  }
  const level = wire.length * noiseBits - best > Math.min(12, wire.length * 0.3) ? reads : doesNotRead;
  return level + Math.max(-30, Math.min(0, best - cost));
}

/** The place near `about` at which taking the run out leaves a whole JSON document, or -1. */
export function removal(misfit: Misfit, about: number): number {
  const { wire, extra, header } = misfit;
  for (let step = 0; step < 64; step++) {
    const at = about + (step & 1 ? (step + 1) >> 1 : -(step >> 1));
    if (at < 1 || at >= header.payloadLength) continue;
    const joined = concat([wire.subarray(0, at), wire.subarray(at + extra)]);
    if (isJson(decode(unmaskCopy(joined, header.maskingKey)))) return at;
  }
  return -1;
}

/** For a compressed payload: what inflating says. Bits for each supposition, and where a run comes out. */
export function packedBits(misfit: Misfit): {
  between: number;
  inside: number;
  at: number;
  cut: number;
  lost: number;
} {
  const { window, frame, wire, extra, header } = misfit;
  const none = { between: 0, inside: 0, at: -1, cut: 0, lost: 0 };
  if ((header.rsv & 4) === 0 || !header.fin || (header.opcode & 7) === 0 || wire.length > 1 << 16)
    return none;
  const inflates = inflatesAt(window, frame);
  if (inflates === null) return none;
  const isText = header.opcode === 1;
  const good = (packed: Uint8Array): boolean => {
    const bytes = inflates(unmaskCopy(packed, header.maskingKey), true);
    return bytes !== null && bytes.length > 0 && (!isText || readsAsText(bytes));
  };
  if (extra > 0) {
    if (good(wire.subarray(0, header.payloadLength))) {
      return { between: 14, inside: -14, at: -1, cut: 0, lost: -10 };
    }
    if (extra <= 4096 && header.payloadLength <= mostRemovals) {
      for (let at = 1; at < header.payloadLength; at++) {
        if (good(concat([wire.subarray(0, at), wire.subarray(at + extra)]))) {
          return { between: -10, inside: 26, at, cut: 0, lost: -8 };
        }
      }
      return { between: -12, inside: -12, at: -1, cut: 0, lost: 8 };
    }
    return { between: -12, inside: 0, at: -1, cut: 0, lost: 0 };
  }
  const plain = inflates(unmaskCopy(wire, header.maskingKey), false);
  const fine = plain !== null && (!isText || plain.length === 0 || readsAsText(plain));
  return { between: 0, inside: 0, at: -1, cut: fine ? 6 : -8, lost: fine ? -6 : 6 };
}
