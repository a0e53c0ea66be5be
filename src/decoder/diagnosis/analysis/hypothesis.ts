// A way in which the bytes round a break could have come about, with a score that can be compared with others': bits of
// chance, that is, how unlikely it would be for the bytes to fit so well if it were not so.

import type { Sender } from '../../model/basics.ts';
import type { Evidence } from '../../model/finding.ts';
import { type Chain, type ChainOptions, chainWeight, readChain } from '../../websocket/chain.ts';
import { type Header, readHeader } from '../../websocket/header.ts';
import { unmaskCopy } from '../../websocket/mask.ts';
import type { Repair } from '../cause.ts';
import type { Scene, SceneBreak, SceneStream } from '../scene.ts';

export interface Hypothesis {
  /** Catalogue id. */
  readonly cause: string;
  /** What is supposed, in a few words: for "also considered". */
  readonly name: string;
  readonly score: number;
  /** Frames after the fault that read as sound under it. */
  readonly frames: number;
  /** The stream reads to its end. */
  readonly toEnd: boolean;
  readonly claim: string;
  readonly title?: string;
  readonly evidence: readonly Evidence[];
  readonly repair?: Repair;
  readonly stacks?: readonly string[];
}

/** What follows a boundary counts up to this much: ten sound frames prove no more than five do. */
const mostChain = 60;

/** The stream round the break, as hypotheses read it. Offsets here count in `bytes`. */
export interface Window {
  readonly scene: Scene;
  readonly stream: SceneStream;
  readonly sender: Sender;
  readonly at: SceneBreak;
  readonly bytes: Uint8Array;
  /** Frame offset of `bytes[0]`. */
  readonly start: number;
  /** The break in `bytes`. */
  readonly breakAt: number;
  /** Frames that parsed before the break, as offsets in `bytes`, last last. */
  readonly before: readonly number[];
  readonly deflate: boolean;
  readonly open: boolean;
}

/** The window of a scene's first break, or `null` when there is none. */
export function windowOf(scene: Scene): Window | null {
  return scene.once('window', () => {
    const at = scene.first;
    const stream = scene.broken;
    if (at === null || stream === null || stream.bytes.length === 0) return null;
    const { frames } = scene.connection;
    return {
      scene,
      stream,
      sender: at.sender,
      at,
      bytes: stream.bytes,
      start: stream.start,
      breakAt: at.offset - stream.start,
      before: stream.rows
        .map((row) => frames.offset(row))
        .filter((offset) => offset < at.offset)
        .map((offset) => offset - stream.start),
      deflate: scene.connection.deflate !== null || scene.connection.deflateFrom === 'inferred',
      open: !stream.toEnd || stream.direction.end === 'cut' || stream.direction.end === null,
    };
  });
}

/** Reads on from `offset` as strictly as the window's side asks, unless options say otherwise. */
export function follow(window: Window, offset: number, options: Partial<ChainOptions> = {}): Chain {
  return readChain(window.bytes, offset, {
    sender: window.sender,
    deflate: window.deflate,
    open: window.open,
    most: 64,
    ...options,
  });
}

/** What a chain is worth to a hypothesis, in bits. Ending exactly with the data is worth something by itself. */
export function worth(chain: Chain, window: Window): number {
  if (chain.frames.length === 0) {
    if (chain.at === window.bytes.length) return window.stream.toEnd ? 7 : 3;
    return chain.stop === 'inside' ? 1 : -8;
  }
  return Math.min(mostChain, chainWeight(chain));
}

export function headerAt(window: Window, offset: number): Header | null {
  return readHeader(window.bytes, offset);
}

/** The payload of a frame as declared (or of `length` bytes), unmasked. */
export function payloadAt(
  window: Window,
  offset: number,
  header: Header,
  length = header.payloadLength,
): Uint8Array {
  const from = offset + header.headerLength;
  return unmaskCopy(window.bytes.subarray(from, from + length), header.maskingKey);
}

/** A place in the broken stream, from an offset in the window. */
export function placeIn(window: Window, offset: number, length: number) {
  return { sender: window.sender, offset: window.start + offset, length: Math.max(1, length) };
}

/** How many sound frames a chain has, in words. */
export function framesFollow(chain: Chain): string {
  const n = chain.frames.length;
  const end = chain.stop === 'end' ? ', to the end of the stream' : '';
  if (n === 0)
    return chain.stop === 'end' ? 'the stream then ends exactly' : 'no further frame can be checked';
  return n === 1 ? `1 more frame then reads as sound${end}` : `${n} more frames then read as sound${end}`;
}
