// What a fix guide is. Guides are data: the page shows them, the tests run them.
// Left out on purpose: prose beyond `why`; a cause's own page tells the rest.

import type { Sender } from '../model/basics.ts';
import type { CauseId } from '../model/cause-id.ts';
import type { CaseVariant } from '../model/finding.ts';
import type { StackId } from '../model/stack-id.ts';

/** Language of a snippet, for its colours. */
export type SnippetLanguage =
  | 'nginx'
  | 'apache'
  | 'haproxy'
  | 'caddy'
  | 'yaml'
  | 'xml'
  | 'shell'
  | 'js'
  | 'ts'
  | 'python'
  | 'go'
  | 'java'
  | 'csharp'
  | 'php'
  | 'c'
  | 'cpp'
  | 'text';

export interface Snippet {
  language: SnippetLanguage;
  text: string;
}

/** What a case must have for a fix to be shown. What is not known of the case does not count against it. */
export interface FixCondition {
  /** The form of the cause that it mends; without it the usual one. */
  readonly variant?: CaseVariant;
  /** Status of the answer to the upgrade, or to the request for a tunnel. */
  readonly statuses?: readonly number[];
  /** Who sent the bytes that are at fault. */
  readonly senders?: readonly Sender[];
  /** The answer is that of a forward proxy to CONNECT. */
  readonly tunnel?: boolean;
  /** The connection was silent for at least so many seconds before its end. */
  readonly minSilence?: number;
  /** Only where the handshake names the stack of the fix. */
  readonly onlySeen?: boolean;
}

/** A fix against timers for silence fits an end without a Close only after a silence: shorter ones are usual. */
export const afterSilence = { 'abnormal-close': { minSilence: 9 } } as const;

/** One change: what is wrong, what is right, why, and how to see that it works. */
export interface Fix {
  /** Unique within the stack: `upgrade-headers`. */
  id: string;
  /** Causes of the diagnosis that this brings about, the most typical first. */
  causes: readonly CauseId[];
  /** By cause, where the fix does not fit every case of it. */
  conditions?: Readonly<Partial<Record<CauseId, FixCondition>>>;
  title: string;
  wrong: Snippet;
  right: Snippet;
  /** One or two sentences. */
  why: string;
  /** A command, and what it must print. */
  confirm: string;
  /** `with`: a test ran both texts with this program. `notRun`: said on the page. */
  ran: { with: string } | { notRun: string };
  /** The program's own documentation. */
  source: string;
}

export interface Guide {
  stack: StackId;
  name: string;
  /** Versions that the texts were run with or are documented for. */
  versions: string;
  fixes: readonly Fix[];
}

/** The command that most proxy fixes are confirmed with, and what it must print. */
export function confirmUpgrade(url: string): string {
  return `curl -si --http1.1 -m 3 -H "Connection: Upgrade" -H "Upgrade: websocket" -H "Sec-WebSocket-Version: 13" -H "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==" ${url} | head -1\nmust print: HTTP/1.1 101 Switching Protocols`;
}

/** An import of a snippet in JavaScript. Written out in a guide it would look like an import of the guide itself. */
export function importLine(names: string, module: string): string {
  return `import ${names} from '${module}';`;
}
