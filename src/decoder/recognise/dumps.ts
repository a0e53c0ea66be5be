// The dumps of a text in which several stand: in one sentence, each under a label, the two sides of a diff.
// Dumps of one stream, or of the two directions of a connection, are one part; dumps that are compared are
// parts of their own, and each becomes a connection.

import { readLead } from '../importers/text/directions.ts';
import { areTurns } from '../importers/text/turns.ts';
import { readsAsFrames } from '../importers/text/whole-frames.ts';
import { readHeader } from '../websocket/header.ts';
import { isComparing, isComparingLabel, isContinuing } from './comparison.ts';
import { type InlineRun, inlineRuns, isOfConnection } from './inline-bytes.ts';
import { bytes as bytesRecogniser, readsWhole, streamsIn } from './kinds/bytes.ts';
import { attachmentsIn } from './mail.ts';
import { areNames } from './names.ts';
import { piecesOf, piecesText, type Range } from './pieces.ts';
import { type Part, type Sample, sampleOf } from './recognition.ts';
import { restartedRanges } from './restarts.ts';

/** The part of bytes that pieces of a text make; `null` when they are something else. */
function partOfPieces(text: string, pieces: readonly Range[]): Part | null {
  const claim = bytesRecogniser.recognise(sampleOf(piecesText(text, pieces), text));
  const last = pieces[pieces.length - 1];
  if (claim === null || claim.kind !== 'bytes' || last === undefined) return null;
  return { ...claim, start: pieces[0].start, end: last.end, pieces };
}

/** The attachments of a mail that hold bytes of a connection. */
export function attachedDumps(text: string): Part[] {
  return attachmentsIn(text).flatMap((body) => partOfPieces(text, [body]) ?? []);
}

/** The label of a run as a piece of its own, when it says who sends. */
function labelPiece(text: string, { label }: InlineRun): Range[] {
  const written = text.slice(label.start, label.end);
  if (readLead(written).sender === null) return [];
  const start = label.start + (written.length - written.trimStart().length);
  const end = label.start + written.trimEnd().length;
  // Between two pieces stands at least one character.
  return [
    {
      start: start === label.start && start > 0 && text[start - 1] !== '\n' ? start + 1 : start,
      end: Math.min(end, label.end - 1),
    },
  ];
}

const isWhole = ({ bytes }: { readonly bytes: Uint8Array }) => readsAsFrames(bytes, { lengthsAlone: true });

/** Whether a dump goes on with, or answers, the one before: by the words between, or because only both are whole. */
function isSameConnection(label: string, labelBefore: string, areWhole: boolean): boolean {
  const { sender } = readLead(label);
  if (isComparing(label) || isComparing(labelBefore)) {
    const before = readLead(labelBefore).sender;
    return sender !== null && before !== null && sender !== before;
  }
  return sender !== null || isContinuing(label) || !areWhole;
}

/** The runs of one connection each. */
function groupsOf(text: string, runs: readonly InlineRun[]): InlineRun[][] {
  const groups: InlineRun[][] = [];
  let labelBefore = '';
  for (const run of runs) {
    const label = text.slice(run.label.start, run.label.end);
    const last = groups[groups.length - 1];
    const before = last?.[last.length - 1];
    if (last && before && isSameConnection(label, labelBefore, isWhole(before) && isWhole(run)))
      last.push(run);
    else groups.push([run]);
    labelBefore = label;
  }
  return groups;
}

/** The runs that are bytes of a connection, and those set against one: `expected 81 02 ... but got 83 02 ...`. */
function ofConnection(text: string, all: readonly InlineRun[]): readonly InlineRun[] {
  const runs = all.filter((run) => isOfConnection(text, run));
  if (runs.length === 0 || !all.some(({ label }) => isComparing(text.slice(label.start, label.end))))
    return runs;
  return all.filter((run) => runs.includes(run) || (isWhole(run) && run.bytes[0] > 127));
}

/** The dumps inside the sentences or the cells of a segment; none when it has none, or lines that importers read. */
export function dumpsInSentences(text: string, segment: Range & { readonly isProse: boolean }): Part[] {
  // What names the digits of a whole text says the same of each run of them.
  if (areNames(text.slice(segment.start, segment.end), 'hex')) return [];
  const all = inlineRuns(text, segment);
  const runs = ofConnection(text, all);
  if (runs.length === 0) return [];
  const isInline = runs.some((run) => run.isFollowed);
  if (!isInline || (!segment.isProse && runs.length < all.length)) return [];
  return groupsOf(text, runs).flatMap((group) => {
    const labelled = group.flatMap((run) => [
      ...labelPiece(text, run),
      { start: run.start, end: run.noteEnd },
    ]);
    const bare = group.map(({ start, end }) => ({ start, end }));
    return partOfPieces(text, labelled) ?? partOfPieces(text, bare) ?? [];
  });
}

