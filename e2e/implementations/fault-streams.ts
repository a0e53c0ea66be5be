// Random streams with one fault each, drawn by its kind: sound messages before it, then the fault with drawn details,
// then what a sender that does not notice goes on with. The same ones in every run.

import { deflateRawSync } from 'node:zlib';
import { concat } from '../../src/testing/bytes.ts';
import { seededRandomBelow } from '../../src/testing/random.ts';
import { badTexts, close, hex, type Piece, type Stream, squeeze, utf8, zeros } from './stream.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const words = ['Hello', '', 'größer', '{"id":1,"text":"Hello"}', 'Hello Hello Hello', '日本語', '😀', 'a'];
const refusedCodes = [
  0, 1, 999, 1004, 1005, 1006, 1012, 1013, 1014, 1015, 1016, 1099, 1100, 2000, 2999, 5000, 32768, 65535,
];
const takenCodes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
/** Sizes at which some program's default limit lies, in bytes. */
const sizes = [4096, 8192, 16384, 32768, 65536, 131072, 262144, 1 << 20];
const hugeLengths = [
  1n << 31n,
  (1n << 31n) - 1n,
  1n << 32n,
  (1n << 53n) - 1n,
  1n << 53n,
  (1n << 53n) + 1n,
  (1n << 62n) + 5n,
  (1n << 63n) - 1n,
  1n << 63n,
  (1n << 63n) + 5n,
  (1n << 64n) - 1n,
];
const badDeflate = [
  'ffffffffff',
  '48656c6c6f',
  '000500000048',
  '2a2a02000000',
  '789cf248cdc9c90700058c01f5',
  '0500feffffffff',
  'fdffffff',
  '1f8b0800000000000003f348cdc9c907008289d1f705000000',
  '07',
  '06',
  'edc1',
  '0304',
] as const;

/** One frame of a fault, before its mask. */
type Frame = Exclude<Piece, Uint8Array>;

/** Streams that are recorded. */
export const faultCount = 250;

/** Draws the values of one stream. */
class Draw {
  readonly below: (limit: number) => number;
  readonly isDeflate: boolean;

  constructor(below: (limit: number) => number) {
    this.below = below;
    this.isDeflate = below(3) === 0;
  }
  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)];
  }
  is(oneOf: number): boolean {
    return this.below(oneOf) === 0;
  }
  word(): Bytes {
    return utf8(this.pick(words));
  }
  bad(): Bytes {
    return hex(this.pick(badTexts)[1]);
  }
  /** A whole message of one to three frames, perhaps with a ping between. */
  message(content: Bytes = this.word(), opcode = 1 + this.below(2), count = 1 + this.below(3)): Frame[] {
    const isPacked = this.isDeflate && !this.is(3);
    const payload = isPacked ? squeeze(content) : content;
    const cuts = Array.from({ length: count - 1 }, () => this.below(payload.length + 1)).sort(
      (a, b) => a - b,
    );
    const ends = [0, ...cuts, payload.length];
    const frames = Array.from({ length: count }, (_, i): Frame => {
      const part = payload.subarray(ends[i], ends[i + 1]);
      return {
        opcode: i === 0 ? opcode : 0,
        fin: i === count - 1,
        rsv: isPacked && i === 0 ? 4 : 0,
        payload: part,
      };
    });
    if (count > 1 && this.is(3))
      frames.splice(1 + this.below(count - 1), 0, { opcode: 9, payload: utf8('p') });
    return frames;
  }
  /** The first frame of a message that stays open. */
  opening(): Frame {
    const content = this.is(3) ? new Uint8Array(0) : this.word();
    const isPacked = this.isDeflate && this.is(2);
    return {
      opcode: 1 + this.below(2),
      fin: false,
      rsv: isPacked ? 4 : 0,
      payload: isPacked ? squeeze(content) : content,
    };
  }
  control(): Frame {
    return { opcode: 8 + this.below(3), payload: this.is(2) ? utf8('p') : new Uint8Array(0) };
  }
}

