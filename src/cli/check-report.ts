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

/** A line of the input, from 1. `file` is `null` where the input is one text. */
export interface LinePlace {
  readonly file: string | null;
  readonly line: number;
}

/** A part of a text, and what a check says of it. */
export interface CheckedPart {
  readonly kind: Part['kind'];
  readonly name: string;
  /** Where a line of the part is; its first line is 1. */
  readonly place: (line: number) => LinePlace;
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

/** A text with the name of its file. `url` is followed through it, unless it is `null`. */
interface Asked {
  readonly text: string;
  readonly name: string;
  readonly url: string | null;
}

function checkedPart({ text, name, url }: Asked, part: Part): CheckedPart | null {
  const first = lineNumber(text, part.start);
  const place = (line: number): LinePlace => ({ file: null, line: first + line - 1 });
  const own = textOfPart(text, part);
  if (part.kind === 'configuration' && isJudged(part.name)) {
    return checkedConfiguration({ text: own, name, url }, part.name, place);
  }
  if (part.kind !== 'handshake' && part.kind !== 'url') return null;
  return checkedHandshake(own, part, place);
}

/** What the configuration check says of a text that is one configuration. */
export function checkedConfiguration(
  { text, name, url }: Asked,
  title: string,
  place: CheckedPart['place'],
): CheckedPart {
  const configuration = checkConfiguration(text, name);
  return {
    kind: 'configuration',
    name: title,
    place,
    headline: headlineOfConfiguration(configuration),
    configuration,
    urlReport: url === null ? null : checkUrl(text, url, name),
    handshake: null,
  };
}

/** What the handshake check says of a text that is one handshake, or a URL. */
export function checkedHandshake(
  text: string,
  { kind, name }: Pick<Part, 'kind' | 'name'>,
  place: CheckedPart['place'],
): CheckedPart {
  const handshake = checkHandshake(text);
  const headline = headlineOfHandshake(handshake);
  return { kind, name, place, headline, configuration: null, urlReport: null, handshake };
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

function placeWords({ file, line }: LinePlace): string {
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

/** The results for JSON. */
export function checksForJson(checked: readonly CheckedPart[]): unknown[] {
  return checked.map(({ kind, name, place: locate, headline, configuration, urlReport, handshake }) => ({
    kind,
    name,
    ...locate(1),
    ...headline,
    routes: (configuration?.routes ?? []).map(({ where, target, verdict, place, findings }) => ({
      where,
      target,
      verdict,
      ...locate(place.line),
      findings: findings.map((finding) => ({
        id: finding.id,
        severity: finding.severity,
        text: finding.text,
        ...locate(finding.place.line),
        cause: finding.cause,
        fix: finding.fix,
      })),
    })),
    url: urlReport && {
      verdict: urlReport.verdict,
      reason: urlReport.reason,
      route: urlReport.route?.where ?? null,
      backendPath: urlReport.backendPath,
      steps: urlReport.steps.map((step) => ({ text: step.text, ...locate(step.place.line) })),
    },
    unresolved: (configuration?.unresolved ?? []).map(({ kind, name, text }) => ({ kind, name, text })),
    diff: configuration?.diff ?? [],
    corrected: configuration?.corrected ?? null,
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
