// Each fault of RFC 6455 and 7692 at each place of a connection: first, after messages, inside one, after a Close
// frame, and with more after it.

import { deflateRawSync } from 'node:zlib';
import { concat } from '../../src/testing/bytes.ts';
import {
  binary,
  close,
  hex,
  more,
  type Piece,
  ping,
  type Stream,
  squeeze,
  text,
  utf8,
  zeros,
} from './stream.ts';

type Frame = Exclude<Piece, Uint8Array>;

const hello = utf8('Hello');
const packed = squeeze(utf8('Hello Hello Hello Hello'));
const half = Math.floor(packed.length / 2);
const wrongMask = (piece: Piece): Piece => ({ ...(piece as Frame), wrongMask: true });
const opcode = (value: number, others: Partial<Frame> = {}): Piece => ({
  opcode: value,
  payload: hello,
  ...others,
});
const lastBlock = Uint8Array.from(deflateRawSync(Buffer.from('Hello Hello Hello')));

const codes = [0, 999, 1004, 1005, 1006, 1012, 1013, 1014, 1015, 1016, 2999, 3000, 4999, 5000, 65535];

/** Faults that need no compression. */
const plainFaults: readonly (readonly [name: string, pieces: readonly Piece[]])[] = [
  ['text', [text('Hello')]],
  ['first fragment', [text('Hel', { fin: false }), more('lo')]],
  ['empty first fragment of a binary', [binary(utf8(''), { fin: false }), more('lo')]],
  ['continuation', [more('lo')]],
  ['continuation without FIN', [more('lo', false), more('lo')]],
  ...codes.map((code) => [`close ${code}`, [close(code, utf8('bye'))]] as const),
  ['close of 1 byte', [{ opcode: 8, payload: hex('03') }]],
  ['empty close', [{ opcode: 8 }]],
  ['close reason not UTF-8', [close(1000, hex('41c328'))]],
  ['close reason that ends inside a character', [close(1000, hex('41e282'))]],
  ['close without FIN', [close(1000, undefined, { fin: false })]],
  ['close of 126 bytes', [close(1000, zeros(124))]],
  ['ping without FIN', [ping(hello, { fin: false })]],
  ['pong without FIN', [opcode(10, { fin: false })]],
  ['ping of 126 bytes', [ping(zeros(126))]],
  ['pong of 70000 bytes', [opcode(10, { payload: zeros(70000) })]],
  ['ping in the 16-bit form', [ping(hello, { lengthForm: 16 })]],
  ['text in the 16-bit form', [text('Hello', { lengthForm: 16 })]],
  ['text in the 64-bit form', [text(zeros(200), { lengthForm: 64 })]],
  ['text with the wrong mask', [wrongMask(text('Hello'))]],
  ['ping with the wrong mask', [wrongMask(ping(hello))]],
  ['close with the wrong mask', [wrongMask(close(1001))]],
  ['text with RSV1', [text('Hello', { rsv: 4 })]],
  ['text with RSV2', [text('Hello', { rsv: 2 })]],
  ['ping with RSV1', [ping(hello, { rsv: 4 })]],
  ['close with RSV3', [close(1000, undefined, { rsv: 1 })]],
  ['continuation with RSV1', [more('lo', true, { rsv: 4 })]],
  ['opcode 3', [opcode(3)]],
  ['opcode 7 without FIN', [opcode(7, { fin: false }), more('lo')]],
  ['opcode 11', [opcode(11)]],
  ['opcode 15 without FIN', [opcode(15, { fin: false })]],
  ['text not UTF-8', [text(hex('41c328'))]],
  ['text that ends inside a character', [text(hex('41e282'))]],
  ['fragments with a character split', [text(hex('41e2'), { fin: false }), more(hex('82ac'))]],
  ['fragments with a broken character', [text(hex('41e2'), { fin: false }), more(hex('2841'))]],
  ['binary of 70000 bytes', [binary(zeros(70000))]],
];

