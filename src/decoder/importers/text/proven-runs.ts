// Runs of bytes that prove themselves: wherever they stand in a text, together they are whole frames from the first
// byte to the last, with more evidence than chance gives. Nothing has to be known of what stands around them.

import { parseBase64 } from '../../bytes/base64.ts';
import type { Sender } from '../../model/basics.ts';
import { areWholeFrames } from '../json/frame-run.ts';
import { readsAsWord } from './base64-words.ts';
import { readLead } from './directions.ts';
import { announcesBytes, beginsStream, isOtherNumber } from './evidence.ts';
import { evidenceOfFrames } from './frame-evidence.ts';
import type { Literal } from './literals.ts';
import { readsAsFrames } from './whole-frames.ts';

/** A run of bytes in one notation. */
interface Run {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
  /** What stands right before it in its line, without numbers. */
  readonly label: string;
  /** The words between the run before and this one name this end. */
  readonly sender: Sender | null;
  /** They name the client or the server, not just "sent" or "received". */
  readonly isKnown: boolean;
}

/** One way to write bytes. Runs in it are read together, or none of them. */
interface Notation {
  readonly run: RegExp;
  /** The bytes of a run; `null` for other values. */
  bytesOf(written: string): Uint8Array | null;
  readonly isDecimal?: boolean;
}

const mark = String.raw`(?:0x|\\x|16#|x'|#|\$|%)?`;
const before = String.raw`(?<![\w.\\#$%]|\d[:-])`;
const pair = `${mark}[\\da-f]{2}`;