/** Kinds of faults, with the frames of one that is drawn. */
const kinds: Readonly<Record<string, (draw: Draw) => Piece[]>> = {
  interleaved: (draw) => {
    const between = draw.is(3) ? [{ opcode: 9 + draw.below(2), payload: draw.word() }] : [];
    const again = draw.is(2) ? draw.message() : [draw.opening()];
    return [draw.opening(), ...between, ...again, { opcode: 0, fin: true, payload: draw.word() }];
  },
  'close code': (draw) => {
    const open = draw.is(4) ? [draw.opening()] : [];
    const code = draw.pick(draw.is(4) ? takenCodes : refusedCodes);
    const reason = draw.is(2) ? utf8('') : draw.is(4) ? draw.bad() : utf8('bye');
    return [...open, close(code, reason)];
  },
  close: (draw) => {
    const lengthForm = draw.is(4) ? draw.pick([16, 64] as const) : undefined;
    const form = lengthForm === undefined ? {} : { lengthForm };
    if (draw.is(3)) return [{ opcode: 8, payload: hex(draw.pick(['00', '03', 'ff'])), ...form }];
    if (draw.is(4)) return [{ opcode: 8, ...form }];
    if (draw.is(4)) return [close(1000, zeros(122 + draw.below(4)))];
    return [close(draw.pick(takenCodes), concat([draw.word(), draw.bad()]), form)];
  },
  'after close': (draw) => [
    close(draw.pick(takenCodes)),
    ...draw.pick<() => Piece[]>([
      () => draw.message(),
      () => [draw.control()],
      () => [{ opcode: 3 + draw.below(5), payload: draw.word() }],
      () => [{ opcode: 1, rsv: 1 + draw.below(7), payload: draw.word() }],
    ])(),
  ],
  size: (draw) => {
    const length = draw.pick(sizes) - 1 + draw.below(3);
    return draw.message(draw.is(3) ? utf8('é'.repeat(length >> 1)) : zeros(length));
  },
  'UTF-8': (draw) => {
    const content = concat([draw.word(), draw.bad(), draw.is(2) ? draw.word() : new Uint8Array(0)]);
    const frames = draw.message(content, 1, 1 + draw.below(4));
    // What follows the fault may be missing.
    return frames.length > 1 && draw.is(4) ? frames.slice(0, -1) : frames;
  },
  'UTF-8 split': (draw) => {
    const whole = utf8(draw.pick(['größer', '日本語', '😀😀']));
    const frames = draw.message(whole, 1, 2 + draw.below(3));
    if (draw.is(3)) frames.splice(1, 0, { opcode: 0, fin: false });
    return frames;
  },
  inflate: (draw) => {
    const packed = squeeze(utf8('Hello Hello Hello Hello Hello'));
    const dictionary = Buffer.from('Hello Hello Hello Hello Hello');
    const second = deflateRawSync(dictionary, { finishFlush: 2, dictionary });
    const payload = draw.pick<() => Bytes>([
      () => hex(draw.pick(badDeflate)),
      () => hex(draw.pick(badDeflate)),
      () => packed.subarray(0, 1 + draw.below(packed.length - 1)),
      () => Uint8Array.from(second.subarray(0, second.length - 4)),
      () => Uint8Array.from(deflateRawSync(dictionary)),
      () => concat([Uint8Array.from(deflateRawSync(dictionary)), hex('00')]),
      () => concat([Uint8Array.from(deflateRawSync(dictionary)), draw.word()]),
      () => concat([packed, hex('0000ffff')]),
      () => concat([packed, draw.word()]),
      () => Uint8Array.from({ length: 1 + draw.below(20) }, () => draw.below(256)),
      () => squeeze(concat([draw.word(), draw.bad()])),
    ])();
    const opcode = 1 + draw.below(2);
    if (draw.is(2)) return [{ opcode, rsv: 4, payload }];
    const at = draw.below(payload.length + 1);
    const first: Frame = { opcode, rsv: 4, fin: false, payload: payload.subarray(0, at) };
    return [first, { opcode: 0, payload: payload.subarray(at) }];
  },
  'fragmented control': (draw) => [
    ...(draw.is(3) ? [draw.opening()] : []),
    { ...draw.control(), fin: false },
    ...(draw.is(2) ? [{ opcode: 0, payload: draw.word() }] : []),
  ],
  orphan: (draw) => [
    { opcode: 0, fin: !draw.is(3), rsv: draw.is(5) ? 4 : 0, payload: draw.word() },
    ...(draw.is(2) ? [{ opcode: 0, payload: draw.word() }] : []),
  ],
  reserved: (draw) => {
    const open = draw.is(3) ? [draw.opening()] : [];
    const opcode = draw.pick([0, 1, 2, 8, 9, 10, 1, 2]);
    const rsv = draw.is(3) ? 4 : 1 + draw.below(7);
    return [...open, { opcode, rsv, fin: opcode > 7 || !draw.is(4), payload: draw.word() }];
  },
  opcode: (draw) => {
    const open = draw.is(4) ? [draw.opening()] : [];
    const opcode = draw.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]);
    const payload = draw.is(5) ? zeros(120 + draw.below(12)) : draw.word();
    return [...open, { opcode, fin: !draw.is(4), rsv: draw.is(5) ? 1 + draw.below(7) : 0, payload }];
  },
  length: (draw) => {
    const lengthForm = draw.is(2) ? 16 : 64;
    const payload = draw.is(4) ? zeros(draw.pick([125, 126, 127, 200])) : draw.word();
    const opcode = draw.pick([1, 2, 9, 10, 1, 2]);
    return [{ opcode, payload, lengthForm }];
  },
  'long control': (draw) => [
    ...(draw.is(3) ? [draw.opening()] : []),
    { ...draw.control(), payload: zeros(draw.pick([124, 125, 126, 127, 128, 200, 65536])) },
  ],
  mask: (draw) => [
    { ...draw.pick<() => Frame>([() => draw.message()[0], () => draw.control()])(), wrongMask: true },
  ],
  'empty fragments': (draw) => {
    const empty: Frame = { opcode: 0, fin: false };
    const first: Frame = {
      opcode: 1 + draw.below(2),
      fin: false,
      payload: draw.is(2) ? draw.word() : new Uint8Array(0),
    };
    const rest = Array.from({ length: draw.below(3) }, () => empty);
    return [first, ...rest, { opcode: 0, payload: draw.is(2) ? draw.word() : new Uint8Array(0) }];
  },
};

