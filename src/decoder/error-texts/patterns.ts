// The header bits that give an error text: for each violation that the text stands for, which of the first 16
// bits are fixed, narrowed by the variable parts of the text.

import type { ViolationName } from '../model/violation.ts';
import type { HeaderHints } from './variables.ts';

/** One of the first 16 bits of a frame; `null`: any value. */
export type PatternBit = 0 | 1 | null;

/** Bits that give a text. */
export interface BitPattern {
  /** What the bits break: one rule, or rules that the text does not tell apart. */
  readonly violations: readonly ViolationName[];
  /** FIN, RSV1-3, four bits of opcode, MASK, seven bits of length. */
  readonly bits: readonly PatternBit[];
  /** The fixed bits as two bytes in hex, `x` for a half that is not fixed: `x7 xx`. */
  readonly bytes: string;
  /** What else has to hold; empty where the bits are enough. */
  readonly when: string;
}

/** First bits of the fields. */
const rsvStart = 1;
const opcodeStart = 4;
const maskBit = 8;
const lengthStart = 9;
const bitCount = 16;

interface Shape {
  readonly fin?: 0 | 1;
  /** Fixed RSV bits: RSV1, RSV2, RSV3. */
  readonly rsv?: readonly PatternBit[];
  /** Fixed opcode bits. */
  readonly opcode?: readonly PatternBit[];
  readonly mask?: 0 | 1;
  readonly length?: readonly PatternBit[];
  readonly when?: string;
  /** The opcodes that the violation can have; absent: any. */
  readonly opcodes?: readonly [from: number, to: number];
}

const bitsOf = (value: number, count: number): PatternBit[] =>
  Array.from({ length: count }, (_, at) => ((value >> (count - 1 - at)) & 1) as 0 | 1);

const control: readonly PatternBit[] = [1, null, null, null];
const text = bitsOf(1, 4);
const close = bitsOf(8, 4);
/** 126 or 127: an extended length follows. */
const extended: readonly PatternBit[] = [1, 1, 1, 1, 1, 1, null];

const shapes: Readonly<Partial<Record<ViolationName, Shape>>> = {
  maskedServerFrame: { mask: 1, when: 'sent by the server' },
  unmaskedClientFrame: { mask: 0, when: 'sent by the client' },
  rsv1NotAgreed: { rsv: [1, null, null], when: 'permessage-deflate was not agreed' },
  rsv2: { rsv: [null, 1, null] },
  rsv3: { rsv: [null, null, 1] },
  rsv1OnContinuation: { rsv: [1, null, null], opcode: bitsOf(0, 4), when: 'permessage-deflate was agreed' },
  rsv1OnControl: { rsv: [1, null, null], opcode: control, when: 'permessage-deflate was agreed' },
  reservedDataOpcode: { opcode: [0, null, null, null], opcodes: [3, 7], when: 'opcodes 3 to 7' },
  reservedControlOpcode: { opcode: control, opcodes: [11, 15], when: 'opcodes B to F' },
  fragmentedControl: { fin: 0, opcode: control },
  controlTooLong: { opcode: control, length: extended },
  lengthNotMinimal: { length: extended, when: '16 bits for up to 125, or 64 bits for up to 65,535' },
  lengthMsbSet: { length: bitsOf(127, 7), when: 'the next bit is 1' },
  orphanContinuation: { opcode: bitsOf(0, 4), when: 'no message is open' },
  interleavedMessage: {
    opcode: [0, 0, null, null],
    opcodes: [1, 2],
    when: 'opcode 1 or 2 while a message is open',
  },
  textNotUtf8: { opcode: text, when: 'the payload is not UTF-8' },
  closePayloadOneByte: { opcode: close, length: bitsOf(1, 7) },
  closeCodeInvalid: {
    opcode: close,
    when: 'the first two bytes of the payload are not a code that may be sent',
  },
  closeReasonNotUtf8: { opcode: close, when: 'the payload after the code is not UTF-8' },
  dataAfterClose: { when: 'a Close came before it' },
  deflateFailed: {
    rsv: [1, null, null],
    opcode: [0, 0, null, null],
    when: 'permessage-deflate was agreed, and the payload does not inflate',
  },
};

interface Group {
  readonly of: readonly ViolationName[];
  readonly when: string;
  /** They are drawn together only if the text stands for no other violation. */
  readonly isAlone?: boolean;
  /** Bits of which one that is drawn as 1 says the same as `when`. */
  readonly saidBy?: readonly number[];
}

/** Violations that a text without variable parts does not tell apart: their bits are drawn together. */
const together: readonly Group[] = [
  {
    of: ['rsv1NotAgreed', 'rsv2', 'rsv3', 'rsv1OnControl', 'rsv1OnContinuation'],
    when: 'at least one of the three RSV bits is 1',
    saidBy: [rsvStart, rsvStart + 1, rsvStart + 2],
  },
  { of: ['reservedDataOpcode', 'reservedControlOpcode'], when: 'opcodes 3 to 7 and B to F' },
  {
    of: ['maskedServerFrame', 'unmaskedClientFrame'],
    when: 'MASK is 1 in a frame of the server, or 0 in one of the client',
  },
  {
    of: ['orphanContinuation', 'interleavedMessage'],
    when: 'opcode 0 while no message is open, or 1 or 2 while one is',
  },
  { of: ['lengthNotMinimal', 'lengthMsbSet'], when: 'a longer length field than needed, or its top bit set' },
  {
    of: ['textNotUtf8', 'closeReasonNotUtf8'],
    when: 'a text message, or the reason of a Close, that is not UTF-8',
  },
  {
    of: ['fragmentedControl', 'controlTooLong'],
    when: 'a control frame without FIN, or with more than 125 bytes',
    isAlone: true,
  },
  {
    of: ['closePayloadOneByte', 'closeCodeInvalid', 'closeReasonNotUtf8'],
    when: 'a payload of one byte, a code that may not be sent, or a reason that is not UTF-8',
    isAlone: true,
  },
  {
    of: ['deflateFailed', 'rsv1OnContinuation', 'rsv1OnControl'],
    when: 'permessage-deflate was agreed; the payload does not inflate, or RSV1 is on a continuation or control frame',
    isAlone: true,
  },
];

