// What the lines of a text say of its being bytes in hex: as they are, behind the prefix of a log, or explained.

import { ByteBuilder } from '../../bytes/byte-builder.ts';
import { areAnnotated } from './annotated.ts';
import { announcesBytes, beginsStream, holdsStream, isSourceCode, isStream } from './evidence.ts';
import { type FoundHex, isLoneDigest, showsBytes } from './hex-evidence.ts';
import { areNumbered, areSingle, foundHex, hexLine } from './hex-line.ts';
import { isSurrounding } from './lines.ts';
import { type LogPrefix, learnPrefix } from './log-prefix.ts';
import { plainHex } from './plain-hex.ts';
import { streamScore } from './plausible.ts';

/** What the lines of a text say of its being bytes in hex. */
export interface HexEvidence {
  readonly hexLines: number;
  readonly others: number;
  /** Reading the text as hex explains it. */
  readonly explains: boolean;
  /** The bytes begin with a whole frame or an HTTP head, or are whole frames. */
  readonly isWhole: boolean;
  /** Most of the lines with bytes are whole frames, each for itself. */
  readonly areStreams: boolean;
  /** A word before the bytes of a line says that they are bytes. */
  readonly isAnnounced: boolean;
  /** What stands before the bytes in each line of a log, where the bytes are a connection's. */
  readonly prefix: LogPrefix | null;
}

/** Pairs with colons, as keys and certificates are printed. */
const keyRow = /[\da-f]{2}:[\da-f]{2}:[\da-f]{2}/i;
/** Bytes at the beginning of a text that are looked at. */
const firstBytes = 4096;

/**
 * Lines of fewer bytes than this on average, among others, are a table of something else unless they begin as
 * a stream.
 */
const shortLine = 6;

/** Of bytes with an explanation in each line, which fit a frame. */
const annotatedEvidence: HexEvidence = {
  hexLines: 1,
  others: 0,
  explains: true,
  isWhole: true,
  areStreams: false,
  isAnnounced: true,
  prefix: null,
};

export function hexEvidence(lines: readonly string[], numbered: boolean, singly: boolean): HexEvidence {
  if (areAnnotated(lines)) return annotatedEvidence;
  const asTheyAre = evidenceOf(lines, numbered, singly);
  const prefix = learnPrefix(lines);
  if (prefix === null) return asTheyAre;
  const bare = lines.map((line) => line.slice(prefix.lengthIn(line)));
  const inLog = evidenceOf(bare, areNumbered(bare), areSingle(bare));
  if (inLog.explains && inLog.isWhole) return { ...inLog, prefix };
  if (!prefix.isShared) return asTheyAre;
  // Words that every line of a log has announce nothing: `backend-1  | 8080 8443`.
  return { ...asTheyAre, explains: asTheyAre.explains && inLog.isAnnounced };
}

function evidenceOf(lines: readonly string[], numbered: boolean, singly: boolean): HexEvidence {
  let hexLines = 0;
  let others = 0;
  let announced = 0;
  let streamLines = 0;
  let numbers = 0;
  let length = 0;
  const first = new ByteBuilder();
  for (const line of lines) {
    if (isSurrounding(line)) continue;
    const shown = shownBytes(line, numbered, singly);
    if (!shown) {
      others++;
      continue;
    }
    hexLines++;
    length += shown.bytes.length;
    if (!keyRow.test(line) && isStream(shown.bytes)) streamLines++;
    if (announcesBytes(line.slice(0, shown.start))) announced++;
    if (isNumberRow(line)) numbers++;
    if (first.length < firstBytes) first.append(shown.bytes);
  }
  const bytes = first.take();
  const isWhole = isStream(bytes);
  // Rows of both ends in turn are no stream together, but most begin and end with a frame.
  const areStreams = streamLines > 1 && streamLines * 2 > hexLines;
  const isSure = holdsStream(bytes) || areStreams || (announced > 0 && announced * 2 > hexLines);
  const begins = beginsStream(bytes);
  let explains = length > 1;
  if (others > 0 && isSourceCode(lines)) explains &&= isSure && hexLines > others;
  else if (others > 0 && !begins && announced === 0)
    explains &&= hexLines >= others && length >= hexLines * shortLine;
  else explains &&= others === 0 || hexLines >= others || isSure;
  // Rows of numbers in a spreadsheet or a table of words; a digest.
  if (!begins && hexLines + others > 1 && numbers * 10 > hexLines * 9) explains = false;
  if (!begins && streamScore(bytes) < 2 && hexLines === 1 && others === 0 && lines.some(isLoneDigest))
    explains = false;
  return { hexLines, others, explains, isWhole, areStreams, isAnnounced: announced > 0, prefix: null };
}

/** The bytes of a line, or `null` when it is something else. */
function shownBytes(line: string, numbered: boolean, singly: boolean): FoundHex | null {
  const plain = plainHex(line, 0, line.length);
  const found = plain ? null : hexLine(line, { number: 1, start: 0, end: line.length }, numbered);
  const shown = plain ? { ...plain, isPart: false } : found && foundHex(found);
  // "129 5 72" begins as no hex does.
  if (!shown || (shown.isPart && shown.bytes.length === 1)) return null;
  return singly || showsBytes(line, { number: 1, start: 0, end: line.length }, shown) ? shown : null;
}

/** Decimal numbers, or words of 16 bits and more in C. */
function isNumberRow(line: string): boolean {
  return !/[a-z]/i.test(line) || /0x[0-9a-f]{3,}\W+0x[0-9a-f]{3,}/i.test(line);
}
