// The report for a person: the verdict first, then what proves it, then what to do.

import { formatHex } from '../decoder/bytes/hex.ts';
import { chooseFixes } from '../decoder/guides/choose.ts';
import { guides } from '../decoder/guides/registry.ts';
import type { CauseId } from '../decoder/model/cause-id.ts';
import type { Diagnosis, Finding } from '../decoder/model/finding.ts';
import { opcodeName } from '../decoder/model/opcode.ts';
import { isPlaintextShown } from '../decoder/model/tls.ts';
import { tlsRows } from '../decoder/model/tls-words.ts';
import { count, formatBytes, formatCount, hexOffset, legWords } from '../decoder/model/words.ts';
import { bitPicture } from '../decoder/websocket/bit-picture.ts';
import { countedNotes } from '../library/counted-notes.ts';
import type {
  CaptureView,
  ConnectionView,
  FrameRowView,
  FrameView,
  PayloadContents,
} from '../worker/protocol.ts';
import { printable, type Style, wrap } from './style.ts';

const findingsShown = 8;
const causesShown = 3;
const reportsShown = 6;
const changesShown = 8;

/** The data of the report of one connection. */
export interface ConnectionReport {
  readonly connection: ConnectionView;
  /** Number in the heading. */
  readonly number: number;
  /** The frame at the first break or finding, if any. */
  readonly frame: FrameView | null;
  /** What rides inside the message of that frame. */
  readonly contents: PayloadContents | null;
  readonly rows: readonly FrameRowView[];
  /** Address that shows this connection in the page, or why there is none. */
  readonly link: string;
  /** Path of a cause's page, or `null` when it has none. */
  page(cause: CauseId): string | null;
}

/** The lines about the input as a whole. */
export function captureHeading(capture: CaptureView, style: Style): string[] {
  const about = [capture.description || capture.formatName, formatBytes(capture.bytes)]
    .filter(Boolean)
    .join(', ');
  const lines = [`${style.bold(printable(capture.name))}  ${style.dim(printable(about))}`];
  for (const note of countedNotes(capture.notes)) {
    const mark =
      note.level === 'error' ? style.bad('x') : note.level === 'warning' ? style.warn('!') : style.dim('i');
    lines.push(...paragraph(note.text, style, `${mark} `, '  '));
  }
  const others = capture.otherConnections;
  if (others > 0) {
    lines.push(
      style.dim(`${others} ${others === 1 ? 'connection' : 'connections'} without WebSocket not shown`),
    );
  }
  return lines;
}

const levelStyle: Readonly<Record<ConnectionView['level'], (style: Style) => (text: string) => string>> = {
  broken: (style) => style.bad,
  warning: (style) => style.warn,
  unknown: (style) => style.dim,
  sound: (style) => style.good,
};

/** With fewer connections each is described, and no overview is needed. */
const minForOverview = 8;
const groupsShown = 20;

/** The lines that group very many connections by verdict, server and path. */
export function overviewLines({ connections, counted, groups }: CaptureView, style: Style): string[] {
  const total = connections.length + counted.connections;
  if (total < minForOverview) return [];
  const width = formatCount(groups.reduce((most, group) => Math.max(most, group.count), 0)).length;
  const lines = groups.slice(0, groupsShown).map(({ level, title, server, path, count: number }) => {
    const where = [server, path].filter((part) => part !== null).join(' ');
    const at = where === '' ? '' : style.dim(`  ${printable(where)}`);
    return `  ${formatCount(number).padStart(width)}  ${levelStyle[level](style)(printable(title))}${at}`;
  });
  const more = groups.length - groupsShown;
  if (more > 0) lines.push(style.dim(`  and ${count(more, 'more group')}`));
  if (counted.connections > 0) {
    const text = `${count(counted.connections, 'connection')} of them were diagnosed and counted, and are not listed.`;
    lines.push(...paragraph(text, style, '  ', '  '));
  }
  return ['', style.bold(count(total, 'connection')), ...lines];
}

