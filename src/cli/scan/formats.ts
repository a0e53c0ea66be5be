// The output formats of `scan`. Each writes the lines of one file as one text, so that a run that was stopped can be
// continued after the last whole file.

import { printable, terminalJson } from '../style.ts';
import type { ScanLine } from './line.ts';

export const formatNames = ['jsonl', 'csv', 'markdown', 'junit'] as const;
export type FormatName = (typeof formatNames)[number];

/** One output format. */
export interface Format {
  readonly start: string;
  /** The lines of one file, which are at least one. */
  lines(lines: readonly ScanLine[]): string;
  readonly end: string;
}

/** Columns of the CSV, in their order. */
export const columns = [
  ...['schema', 'kind', 'count', 'file', 'file_bytes', 'file_modified_at', 'file_sha256', 'format'],
  ...['connection', 'client', 'server', 'path', 'host', 'subprotocol', 'transport', 'status'],
  ...['started_at', 'duration_ms', 'frames_client', 'frames_server', 'bytes_client', 'bytes_server'],
  ...[
    'verdict',
    'headline',
    'cause',
    'confidence',
    'cause_sender',
    'cause_frame',
    'cause_offset',
    'top_causes',
  ],
  ...['close_sender', 'close_code', 'close_reason', 'software_client', 'software_server', 'link'],
  ...['problem', 'note'],
] as readonly (keyof ScanLine)[];

/** What a spreadsheet takes for the start of a formula, also after blanks. */
const formulaStart = /^\s*[=+\-@|%\uff0b\uff0d\uff1d\uff20]/;

function csvCell(value: ScanLine[keyof ScanLine]): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = printable(typeof value === 'string' ? value : value.join(' '));
  const safe = formulaStart.test(text) ? `'${text}` : text;
  return /[",\n\r;]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A text of unknown origin as text of Markdown: it makes no markup, no link and no cell of its own. */
function markdownText(text: string | number | null): string {
  return printable(String(text ?? '')).replace(/[\\`*_{}[\]()#+\-.!|<>&~:@]/g, '\\$&');
}

const markdownHeads = [
  'File',
  'Connection',
  'Started',
  'Client',
  'Server',
  'Path',
  'Verdict',
  'Cause',
  'Close',
];

function markdownRow(line: ScanLine): string {
  const { file, connection, count, started_at, client, server, path, verdict, headline, cause, problem } =
    line;
  const number = line.kind === 'group' ? `${count} connections` : connection;
  const why = line.kind === 'file' ? `${problem}: ${line.note}` : `${cause}: ${headline}`;
  const close = line.close_code === null ? '' : `${line.close_code} ${line.close_reason}`;
  const cells = [file, number, started_at, client, server, path, verdict, why, close];
  return `| ${cells.map(markdownText).join(' | ')} |\n`;
}

/** A text of unknown origin in XML 1.0, which has no form at all for most control characters. */
function xmlText(text: string): string {
  return printable(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}

/** The element inside a test case: nothing for a sound connection. */
function junitOutcome(line: ScanLine): string {
  const { problem, note, cause, headline, confidence, cause_sender, cause_offset } = line;
  if (line.kind === 'file') {
    const name = problem === 'foreign' || problem === 'no-websocket' ? 'skipped' : 'error';
    return `<${name} message="${xmlText(`${problem}: ${note ?? ''}`)}"/>`;
  }
  if (cause === null || cause === 'healthy') return '';
  const where =
    cause_sender === null ? '' : ` Seen in the bytes of the ${cause_sender}, at offset ${cause_offset}.`;
  const text = `${headline}. Confidence ${confidence ?? 'unknown'}.${where}`;
  return `<failure type="${xmlText(cause)}" message="${xmlText(headline ?? cause)}">${xmlText(text)}</failure>`;
}

function junitCase(line: ScanLine): string {
  const { file, client, server, path, count, duration_ms } = line;
  const peers = `${client ?? 'client'} to ${server ?? 'server'} ${path ?? ''}`.trim();
  const name =
    line.kind === 'file'
      ? 'file'
      : line.kind === 'group'
        ? `${count} connections to ${server ?? 'servers'} ${path ?? ''}`.trim()
        : `connection ${line.connection}: ${peers}`;
  const time = duration_ms === null ? '' : ` time="${(duration_ms / 1000).toFixed(3)}"`;
  return `<testcase classname="${xmlText(file)}" name="${xmlText(name)}"${time}>${junitOutcome(line)}</testcase>\n`;
}

function junitSuite(lines: readonly ScanLine[]): string {
  const outcomes = lines.map(junitOutcome);
  const count = (name: string) => outcomes.filter((outcome) => outcome.startsWith(`<${name} `)).length;
  const counts = `tests="${lines.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
  return `<testsuite name="${xmlText(lines[0].file)}" ${counts}>\n${lines.map(junitCase).join('')}</testsuite>\n`;
}

export const formats: Readonly<Record<FormatName, Format>> = {
  jsonl: {
    start: '',
    lines: (lines) => lines.map((line) => `${terminalJson(line)}\n`).join(''),
    end: '',
  },
  csv: {
    start: `${columns.join(',')}\r\n`,
    lines: (lines) =>
      lines.map((line) => `${columns.map((name) => csvCell(line[name])).join(',')}\r\n`).join(''),
    end: '',
  },
  markdown: {
    start: `| ${markdownHeads.join(' | ')} |\n|${markdownHeads.map(() => ' --- |').join('')}\n`,
    lines: (lines) => lines.map(markdownRow).join(''),
    end: '',
  },
  junit: {
    start: '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="framescope scan">\n',
    lines: junitSuite,
    end: '</testsuites>\n',
  },
};