/** A text that stands for more violations fixes no bit: they are drawn as one. */
const maxDrawn = 6;
/** From here on, the top bit of a 64-bit length is set. */
const firstMsbLength = 2n ** 63n;

/**
 * The patterns of a text that stands for `violations`, in their order; those that its variable parts contradict
 * are left out, and those that it does not tell apart are one.
 */
export function patternsOf(violations: readonly ViolationName[], hints: HeaderHints): BitPattern[] {
  const single = violations.flatMap((violation) => patternOf(violation, hints) ?? []);
  if (new Set(single.flatMap((one) => one.violations)).size > maxDrawn)
    return [merged(single, 'this text fixes no bit: any of these rules may be broken')];
  const membersOf = ({ of }: Group) => single.filter(({ violations: [one] }) => of.includes(one));
  const groups = together.filter((group) => {
    const count = membersOf(group).length;
    return count >= 2 && (!group.isAlone || count === single.length);
  });
  return single.flatMap((pattern) => {
    const group = groups.find(({ of }) => of.includes(pattern.violations[0]));
    if (group === undefined) return [pattern];
    const members = membersOf(group);
    if (members[0] !== pattern) return [];
    const all = merged(members, group.when);
    return [group.saidBy?.some((at) => all.bits[at] === 1) ? { ...all, when: '' } : all];
  });
}

/** The bits of a text about size: the length is valid and above a limit, or no sender means it. */
export function patternOfSize(length: string | null): BitPattern {
  const isMsbSet =
    length !== null &&
    /^(?:-?\d+|0x[0-9a-f]+)$/.test(length) &&
    BigInt.asUintN(64, BigInt(length)) >= firstMsbLength;
  const bits: PatternBit[] = Array.from({ length: bitCount }, () => null);
  (isMsbSet ? bitsOf(127, 7) : extended).forEach((bit, at) => {
    bits[lengthStart + at] = bit;
  });
  const when = isMsbSet
    ? 'the next bit is 1: no sender means such a length'
    : 'a length above the limit of the receiver, or one with its top bit set';
  return { violations: ['lengthMsbSet'], bits, bytes: hexOf(bits), when };
}

/** One pattern with the bits that all have in common. */
function merged(members: readonly BitPattern[], when: string): BitPattern {
  const bits = members[0].bits.map((bit, at) => (members.every((one) => one.bits[at] === bit) ? bit : null));
  return { violations: members.flatMap(({ violations }) => violations), bits, bytes: hexOf(bits), when };
}

function patternOf(violation: ViolationName, hints: HeaderHints): BitPattern | null {
  const shape = shapes[violation];
  if (shape === undefined) return null;
  const { opcodes } = shape;
  if (hints.opcode !== null && opcodes && (hints.opcode < opcodes[0] || hints.opcode > opcodes[1]))
    return null;
  const bits: PatternBit[] = Array.from({ length: bitCount }, () => null);
  const put = (start: number, values: readonly PatternBit[]): boolean => {
    let fits = true;
    values.forEach((value, at) => {
      const before = bits[start + at];
      if (value === null) return;
      if (before !== null && before !== value) fits = false;
      bits[start + at] = value;
    });
    return fits;
  };
  const parts: readonly (readonly [number, readonly PatternBit[]])[] = [
    [0, [shape.fin ?? null]],
    [rsvStart, shape.rsv ?? []],
    [opcodeStart, shape.opcode ?? []],
    [maskBit, [shape.mask ?? null]],
    [lengthStart, shape.length ?? []],
    [rsvStart, hints.rsv === null ? [] : bitsOf(hints.rsv, 3)],
    [opcodeStart, hints.opcode === null ? [] : bitsOf(hints.opcode, 4)],
    [lengthStart, hints.length7 === null ? [] : bitsOf(hints.length7, 7)],
  ];
  const fits = parts.map(([start, values]) => put(start, values));
  if (fits.includes(false)) return null;
  const code = hints.closeCode;
  const codeBytes =
    violation === 'closeCodeInvalid' && code !== null
      ? `; here they are ${(code >> 8).toString(16).padStart(2, '0')} ${(code & 255).toString(16).padStart(2, '0')} after unmasking`
      : '';
  return { violations: [violation], bits, bytes: hexOf(bits), when: `${shape.when ?? ''}${codeBytes}` };
}

/** Bits as hex digits, `x` for a half byte that is not fixed. */
function hexOf(bits: readonly PatternBit[]): string {
  const half = (start: number): string => {
    const four = bits.slice(start, start + 4);
    return four.includes(null) ? 'x' : Number.parseInt(four.join(''), 2).toString(16);
  };
  return `${half(0)}${half(4)} ${half(8)}${half(12)}`;
}
