// Which error texts have a page: one for each distinct text of the common programs, and texts that people search for
// and that a program composes of parts.

import { kindOf } from '../decoder/error-texts/kinds.ts';
import { implementations } from '../decoder/implementations/registry.ts';
import type { ErrorCause, ErrorText } from '../decoder/recognise/errors.ts';
import { explainText } from '../decoder/recognise/explain-text.ts';
import { slugOf } from './page.ts';

/** An error text with what is known of it. */
export interface ErrorEntry {
  readonly slug: string;
  readonly text: string;
  /** The programs that print it, the most telling first. */
  readonly speakers: readonly ErrorText[];
  /** What it means, in one or two sentences. */
  readonly means: string;
}

/** The programs whose texts have pages, by id. */
const common: ReadonlySet<string> = new Set([
  'chrome',
  'firefox',
  'ws',
  'undici',
  'undici-6',
  'python-websockets',
  'websocket-client',
  'aiohttp',
  'gorilla',
  'coder',
  'netty',
  'tomcat',
  'jetty',
  'java-websocket',
  'okhttp',
  'dotnet',
  'tungstenite',
  'dart',
]);

/** Values for the variable parts of a text. A text with another variable part has no page. */
const values: Readonly<Record<string, readonly string[]>> = {
  status: ['200', '301', '400', '401', '403', '404', '426', '500', '502', '503', '504'],
  n: ['4'],
  code: ['1006'],
  len7: ['126'],
  zlib: ['invalid distance too far back', 'invalid stored block lengths', 'incorrect header check'],
  url: ['wss://example.com/ws'],
  frameKind: ['Data frame'],
};

/** Several variable parts that belong together, and texts that are joined of several. */
const composed: readonly string[] = [
  'One or more reserved bits are on: reserved1 = 1, reserved2 = 0, reserved3 = 0',
  'One or more reserved bits are on: reserved1 = 0, reserved2 = 1, reserved3 = 0',
  // gorilla joins what is wrong with a header, in the order of its checks
  'websocket: RSV1 set',
  'websocket: RSV1 set, bad MASK',
  'websocket: RSV2 set, RSV3 set, bad opcode 15',
  'websocket: bad MASK',
  'websocket: continuation after FIN',
  'received header with unexpected rsv bits set: true:false:false',
  'bad rsv RSV1: true RSV2: false RSV3: false',
  'RSV != 0 and no extension negotiated, RSV:4',
  'Unknown control opcode: b',
  'frame with 2097152 bytes exceeds limit of 1048576 bytes',
  'Message size 4194305 exceeds limit 4194304',
  'Max frame length of 65536 has been exceeded.',
  'Text message too large: 70,000 > 65,536',
  'Space limit exceeded: Message too long: 67108865 > 67108864',
  'No async message support and buffer too small. Buffer size: [8,192], Message size: [9,000]',
  'read limited at 32769 bytes',
  "Error during WebSocket handshake: 'Upgrade' header value is not 'WebSocket': h2c",
  "Error during WebSocket handshake: Response must not include 'Sec-WebSocket-Protocol' header if not present in request: chat",
  "Error during WebSocket handshake: Found an unsupported extension 'x-webkit-deflate-frame' in 'Sec-WebSocket-Extensions' header",
  "Expected 'Connection' header value 'Upgrade' but was 'close'",
  "Expected 'Upgrade' header value 'websocket' but was 'null'",
  'invalid Connection header: close',
  'invalid Upgrade header: h2c',
  "The 'Connection' header value 'close' is invalid.",
  "The WebSocket client request requested 'chat' protocol(s), but server is only accepting 'superchat' protocol(s).",
];

