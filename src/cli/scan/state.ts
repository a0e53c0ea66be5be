// The state file of a run: which files are decided, and up to which byte the output holds their lines. A record is
// written after the lines of its file, so a run that was stopped at any moment continues after the last whole file.

import type { FileHandle } from 'node:fs/promises';
import { InputProblem } from '../input.ts';
import { terminalJson } from '../style.ts';
import { Summary, type SummaryData } from './summary.ts';
import type { FileResult, FileTask } from './task.ts';

/** Version of the records. */
const stateVersion = 1;

/** The first record: what a run that continues must have in common with the run before. */
export interface StateHead {
  readonly framescopeScan: typeof stateVersion;
  /** Options that change lines, as one text. */
  readonly options: string;
  /** `--since` and `--until` as the first run understood them, in milliseconds since 1970. */
  readonly since: number | null;
  readonly until: number | null;
  /** Bytes of the output before the first line. */
  readonly start: number;
}

/** One file. */
interface StateRecord {
  readonly file: string;
  readonly bytes: number | null;
  readonly modified: number | null;
  /** Bytes of the output after the lines of this file. */
  readonly end: number;
  readonly connections: boolean;
  readonly summary: SummaryData;
}

export interface State {
  readonly head: StateHead;
  /** Bytes of the output that belong to decided files. */
  readonly outputEnd: number;
  /** Bytes of the state file that are whole and fit the output. */
  readonly stateEnd: number;
  /** What the decided files came to. */
  readonly summary: Summary;
  readonly hasConnections: boolean;
  isDecided(task: FileTask): boolean;
}

export function headLine(head: Omit<StateHead, 'framescopeScan'>): string {
  return `${terminalJson({ framescopeScan: stateVersion, ...head })}\n`;
}

export function recordLine(task: FileTask, end: number, { summary, hasConnections }: FileResult): string {
  const { file, bytes, modified } = task;
  return `${terminalJson({ file, bytes, modified, end, connections: hasConnections, summary })}\n`;
}

const versionOf = ({ bytes, modified }: Pick<FileTask, 'bytes' | 'modified'>): string =>
  `${bytes} ${modified}`;

/** A record, or `null` for a line that was not written completely. */
function parseRecord<T>(line: string): T | null {
  try {
    return JSON.parse(line) as T;
  } catch {
    return null;
  }
}

/**
 * Reads a state file whose output has `outputLength` bytes. `null`: the file has no whole first record. Throws
 * `InputProblem` for a file of another kind.
 */
export async function readState(file: FileHandle, outputLength: number): Promise<State | null> {
  const decided = new Map<string, string>();
  const summary = new Summary();
  let head: StateHead | null = null;
  let hasConnections = false;
  let outputEnd = 0;
  let stateEnd = 0;
  let at = 0;
  const { size } = await file.stat();
  for await (const line of file.readLines({ encoding: 'utf8', start: 0, autoClose: false })) {
    at += Buffer.byteLength(line) + 1;
    if (head === null) {
      head = parseRecord<StateHead>(line);
      if (head === null || at > size) return null;
      if (head.framescopeScan !== stateVersion)
        throw new InputProblem('Expected a state file of this version of scan, found another file.');
      if (head.start > outputLength) return null;
      outputEnd = head.start;
      stateEnd = at;
      continue;
    }
    const record = parseRecord<StateRecord>(line);
    // A record without its lines in the output, after a power cut, is one of a file that is not decided.
    if (record === null || at > size || record.end > outputLength || record.end < outputEnd) break;
    decided.set(record.file, versionOf(record));
    summary.add(record.summary);
    hasConnections ||= record.connections;
    outputEnd = record.end;
    stateEnd = at;
  }
  if (head === null) return null;
  return {
    head,
    outputEnd,
    stateEnd,
    summary,
    hasConnections,
    isDecided: (task) => decided.get(task.file) === versionOf(task),
  };
}
