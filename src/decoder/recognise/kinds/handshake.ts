// An opening handshake in any of the forms of the handshake check.

import { linesOf } from '../../handshake-check/lines.ts';
import { recogniseHandshake } from '../../handshake-check/recognise.ts';
import { isSourceCode } from '../../importers/text/evidence.ts';
import { type Recogniser, type Sample, shareOf } from '../recognition.ts';
import { isServerLog } from './error-text.ts';

/** A status line, perhaps after the progress that curl prints in the same line. */
const statusLine = /^[-\d:. %kMG]*HTTP\/\d(?:\.\d)? \d{3}(?: |$)/;
const headerLine = /^[\w-]+:/;
/** The two lines above the progress of curl, and the progress itself. */
const progress = /^\s*(?:% Total\b.*|Dload\b.*|[-\d:. %kMG]*)$/;

/** Whether a text begins with a status line and a header: the rest is the body. */
function isResponse(lines: readonly string[]): boolean {
  const first = lines.findIndex((line) => !progress.test(line.slice(0, 200)));
  return first >= 0 && statusLine.test(lines[first].slice(0, 300)) && headerLine.test(lines[first + 1] ?? '');
}

/** A command has an option or an address; a sentence about curl has none. */
const curlWithTarget = /\bcurl(?:\.exe)?\b[^\n]*(?:\s-{1,2}\w|:\/\/|\blocalhost\b|\w\.\w|\$)/;
const fetchOfUrl = /\bfetch\(\s*["'`](?:https?|wss?):/;
const requestOfUrl = /\bInvoke-\w+[\s\S]{0,400}?["']?(?:https?|wss?):/i;
/** Lists of headers without a start line: fewer of the lines, and they are the words of something else. */
const tables = new Set<string>(['any lines', 'browser headers', 'printed headers']);
const minTableShare = 0.3;
/** With a key or its answer among them, a smaller share is enough. */
const minKeyedShare = 0.12;
const keyOrAccept = /\bsec[-_]websocket[-_](?:key\W{1,40}[\w+/]{22}==|accept\W{1,40}[\w+/]{27}=)/i;
/** Forms whose lines look like declarations, tables and comments of a program. */
const formsLikeSource = new Set<string>([
  'browser headers',
  'printed headers',
  'server log',
  'client debug log',
  'Tornado request',
  'any lines',
  'fetch call',
  'PowerShell command',
]);
const comment = /^\s*(?:\/\/|\/\*|\*)/;

/** A request of HTTP/2 for something else. */
const otherMethod = /:method\b["']?\W{1,6}(?!CONNECT\b)[A-Z]{3,8}\b/;
const namesWebSocket = /websocket|\bwss?:/i;

/** Whether what looks like a handshake in some form is a program or a request that speaks of one. */
function isSourceOf(form: string, { text, lines }: Sample): boolean {
  if (form.startsWith('curl command')) return !curlWithTarget.test(text);
  if (form === 'HTTP/2 header list') return otherMethod.test(text) && !namesWebSocket.test(text);
  if (form === 'fetch call' && !fetchOfUrl.test(text)) return true;
  if (form === 'PowerShell command' && !requestOfUrl.test(text)) return true;
  if (!formsLikeSource.has(form)) return false;
  const isCall = form === 'fetch call' || form === 'PowerShell command';
  return (!isCall && isSourceCode(lines)) || shareOf(lines, (line) => comment.test(line)) > 0.5;
}

/** What a body or another line of a message has in front of it. */
const startLine = /^\s*(?:[A-Z]{3,8} \S+ HTTP\/\d|HTTP\/\d(?:\.\d)? \d{3})/;

/** The share of the lines that are start lines and headers, when a text begins with a start line. */
function shareOfHeads({ lines }: Sample): number {
  const first = lines.find((line) => line.trim() !== '') ?? '';
  if (!startLine.test(first.slice(0, 300))) return 0;
  return shareOf(lines, (line) => startLine.test(line.slice(0, 300)) || headerLine.test(line));
}

const errorFirst = /^\s*(?:[\w .]{0,40}: )?\w*Error: /;

/** Recognises a handshake. */
export const handshake: Recogniser = {
  kind: 'handshake',
  recognise(sample) {
    const { text, lines } = sample;
    const found = recogniseHandshake(text);
    if (found === null || found.form === 'URL' || found.form === 'client error') return null;
    // Lines of an access log are of every kind of request; only the handshake check reads them.
    if (found.form === 'access log') return null;
    const { form } = found;
    const share = form === 'raw messages' ? Math.max(found.share, shareOfHeads(sample)) : found.share;
    if (
      isSourceOf(form, sample) ||
      (tables.has(form) && share < (keyOrAccept.test(text) ? minKeyedShare : minTableShare))
    )
      return null;
    // An error that quotes a request or headers is an error first.
    const isQuoted = isServerLog(lines) || (form === 'browser headers' && errorFirst.test(text));
    const certainty = isQuoted ? 'possible' : found.certainty;
    if (certainty === 'possible' && !isQuoted && isResponse(linesOf(text).map((line) => line.text))) {
      return { kind: 'handshake', name: form, certainty: 'likely', share: 1, format: null };
    }
    return { kind: 'handshake', name: form, certainty, share, format: null };
  },
};
