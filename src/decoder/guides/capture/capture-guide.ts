// What a guide to a capture is: the shortest way from what somebody has to a file or a text that is read here.

/** What the person has. */
export type CaptureHas =
  | 'linux'
  | 'macos'
  | 'windows'
  | 'kubernetes'
  | 'browser'
  | 'node'
  | 'python'
  | 'go'
  | 'java'
  | 'any';

export interface CaptureStep {
  /** One or two sentences. */
  readonly text: string;
  /** To copy: a command, an address or a few lines of a program. */
  readonly command?: string;
}

export interface CaptureGuide {
  /** Unique: `linux-tcpdump`. */
  readonly id: string;
  readonly has: CaptureHas;
  readonly title: string;
  /** What it can show: ws://, wss://, or both. */
  readonly plainOrTls: 'plain' | 'tls' | 'both';
  /** Shortest first. Port 8080 and the file names stand for the reader's own. */
  readonly steps: readonly CaptureStep[];
  /** Names of the files that it gives, or what it prints: bytes to paste, or the answer itself. */
  readonly gives: readonly string[] | 'printed text' | 'an answer';
  /** `with`: a test ran the commands and opened the result. `notRun`: why not; said on the page. */
  readonly ran: { readonly with: string } | { readonly notRun: string };
  /** The program's own documentation. */
  readonly source: string;
  /** Files of this page to download, relative to it. */
  readonly files?: readonly string[];
}

/** Schemes of the addresses that a guide is for. */
export const schemeWords: Readonly<Record<CaptureGuide['plainOrTls'], string>> = {
  plain: 'ws://',
  tls: 'wss://',
  both: 'ws:// and wss://',
};

/** What to do on the page with what a guide gives; empty where it prints the answer. */
export function handToPage({ gives }: CaptureGuide): string {
  if (gives === 'an answer') return '';
  if (gives === 'printed text') return 'Paste what is printed here.';
  return `Drop ${gives.join(' and ')} here${gives.length > 1 ? ' together' : ''}.`;
}

/** The same for a page beside it. */
export function handToFramescope({ gives }: CaptureGuide): string {
  if (gives === 'an answer') return '';
  if (gives === 'printed text') return 'Paste what is printed into Framescope.';
  return `Open ${gives.join(' and ')} in Framescope${gives.length > 1 ? ', together' : ''}.`;
}

/** The command of the terminal that takes it, or `null`. */
export function commandFor({ gives }: CaptureGuide): string | null {
  if (gives === 'an answer') return null;
  if (gives === 'printed text') return 'framescope -';
  return `framescope ${gives.join(' ')}`;
}

/** Names of what somebody has, in the order in which they are offered. */
export const captureHas: Readonly<Record<CaptureHas, string>> = {
  linux: 'Linux',
  macos: 'macOS',
  windows: 'Windows',
  kubernetes: 'Kubernetes',
  browser: 'Only a browser',
  node: 'Node',
  python: 'Python',
  go: 'Go',
  java: 'Java',
  any: 'Any language',
};
