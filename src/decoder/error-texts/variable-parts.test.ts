// The variable parts of a text decide: what comes first for it, pattern and cause, must fit the opcode, the reserved
// bits, the close code and the length that it prints. Every simulated program reads a frame for each of their values.

import { describe, expect, it } from 'vitest';
import { firstFault } from '../../../e2e/implementations/facts.ts';
import { received } from '../../../e2e/implementations/received.ts';
import { reportsFor, type StreamReport } from '../implementations/reports.ts';
import { scanFrames } from '../implementations/wire-frame.ts';
import { notAFault, type ViolationName, violationNames } from '../model/violation.ts';
import { causesOfExplanation, violationsOfCause } from './causes-of-explanation.ts';
import { type ExplainedError, explainErrors } from './explain.ts';
import { explanations } from './explanations.ts';

type Sender = 'client' | 'server';

const key = [0x37, 0xfa, 0x21, 0x3d];
const hello = [0x48, 0x65, 0x6c, 0x6c, 0x6f];
const bytesOf = (value: bigint, count: number): number[] =>
  Array.from({ length: count }, (_, at) => Number((value >> BigInt(8 * (count - 1 - at))) & 255n));

/** A frame of the sender with a length field of `form` bits. */
function frame(
  sender: Sender,
  first: number,
  payload: readonly number[],
  form = 7,
  length?: bigint,
): number[] {
  const declared = length ?? BigInt(payload.length);
  const short = form === 7 ? Number(declared) : form === 16 ? 126 : 127;
  const extended = form === 7 ? [] : bytesOf(declared, form / 8);
  if (sender === 'server') return [first, short, ...extended, ...payload];
  return [first, short | 0x80, ...extended, ...key, ...payload.map((byte, at) => byte ^ key[at & 3])];
}

interface Stream {
  readonly name: string;
  readonly bytes: (sender: Sender) => number[];
}

const filled = (length: number): number[] => Array.from({ length }, () => 0x61);
const rsvOpcodes = [0x81, 0x82, 0x88, 0x89];
const closeCodes = [
  0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 5774, 22373, 26479, 54220, 65535,
];
/** Lengths that no sender means: the top bit is set. */
const impossible = [2n ** 63n, 2n ** 64n - 1n, 0x9000000000000048n, 0xc848656c6c6f2121n];

/** One frame, or two, for each value of a variable part. */
const streams: readonly Stream[] = [
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].flatMap((opcode) =>
    [0x80, 0].map((fin) => ({
      name: `opcode ${opcode}, FIN ${fin >> 7}`,
      bytes: (sender: Sender) => frame(sender, fin | opcode, hello),
    })),
  ),
  ...[0x80, 0].map((first) => ({
    name: `continuation ${first}`,
    bytes: (sender: Sender) => frame(sender, first, hello),
  })),
  ...[1, 2].flatMap((open) =>
    [1, 2, 0x81, 0x82].map((next) => ({
      name: `opcode ${next & 15} inside a message`,
      bytes: (sender: Sender) => [...frame(sender, open, hello), ...frame(sender, next, hello)],
    })),
  ),
  ...[1, 2, 3, 4, 5, 6, 7].flatMap((rsv) =>
    rsvOpcodes.map((first) => ({
      name: `RSV ${rsv}, opcode ${first & 15}`,
      bytes: (sender: Sender) => frame(sender, first | (rsv << 4), first === 0x88 ? [3, 0xe8] : hello),
    })),
  ),
  ...closeCodes.map((code) => ({
    name: `close code ${code}`,
    bytes: (sender: Sender) => frame(sender, 0x88, bytesOf(BigInt(code), 2)),
  })),
  { name: 'Close of 1 byte', bytes: (sender) => frame(sender, 0x88, [3]) },
  ...[8, 9, 10].flatMap((opcode) => [
    {
      name: `opcode ${opcode} with 130 bytes`,
      bytes: (sender: Sender) => frame(sender, 0x80 | opcode, [3, 0xe8, ...filled(128)], 16),
    },
    { name: `opcode ${opcode} without FIN`, bytes: (sender: Sender) => frame(sender, opcode, [3, 0xe8]) },
  ]),
  ...impossible.map((length) => ({
    name: `length ${length}`,
    bytes: (sender: Sender) => frame(sender, 0x82, hello, 64, length),
  })),
];