/** The lines about one connection. */
export function connectionReport(report: ConnectionReport, style: Style): string[] {
  const { connection, number, frame, rows } = report;
  const lines = ['', heading(connection, number, style), verdict(connection, style)];
  if (connection.summary) lines.push(...paragraph(connection.summary, style, '  ', '  '));
  lines.push(...tlsLines(connection, style));
  lines.push(...legLines(connection, style));
  lines.push(...handshakeLines(connection, style));
  const causes = connection.diagnosis.filter((one) => one.cause !== 'healthy').slice(0, causesShown);
  causes.forEach((cause, i) => {
    lines.push(...causeLines(cause, i === 0 || causes.length === 1, report, style));
  });
  lines.push(...findingLines(connection, style));
  if (rows.length > 0) lines.push('', style.bold('  Frames'), ...rows.map((row) => frameLine(row, style)));
  if (frame !== null) lines.push(...frameLines(frame, style), ...contentsLines(report.contents, style));
  const refusals = connection.reports.filter((one) => !one.accepts);
  if (refusals.length > 0 && connection.level === 'broken') {
    lines.push('', style.bold('  What programs say of it'));
    for (const one of refusals.slice(0, reportsShown)) {
      const code = one.closeCode === null ? '' : ` (closes with ${one.closeCode})`;
      const basis = one.basis === 'source' ? ' (read in source, not run)' : '';
      lines.push(
        ...paragraph(
          `${one.implementation}, ${one.role}: ${one.text}${code}${basis}`,
          style,
          '    ',
          '      ',
        ),
      );
    }
    for (const text of acceptingTexts(connection.reports)) {
      lines.push(...paragraph(text, style, '    ', '      '));
    }
  }
  const holds =
    connection.transport === 'tls' && isPlaintextShown(connection.tls)
      ? ' (the link holds decrypted plaintext, not the keys)'
      : '';
  lines.push('', `  ${style.dim(`Show it${holds}:`)} ${report.link}`);
  return lines;
}

/** Which programs take every frame; those whose source was read and that were not run come apart. */
function acceptingTexts(reports: ConnectionView['reports']): string[] {
  const names = (basis: 'run' | 'source'): string =>
    reports
      .filter((one) => one.accepts && one.basis === basis)
      .map((one) => one.implementation)
      .join(', ');
  const run = names('run');
  const source = names('source');
  return [
    ...(run === '' ? [] : [`Accepted by ${run}`]),
    ...(source === '' ? [] : [`Accepted by ${source} (read in source, not run)`]),
  ];
}

/** Version, names and certificates of TLS. */
function tlsLines({ tls }: ConnectionView, style: Style): string[] {
  const rows = tls === null ? [] : tlsRows(tls);
  if (rows.length === 0) return [];
  return [
    '',
    style.bold('  TLS'),
    ...rows.flatMap(({ label, text }) => paragraph(`${label}: ${printable(text)}`, style, '    ', '      ')),
  ];
}

/** Which leg of a connection through a proxy this is, and what the proxy did. */
function legLines({ legs, pair, id }: ConnectionView, style: Style): string[] {
  if (legs === null || pair === null) return [];
  const leg = legWords[legs.front === id ? 'front' : 'back'];
  const lines = [
    '',
    `${style.bold('  Leg')}  ${leg}; connection ${pair} is the other (${printable(legs.signs.join(', '))})`,
  ];
  if (legs.changes.length === 0) return [...lines, ...paragraph(legs.summary, style, '    ', '    ')];
  for (const change of legs.changes.slice(0, changesShown)) {
    const mark = change.cause === null ? style.dim('i') : style.bad('x');
    lines.push(...paragraph(change.text, style, `    ${mark} `, '      '));
    const words = [change.received, change.sent].filter((bytes) => bytes !== null);
    for (const { leg: on, shown } of words)
      lines.push(...paragraph(`${legWords[on]}: ${shown}`, style, '        ', '          '));
  }
  return lines;
}

