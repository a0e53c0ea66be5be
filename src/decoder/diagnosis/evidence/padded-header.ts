// Masked frames whose header a compiler padded: a C struct of two header bytes and a 32-bit masking key has two
// NUL bytes between them, and the program writes the struct as it lies in memory. A reader takes the NULs for the
// first bytes of the key, and the last bytes of the key for payload.

import { u32 } from '../../bytes/integers.ts';
import { type Chain, chainWeight } from '../../websocket/chain.ts';
import { type Header, readHeader } from '../../websocket/header.ts';
import { oncePer } from '../once-per.ts';
import { type BreakWindow, headerAt, payloadAt } from './break-window.ts';
import { chainScore, follow } from './chain-score.ts';
import { isJson, readsAsText } from './text-shape.ts';

/** NUL bytes before the masking key of each frame. Offsets count in the window. */
export interface PaddedHeader {
  readonly window: BreakWindow;
  readonly frame: number;
  /** Offset of the NUL bytes. */
  readonly paddingAt: number;
  readonly padding: number;
  /** The header without its padding. */
  readonly meant: Header;
  readonly payload: Uint8Array;
  /** The frames after it, read in the same way. */
  readonly chain: Chain;
  /** In bits. */
  readonly score: number;
}

/** Alignments of a 32-bit field: 1 to 3 bytes, and 6 where the struct is aligned to 8. */
const paddings = [2, 1, 3, 6];

// Scores in bits.

/** A masking key has a given byte 0 once in 256 times. */
const scoreOfNul = 8;
/** One of four paddings, one of a few frames. */
const choiceBits = 4;
/** Writing structs is a rare mistake. */
const paddingPrior = -3;
const textScore = 5;
const documentScore = 14;
const notTextScore = -20;

function withPadding(bytes: Uint8Array, offset: number, end: number, padding: number): Header | null {
  const header = readHeader(bytes, offset, end);
  if (header === null || !header.masked) return header;
  const keyAt = offset + header.headerLength - 4;
  for (let i = 0; i < padding; i++) if (bytes[keyAt + i] !== 0) return header;
  if (keyAt + padding + 4 > end) return null;
  return {
    ...header,
    headerLength: header.headerLength + padding,
    maskingKey: u32(bytes, keyAt + padding),
  };
}

function tryPadding(window: BreakWindow, frame: number, padding: number): PaddedHeader | null {
  const { bytes } = window;
  const declared = headerAt(window, frame);
  const meant = withPadding(bytes, frame, bytes.length, padding);
  if (declared === null || meant === null || meant.headerLength === declared.headerLength) return null;
  const end = frame + meant.headerLength + meant.payloadLength;
  if (end > bytes.length) return null;
  const isText = meant.opcode === 1 && (meant.rsv & 4) === 0;
  const payload = payloadAt(window, frame, meant);
  const chain = follow(window, end, { read: (at, offset, to) => withPadding(at, offset, to, padding) });
  const looks = !isText
    ? 0
    : isJson(new TextDecoder().decode(payload))
      ? documentScore
      : readsAsText(payload)
        ? textScore
        : notTextScore;
  // The first header after it counts even where the stream ends inside its payload.
  const next = chain.frames.length > 0 ? chainWeight(chain) : chainScore(chain, window);
  const score = paddingPrior - choiceBits + padding * scoreOfNul + looks + Math.min(next, 40);
  return {
    window,
    frame,
    paddingAt: frame + declared.headerLength - 4,
    padding,
    meant,
    payload,
    chain,
    score,
  };
}

/** The best reading of a frame before the break, or at it, as one with a padded header; `null` without one. */
export const paddedHeader = oncePer((window: BreakWindow): PaddedHeader | null => {
  const suspects = [...window.framesBefore.slice(-2), window.breakAt];
  const found = suspects.flatMap((frame) =>
    paddings.map((padding) => tryPadding(window, frame, padding)).filter((one) => one !== null),
  );
  return found.sort((a, b) => b.score - a.score)[0] ?? null;
});