/** A line of bytes and nothing else; fewer bytes than six may be any numbers. */
const bytesLine = /^\s*(?:(?:0x|\\x)?[\da-f]{2}[ ,]{0,2}){6,}\s*$/i;

/** The lines of bytes between the sentences of a person, without a blank line around them. */
export function dumpsBetweenSentences(text: string, range: Range): Part[] {
  const runs: Range[] = [];
  for (const line of linesIn(text, range)) {
    if (!bytesLine.test(text.slice(line.start, line.end))) continue;
    const last = runs[runs.length - 1];
    if (last?.end === line.start) runs[runs.length - 1] = { start: last.start, end: line.end };
    else runs.push(line);
  }
  return runs
    .flatMap((run) => partOfPieces(text, [run]) ?? [])
    .filter(({ certainty }) => certainty !== 'possible');
}

/** Whether a line of a dump holds several runs of bytes with words between, or a dump is a single sentence. */
export function severalInOneLine(text: string, range: Range): boolean {
  const runs = inlineRuns(text, range).filter((run) => isOfConnection(text, run));
  const isOneLine = !text.slice(range.start, range.end).trim().includes('\n');
  if (isOneLine) return runs.some(({ isFollowed }) => isFollowed);
  return runs.some(({ label }, index) => {
    const before = runs[index - 1];
    return before?.end === label.start && /[g-z\u0080-\uffff]/i.test(text.slice(label.start, label.end));
  });
}

const quoteSign = /^[ \t]*(?:>[ \t]?)+/;

/** Bytes in the lines that a mail quotes; `null` without them. */
export function quotedDump(text: string, range: Range): Part | null {
  const quoted = linesIn(text, range).flatMap(({ start, end }) => {
    const sign = quoteSign.exec(text.slice(start, end))?.[0].length ?? 0;
    return sign === 0 ? [] : [{ start: start + sign, end }];
  });
  return quoted.length === 0 ? null : partOfPieces(text, quoted);
}

/** The lines of a range, each with its line end. */
function linesIn(text: string, { start, end }: Range): Range[] {
  const lines: Range[] = [];
  for (let at = start; at < end; ) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 || newline >= end ? end : newline + 1;
    lines.push({ start: at, end: next });
    at = next;
  }
  return lines;
}

const diffHead = /^(?:diff |index |--- |\+\+\+ |@@ )/;

/** The two sides of a diff of dumps; `null` for anything else. */
function sidesOfDiff(text: string, part: Range): Part[] | null {
  // A unified diff shows the rows around its changes: both dumps are whole from their beginning when its only
  // hunk begins at the first line of each.
  const hunks = text.slice(part.start, part.end).match(/^@@ .*/gm) ?? [];
  if (hunks.length > 1 || !hunks.every((hunk) => /^@@ -1(?:,\d+)? \+1(?:,\d+)? @@/.test(hunk))) return null;
  const lines = linesIn(text, part)
    .map((line) => ({ ...line, written: text.slice(line.start, line.end) }))
    .filter(({ written }) => written.trim() !== '' && !diffHead.test(written));
  const signs = lines.map(({ written }) => written[0]);
  if (!signs.includes('-') || !signs.includes('+') || !signs.every((sign) => /[-+ ]/.test(sign))) return null;
  const side = (sign: string) =>
    lines
      .filter(({ written }) => written[0] === sign || written[0] === ' ')
      .map(({ start, end }) => ({ start: start + 1, end }));
  const parts = ['-', '+'].map((sign) => partOfPieces(text, side(sign)));
  return parts.every((one) => one !== null && one.format !== null) ? parts.flatMap((one) => one ?? []) : null;
}

const sectionLine = /^(?<label>[^\n:]{1,60}):[ \t]+(?=\S)/;

/** What follows a label such as `expected: `. */
const counterpart = /^[ \t]*(?:but )?(?:got|received|found|was)\b[^\n:]{0,20}:[ \t]/i;

/** Whether a line begins a dump that is compared with another: a label, or a label and its bytes. */
function beginsSection(line: string): boolean {
  if (isComparingLabel(line)) return true;
  const label = sectionLine.exec(line)?.groups?.label;
  return label !== undefined && isComparing(label);
}

