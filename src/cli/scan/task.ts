// What the threads of `scan` are asked and what they answer, as plain data.

import type { CaptureSecret } from '../../decoder/model/capture-sink.ts';
import { type FormatName, formats } from './formats.ts';
import { type FileFields, type FileProblem, fileLine, type ScanLine } from './line.ts';
import { type Selection, select } from './selection.ts';
import { Summary, type SummaryData } from './summary.ts';

/** What is the same for every file of a run. */
export interface RunOptions {
  readonly format: FormatName;
  readonly selection: Selection;
  readonly secrets: readonly CaptureSecret[];
  /** Digest every file. */
  readonly hash: boolean;
  /** Address of the page that links lead to; `null`: no links. */
  readonly linkTo: string | null;
  /** Largest memory of a thread, in MiB. */
  readonly threadMemory: number;
}

/** A file to decide. */
export interface FileTask {
  readonly file: string;
  /** `null` where nothing is known of the file. */
  readonly bytes: number | null;
  /** Milliseconds since 1970, or `null`. */
  readonly modified: number | null;
}

/** What a file came to. */
export interface FileResult {
  /** Its lines in the output format; empty when none was selected. */
  readonly text: string;
  readonly summary: SummaryData;
  /** Why the file has no connection, or `null`. */
  readonly problem: { readonly problem: FileProblem; readonly note: string } | null;
  /** It held a connection, selected or not. */
  readonly hasConnections: boolean;
}

export function fileFields({ file, bytes, modified }: FileTask): FileFields {
  return {
    file,
    file_bytes: bytes,
    file_modified_at: modified === null ? null : new Date(modified).toISOString(),
    file_sha256: null,
    format: null,
  };
}

/** The result for the lines of a file. */
export function resultOf(lines: readonly ScanLine[], { format, selection }: RunOptions): FileResult {
  const { selected, undatedCount } = select(lines, selection);
  const summary = new Summary();
  for (const line of selected) summary.addLine(line);
  // A file without a connection is named in the summary in every run.
  for (const line of lines) if (line.kind === 'file' && !selected.includes(line)) summary.addLine(line);
  summary.undated = undatedCount;
  const [first] = lines;
  return {
    text: selected.length === 0 ? '' : formats[format].lines(selected),
    summary: summary.data(),
    problem:
      first !== undefined && first.problem !== null
        ? { problem: first.problem, note: first.note ?? '' }
        : null,
    hasConnections: lines.some(({ count }) => count > 0),
  };
}

/** The result for a file that could not be decided. */
export function problemResult(
  task: FileTask,
  problem: FileProblem,
  note: string,
  options: RunOptions,
): FileResult {
  return resultOf([fileLine(fileFields(task), problem, note)], options);
}