function hexPairs(written: string): Uint8Array {
  const digits = written.replace(/0x|16#|\\x/gi, '').match(/[\da-f]{2}/gi) ?? [];
  return Uint8Array.from(digits, (one) => Number.parseInt(one, 16));
}

/** Decimal numbers, with a sign or without; `null` where one is no byte. */
function decimals(written: string): Uint8Array | null {
  const values = (written.match(/-?\d+/g) ?? []).map(Number);
  const isSigned = values.some((value) => value < 0);
  const areBytes = values.every((value) => value >= -128 && value < (isSigned ? 128 : 256));
  return areBytes ? Uint8Array.from(values) : null;
}

/** Pairs of digits with one separator, which may go on in the next line. */
const separated = (separator: string, more = '+'): Notation => ({
  run: new RegExp(`${before}${pair}(?:${separator}${pair})${more}(?!\\w|[:-]\\d)`, 'gi'),
  bytesOf: hexPairs,
});

/** A run of base64 that is no word and is whole frames: other words of its letters are everywhere. */
function framesInBase64(written: string): Uint8Array | null {
  const bytes = readsAsWord(written, '') ? null : parseBase64(written);
  return bytes !== null && areWholeFrames(bytes, null) ? bytes : null;
}

const notations: readonly Notation[] = [
  separated('[ \\t]{1,4}'),
  separated(',[ ]?(?:[ ]{0,3}\\\\?\\r?\\n[ \\t]{0,40})?'),
  ...[':', '-', ';', '\\|', '\\.', '_'].map((one) => separated(one)),
  separated('', '{2,}'),
  {
    run: /(?<![\w.])[\da-f]{4}(?: {1,2}[\da-f]{4})+(?: {1,2}[\da-f]{2})?(?!\w)|(?<=^\s{0,16}(?:0x)?[\da-f]{4,16}:? {1,4})(?:[\da-f]{2}){1,2}(?=\s{2}|\s*\||$)/gim,
    bytesOf: hexPairs,
  },
  { run: /(?<![\w.,-])-?\d{1,3}(?:,\s*-?\d{1,3}){3,}(?![\w.])/g, bytesOf: decimals, isDecimal: true },
  { run: /(?<![\w.,-])-?\d{1,3}(?:[ \t]+-?\d{1,3}){3,}(?![\w.])/g, bytesOf: decimals, isDecimal: true },
  { run: /(?<![\w+/=.-])[\w+/-]{8,}={0,2}(?![\w+/=])/g, bytesOf: framesInBase64 },
];

/** Longer texts and more runs are not looked at. */
const maxText = 65536;
const maxRuns = 400;
/** Lines above a run in which the name of its sender is looked for. */
const maxLinesAbove = 4;

/** Characters before a run that name it. */
const maxLabel = 40;

/** What stands right before a run in its line, without numbers; two runs of one column or member have the same. */
function labelOf(text: string, start: number): string {
  const line = text.slice(Math.max(text.lastIndexOf('\n', start - 1) + 1, start - maxLabel), start);
  return line.slice(line.search(/[^\s,;{}[\]()|]*[\s"'=:([{|<>,]*$/)).replace(/\d+/g, '0');
}

/** Who sent a run, by the words between the run before and this one, those nearest to it first. */
function senderBetween(text: string, from: number, to: number): Pick<Run, 'sender' | 'isKnown'> {
  const lines = text.slice(from, to).split('\n').slice(-maxLinesAbove).reverse();
  for (const line of lines) {
    const { sender, known } = readLead(line);
    if (sender !== null) return { sender, isKnown: known };
  }
  return { sender: null, isKnown: false };
}

/** The runs of a text in one notation. */
function runsIn(text: string, { run, bytesOf }: Notation): Run[] {
  const runs: Run[] = [];
  let from = 0;
  for (const match of text.matchAll(run)) {
    const [written] = match;
    const bytes = bytesOf(written);
    if (bytes === null || bytes.length === 0 || isOtherNumber(written)) continue;
    if (runs.length >= maxRuns) return [];
    const start = match.index;
    const end = start + written.length;
    runs.push({ start, end, bytes, label: labelOf(text, start), ...senderBetween(text, from, start) });
    from = end;
  }
  return runs;
}

/** Runs without a name take that of the run before, or where both ends are masked as they should be, by the mask. */
function withSenders(runs: readonly Run[]): Run[] {
  const isNamed = runs.some(({ sender }) => sender !== null);
  const masked = runs.map(({ bytes }) => areWholeFrames(bytes, 'client'));
  const areTurns =
    masked.includes(true) && runs.every(({ bytes }, at) => masked[at] || areWholeFrames(bytes, 'server'));
  let last: Sender | null = null;
  return runs.map((run, at) => {
    if (areTurns && (!isNamed || run.sender === null))
      return { ...run, sender: masked[at] ? 'client' : 'server' };
    last = run.sender ?? last;
    return { ...run, sender: last };
  });
}

function joined(runs: readonly Run[]): Uint8Array {
  return Uint8Array.from(runs.flatMap(({ bytes }) => [...bytes]));
}

/** Evidence from which frames are no chance, in bits; less where the words before each run announce bytes. */
const minBits = 27;
const minBitsAnnounced = 15;
/** Decimal numbers are everywhere, but for those of an array. */
const extraBitsOfDecimals = 8;

/** Evidence of frames in runs that are whole frames of their senders; 0 where they are not. */
function evidenceOf(runs: readonly Run[]): number {
  let bits = 0;
  for (const sender of ['client', 'server', null] as const) {
    const own = runs.filter((run) => run.sender === sender);
    if (own.length === 0) continue;
    const bytes = joined(own);
    const isOfOneEnd =
      sender === null && (areWholeFrames(bytes, 'client') || areWholeFrames(bytes, 'server'));
    if (!readsAsFrames(bytes) || !(isOfOneEnd || areWholeFrames(bytes, sender ?? 'server'))) return 0;
    bits += evidenceOfFrames(bytes);
  }
  return bits;
}

/** The same with the ends the other way round; none where the words name the client or the server. */
function otherWay(runs: readonly Run[]): Run[] {
  if (runs.some(({ isKnown }) => isKnown)) return [];
  return runs.map((run) => ({
    ...run,
    sender: run.sender === null ? null : run.sender === 'client' ? 'server' : 'client',
  }));
}

/** Shorter runs are numbers of the text. */
const minBytes = 4;
/** More names of values in a text are not looked at one by one. */
const maxLabels = 12;

/** The name of a member before its value. */
const memberName = /[g-z_]\w*["']?\s*[:=]\s*["'[]*\s*$/i;

/**
 * Whether runs may be left out of a reading: none begins as a frame with FIN does, sound or faulty, but for the same
 * bytes under another name.
 */
function mayLeaveOut(all: readonly Run[], chosen: readonly Run[]): boolean {
  const isFrame = ({ bytes }: Run) => bytes[0] > 127 && (bytes.length >= minBytes || beginsStream(bytes));
  const read = new Set(chosen.map(({ bytes }) => bytes.join()));
  const isAgain = ({ bytes, label }: Run) => memberName.test(label) && read.has(bytes.join());
  return all.every((run) => chosen.includes(run) || !isFrame(run) || isAgain(run));
}

/** Which runs may be the bytes of a connection: all, those of some length, those behind the same name. */
function* choices(all: readonly Run[]): Generator<readonly Run[]> {
  if (all.length === 0) return;
  yield all;
  const labels = [...new Set(all.map(({ label }) => label))].slice(0, maxLabels);
  const groups = [
    all.filter(({ bytes }) => bytes.length >= minBytes),
    ...labels.map((label) => all.filter((run) => run.label === label)),
  ];
  for (const chosen of groups) {
    if (chosen.length > 0 && chosen.length < all.length && mayLeaveOut(all, chosen)) yield chosen;
  }
}

/** Whether frames go on from one run to the next only where the next stands in a line of its own. */
function areRows(text: string, runs: readonly Run[]): boolean {
  return runs.every(
    (run, at) =>
      at === 0 ||
      text.slice(runs[at - 1].end, run.start).includes('\n') ||
      areWholeFrames(runs[at - 1].bytes, null),
  );
}

/** Whether a bracket of an array opens before a run. */
const isInArray = (text: string, { start }: Run) =>
  /[[({]\s{0,20}$/.test(text.slice(Math.max(0, start - maxLabel), start));

/** The runs of bytes of a text that prove to be whole frames, in the notation with the most evidence. */
export function provenRuns(text: string): Literal[] {
  if (text.length > maxText) return [];
  let best: readonly Run[] = [];
  let most = 0;
  for (const notation of notations) {
    for (const chosen of choices(runsIn(text, notation))) {
      if (!areRows(text, chosen)) continue;
      const isAnnounced = chosen.every(({ label, isKnown }) => isKnown || announcesBytes(label));
      const isTable = notation.isDecimal === true && !chosen.every((run) => isInArray(text, run));
      const least = (isAnnounced ? minBitsAnnounced : minBits) + (isTable ? extraBitsOfDecimals : 0);
      const runs = withSenders(chosen);
      for (const one of [runs, otherWay(runs)]) {
        const bits = evidenceOf(one);
        if (bits < least || bits <= most) continue;
        best = one;
        most = bits;
      }
    }
  }
  return best.map(({ start, end, bytes, sender }) => ({
    start,
    end,
    bytesStart: start,
    bytesEnd: end,
    bytes,
    ...(sender === null ? {} : { sender }),
  }));
}