/** Texts of programs whose reader is not simulated. */
const others: readonly string[] = [
  'xhr poll error',
  'websocket error',
  'transport close',
  'ping timeout',
  'net::ERR_CONNECTION_REFUSED',
  'net::ERR_CONNECTION_RESET',
  'net::ERR_SSL_PROTOCOL_ERROR',
  'net::ERR_CERT_AUTHORITY_INVALID',
  'net::ERR_CERT_DATE_INVALID',
  'connect ECONNREFUSED 127.0.0.1:8080',
  'read ECONNRESET',
  'WebSocket is closed before the connection is established.',
  'websocket: close 1006 (abnormal closure): unexpected EOF',
  'websocket: bad handshake',
  'no close frame received or sent',
  'sent 1011 (internal error) keepalive ping timeout; no close frame received',
  'received 1009 (message too big); then sent 1009 (message too big)',
  'Close code 1002',
  'Close code 1005',
  'Close code 1006',
  'Close code 1009',
  'Handshake status 403 Forbidden',
  'handleUpgrade() was called more than once with the same socket',
  'websocket: request origin not allowed by Upgrader.CheckOrigin',
  'concurrent write to websocket connection',
  'The remote party closed the WebSocket connection without completing the close handshake.',
  "The server returned status code '200' when status code '101' was expected.",
  'upstream prematurely closed connection while reading response header from upstream',
  'upstream timed out (110: Connection timed out) while proxying upgraded connection',
  "Failed to construct 'WebSocket': An insecure WebSocket connection may not be initiated from a page loaded over HTTPS.",
  'Received HTTP/0.9 when not allowed',
  'Could not check origin for Phoenix.Socket transport.',
  'Failed to upgrade to WebSocket (REQUEST_METHOD: GET, HTTP_CONNECTION: close, HTTP_UPGRADE: )',
];

/** A text without variable parts, or once for each value of its only one. */
function filled(text: string): string[] {
  const names = [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]);
  if (names.length === 0) return [text];
  if (names.some((name) => values[name] === undefined)) return [];
  const [first, ...rest] = names;
  const fill = (one: string, name: string, value: string) => one.replace(`{${name}}`, value);
  return values[first].map((value) =>
    rest.reduce((one, name) => fill(one, name, values[name][0]), fill(text, first, value)),
  );
}

function textsOfPrograms(): string[] {
  return implementations
    .filter(({ id }) => common.has(id))
    .flatMap(({ checks, handshake = [] }) => [
      ...checks.map(({ text }) => text),
      ...handshake.flatMap(([, ...texts]) => texts.flatMap((text) => text || [])),
    ])
    .flatMap(filled);
}

/** Fewer letters are hardly a text to search for. */
const minLetters = 9;

/** A note that names only where the text was seen says nothing of its meaning. */
const saysWhereOnly = /(?:^|\. )Seen in: |^Handshake refused: /;

/** Fewer public cases do not show which cause is the most frequent. */
const minCounted = 3;

/** The public cases of a text in which a cause was found. */
const casesOf = ({ counted }: ErrorCause): number => counted?.cases ?? 0;

/** Whether the counts show that the first cause is more frequent than every other one. */
export function isMostFrequent([first, ...others]: readonly ErrorCause[]): boolean {
  if (first.counted === null || first.counted.of < minCounted) return false;
  return others.every((other) => casesOf(other) < casesOf(first));
}

function entryOf(text: string): ErrorEntry | null {
  const found = explainText(text).errors.filter(({ error }) => error === 0);
  const [first] = found;
  if (first === undefined || first.kind === null || first.causes.length === 0) return null;
  if (first.similarTo !== null || (first.implementation === 'any' && !text.startsWith('Close code')))
    return null;
  const means = saysWhereOnly.test(first.note) ? kindOf(first.text)?.means : first.note;
  if (means === undefined) return null;
  return { slug: slugOf(text), text, speakers: found, means };
}

/** What programs put before their texts. People leave it out, and other programs have the same words without it. */
const heading =
  /^(?:(?:Invalid|Unsupported) WebSocket frame|Error during WebSocket handshake|WebSocket protocol error): /;

/** Every error text that has a page, in the order of the programs. */
export function readErrorTexts(): ErrorEntry[] {
  const bySlug = new Map<string, ErrorEntry>();
  for (const text of [...textsOfPrograms(), ...composed, ...others]) {
    const isNoText = /^no (?:message|error)/.test(text) || text.replace(/[^a-z]/gi, '').length < minLetters;
    const short = text.replace(heading, '');
    if (isNoText || bySlug.has(slugOf(short))) continue;
    const entry = entryOf(short) ?? entryOf(text);
    if (entry !== null && !bySlug.has(entry.slug)) bySlug.set(entry.slug, entry);
  }
  return [...bySlug.values()];
}