function heading(connection: ConnectionView, number: number, style: Style): string {
  const known = connection.client !== null || connection.server !== null;
  const ends = known ? `${connection.client ?? 'client'} -> ${connection.server ?? 'server'}` : 'bytes';
  const path = connection.handshake?.request?.target ?? connection.url ?? '';
  const inferred = connection.senderInferred ? ', sender worked out from the bytes' : '';
  const file = connection.file === null ? '' : `, in ${connection.file}`;
  const counts = `${count(connection.frames, 'frame')}, ${count(connection.messages, 'message')}${inferred}`;
  return `${style.bold(`Connection ${number}`)}  ${printable(`${ends} ${path}`.trim())}  ${style.dim(printable(`${counts}${file}`))}`;
}

function verdict(connection: ConnectionView, style: Style): string {
  const text = printable(connection.headline);
  switch (connection.level) {
    case 'broken':
      return style.bad(`  BROKEN  ${text}`);
    case 'warning':
      return style.warn(`  WARNING  ${text}`);
    case 'sound':
      return style.good(`  SOUND  ${text}`);
    case 'unknown':
      return style.dim(`  UNKNOWN  ${text}`);
  }
}

function handshakeLines(connection: ConnectionView, style: Style): string[] {
  const { handshake } = connection;
  if (handshake === null) return [];
  const status = handshake.response ? String(handshake.response.status) : 'no response';
  const passed = handshake.checks.filter((check) => check.ok).map((check) => check.title);
  const lines = ['', `${style.bold('  Handshake')}  ${status}`];
  if (passed.length > 0) lines.push(...paragraph(`ok: ${passed.join(', ')}`, style, '    ', '    '));
  for (const check of handshake.checks.filter((one) => !one.ok)) {
    const mark = check.severity === 'error' ? style.bad('x') : style.warn('!');
    lines.push(
      ...paragraph(`${check.title}: ${check.text} (${check.section})`, style, `    ${mark} `, '      '),
    );
  }
  for (const text of handshake.fingerprints) lines.push(...paragraph(text, style, '    ', '    '));
  return lines;
}

/** Stacks whose first fix is named. */
const fixesShown = 3;

function causeLines(cause: Diagnosis, whole: boolean, report: ConnectionReport, style: Style): string[] {
  const sure = `${Math.round(cause.confidence * 100)} %`;
  const lines = ['', `  ${style.bold(printable(cause.title))}  ${style.dim(`${cause.cause}, ${sure}`)}`];
  if (!whole) return lines;
  // The summary under the headline is the claim of the first cause.
  if (cause.claim !== report.connection.summary) lines.push(...paragraph(cause.claim, style, '    ', '    '));
  for (const { text, place } of cause.evidence) {
    const where =
      place === null ? '' : ` [${place.sender} ${hexOffset(place.offset)}, ${count(place.length, 'byte')}]`;
    lines.push(...paragraph(`${text}${where}`, style, '    - ', '      '));
  }
  if (cause.against) lines.push(...paragraph(cause.against, style, '    ', '    '));
  if (cause.confirm) lines.push(...paragraph(`To confirm: ${cause.confirm}`, style, '    ', '    '));
  const page = report.page(cause.cause);
  const fixes = chooseFixes(Object.values(guides), cause.cause, cause.stacks, cause.facts);
  for (const { name, fixes: ofStack } of fixes.slice(0, fixesShown))
    lines.push(...paragraph(`Fix (${name}): ${ofStack[0].title}.`, style, '    ', '      '));
  const stacks = fixes.length > 0 ? ` for ${fixes.map(({ stack }) => stack).join(', ')}` : '';
  if (page !== null) lines.push(...paragraph(`Fix${stacks}: ${page}`, style, '    ', '    '));
  return lines;
}

function findingLines(connection: ConnectionView, style: Style): string[] {
  return [...brokenRules(connection, style), ...contentLines(connection, style)];
}

/** What is wrong inside messages whose frames are sound. */
function contentLines({ contentFindings }: ConnectionView, style: Style): string[] {
  if (contentFindings.length === 0) return [];
  const lines = ['', style.bold('  Inside the messages')];
  for (const finding of contentFindings.slice(0, findingsShown)) lines.push(...findingLine(finding, style));
  const more = contentFindings.length - findingsShown;
  if (more > 0) lines.push(style.dim(`    and ${more} more`));
  return lines;
}

