// What the first bytes could be if they are not a frame: the foreign streams that make a program print exactly
// this text.

import { formatHex } from '../bytes/hex.ts';
import type { Implementation } from '../implementations/implementation.ts';
import { MessageContent } from '../implementations/message-content.ts';
import { implementations } from '../implementations/registry.ts';
import { reportOfOne } from '../implementations/reports.ts';
import { scanFrames } from '../implementations/wire-frame.ts';
import type { ExplanationId } from './explanations.ts';
import { variantOf } from './field-counts.ts';
import { beginsAs, type ForeignBytes, foreignBytes } from './foreign-bytes.ts';
import { kindOf } from './kinds.ts';
import type { TextKind } from './text-kind.ts';
import { type HeaderHints, toldBits } from './variables.ts';

/** A beginning that is not a frame and gives the text. */
export interface ByteReading {
  /** As a noun: `an HTTP response`. */
  readonly name: string;
  /** The first bytes in hex: `48 54 54 50`. */
  readonly hex: string;
  /** The same as characters, dots for those that have none. */
  readonly characters: string;
  readonly explanation: ExplanationId;
}

/** Bytes that are shown of a beginning. */
const shownBytes = 4;

interface Question {
  readonly kind: TextKind;
  readonly variant: string;
  readonly hints: HeaderHints;
  /** Names of the programs that print the text. */
  readonly speakers: readonly string[];
  readonly role: 'client' | 'server' | null;
}

/** What the beginnings of streams that are not frames say of a text. */
export interface Readings {
  /** The beginnings that give the text. */
  readonly fitting: readonly ByteReading[];
  /** Of each explanation with such beginnings, the part of them that give the text; empty: nothing is known. */
  readonly fittingPart: ReadonlyMap<ExplanationId, number>;
}

/** The foreign beginnings that fit a text. Without a simulated reader and without told bits, none is known. */
export function readingsOf({ kind, variant, hints, speakers, role }: Question): Readings {
  const readers = implementations.filter(({ name }) => speakers.includes(name));
  const isTold = toldBits(hints) > 0;
  if (kind.phase !== 'frames' || (readers.length === 0 && !isTold))
    return { fitting: [], fittingPart: new Map() };
  const possible = foreignBytes.filter(({ sender }) => role === null || sender !== role);
  const fitting = possible.filter((foreign) => {
    if (!beginsAs(foreign.bytes, hints)) return false;
    return readers.length === 0 || readers.some((reader) => prints(reader, foreign, kind, variant));
  });
  const countOf = (list: readonly ForeignBytes[], id: ExplanationId) =>
    list.filter(({ explanation }) => explanation === id).length;
  return {
    fitting: withoutTwins(fitting).map(({ name, bytes, explanation }) => ({
      name,
      hex: formatHex(bytes.subarray(0, shownBytes), ' '),
      characters: charactersOf(bytes.subarray(0, shownBytes)),
      explanation,
    })),
    fittingPart: new Map(
      possible.map(({ explanation: id }) => [id, countOf(fitting, id) / countOf(possible, id)]),
    ),
  };
}

/** One of several beginnings of the same name: chunk sizes differ in their digits alone. */
function withoutTwins(list: readonly ForeignBytes[]): ForeignBytes[] {
  const id = ({ name, explanation }: ForeignBytes) => `${name} ${explanation}`;
  return list.filter((one, index) => list.findIndex((other) => id(other) === id(one)) === index);
}

/** Whether the reader prints a text of this kind and with these variable parts. */
function prints(reader: Implementation, foreign: ForeignBytes, kind: TextKind, variant: string): boolean {
  const senders = foreign.sender === null ? (['server', 'client'] as const) : [foreign.sender];
  return senders.some((sender) => {
    const report = reportOfOne(
      {
        sender,
        frames: scanFrames(foreign.bytes),
        compression: null,
        ended: false,
        content: MessageContent.start(null),
      },
      reader,
    );
    if (report === null || report.text === null) return false;
    return kindOf(report.text)?.id === kind.id && variantOf(kind.id, report.text) === variant;
  });
}

function charactersOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join(
    '',
  );
}
