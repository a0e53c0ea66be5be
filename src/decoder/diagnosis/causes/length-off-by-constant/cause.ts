// Every length off by the same number of bytes: the header counted with the payload, a terminator not
// counted, and so on.

import { count } from '../../../model/words.ts';
import type { Header } from '../../../websocket/header.ts';
import type { Cause } from '../../cause.ts';
import { type BreakWindow, headerAt } from '../../evidence/break-window.ts';
import {
  type LengthReading,
  lengthHypotheses,
  readerWith,
  withPayloadLength,
} from '../../evidence/length-reading.ts';

/** Differences that are tried, in bytes, on either side. */
const differences = [1, 2, 4, 3, 6, 8, 5, 7, 10, 12, 14, 16];

/** Bits to choose one of them, longer or shorter. */
const choice = Math.log2(2 * differences.length);

// Priors in bits, set by hand on the recorded captures.

/** A difference with a known reason: the header or the masking key counted, or one or two bytes of a terminator. */
const explained = 0;
/** A difference of a few bytes without one. */
const unexplained = -4;
/** 8 and 16: what lost or inserted blocks also come to, and these are more common. */
const blockSize = -9;
/** All lengths are off: a mistake in a program repeats. */
const allFrames = 3;
/** One length is off. */
const oneFrame = -1;

/** Each frame before with a right length is evidence against a program that miscounts; up to `maxRight` of them. */
const rightFrame = -0.5;
const maxRight = 4;

const maxTerminator = 2;
const maskingKeyLength = 4;

function isBlockSize(bytes: number): boolean {
  return bytes >= 8 && (bytes & (bytes - 1)) === 0;
}

/** The reason for a difference between the true and the declared length, as seen at one header. */
function reasonFor(header: Header, extra: number): { readonly does: string; readonly prior: number } {
  const size = Math.abs(extra);
  if (extra === -header.headerLength)
    return { does: `counts its header of ${size} bytes as payload`, prior: explained };
  if (extra === -maskingKeyLength && header.masked)
    return { does: 'counts the 4 bytes of the masking key as payload', prior: explained };
  const does = `declares ${count(size, 'byte')} ${extra < 0 ? 'more' : 'fewer'} than it writes`;
  if (size <= maxTerminator) return { does, prior: explained };
  return { does, prior: isBlockSize(size) ? blockSize : unexplained };
}

/** Control frames, which a library mostly writes itself, have their lengths wrong too. In bits. */
const controlsToo = -2;

function readingOf(header: Header, extra: number, rightCount: number, ofControls: boolean): LengthReading {
  const reason = reasonFor(header, extra);
  const { does } = reason;
  const prior = reason.prior + rightFrame * Math.min(maxRight, rightCount);
  const countsHeader = extra === -header.headerLength;
  const size = Math.abs(extra);
  return {
    name: extra > 0 ? `${size} more than declared` : `${size} fewer than declared`,
    does,
    priorOfAll: prior + allFrames + (ofControls ? controlsToo : 0),
    priorOfOne: ofControls ? null : prior + oneFrame,
    choice,
    isOdd: reason.prior < explained,
    read: readerWith((found) => {
      const isControl = (found.opcode & 8) !== 0;
      const length = found.payloadLength + (countsHeader ? -found.headerLength : extra);
      return (isControl && !ofControls) || length < 0 ? null : withPayloadLength(found, length);
    }),
  };
}

/** A reading for each difference in either direction. */
function readingsFor(window: BreakWindow, frame: number): LengthReading[] {
  const header = headerAt(window, frame);
  if (header === null) return [];
  const rightCount = window.framesBefore.filter((offset) => offset < frame).length;
  return differences.flatMap((size) =>
    [size, -size].flatMap((extra) => [
      readingOf(header, extra, rightCount, false),
      // The same bytes after each frame are no part of it, whatever its opcode: `trailing-bytes`.
      ...(extra < 0 ? [readingOf(header, extra, rightCount, true)] : []),
    ]),
  );
}

/** The length is off by a constant. */
export const lengthOffByConstant: Cause<'length-off-by-constant'> = {
  id: 'length-off-by-constant',
  group: 'length',
  title: 'The length is off by a constant',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'esp32'],
  reports: { 'masked-frame': 0.1, 'long-control-frame': 0.1 },
  confirm: 'Declare the length of the payload alone: neither header, key nor a newline counts.',
  hypotheses: (window) => lengthHypotheses(window, (frame) => readingsFor(window, frame)),
};