function brokenRules(connection: ConnectionView, style: Style): string[] {
  if (connection.findings.length === 0) return [];
  const lines = ['', style.bold('  Rules broken')];
  for (const finding of connection.findings.slice(0, findingsShown))
    lines.push(...findingLine(finding, style));
  const more = connection.findingCount - Math.min(findingsShown, connection.findings.length);
  if (more > 0) lines.push(style.dim(`    and ${more} more`));
  return lines;
}

function findingLine(finding: Finding, style: Style): string[] {
  const mark =
    finding.severity === 'error' ? style.bad('x') : finding.severity === 'warning' ? style.warn('!') : 'i';
  const frame = finding.frame === null ? '' : `frame ${finding.frame}, `;
  return paragraph(
    `${finding.text} (${frame}${finding.sender} ${hexOffset(finding.place.offset)}, ${finding.section}, ${finding.rule})`,
    style,
    `    ${mark} `,
    '      ',
  );
}

function frameLine(row: FrameRowView, style: Style): string {
  const arrow = row.sender === 'client' ? 'client ->' : 'server <-';
  const flags = [row.fin ? 'FIN' : '', rsvNames(row.rsv), row.masked ? 'MASK' : '', row.complete ? '' : 'CUT']
    .filter(Boolean)
    .join(' ');
  const head = `    ${String(row.index).padStart(6)}  ${arrow}  ${opcodeName(row.opcode).padEnd(12)} ${flags.padEnd(14)} ${String(row.length).padStart(8)}  `;
  const preview = printable(row.preview).slice(0, Math.max(0, style.width - head.length));
  const line = `${head}${preview}`.trimEnd();
  return row.severity === 'error' ? style.bad(line) : row.confidence === 'guessed' ? style.dim(line) : line;
}

function rsvNames(rsv: number): string {
  return [4, 2, 1].flatMap((bit, i) => (rsv & bit ? [`RSV${i + 1}`] : [])).join(' ');
}

function frameLines(frame: FrameView, style: Style): string[] {
  const { row } = frame;
  const lines = [
    '',
    `${style.bold(`  Frame ${row.index}`)}  ${style.dim(`${row.sender} ${hexOffset(frame.offset)}, header of ${count(frame.header.length, 'byte')}`)}`,
  ];
  lines.push(...bitPicture(frame.header, frame.fields, style.bad).map((line) => `    ${line}`));
  const inHeader = frame.fields.filter((field) => field.bitStart < frame.header.length * 8);
  const width = Math.max(0, ...inHeader.map((field) => field.label.length));
  for (const field of inHeader) {
    const wrong = field.rules.length > 0;
    const text = `${field.label.padEnd(width)}  ${field.value}  ${field.meaning}`;
    const line = `    ${printable(text)}`.slice(0, style.width);
    lines.push(wrong ? style.bad(line) : line);
  }
  const bytes = frame.unmasked.subarray(0, 32);
  if (bytes.length > 0) lines.push(`    ${hexAndText(bytes)}`);
  return lines;
}

/** Formats of which the lines above say as much. */
const plainFormats: ReadonlySet<string> = new Set(['text', 'bytes']);

/** What rides inside the message, where that is likely at least. */
function contentsLines(contents: PayloadContents | null, style: Style): string[] {
  if (contents === null || plainFormats.has(contents.format.id)) return [];
  const { name, grade } = contents.format;
  if (grade !== 'certain' && grade !== 'likely') return [];
  return paragraph(`${name} (${grade}): ${printable(contents.summary)}`, style, '    ', '      ');
}

function hexAndText(bytes: Uint8Array): string {
  const hex = formatHex(bytes.subarray(0, 16), ' ');
  const text = Array.from(bytes, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·')).join(
    '',
  );
  return `payload ${hex}${bytes.length > 16 ? ' …' : ''}  ${text}`;
}

function paragraph(text: string, style: Style, first: string, indent: string): string[] {
  const lines = wrap(text, style.width - indent.length).split('\n');
  return lines.map((line, i) => (i === 0 ? first : indent) + line);
}