/** Faults of compressed messages, and faults whose meaning changes once compression is agreed. */
const packedFaults: readonly (readonly [name: string, pieces: readonly Piece[]])[] = [
  ['plain text', [text('Hello')]],
  ['compressed text', [text(packed, { rsv: 4 })]],
  [
    'compressed fragments',
    [text(packed.subarray(0, half), { rsv: 4, fin: false }), more(packed.subarray(half))],
  ],
  [
    'RSV1 on each fragment',
    [text(packed.subarray(0, half), { rsv: 4, fin: false }), more(packed.subarray(half), true, { rsv: 4 })],
  ],
  ['continuation with RSV1', [more(packed, true, { rsv: 4 })]],
  ['ping with RSV1', [ping(hello, { rsv: 4 })]],
  ['empty ping with RSV1', [ping(undefined, { rsv: 4 })]],
  ['close with RSV1', [close(1000, undefined, { rsv: 4 })]],
  ['RSV1 and RSV2', [text(packed, { rsv: 6 })]],
  ['opcode 4 with RSV1', [opcode(4, { rsv: 4 })]],
  ['block type 3', [binary(hex('ffffffffff'), { rsv: 4 })]],
  ['stored lengths that differ', [binary(hex('000500000048'), { rsv: 4 })]],
  ['distance too far back', [text(hex('2a2a02000000'), { rsv: 4 })]],
  ['a text that was not compressed', [text('Hello, world', { rsv: 4 })]],
  ['cut in two, half of it missing', [text(packed.subarray(0, half), { rsv: 4 })]],
  ['a last block', [text(lastBlock, { rsv: 4 })]],
  ['a last block and more', [text(concat([lastBlock, hello]), { rsv: 4 })]],
  ['with the four bytes that are left out', [text(concat([packed, hex('0000ffff')]), { rsv: 4 })]],
  ['compressed text not UTF-8', [text(squeeze(hex('41c328')), { rsv: 4 })]],
  ['compressed text that ends inside a character', [text(squeeze(hex('41e282')), { rsv: 4 })]],
  ['compressed empty message', [text(hex('00'), { rsv: 4 })]],
  ['empty payload with RSV1', [text('', { rsv: 4 })]],
  ['70000 bytes inflated', [binary(squeeze(zeros(70000)), { rsv: 4 })]],
];

type Place = readonly [name: string, around: (pieces: readonly Piece[]) => readonly Piece[]];

const plainPlaces: readonly Place[] = [
  ['first', (pieces) => pieces],
  ['after a message', (pieces) => [text('größer'), ...pieces]],
  ['inside a text', (pieces) => [text('Hel', { fin: false }), ...pieces, more('lo')]],
  [
    'inside a binary after a ping',
    (pieces) => [binary(hello, { fin: false }), ping(hello), ...pieces, more('lo')],
  ],
  ['after a close', (pieces) => [close(1001, utf8('bye')), ...pieces]],
  ['before more', (pieces) => [...pieces, text('Hello'), close(1000)]],
];
const packedPlaces: readonly Place[] = [
  ['first', (pieces) => pieces],
  ['after a compressed message', (pieces) => [text(packed, { rsv: 4 }), ...pieces]],
  [
    'inside a compressed text',
    (pieces) => [
      text(packed.subarray(0, half), { rsv: 4, fin: false }),
      ...pieces,
      more(packed.subarray(half)),
    ],
  ],
  ['inside a plain binary', (pieces) => [binary(hello, { fin: false }), ...pieces, more('lo')]],
  ['before more', (pieces) => [...pieces, text(packed, { rsv: 4 }), close(1000)]],
];

function placed(
  faults: readonly (readonly [name: string, pieces: readonly Piece[]])[],
  places: readonly Place[],
  deflate: boolean,
): Stream[] {
  return places.flatMap(([place, around]) =>
    faults.map(([fault, pieces]) => ({
      name: `${fault}: ${place}${deflate ? ', compression agreed' : ''}`,
      group: `placed: ${place}`,
      pieces: around(pieces),
      deflate,
    })),
  );
}

/** Every fault at every place. */
export const placedStreams: readonly Stream[] = [
  ...placed(plainFaults, plainPlaces, false),
  ...placed(packedFaults, packedPlaces, true),
];
