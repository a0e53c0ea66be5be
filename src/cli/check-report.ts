// The results of the configuration check and the handshake check for the parts of a text, as on the page.

import { checkConfiguration, checkUrl } from '../decoder/configuration/check.ts';
import { headlineOfConfiguration } from '../decoder/configuration/headline.ts';
import type { ConfigurationReport, ConfigurationRoute, UrlReport } from '../decoder/configuration/report.ts';
import { type CheckedHandshake, checkHandshake } from '../decoder/handshake-check/check.ts';
import { headlineOfHandshake } from '../decoder/handshake-check/headline.ts';
import type { CheckHeadline } from '../decoder/model/check-headline.ts';
import { lineNumber } from '../decoder/model/words.ts';
import { isJudged } from '../decoder/recognise/judged-programs.ts';
import { checkedBytes, type Part, textOfPart } from '../decoder/recognise/recognition.ts';
import type { CaptureView } from '../worker/protocol.ts';
import { printable, type Style, wrap } from './style.ts';

/** A part of a text, and what a check says of it. */
export interface CheckedPart {
  readonly part: Part;
  /** Line of the text in which it begins, from 1. */
  readonly line: number;
  readonly headline: CheckHeadline;
  /** `null` for a handshake or a URL. */
  readonly configuration: ConfigurationReport | null;
  /** What becomes of the URL that was asked for; `null` without one, and where none is followed. */
  readonly urlReport: UrlReport | null;
  /** `null` for a configuration. */
  readonly handshake: CheckedHandshake | null;
}

const routesShown = 20;
const diffLinesShown = 60;

interface Asked {
  readonly text: string;
  readonly name: string;
  readonly url: string | null;
}

function checkedPart({ text, name, url }: Asked, part: Part): CheckedPart | null {
  const line = lineNumber(text, part.start);
  const own = textOfPart(text, part);
  if (part.kind === 'configuration' && isJudged(part.name)) {
    const configuration = checkConfiguration(own, name);
    const urlReport = url === null ? null : checkUrl(own, url, name);
    const headline = headlineOfConfiguration(configuration);
    return { part, line, headline, configuration, urlReport, handshake: null };
  }
  if (part.kind !== 'handshake' && part.kind !== 'url') return null;
  const handshake = checkHandshake(own);
  return {
    part,
    line,
    headline: headlineOfHandshake(handshake),
    configuration: null,
    urlReport: null,
    handshake,
  };
}

/** The parts of an input that the checks judge, with the results. `url` is followed through configurations. */
export async function checkedParts(
  capture: CaptureView,
  file: Blob,
  url: string | null = null,
): Promise<CheckedPart[]> {
  const parts = capture.recognition?.parts ?? [];
  if (parts.length === 0) return [];
  const text = (await file.slice(0, checkedBytes).text()).replace(/^\ufeff/, '');
  return parts.flatMap((part) => checkedPart({ text, name: capture.name, url }, part) ?? []);
}

/** What of a part is shown where its handshake is no connection of the report. */
function isShown({ handshake }: CheckedPart, { connections }: CaptureView): boolean {
  return handshake === null || !connections.some((connection) => connection.handshake !== null);
}

/** The lines of the report on the parts that the checks judge. */
export function checkLines(checked: readonly CheckedPart[], capture: CaptureView, style: Style): string[] {
  return checked.filter((one) => isShown(one, capture)).flatMap((one) => linesOf(one, style));
}

function linesOf(
  { part, line, headline, configuration, urlReport, handshake }: CheckedPart,
  style: Style,
): string[] {
  const { level, title, text, next } = headline;
  const paint = { broken: style.bad, warning: style.warn, sound: style.good, unknown: style.dim }[level];
  const lines = [
    '',
    style.bold(`${printable(part.name)}, line ${line}`),
    paint(`  ${level.toUpperCase()}  ${printable(title)}`),
  ];
  for (const words of [text, next]) if (words !== '') lines.push(...indented(words, style, '  '));
  if (urlReport !== null) lines.push(...urlLines(urlReport, line, style));
  if (configuration !== null) lines.push(...configurationLines(configuration, line, style));
  if (handshake !== null) lines.push(...handshakeLines(handshake, style));
  return lines;
}

function urlLines({ verdict, reason, steps }: UrlReport, firstLine: number, style: Style): string[] {
  const lines = indented(`This URL: ${verdict}. ${reason}`, style, '    ');
  for (const { text, place } of steps) {
    lines.push(...indented(`${text} (line ${firstLine + place.line - 1})`, style, '      > '));
  }
  return lines;
}

function configurationLines(report: ConfigurationReport, firstLine: number, style: Style): string[] {
  const lines: string[] = [];
  for (const route of report.routes.slice(0, routesShown)) lines.push(...routeLines(route, firstLine, style));
  const more = report.routes.length - routesShown;
  if (more > 0) lines.push(style.dim(`    and ${more} more`));
  for (const { text } of report.unresolved) lines.push(...indented(text, style, '    ? '));
  if (report.diff.length > 0) lines.push('', style.bold('  Change'));
  for (const row of report.diff.slice(0, diffLinesShown)) lines.push(`    ${printable(row)}`);
  return lines;
}

const marks = { error: 'x', unknown: '?', warning: '!', note: 'i' } as const;

function routeLines(route: ConfigurationRoute, firstLine: number, style: Style): string[] {
  const target = route.target === '' ? 'no backend named here' : route.target;
  const lines = indented(
    `${route.where} -> ${target}: ${route.verdict} (line ${firstLine + route.place.line - 1})`,
    style,
    '    ',
  );
  for (const { severity, text, place, id } of route.findings) {
    lines.push(
      ...indented(`${text} (line ${firstLine + place.line - 1}, ${id})`, style, `      ${marks[severity]} `),
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

/** The results for JSON. */
export function checksForJson(checked: readonly CheckedPart[]): unknown[] {
  return checked.map(({ part, line, headline, configuration, urlReport, handshake }) => ({
    kind: part.kind,
    name: part.name,
    line,
    ...headline,
    routes: (configuration?.routes ?? []).map(({ where, target, verdict, place, findings }) => ({
      where,
      target,
      verdict,
      line: line + place.line - 1,
      findings: findings.map((finding) => ({
        id: finding.id,
        severity: finding.severity,
        text: finding.text,
        line: line + finding.place.line - 1,
        cause: finding.cause,
        fix: finding.fix,
      })),
    })),
    url: urlReport && {
      verdict: urlReport.verdict,
      reason: urlReport.reason,
      route: urlReport.route?.where ?? null,
      backendPath: urlReport.backendPath,
      steps: urlReport.steps.map((step) => ({ text: step.text, line: line + step.place.line - 1 })),
    },
    unresolved: (configuration?.unresolved ?? []).map(({ kind, name, text }) => ({ kind, name, text })),
    diff: configuration?.diff ?? [],
    audit: (handshake?.exchanges.at(-1)?.audit.checks ?? []).map(
      ({ id, ok, severity, title, text, section }) => ({
        id,
        ok,
        severity,
        title,
        text,
        section,
      }),
    ),
  }));
}