interface PrintedText {
  readonly name: string;
  readonly text: string;
  /** What the frame breaks that was refused. */
  readonly truth: readonly ViolationName[];
  /** The first two bytes of that frame. */
  readonly head: Uint8Array;
}

/** Without an agreement, RSV1 is one fault on every frame. */
const sameBit = (name: ViolationName): ViolationName =>
  name === 'rsv1OnControl' || name === 'rsv1OnContinuation' ? 'rsv1NotAgreed' : name;

/** A program that has no words, and words that are those of the connection. */
const hasWords = ({ text }: StreamReport): boolean => text !== null && !/^no message/.test(text);

/** Each text with a number, a name of a bit or of an opcode that a program prints for one of the streams. */
const printed: readonly PrintedText[] = streams.flatMap(({ name, bytes }) =>
  (['client', 'server'] as const).flatMap((sender) => {
    const stream = Uint8Array.from(bytes(sender));
    const fault = firstFault(stream, { sender });
    const truth = fault === null ? [] : violationNames(fault.violations & ~notAFault).map(sameBit);
    return reportsFor(received(stream, { sender })).flatMap((report) => {
      const start = report.frame === null ? undefined : scanFrames(stream)[report.frame]?.start;
      // What a reader makes of payload is about those bytes.
      if (!hasWords(report) || report.text === null || fault === null || start !== fault.start) return [];
      return [
        {
          name: `${report.implementation} (${report.role}): ${name}: ${report.text}`,
          text: report.text,
          truth,
          head: stream.subarray(fault.start, fault.start + 2),
        },
      ];
    });
  }),
);

/** The words of a program without the values in them. */
const words = ({ name, text }: PrintedText): string =>
  `${name.split(' (')[0]} ${text.replaceAll(/\b(?:0x)?[0-9a-f]{1,2}\b|0x[0-9a-f]+|-?\d+|true|false/gi, '#')}`;

/** The texts of which a program prints another one for another value. */
const textsOfWords = new Map<string, Set<string>>();
for (const one of printed)
  textsOfWords.set(words(one), (textsOfWords.get(words(one)) ?? new Set()).add(one.text));
const variable = printed.filter((one) => (textsOfWords.get(words(one))?.size ?? 0) > 1);

const explained = new Map<string, ExplainedError | undefined>();
function firstOf(text: string): ExplainedError | undefined {
  if (!explained.has(text)) explained.set(text, explainErrors(text)[0]);
  return explained.get(text);
}

const misses = (isRight: (error: ExplainedError | undefined, printed: PrintedText) => boolean): string[] => [
  ...new Set(variable.filter((one) => !isRight(firstOf(one.text), one)).map(({ name }) => name)),
];

describe('what comes first for a text with a variable part', () => {
  it('is looked at for many texts of many programs', () => {
    expect(variable.length).toBeGreaterThan(2000);
    expect(new Set(variable.map(({ name }) => name.split(' (')[0])).size).toBeGreaterThan(25);
  });

  it('is a fault in the frames', () => {
    expect(misses((error) => error?.kind.phase === 'frames')).toEqual([]);
  });

  it('is a pattern with the bits of the frame that was refused', () => {
    expect(
      misses((error, { head }) => {
        const bits = error?.patterns[0]?.bits;
        const bitOf = (at: number) => (head[at >> 3] >> (7 - (at & 7))) & 1;
        return bits?.every((bit, at) => bit === null || bit === bitOf(at)) ?? false;
      }),
    ).toEqual([]);
  });

  it('is a pattern that names what this frame breaks', () => {
    expect(
      misses(
        (error, { truth }) => error?.patterns[0]?.violations.some((one) => truth.includes(one)) ?? false,
      ),
    ).toEqual([]);
  });

  it('is a cause that breaks this rule', () => {
    expect(
      misses((error, { truth }) => {
        const [first] = error?.explanations ?? [];
        const possible: readonly ViolationName[] | undefined = first && explanations[first.id].violations;
        return first !== undefined && (possible?.some((one) => truth.includes(one)) ?? true);
      }),
    ).toEqual([]);
  });

  it('is a cause whose page is about this rule', () => {
    expect(
      misses((error, { truth }) => {
        const [first] = error?.explanations ?? [];
        const [cause] = first === undefined ? [] : causesOfExplanation(first.id, error?.patterns ?? []);
        const shown = cause === undefined ? undefined : violationsOfCause[cause];
        return cause !== undefined && (shown?.some((one) => truth.includes(one)) ?? true);
      }),
    ).toEqual([]);
  });
});
