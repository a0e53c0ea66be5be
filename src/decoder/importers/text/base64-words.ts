// base64 among words: `received: "gQVIZWxsbw=="`, `payload=gQVIZWxsbw== len=7`, the members of JSON logs.
// Only what is clearly base64 counts, for most words of a log are letters of its alphabet too.

import { parseBase64 } from '../../bytes/base64.ts';
import { holdsStream } from './evidence.ts';
import type { Line } from './lines.ts';
import { linesOf } from './lines.ts';
import { streamScore } from './plausible.ts';

/** A run of base64 in a line. */
export interface Base64Word {
  /** In the text. */
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
  /** What stands before it in its line. */
  readonly label: string;
}

/** Values of headers and of logins that are base64 and no payload. */
const secret =
  /(?:(?:sec-websocket-(?:key|accept)|authorization|cookie|etag|digest|integrity|signature|nonce|token|session|secret|password|cert(?:ificate)?|fingerprint|sha\d+)[\w-]*["'`\])]*\s*[:=]?\s*(?:Basic|Bearer)?\s*["'`(]*|sha(?:1|256|384|512)-)$/i;
const named =
  /\b(?:payload|data|body|message|msg|frame|bytes|buffer|raw|chunk|content|base64|b64)\b["'`\])]*\s*[:=]?\s*["'`(]*$/i;
const acts =
  /\b(?:recv|rcvd|received?|sent|send|read|wrote|write|in|out|rx|tx)\b["'`\])]*\s*[:=]?\s*["'`(]*$/i;
const word = /(?<![\w+/.%\\-])[A-Za-z0-9+/_-](?:[A-Za-z0-9+_-]|\\?\/)*={0,2}(?![\w+/=.%\\-])/g;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-/i;
const least = 8;

/**
 * Bytes that begin as a stream does. Names decode to a header by chance: what nobody announces must hold a
 * whole frame.
 */
function isStream(bytes: Uint8Array, called: boolean): boolean {
  return called ? (bytes[0] & 15) !== 0 && streamScore(bytes) > 0 : holdsStream(bytes);
}

/** Whether what stands before some base64 says that it is a key, a login or a checksum. */
export function isSecret(label: string): boolean {
  return secret.test(label.slice(-80));
}

/** A name of a program: `windowsPathsNoEscape`. */
const camelCase = /^[a-z]{2,}(?:[A-Z][a-z]{1,}){2,}$/;

/** A word, with the number of a version perhaps: `greeting`, `Greeting`, `GREETING`, `greetingSent`, `http2`. */
const ordinaryWord = /^(?:[A-Z]+|[A-Z]?[a-z]{2,}(?:[A-Z][a-z]+)*\d{0,3})$/;
const saysBase64 = /base-?64|b64/i;

/**
 * Whether what may be base64 is rather one word, or several with dashes or slashes. `label`: what stands before it;
 * when that says base64, it is no word.
 */
export function readsAsWord(written: string, label: string): boolean {
  // A path has numbers as well: `issues/35`.
  const parts = written.split(/[/_-]/).filter((part, at) => at === 0 || !/^\d{1,5}$/.test(part));
  return parts.every((part) => ordinaryWord.test(part)) && !saysBase64.test(label);
}

/** The bytes of a word that is clearly base64, or `null`. `called`: the words before it say that bytes follow. */
function bytesOf(source: string, label: string, quoted: boolean, called: boolean): Uint8Array | null {
  const text = source.replaceAll('\\/', '/');
  const core = text.replace(/=+$/, '');
  if (core.length < least - 2 || text.length < least || core.length % 4 === 1) return null;
  const isPadded = core.length < text.length;
  if (isPadded && text.length % 4 !== 0) return null;
  if (/^(?:0x)?[0-9a-f]+$/i.test(core) || uuid.test(core) || /^[+/_-]|\/\//.test(core)) return null;
  // Both alphabets at once, or names-with-dashes and paths.
  if (/[+/]/.test(core) && /[_-]/.test(core)) return null;
  if (!/[A-Z]/.test(core) || !/[a-z]/.test(core) || (!isPadded && readsAsWord(core, label))) return null;
  const bytes = parseBase64(core);
  if (bytes === null) return null;
  const begins = isStream(bytes, called);
  const hasDigit = /\d/.test(core);
  if (isPadded) return begins || hasDigit || quoted ? bytes : null;
  // Without padding a long name of a program is all that it must not be: CamelCase has few digits, a path has words.
  if (camelCase.test(core)) return null;
  if (begins && quoted && called) return bytes;
  if (!hasDigit && !/\+/.test(core)) return null;
  const looksNamed = core.split(/[/_-]/).some((part) => /^[A-Za-z]?[a-z]{3,}\d*$/.test(part));
  if (looksNamed && !(begins && quoted)) return null;
  return begins || core.length >= 24 ? bytes : null;
}

interface Candidate extends Base64Word {
  /** A log says that these are the bytes: `payload=`, `received: `. */
  readonly named: boolean;
  readonly stream: boolean;
}

function* candidates(text: string, { start, end }: Line): Generator<Candidate> {
  const source = text.slice(start, end);
  for (const match of source.matchAll(word)) {
    // Most words are too short.
    if (match[0].length < least) continue;
    const label = source.slice(0, match.index);
    if (isSecret(label)) continue;
    const after = source[match.index + match[0].length] ?? '';
    const quoted = /["'`]$/.test(label) && /["'`]/.test(after);
    const tail = label.slice(-60);
    const isCalled = named.test(tail) || acts.test(tail);
    const bytes = bytesOf(match[0], label, quoted, isCalled);
    // As long as the key of a handshake or the answer to it, in words about one.
    const isKey =
      (bytes?.length === 16 || bytes?.length === 20) && /handshake|websocket-|\bkey\b/i.test(source);
    if (bytes === null || isKey) continue;
    yield {
      start: start + match.index,
      end: start + match.index + match[0].length,
      bytes,
      label,
      named: isCalled,
      stream: isStream(bytes, isCalled),
    };
  }
}

/**
 * The base64 among the words of a text: what the log says to be bytes, where it says so, and otherwise what
 * may be the bytes of a connection. Empty when nothing begins as a stream does, unless each is named.
 */
export function base64Words(text: string): Base64Word[] {
  const found: Candidate[] = [];
  for (const line of linesOf(text)) found.push(...candidates(text, line));
  if (found.length === 0 || /"opcode"\s*:/.test(text)) return [];
  const called = found.filter((each) => each.named);
  if (called.length > 0) return called;
  return found.some(({ stream }) => stream) ? found.filter(({ stream }) => stream) : [];
}
