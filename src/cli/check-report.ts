// The report on the parts of a text that the configuration check and the handshake check judge.

import type { JoinedLine } from '../decoder/configuration/paste/join-files.ts';
import type { ConfigurationReport, ConfigurationRoute, UrlReport } from '../decoder/configuration/report.ts';
import type { CheckedHandshake } from '../decoder/handshake-check/check.ts';
import type { CheckedPart } from '../library/run-checks.ts';
import type { CaptureView } from '../worker/protocol.ts';
import { printable, type Style, wrap } from './style.ts';

const routesShown = 20;
const diffLinesShown = 60;

/** What of a part is shown where its handshake is no connection of the report. */
function isShown({ handshake }: CheckedPart, { connections }: CaptureView): boolean {
  return handshake === null || !connections.some((connection) => connection.handshake !== null);
}

/** The lines of the report on the parts that the checks judge. */
export function checkLines(checked: readonly CheckedPart[], capture: CaptureView, style: Style): string[] {
  return checked.filter((one) => isShown(one, capture)).flatMap((one) => linesOfPart(one, style));
}

/** The lines of the report on one part. */
export function linesOfPart(
  { name, place, headline, configuration, urlReport, handshake }: CheckedPart,
  style: Style,
): string[] {
  const { level, title, text, next } = headline;
  const paint = { broken: style.bad, warning: style.warn, sound: style.good, unknown: style.dim }[level];
  const lines = [
    '',
    style.bold(printable(`${name}, ${placeWords(place(1))}`)),
    paint(`  ${level.toUpperCase()}  ${printable(title)}`),
  ];
  for (const words of [text, next]) if (words !== '') lines.push(...indented(words, style, '  '));
  if (urlReport !== null) lines.push(...urlLines(urlReport, place, style));
  if (configuration !== null) lines.push(...configurationLines(configuration, place, style));
  if (handshake !== null) lines.push(...handshakeLines(handshake, style));
  return lines;
}

type Locate = CheckedPart['place'];

function placeWords({ file, line }: JoinedLine): string {
  return file === null ? `line ${line}` : `line ${line} of ${file}`;
}

function urlLines({ verdict, reason, steps }: UrlReport, locate: Locate, style: Style): string[] {
  const lines = indented(`This URL: ${verdict}. ${reason}`, style, '    ');
  for (const { text, place } of steps) {
    lines.push(...indented(`${text} (${placeWords(locate(place.line))})`, style, '      > '));
  }
  return lines;
}

function configurationLines(report: ConfigurationReport, locate: Locate, style: Style): string[] {
  const lines: string[] = [];
  for (const route of report.routes.slice(0, routesShown)) lines.push(...routeLines(route, locate, style));
  const more = report.routes.length - routesShown;
  if (more > 0) lines.push(style.dim(`    and ${more} more`));
  for (const { text } of report.unresolved) lines.push(...indented(text, style, '    ? '));
  if (report.diff.length > 0) lines.push('', style.bold('  Change'));
  for (const row of report.diff.slice(0, diffLinesShown)) lines.push(`    ${printable(row)}`);
  return lines;
}

const marks = { error: 'x', unknown: '?', warning: '!', note: 'i' } as const;

function routeLines(route: ConfigurationRoute, locate: Locate, style: Style): string[] {
  const target = route.target === '' ? 'no backend named here' : route.target;
  const lines = indented(
    `${route.where} -> ${target}: ${route.verdict} (${placeWords(locate(route.place.line))})`,
    style,
    '    ',
  );
  for (const { severity, text, place, id } of route.findings) {
    lines.push(
      ...indented(`${text} (${placeWords(locate(place.line))}, ${id})`, style, `      ${marks[severity]} `),
    );
  }
  return lines;
}

function handshakeLines({ exchanges, url }: CheckedHandshake, style: Style): string[] {
  const last = exchanges[exchanges.length - 1];
  const lines = (last?.audit.checks ?? [])
    .filter(({ ok }) => !ok)
    .flatMap(({ title, text, section, severity }) =>
      indented(`${title}: ${text} (${section})`, style, `    ${severity === 'error' ? 'x' : '!'} `),
    );
  if (url === null || exchanges.length > 0) return lines;
  for (const { command, note, shell } of url.commands) {
    if (shell === 'sh') lines.push(`    ${printable(command)}`, ...indented(note, style, '      '));
  }
  return lines;
}

function indented(text: string, style: Style, mark: string): string[] {
  return wrap(text, style.width - mark.length)
    .split('\n')
    .map((line, at) => (at === 0 ? mark : ' '.repeat(mark.length)) + line);
}

/** The exit status for a URL: it passes a configuration, or the last one that takes it does not pass it. */
export function statusOfUrl(answers: readonly UrlReport[]): number {
  if (answers.some(({ verdict }) => verdict === 'passes')) return 0;
  return answers.some(({ verdict }) => verdict === 'cannot judge') ? 3 : 1;
}
