// What inflating says about a compressed payload that is longer or shorter than declared.

import { concat } from '../../bytes/concat.ts';
import type { Header } from '../../websocket/header.ts';
import { unmaskCopy } from '../../websocket/mask.ts';
import { type BreakWindow, payloadAt } from './break-window.ts';
import { inflatesAt } from './inflate-attempt.ts';
import type { LengthMismatch } from './payload-length-mismatch.ts';
import { jsonShape, readsAsText } from './text-shape.ts';

/** The result of inflating the payload of a mismatch. */
export type InflateResult =
  /** Not compressed, or too large to try. */
  | { readonly kind: 'not tried' }
  /** Too long: the declared part inflates to its end, so the extra bytes follow it. */
  | { readonly kind: 'declared part is whole' }
  /** Too long: all of it inflates to its end, so the extra bytes belong to it. */
  | { readonly kind: 'all of it is whole' }
  /** Too long: with the extra bytes taken out at `at` it inflates to its end. */
  | { readonly kind: 'whole without extra bytes'; readonly at: number }
  /** Too long: it inflates to its end with no run of bytes taken out. */
  | { readonly kind: 'never whole' }
  /** Too long: the declared part does not inflate, and no removal was tried. */
  | { readonly kind: 'declared part is damaged' }
  /** Too short: what is there inflates to its end, so nothing of it is missing. */
  | { readonly kind: 'whole though short' }
  /** Too short: what is there inflates as far as available. */
  | { readonly kind: 'sound so far' }
  /** Too short: what is there does not inflate. */
  | { readonly kind: 'damaged' };

/** Inflating is tried on payloads up to this many bytes, */
const maxInflated = 1 << 16;
/** and taking bytes out, which inflates once for each offset, on payloads and runs of up to this many. */
const maxRemovalOffsets = 600;
const maxRemovedBytes = 4096;

/** Whether text is no JSON document with a part missing. */
function isSensibleText(bytes: Uint8Array): boolean {
  const shape = readsAsText(bytes) ? jsonShape(new TextDecoder().decode(bytes)) : 'middle';
  return shape === 'whole' || shape === 'none';
}

/** Bytes that noise hardly inflates for. */
const minTelling = 48;

/** Inflates the payload of a mismatch as declared and, when it is too long, with the extra bytes taken out. */
export function inflateMismatch(mismatch: LengthMismatch): InflateResult {
  const { window, frame, wire, extra, header } = mismatch;
  const startsCompressedMessage = (header.rsv & 4) !== 0 && (header.opcode & 7) !== 0;
  const isWholeMessage = startsCompressedMessage && header.fin;
  const inflate = isWholeMessage && wire.length <= maxInflated ? inflatesAt(window, frame) : null;
  if (inflate === null) return { kind: 'not tried' };
  const isText = header.opcode === 1;
  const isWhole = (compressed: Uint8Array): boolean => {
    const inflated = inflate(unmaskCopy(compressed, header.maskingKey), true);
    return inflated !== null && inflated.length > 0 && (!isText || isSensibleText(inflated));
  };
  if (extra <= 0) {
    if (isWhole(wire)) return { kind: 'whole though short' };
    const inflated = inflate(unmaskCopy(wire, header.maskingKey), false);
    const sound = inflated !== null && (!isText || inflated.length === 0 || readsAsText(inflated));
    // Noise inflates for a few bytes as well, and where text is due it shows.
    if (sound && !isText && wire.length < minTelling) return { kind: 'not tried' };
    return { kind: sound ? 'sound so far' : 'damaged' };
  }
  if (isWhole(wire.subarray(0, header.payloadLength))) return { kind: 'declared part is whole' };
  if (isWhole(wire)) return { kind: 'all of it is whole' };
  if (extra > maxRemovedBytes || header.payloadLength > maxRemovalOffsets)
    return { kind: 'declared part is damaged' };
  for (let at = 1; at < header.payloadLength; at++) {
    if (isWhole(concat([wire.subarray(0, at), wire.subarray(at + extra)])))
      return { kind: 'whole without extra bytes', at };
  }
  return { kind: 'never whole' };
}

/** Under another length than declared, a compressed payload inflates to its end, or does not. In bits. */
const scoreOfWhole = 16;
const scoreOfNotWhole = -12;

/** What inflating says, in bits, for a frame with another header than the one it has; 0 where it is not tried. */
export function inflatedScore(window: BreakWindow, frame: number, meant: Header): number {
  const startsCompressedMessage = (meant.rsv & 4) !== 0 && (meant.opcode & 7) !== 0;
  const isTried = startsCompressedMessage && meant.fin && meant.payloadLength <= maxInflated;
  const inflate = isTried && window.context.connection.deflate !== null ? inflatesAt(window, frame) : null;
  if (inflate === null) return 0;
  const inflated = inflate(payloadAt(window, frame, meant), true);
  const isText = meant.opcode === 1;
  const isWhole = inflated !== null && inflated.length > 0 && (!isText || isSensibleText(inflated));
  return isWhole ? scoreOfWhole : scoreOfNotWhole;
}
