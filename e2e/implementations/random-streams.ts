// Random streams that real programs and simulated readers both read: the same ones in every run.

import { concat } from '../../src/testing/bytes.ts';
import { seededRandomBelow } from '../../src/testing/random.ts';
import { badTexts, close, hex, type Piece, type Stream, squeeze, utf8, zeros } from './stream.ts';

const words = ['Hello', '', 'größer', '{"id":1}', 'x'.repeat(130), 'line\n', '日本語'];
const codes = [
  1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1011, 1012, 1013, 1014, 1015, 1016, 2000, 2999, 3000, 3999,
  4000, 4999, 5000, 999, 0,
];

/** `count` random streams: mostly sound frames with a fault here and there. */
export function randomStreams(count: number, seed = 6455): Stream[] {
  const below = seededRandomBelow(seed);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)];
  const bytes = (length: number) => Uint8Array.from({ length }, () => below(256));
  const content = (): Uint8Array => {
    const kind = below(10);
    if (kind < 7) return utf8(pick(words));
    if (kind === 7) return concat([utf8(pick(words)), hex(pick(badTexts)[1])]);
    return bytes(below(20));
  };
  const dataFrame = (isDeflate: boolean, isOpen: boolean): Piece => {
    const isFragment = below(4) === 0;
    const opcode = below(10) === 0 ? below(3) : isOpen ? 0 : 1 + below(2);
    const isPacked = isDeflate && opcode !== 0 && below(2) === 0;
    const payload = content();
    return {
      opcode,
      fin: !isFragment,
      payload: isPacked && below(6) > 0 && !isFragment ? squeeze(payload) : payload,
      rsv: isPacked ? 4 : 0,
    };
  };
  const controlFrame = (): Piece => {
    const opcode = 8 + below(3);
    if (opcode !== 8) return { opcode, payload: content().subarray(0, 125) };
    const reason = below(4) === 0 ? hex(pick(badTexts)[1]) : utf8(below(2) === 0 ? '' : 'bye');
    const kind = below(8);
    return kind === 0 ? { opcode } : kind === 1 ? { opcode, payload: bytes(1) } : close(pick(codes), reason);
  };
  const damaged = (piece: Piece): Piece => {
    if (piece instanceof Uint8Array) return piece;
    const kind = below(9);
    if (kind === 0) return { ...piece, rsv: 1 + below(7) };
    if (kind === 1) return { ...piece, opcode: below(16) };
    if (kind === 2) return { ...piece, fin: !(piece.fin ?? true) };
    if (kind === 3) return { ...piece, wrongMask: true };
    if (kind === 4) return { ...piece, lengthForm: below(2) === 0 ? 16 : 64 };
    if (kind === 5) return { ...piece, payload: content() };
    if (kind === 6) return { ...piece, payload: zeros(120 + below(12)) };
    if (kind === 7) return { ...piece, rsv: 4, fin: false };
    return bytes(2 + below(30));
  };
  return Array.from({ length: count }, (_, index) => {
    const isDeflate = below(3) === 0;
    const pieces: Piece[] = [];
    let isOpen = false;
    const length = 1 + below(5);
    for (let i = 0; i < length; i++) {
      let piece: Piece = below(4) === 0 ? controlFrame() : dataFrame(isDeflate, isOpen);
      if (below(4) === 0) piece = damaged(piece);
      pieces.push(piece);
      if (piece instanceof Uint8Array) break;
      if (piece.opcode < 8) isOpen = !(piece.fin ?? true);
    }
    return { name: `random ${index}`, group: 'random', pieces, deflate: isDeflate };
  });
}
