// The results of the configuration check and the handshake check for the parts of a text, as on the page.

import { checkedBytes, type PartKind } from '../decoder/recognise/recognition.ts';
import type { CaptureView } from '../worker/protocol.ts';
import type { Check } from './results.ts';
import type { CheckedPart } from './run-checks.ts';

/** Kinds of text that a check may judge. */
const judgedKinds: ReadonlySet<PartKind> = new Set(['configuration', 'handshake', 'url']);

/** The parts of an input that the checks judge, with the results. `url` is followed through configurations. */
export async function checkedParts(
  capture: CaptureView,
  file: Blob,
  url: string | null = null,
): Promise<CheckedPart[]> {
  const parts = (capture.recognition?.parts ?? []).filter(({ kind }) => judgedKinds.has(kind));
  if (parts.length === 0) return [];
  const { checkedPart } = await import('./run-checks.ts');
  const text = capture.joinedText ?? (await file.slice(0, checkedBytes).text()).replace(/^\ufeff/, '');
  return parts.flatMap((part) => checkedPart({ text, name: capture.name, url }, part) ?? []);
}

/** The results as plain data. */
export function checksForJson(checked: readonly CheckedPart[]): Check[] {
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
      outcomes: urlReport.outcomes,
      silentSeconds: urlReport.silence?.seconds ?? null,
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
