// The text message at the break that is not UTF-8: where it goes wrong, and whether it is text at all.

import { firstNotUtf8 } from '../../bytes/utf8.ts';
import type { Evidence } from '../../model/finding.ts';
import { oncePer } from '../once-per.ts';
import { binaryKind, fileKind } from './binary-format.ts';
import { type BreakWindow, placeIn } from './break-window.ts';
import { decodeCesu8 } from './charset.ts';
import { breaksRule, type DeclaredFrame, frameBreaking } from './declared-frame.ts';
import { messageAtBreak } from './message-at-break.ts';
import { printableShare } from './text-shape.ts';

/** Bytes of a payload that are looked at to tell text from binary data. */
export const maxSample = 4096;
/** Below this share of printable ASCII a payload looks binary; text in any language has more. */
const minPrintableShare = 0.6;
/** Above this share a byte that is not UTF-8 is an accident in a text. */
const mostlyPrintable = 0.95;
/** One control character in so many bytes looks binary. */
const bytesPerControl = 12;
/**
 * A message begun inside another often begins inside a character: then the order is what is wrong, not the
 * text. In bits.
 */
const scoreOfInterleaved = -14;
/** Bytes of the longest UTF-8 character less one: a character cut at the end lacks at least its last byte. */
const maxCutCharacter = 3;
const firstLeadByte = 0xc2;

export interface BadText {
  readonly frame: DeclaredFrame;
  /** How much is evidence for the frame as declared, in bits. */
  readonly fit: number;
  /** The text as far as it is at hand, inflated when it was compressed. */
  readonly bytes: Uint8Array;
  readonly isCompressed: boolean;
  /** The first bad byte, as hex; `null` when all bytes at hand are UTF-8. */
  readonly badByte: string | null;
  /** The first bad byte lies after the bytes at hand. */
  readonly isBeyond: boolean;
  /** All that is wrong is that the last character is not whole. */
  readonly isCutCharacter: boolean;
  /** The binary format that it is in, or `null`. */
  readonly binary: string | null;
  /** It does not look like text of any charset. */
  readonly looksBinary: boolean;
  /** Share of printable bytes, 0 to 1. */
  readonly printable: number;
  /** Control characters among the first `maxSample` bytes. */
  readonly controlCount: number;
  /** Where the text stops to be UTF-8. */
  readonly evidence: Evidence;
}

function isControlCharacter(byte: number): boolean {
  return byte < 32 && byte !== 9 && byte !== 10 && byte !== 13;
}

/** The text message that the frame at the break ends, or `null` when its text is not what is wrong. */
export const badTextAtBreak = oncePer((window: BreakWindow): BadText | null => {
  if (breaksRule(window, 'deflateFailed')) return null;
  const frame = frameBreaking(window, 'textNotUtf8');
  if (frame === null) return null;
  const { header, payloadAt } = frame;
  const { bytes, isCompressed, isWhole } = messageAtBreak(frame);
  const detail = window.stream.direction.details.get(window.firstBreak.frame);
  const bad = firstNotUtf8(bytes);
  const badByte = bad >= 0 && bad < bytes.length ? bytes[bad].toString(16).padStart(2, '0') : null;
  // Of a large message the window holds the beginning. Where it goes wrong the reader noted when it read it.
  const later =
    badByte === null && !isWhole && detail?.kind === 'utf8' && detail.byte !== null ? detail.at : null;
  const isNoted = !isCompressed && detail?.kind === 'utf8';
  const place =
    isNoted && detail.at < header.payloadLength
      ? placeIn(window, payloadAt + detail.at, 1)
      : placeIn(window, payloadAt, header.payloadLength);
  const sample = bytes.subarray(0, maxSample);
  const controlCount = sample.reduce((sum, byte) => sum + (isControlCharacter(byte) ? 1 : 0), 0);
  const printable = printableShare(bytes);
  const isCutCharacter =
    (badByte === null && later === null) ||
    (bad >= 0 && bytes.length - bad <= maxCutCharacter && bytes[bad] >= firstLeadByte);
  // Text that is UTF-8 up to its last character, or nearly all of it: lengths that lead through it do so by chance.
  const isText =
    controlCount === 0 && (isCutCharacter || printable > mostlyPrintable || decodeCesu8(bytes) !== null);
  const binary = isText ? fileKind(bytes) : binaryKind(bytes);
  return {
    frame,
    fit: frame.fit + (breaksRule(window, 'interleavedMessage') ? scoreOfInterleaved : 0),
    bytes,
    isCompressed,
    badByte,
    isBeyond: later !== null,
    isCutCharacter,
    binary,
    looksBinary:
      binary !== null ||
      (!isText && printable < minPrintableShare) ||
      controlCount * bytesPerControl > sample.length,
    printable,
    controlCount,
    evidence: { text: badByteText(bytes, later, bad, badByte), place },
  };
});

/** The offset of the first byte of the character that a byte should continue; `null` where it begins one itself. */
function unfinishedLead(bytes: Uint8Array, bad: number): number | null {
  for (let at = bad - 1; at >= Math.max(0, bad - maxCutCharacter); at--) {
    const byte = bytes[at];
    if (byte < 0x80) return null;
    if (byte >= firstLeadByte) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return at + length > bad ? at : null;
    }
  }
  return null;
}

function badByteText(bytes: Uint8Array, later: number | null, bad: number, badByte: string | null): string {
  if (later !== null) {
    return `Byte ${later.toLocaleString('en')} of the payload is not valid UTF-8 at that position.`;
  }
  if (badByte === null) return 'Read as UTF-8, the text ends in the middle of a character.';
  const lead = unfinishedLead(bytes, bad);
  if (lead !== null) {
    const name = bytes[lead].toString(16);
    return `Byte ${lead.toLocaleString('en')} of the text is ${name}, which begins a character of several bytes; ${badByte} does not continue it.`;
  }
  return `Byte ${bad.toLocaleString('en')} of the text is ${badByte}, which is not valid UTF-8 at that position.`;
}
