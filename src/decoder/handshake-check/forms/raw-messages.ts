// Request and response heads as they are on the wire, and the trace of websocket-client, which prints them
// so.

import {
  endOfHead,
  type FoundHead,
  headOf,
  isCertainRequestLine,
  isHeaderLine,
  isRequestLine,
  isStatusLine,
  nextWithText,
  pair,
} from '../heads.ts';
import { matchingLines } from '../lines.ts';
import type { FormReader, PastedHandshake, PastedText, TextLine } from '../pasted.ts';
import { toolReports } from '../tool-reports.ts';

const startLine =
  /^\s*(?:[A-Z]{3,8} \S+ HTTP\/\d|[A-Z]{3,8} (?:wss?|https?):\/\/|HTTP\/\d(?:\.\d)? \d{3}(?: |$))/;
const webSocketHeader = /^\s*(?:sec-websocket-[a-z]+|upgrade)\s*:/i;
const traceMarker = /^--- (?:request|response) header ---/;
const sectionTitle = /^(?:request|response) headers\b/im;
const provisional = /provisional headers are shown/i;

/** Reads heads in wire form. A line of another kind ends a head. */
export const rawMessages: FormReader = {
  recognise(pasted) {
    const evidence = matchingLines(pasted, [
      [startLine, 'a start line'],
      [webSocketHeader, 'a header of the handshake'],
    ]);
    const startLineCount = evidence.filter(({ is }) => is === 'a start line').length;
    if (startLineCount === 0) return null;
    const isRequest = evidence.some(({ line }) => isCertainRequestLine(pasted.lines[line].text));
    const certainty = evidence.length > startLineCount ? 'certain' : isRequest ? 'likely' : 'possible';
    return { form: 'raw messages', certainty, evidence };
  },
  read: (pasted) => readRaw(pasted),
};

/** Reads what websocket-client prints after `enableTrace(True)`. */
export const webSocketClientTrace: FormReader = {
  recognise(pasted) {
    const evidence = matchingLines(pasted, [
      [traceMarker, 'a title of the trace'],
      [startLine, 'a start line'],
    ]);
    const isTrace = evidence.some(({ is }) => is === 'a title of the trace');
    return isTrace ? { form: 'websocket-client trace', certainty: 'certain', evidence } : null;
  },
  read(pasted) {
    const raw = readRaw(pasted);
    if (raw === null) return null;
    return {
      ...raw,
      form: 'websocket-client trace',
      recognised: 'The heads that websocket-client prints after enableTrace(True).',
      // The dashes of the trace are not the body of a response.
      exchanges: raw.exchanges.map((one) => ({ ...one, rest: null })),
    };
  },
};

function readRaw(pasted: PastedText): PastedHandshake | null {
  const lines = isPacketDetails.test(pasted.text) ? linesOnWire(pasted) : pasted.lines.map(wireLine);
  const heads = headsIn(lines, pasted.text.trimEnd().length);
  const headerCount = heads.reduce((count, one) => count + one.head.head.headers.length, 0);
  const responseCount = heads.filter((one) => one.head.head.kind === 'response').length;
  if (heads.length === 0 || (headerCount === 0 && heads.length < 2 && responseCount === 0)) return null;
  const isResponseOnly = responseCount === heads.length;
  const isBrowser = sectionTitle.test(pasted.text);
  return {
    form: isBrowser ? 'browser headers' : isResponseOnly ? 'curl -i output' : 'raw messages',
    recognised: isResponseOnly
      ? 'It begins with a status line: a response with its headers.'
      : 'A request line (and a status line), with headers below.',
    exchanges: pair(heads),
    // A request line with the whole URL, or the line above the heads that Safari copies.
    url: /^(?:[A-Z]+|(?:Request )?URL:) ((?:wss?|https?):\/\/\S+)/m.exec(pasted.text)?.[1] ?? null,
    notes: provisional.test(pasted.text)
      ? ['Chrome shows provisional headers: the request was not sent in this form.']
      : [],
    reports: toolReports(pasted.lines),
  };
}

/** The title of HTTP in the packet details of Wireshark. */
const isPacketDetails = /^[ \t>▶▼+-]{0,40}Hypertext Transfer Protocol\b/m;

/** The lines of HTTP in packet details: they end in a spelled-out line end. What Wireshark adds of its own has none. */
function linesOnWire({ text, lines }: PastedText): TextLine[] {
  return lines
    .filter(({ at }) =>
      text
        .slice(Math.max(at.start, at.end - maxLineEnd), at.end)
        .trimEnd()
        .endsWith('\\r\\n'),
    )
    .map((line) => ({ ...line, text: wireLine(line).text.trim() }));
}

/** A spelled-out line end and white space after it, in characters. */
const maxLineEnd = 40;

// Wireshark's packet details spell out the line ends.
function wireLine({ text, at }: TextLine): TextLine {
  return { text: text.replace(/\\r\\n$/, ''), at };
}

function headsIn(lines: readonly TextLine[], textEnd: number): FoundHead[] {
  const heads: FoundHead[] = [];
  for (let at = 0; at < lines.length; at++) {
    const isStatus = isStatusLine(lines[at].text);
    if (!isStatus && !isCertainRequestLine(lines[at].text)) continue;
    const block = indentedBlock(lines, at);
    const end = at + block.length;
    const after = nextWithText(lines, end);
    const hasBody =
      after !== undefined &&
      !isStatusLine(after.text) &&
      !isRequestLine(after.text) &&
      lines[end].text.trim() === '';
    heads.push({
      head: headOf({ lines: block }),
      rest: isStatus && hasBody ? { start: after.at.start, end: textEnd } : null,
    });
    at = end - 1;
  }
  return withoutTitles(heads);
}

/** Firefox puts the method and the address above the raw heads: with the request itself below, that is a title. */
function withoutTitles(heads: readonly FoundHead[]): FoundHead[] {
  const isTitle = ({ head: { head } }: FoundHead) =>
    head.kind === 'request' && head.headers.length === 0 && !head.startLine.includes(' HTTP/');
  const hasRequest = heads.some(({ head: { head } }) => head.kind === 'request' && head.headers.length > 0);
  return heads.filter((one) => !(hasRequest && isTitle(one)));
}

// The lines of one head without the indentation that they share: indented headers are not folded lines.
function indentedBlock(lines: readonly TextLine[], at: number): TextLine[] {
  const indent = /^[ \t]*/.exec(lines[at].text)?.[0] ?? '';
  if (indent === '') return lines.slice(at, endOfHead(lines, at));
  const block = [{ ...lines[at], text: lines[at].text.trim() }];
  for (let next = at + 1; next < lines.length && lines[next].text.startsWith(indent); next++) {
    const text = lines[next].text.slice(indent.length);
    if (!isHeaderLine(text) && !(/^[ \t]+\S/.test(text) && block.length > 1)) break;
    block.push({ text, at: lines[next].at });
  }
  return block;
}
