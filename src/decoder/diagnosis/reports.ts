// What the error texts of programs make likely, for inputs without bytes.

import type { Cause, CauseMatch } from './cause.ts';
import { causes } from './causes/registry.ts';
import { reportKindOf } from './evidence/reported-text.ts';

/** A cause that an error text makes likely. */
export interface ReportedCause {
  readonly cause: Cause;
  readonly confidence: number;
}

/** The causes that an error text makes likely, best first; empty for a text that is not known. */
export function causesOfReport(text: string): ReportedCause[] {
  const kind = reportKindOf(text);
  if (kind === null) return [];
  return causes
    .flatMap((cause) => {
      const confidence = cause.reports?.[kind];
      return confidence === undefined ? [] : [{ cause, confidence }];
    })
    .sort((a, b) => b.confidence - a.confidence);
}

/** The match that an error text alone comes to. */
export function matchFromReport(text: string, confidence: number): CauseMatch {
  return {
    confidence,
    claim: `The log says “${text}”. The bytes that would prove it are not in this input.`,
    evidence: [{ text: `Reported: “${text}”.`, place: null }],
    against: 'Programs print one text for several faults; the bytes decide.',
    confirm: 'Capture the bytes: a pcap on the server, or a Chrome NetLog with raw bytes.',
  };
}
