// What a report says of a connection, as plain data: Markdown, HTML and the text of an issue say the same. Texts may
// hold what a peer sent; whoever writes them into a notation escapes them.

import type { VerdictLevel } from '../model/finding.ts';

/** A label and what it names. */
export interface ReportFact {
  readonly label: string;
  readonly text: string;
}

/** A fact that supports a cause. */
export interface ReportEvidence {
  readonly text: string;
  /** Which bytes: `server 0x0f, 2 bytes`; `null` where no bytes show it. */
  readonly where: string | null;
  /** Lines of a hexdump of these bytes. */
  readonly dump: string | null;
}

export interface ReportCause {
  readonly title: string;
  readonly id: string;
  /** 0 to 100. */
  readonly percent: number;
  readonly claim: string;
  readonly evidence: readonly ReportEvidence[];
  readonly against: string | null;
  readonly confirm: string | null;
  readonly section: string | null;
}

export interface ReportFinding {
  readonly severity: 'error' | 'warning' | 'note';
  readonly text: string;
  readonly where: string;
  readonly section: string;
}

/** The frame that shows the fault. */
export interface ReportFrame {
  readonly title: string;
  /** The header in ASCII, as RFC 6455 5.2 draws it. */
  readonly picture: readonly string[];
  readonly fields: readonly { readonly label: string; readonly text: string; readonly isWrong: boolean }[];
  /** The first bytes of the payload, unmasked, or `null`. */
  readonly dump: string | null;
}

/** The change for one program. */
export interface ReportFix {
  readonly stack: string;
  readonly title: string;
  readonly why: string;
  /** Language of the texts, for their colours. */
  readonly language: string;
  readonly wrong: string;
  readonly right: string;
  readonly confirm: string;
  readonly source: string;
}

export interface Report {
  readonly level: VerdictLevel;
  readonly headline: string;
  readonly summary: string;
  /** The input, the ends, the address, the size. */
  readonly facts: readonly ReportFact[];
  readonly causes: readonly ReportCause[];
  readonly findings: readonly ReportFinding[];
  /** Findings that are not listed. */
  readonly moreFindings: number;
  /** What is wrong inside messages whose frames are sound. */
  readonly contentFindings: readonly ReportFinding[];
  /** Checks of the handshake that failed. */
  readonly handshake: readonly string[];
  /** What the proxy between two legs did. */
  readonly legs: readonly string[];
  readonly frame: ReportFrame | null;
  readonly fix: ReportFix | null;
  /** Names of other programs with a fix. */
  readonly otherFixes: readonly string[];
  /** What programs say of the fault. */
  readonly programs: readonly string[];
  /** Address that shows the same bytes, or `null` when it would be too long. */
  readonly link: string | null;
  /** Sentences about what the report leaves out. */
  readonly handling: readonly string[];
}

/** The word for each level. */
export const levelWords: Readonly<Record<VerdictLevel, string>> = {
  broken: 'Broken',
  warning: 'Warning',
  sound: 'Sound',
  unknown: 'Unknown',
};