/** A header that declares more bytes than follow. */
function hugeStream(draw: Draw, name: string): Stream {
  const length = draw.pick(hugeLengths);
  const sender = draw.is(2) ? 'client' : 'server';
  const byte0 = 0x80 | draw.pick([1, 2, 2, 0, 9]);
  const masked = sender === 'client';
  const head = `${byte0.toString(16)}${masked ? 'ff' : '7f'}${length.toString(16).padStart(16, '0')}`;
  const pieces = [hex(`${head}${masked ? '37fa213d' : ''}48656c6c6f`)];
  return { name, group: 'fault: huge', pieces, deflate: draw.isDeflate, only: sender };
}

/** `count` streams with one fault each: the kinds in turn, a third of them compressed. */
export function faultStreams(count: number, seed = 1002): Stream[] {
  const below = seededRandomBelow(seed);
  const names = [...Object.keys(kinds), 'huge', 'huge'];
  return Array.from({ length: count }, (_, index) => {
    const drawn = new Draw(below);
    const kind = names[index % names.length];
    const name = `fault ${index}`;
    if (kind === 'huge') return hugeStream(drawn, name);
    const draw = kind === 'inflate' ? Object.assign(new Draw(below), { isDeflate: true }) : drawn;
    const before = draw.is(2) ? [] : draw.message();
    const after = draw.is(2) ? [] : draw.message();
    const pieces = [...before, ...kinds[kind](draw), ...after];
    const readCount = draw.is(5) ? 2 + draw.below(3) : 1;
    return {
      name,
      group: `fault: ${kind}`,
      pieces,
      deflate: draw.isDeflate,
      noContext: draw.is(2),
      readCount,
    };
  });
}