/** The dumps under labels that compare them; `null` for anything else. */
function sectionsOf(text: string, part: Range): Part[] | null {
  let hasBegun = false;
  const starts = linesIn(text, part).filter(({ start, end }) => {
    const line = text.slice(start, end).trimEnd();
    const begins = beginsSection(line) || (hasBegun && counterpart.test(line));
    hasBegun ||= begins;
    return begins;
  });
  if (starts.length < 2) return null;
  const ranges = starts.map(({ start }, index) => ({ start, end: starts[index + 1]?.start ?? part.end }));
  const first = starts[0];
  if (text.slice(part.start, first.start).trim() !== '') return null;
  const parts = ranges.map((range) => {
    const line = linesIn(text, range)[0];
    const isAlone = isComparingLabel(text.slice(line.start, line.end).trimEnd());
    return partOfPieces(text, [isAlone ? { start: line.end, end: range.end } : range]);
  });
  return parts.every((one) => one !== null && one.format !== null) ? parts.flatMap((one) => one ?? []) : null;
}

/** What dumps files; the others are tools that know the direction of what they print. */
const dumpsOfFiles = new Set(['xxd', 'hexdump', 'od', 'hex-view']);

/** Dumps of both ends below each other, without words between them. */
function restartedDumps(text: string, range: Range): Part[] | null {
  const lines = linesIn(text, range).map((line) => ({ ...line, written: text.slice(line.start, line.end) }));
  const ranges = restartedRanges(lines);
  if (ranges === null || !dumpsOfFiles.has(partOfPieces(text, [range])?.format ?? '')) return null;
  const bytes = ranges.flatMap((one) => streamsIn(sampleOf(text.slice(one.start, one.end))));
  if (bytes.length !== ranges.length || !areTurns(bytes)) return null;
  const parts = ranges.map((one) => partOfPieces(text, [one]));
  return parts.every((one) => one !== null && one.format !== null) ? parts.flatMap((one) => one ?? []) : null;
}

/** A diff, or dumps under labels that compare them, as parts of their own; `null` for anything else. */
export function comparedDumps(text: string, range: Range): Part[] | null {
  return sidesOfDiff(text, range) ?? sectionsOf(text, range) ?? restartedDumps(text, range);
}

const fence = /^\s*(?:```|~~~)/;

/** The line above a range that holds words, fences left out. */
function lineAbove(text: string, { start }: Range): Range | null {
  let end = start;
  while (end > 0) {
    const from = text.lastIndexOf('\n', end - 2) + 1;
    const line = text.slice(from, end);
    if (line.trim() !== '' && !fence.test(line)) return { start: from, end };
    end = from;
  }
  return null;
}

/** The pieces of a part, with the line above it when that says who sent the bytes. */
function labelled(text: string, part: Part): readonly Range[] {
  const pieces = piecesOf(part);
  const above = lineAbove(text, part);
  if (above === null || readLead(text.slice(above.start, above.end)).sender === null) return pieces;
  return [above, ...pieces];
}

/** A part among the words of a person: only itself is read, and who sent it. */
export function withLabel(text: string, part: Part): Part {
  if (part.kind !== 'bytes' || part.format === null) return part;
  const pieces = labelled(text, part);
  return pieces.length === 1 && part.pieces === undefined ? part : { ...part, pieces };
}

/** Words in brackets in place of a payload: `[256 bytes of binary data]`. */
const payloadInWords = /[[(<] ?(\d{1,9}) (?:bytes|octets)\b[^\n\])>]{0,60}[\])>]/gi;

/** Whether a dump is whole frames, or one header with words in place of just its payload. */
function isWholeDump(sample: Sample): boolean {
  if (readsWhole(sample)) return true;
  const [stream, ...more] = streamsIn(sample);
  if (stream === undefined || more.length > 0) return false;
  const header = readHeader(stream, 0);
  if (header === null || header.headerLength < stream.length) return false;
  return [...sample.text.matchAll(payloadInWords)].some(
    ([, length]) => Number(length) === header.payloadLength,
  );
}

/** Whether the bytes of two parts belong to one connection. */
export function areOneConnection(text: string, last: Part, part: Part): boolean {
  const above = lineAbove(text, part);
  const label = above === null || above.start < last.start ? '' : text.slice(above.start, above.end);
  const aboveLast = lineAbove(text, last);
  const labelBefore = aboveLast === null ? '' : text.slice(aboveLast.start, aboveLast.end);
  const areWhole = [last, part].every((one) => isWholeDump(sampleOf(piecesText(text, piecesOf(one)))));
  return isSameConnection(label, labelBefore, areWhole);
}

/** Two parts of one connection as one; `null` where the bytes of both are not read when they follow each other. */
export function joinedParts(text: string, last: Part, part: Part): Part | null {
  const pieces = [...labelled(text, last), ...labelled(text, part)];
  if (partOfPieces(text, pieces) === null) return null;
  return { ...last, end: part.end, share: Math.min(last.share, part.share), pieces };
}
