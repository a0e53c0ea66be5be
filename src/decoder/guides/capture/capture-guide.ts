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
  /** `with`: a test ran the commands and opened the result. `notRun`: why not; said on the page. */
  readonly ran: { readonly with: string } | { readonly notRun: string };
  /** The program's own documentation. */
  readonly source: string;
  /** Files of this page to download, relative to it. */
  readonly files?: readonly string[];
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
