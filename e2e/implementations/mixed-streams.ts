// Random streams with several faults each, split into several reads, with messages around the usual size limits, and
// compressed with and without a window that later messages refer to. The same ones in every run.

import { deflateRawSync } from 'node:zlib';
import { concat } from '../../src/testing/bytes.ts';
import { seededRandomBelow } from '../../src/testing/random.ts';
import { badTexts, close, hex, type Piece, type Stream, utf8, zeros } from './stream.ts';

/** Sizes at which some program's default limit lies, in bytes; a message has one byte less, as many, or one more. */
const limits = [125, 4096, 8192, 16384, 32768, 65536, 131072, 262144, 1 << 20] as const;
/** The largest limit is tried in few streams, for time. */
const largeLimits = [4 << 20, 10_000_000, 16 << 20, 64_000_000 / 4] as const;
const words = ['Hello', '', 'größer', '{"id":1,"text":"Hello"}', 'Hello Hello Hello', '日本語', '😀'];
const codes = [
  0, 999, 1000, 1001, 1003, 1004, 1005, 1006, 1007, 1011, 1012, 1013, 1014, 1015, 1016, 2999, 3000, 3999,
  4000, 4999, 5000, 65535,
];

/** Streams that are recorded. */
export const mixedCount = 250;

/** Draws the values of one stream. */
class Draw {
  readonly below: (limit: number) => number;

  constructor(below: (limit: number) => number) {
    this.below = below;
  }
  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)];
  }
  isOneOf(count: number): boolean {
    return this.below(count) === 0;
  }
  bytes(length: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length }, () => this.below(256));
  }
  content(): Uint8Array<ArrayBuffer> {
    const kind = this.below(12);
    if (kind < 8) return utf8(this.pick(words));
    if (kind < 10)
      return concat([utf8(this.pick(words)), hex(this.pick(badTexts)[1]), utf8(this.pick(words))]);
    if (kind === 10) return zeros(this.pick(limits.slice(0, 2)) - 1 + this.below(3));
    return this.bytes(this.below(24));
  }
}

/** Compresses messages one after another, with the window of those before unless `noContext`. */
class Squeezer {
  #history = new Uint8Array(0);
  readonly #noContext: boolean;

  constructor(noContext: boolean) {
    this.#noContext = noContext;
  }
  squeeze(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const isFresh = this.#noContext || this.#history.length === 0;
    const options = isFresh ? {} : { dictionary: Buffer.from(this.#history) };
    const out = deflateRawSync(bytes, { finishFlush: 2, ...options });
    this.#history = concat([this.#history, bytes]).slice(-32768);
    return Uint8Array.from(out.subarray(0, out.length - 4));
  }
}

function controlPiece(draw: Draw): Piece {
  const opcode = 8 + Math.min(2, draw.below(6));
  if (opcode !== 8) return { opcode, payload: draw.content().subarray(0, 125) };
  const kind = draw.below(8);
  if (kind === 0) return { opcode };
  if (kind === 1) return { opcode, payload: draw.bytes(1) };
  const reason = draw.isOneOf(4) ? hex(draw.pick(badTexts)[1]) : utf8(draw.pick(words));
  return close(draw.pick(codes), reason);
}

/** One change of a frame. */
function damaged(draw: Draw, piece: Exclude<Piece, Uint8Array>): Exclude<Piece, Uint8Array> {
  switch (draw.below(8)) {
    case 0:
      return { ...piece, rsv: 1 + draw.below(7) };
    case 1:
      return { ...piece, opcode: draw.below(16) };
    case 2:
      return { ...piece, fin: !(piece.fin ?? true) };
    case 3:
      return { ...piece, wrongMask: true };
    case 4:
      return { ...piece, lengthForm: draw.isOneOf(2) ? 16 : 64 };
    case 5:
      return { ...piece, payload: draw.content() };
    case 6:
      return { ...piece, payload: zeros(124 + draw.below(4)) };
    default:
      return { ...piece, rsv: 4 };
  }
}

/** Damages, replaces, repeats or removes one piece. */
function putFault(draw: Draw, pieces: Piece[]): void {
  const at = draw.below(pieces.length);
  const piece = pieces[at];
  if (piece instanceof Uint8Array) return;
  if (draw.isOneOf(8)) {
    pieces[at] = draw.bytes(2 + draw.below(30));
    return;
  }
  if (draw.isOneOf(8)) {
    pieces.splice(at, 1, piece, piece);
    return;
  }
  if (draw.isOneOf(8) && pieces.length > 1) pieces.splice(at, 1);
  else pieces[at] = damaged(draw, piece);
}

/** A message in one to three fragments. */
function message(draw: Draw, content: Uint8Array<ArrayBuffer>, squeezer: Squeezer | null): Piece[] {
  const isPacked = squeezer !== null && !draw.isOneOf(3);
  const payload = isPacked ? squeezer.squeeze(content) : content;
  const count = draw.isOneOf(2) ? 1 : 2 + draw.below(2);
  return Array.from({ length: count }, (_, i) => ({
    opcode: i > 0 ? 0 : 1 + draw.below(2),
    fin: i === count - 1,
    rsv: isPacked && i === 0 ? 4 : 0,
    payload: payload.subarray(
      Math.floor((payload.length * i) / count),
      Math.floor((payload.length * (i + 1)) / count),
    ),
  }));
}

/** `count` streams: a third is compressed, a third arrives in several reads, most have more than one fault. */
export function mixedStreams(count: number, seed = 7692): Stream[] {
  const draw = new Draw(seededRandomBelow(seed));
  return Array.from({ length: count }, (_, index) => {
    const isDeflate = draw.isOneOf(3);
    const noContext = isDeflate && draw.isOneOf(2);
    const squeezer = isDeflate ? new Squeezer(noContext) : null;
    const pieces: Piece[] = [];
    for (let left = 1 + draw.below(3); left > 0; left--) {
      const size = draw.pick(draw.isOneOf(12) ? largeLimits : limits) - 1 + draw.below(3);
      pieces.push(...message(draw, draw.isOneOf(4) ? zeros(size) : draw.content(), squeezer));
      if (draw.isOneOf(2)) pieces.splice(draw.below(pieces.length + 1), 0, controlPiece(draw));
    }
    const faults = draw.below(4);
    for (let i = 0; i < faults; i++) putFault(draw, pieces);
    const readCount = draw.isOneOf(3) ? 2 + draw.below(4) : 1;
    return { name: `mixed ${index}`, group: 'mixed', pieces, deflate: isDeflate, noContext, readCount };
  });
}
