// Parts inside a part: the errors in a log that holds bytes or a handshake, and the bytes among the lines of an
// error text. The outer part keeps its whole range, so that it is read as if nothing else was in it.

import { dumpsInSentences } from './dumps.ts';
import { isErrorLine, isStackFrame, isThrown } from './kinds/error-text.ts';
import { certainties, type Part, type PartKind, sampleOf } from './recognition.ts';
import { recognisers } from './registry.ts';

/** A run of whole lines: its characters are `[start, end)`. */
interface Run {
  readonly start: number;
  readonly end: number;
}

/** More runs of one part are not looked at. */
const maxRuns = 20;
/** More characters of a part are not looked at line by line. */
const maxSearched = 65536;
/** Longest line of which the beginning is looked at, in characters. */
const maxLineLength = 600;

/** The runs of lines of a part that fit. */
function runsOf(text: string, part: Run, fits: (line: string) => boolean): Run[] {
  const runs: Run[] = [];
  const end = Math.min(part.end, part.start + maxSearched);
  for (let at = part.start; at < end && runs.length <= maxRuns; ) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 || newline >= end ? end : newline + 1;
    const line = text.slice(at, Math.min(next, at + maxLineLength));
    const last = runs[runs.length - 1];
    if (line.trim() !== '' && fits(line)) {
      if (last?.end === at) runs[runs.length - 1] = { ...last, end: next };
      else runs.push({ start: at, end: next });
    }
    at = next;
  }
  return runs.slice(0, maxRuns);
}

/** The surest claim of some kinds on a run of lines; `null` when it is only possible. */
function partIn(text: string, { start, end }: Run, kinds: readonly PartKind[]): Part | null {
  const sample = sampleOf(text.slice(start, end));
  const claims = recognisers
    .map((one) => one.recognise(sample))
    .filter((claim) => claim !== null && kinds.includes(claim.kind) && claim.certainty !== 'possible');
  claims.sort(
    (a, b) =>
      certainties.indexOf(a?.certainty ?? 'possible') - certainties.indexOf(b?.certainty ?? 'possible'),
  );
  const [claim = null] = claims;
  return claim === null ? null : { ...claim, start, end };
}

const errors: readonly PartKind[] = ['error-text'];
const bytesAndHandshakes: readonly PartKind[] = ['bytes', 'messages', 'handshake'];

/** Lines with bytes are no errors, though they may speak of one. */
function errorsInside(text: string, part: Part): Part[] {
  const isWithin = part.kind === 'bytes' ? isErrorLine : isStackTraceLine;
  return runsOf(text, part, isWithin).flatMap((run) => {
    const lines = text.slice(run.start, run.end);
    if (part.kind === 'handshake' && !lines.split('\n').some(isThrown)) return [];
    if (part.kind === 'bytes' && partIn(text, run, ['bytes']) !== null) return [];
    return partIn(text, run, errors) ?? [];
  });
}

function isStackTraceLine(line: string): boolean {
  return isThrown(line) || isStackFrame(line);
}

function bytesInside(text: string, part: Part): Part[] {
  return runsOf(text, part, (line) => !isErrorLine(line)).flatMap(
    (run) => partIn(text, run, bytesAndHandshakes) ?? [],
  );
}

/** Stack traces among the lines of a log with messages. */
function tracesInside(text: string, part: Part): Part[] {
  if (part.format !== 'python-websockets') return [];
  return errorsInside(text, part).filter(({ start, end }) => {
    const lines = text.slice(start, end).trimEnd().split('\n');
    const isLast = text.slice(end, part.end).trim() === '' && exceptionLine.test(lines[lines.length - 1]);
    return isLast || lines.filter(isStackFrame).length >= minTraceFrames;
  });
}

/** An exception of Python as the interpreter prints it, without what a log has before its lines. */
const exceptionLine = /^(?:[a-z_]\w*\.)*[A-Z]\w*: \S/;

/** Places of a stack trace; fewer are a quote, unless the log ends with it. */
const minTraceFrames = 2;

/** A row of a dump. */
const dumpRow = /^\s*[\da-f]{4,8}:?[ \t]+(?:[\da-f]{2} ?){2,}/i;

function rowsInside(text: string, part: Part): Part[] {
  return runsOf(text, part, (line) => dumpRow.test(line)).flatMap(
    (run) => partIn(text, run, ['bytes']) ?? [],
  );
}

const addressLine = /^\s*(?:wss?|https?):\/\/\S+\s*$/i;

/** Addresses that stand alone in a line beside bytes. */
function addressesBeside(text: string, part: Part): Part[] {
  return runsOf(text, part, (line) => addressLine.test(line)).flatMap(
    (run) => partIn(text, run, ['url']) ?? [],
  );
}

/** A field of packet details. */
const packetField = /^\s*(?:\[[^\]]+\]$|[01.]{4}[ .01]* = |[A-Z][\w /().-]{2,40}: )/;

/** Error texts above or below packet details. */
function errorsBeside(text: string, part: Part): Part[] {
  return runsOf(
    text,
    part,
    (line) => /^\S/.test(line) && isErrorLine(line) && !packetField.test(line),
  ).flatMap((run) => partIn(text, run, errors) ?? []);
}

/** A line of bytes and nothing else, or a row of a dump. */
const bytesLine = /^\s*(?:(?:0x|\\x)?[\da-f]{2}[ ,:]{0,2}){4,}\s*$/i;

const pairsInLine = /(?:^|\s)(?:[\da-f]{2} ){3,}[\da-f]{2}(?:\s|$)/i;

/** Bytes and errors that somebody put beside a configuration without a fence. */
function besideConfiguration(text: string, part: Part): Part[] {
  const isBytes = (line: string) => dumpRow.test(line) || bytesLine.test(line);
  const bytes = runsOf(text, part, isBytes).flatMap((run) => partIn(text, run, ['bytes']) ?? []);
  const inSentences = runsOf(text, part, (line) => pairsInLine.test(line) && !isBytes(line)).flatMap((run) =>
    dumpsInSentences(text, { ...run, isProse: true }),
  );
  const thrown = runsOf(text, part, (line) => isStackTraceLine(line) && !/^\s*#/.test(line)).flatMap(
    (run) => partIn(text, run, errors) ?? [],
  );
  return [...bytes, ...inSentences, ...thrown];
}

/** The parts of other kinds inside a part, in the order of the text. */
export function partsInside(text: string, part: Part): Part[] {
  if (part.kind === 'error-text') return bytesInside(text, part);
  if (part.kind === 'bytes') return [...errorsInside(text, part), ...addressesBeside(text, part)];
  if (part.kind === 'handshake') return errorsInside(text, part);
  if (part.kind === 'messages') return tracesInside(text, part);
  if (part.kind === 'packet-tree') return [...rowsInside(text, part), ...errorsBeside(text, part)];
  return part.kind === 'configuration' ? besideConfiguration(text, part) : [];
}
