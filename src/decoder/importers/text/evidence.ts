// Evidence that a text holds the bytes of a connection: how they begin, what the words before them say,
// how much of the text they explain. Numbers of other kinds, such as times and addresses, are told apart by
// their shape.

import { decodeLatin1 } from '../../bytes/utf8.ts';
import { senders } from '../../model/basics.ts';
import { areWholeFrames } from '../json/frame-run.ts';
import { streamScore } from './plausible.ts';

/** Words that a log has just before the bytes of a connection. */
const wireWord =
  /(?:\b(?:re?cv(?:d|ed)?|rcvd?|received?|receives|receiving|sent|sends?|sending|tx|rx|in|out|incoming|outgoing|inbound|outbound|read|reads|wrote|writes?|writing|gets?|got|bytes?|hex|payload|data|frames?|buf|buffer|packet|raw|dump|client|server|browser|upstream|backend|message|msg|chunk|body|content)\b|[→←⇒⇐]|(?:^|[\s:\]|])(?:-{1,2}>|<-{1,2}|={1,2}>|<={1,2}|[<>]{1,3}|[a-z]->[a-z]))/i;
/** Between such a word and the bytes: a length, a colon, a bracket. */
const wireTail = new RegExp(
  `${wireWord.source}[\\s"'\`=:,()[\\]{}<>|@#-]*(?:\\d*[\\s"'\`=:,()[\\]{}<>|@#-]*){0,2}$`,
  'i',
);

/** Whether the words before some bytes end with one that announces bytes. */
export function announcesBytes(label: string): boolean {
  return wireTail.test(label.slice(-60));
}

/** Whether the words before some bytes speak of a connection anywhere. */
export function speaksOfBytes(label: string): boolean {
  return wireWord.test(label);
}

/**
 * Whether bytes begin as a direction does: an HTTP head, or a frame with FIN that a strict reader takes, and
 * its header is whole. Numbers of other kinds rarely do.
 */
export function beginsStream(bytes: Uint8Array): boolean {
  if (bytes.length < 2) return false;
  if (/^(?:GET \/|HTTP\/1\.[01] \d)/.test(decodeLatin1(bytes.subarray(0, 12)))) return true;
  const opcode = bytes[0] & 15;
  const isData = opcode === 1 || opcode === 2;
  if ((bytes[0] & 0xb0) !== 0x80 || !(isData || (opcode > 7 && opcode < 11))) return false;
  return streamScore(bytes) > 0;
}

/** Whether bytes begin as a direction does and hold the whole of its first frame or start line. */
export function holdsStream(bytes: Uint8Array): boolean {
  if (!beginsStream(bytes)) return false;
  if (bytes[0] < 128) return true;
  const seven = bytes[1] & 127;
  const mask = bytes[1] & 128 ? 4 : 0;
  if (seven < 126) return bytes.length >= 2 + mask + seven;
  // A long message may be cut.
  return bytes.length >= 16;
}

/** Fewer bytes than this are whole frames by chance. */
const leastWholeFrames = 6;

/** Whether bytes begin as a direction does, or are whole frames from the first fragment of a message on. */
export function isStream(bytes: Uint8Array): boolean {
  if (holdsStream(bytes)) return true;
  if ((bytes[0] & 15) === 0) return false;
  return bytes.length >= leastWholeFrames && senders.some((sender) => areWholeFrames(bytes, sender));
}

/** Numbers that are no bytes, each with its separators. */
const otherNumbers: readonly RegExp[] = [
  // a clock, a line and its column
  /^\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?$/,
  /^\d{1,5}:\d{1,3}$/,
  // dates
  /^\d{4}[-/.]\d{2}[-/.]\d{2}(?:[T _-]?\d{2}[:-]?\d{2}(?:[:-]?\d{2}(?:[.,]\d+)?)?Z?)?$/,
  /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}(?:\d{2})?$/,
  // versions and addresses
  /^\d{1,5}(?:\.\d{1,5})+(?::\d+)?$/,
  /^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}%?$/i,
  // identifiers
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  /^#[0-9a-f]{3,8}$/i,
];

/** Digests and identifiers, by their count of hex digits: MD5, SHA-1, SHA-256, an object of MongoDB, a trace. */
const digestLengths = new Set([16, 24, 32, 40, 56, 64, 96, 128]);
const pairsWithColons = /^[0-9a-f]{2}(?::[0-9a-f]{2})+$/i;

/** Whether digits are a number of another kind by their shape: a time, a date, an address, an identifier. */
export function isOtherNumber(written: string): boolean {
  const digits = written.replace(/^[\s[("'<]+|[\s\])"'>,;.:]+$/g, '');
  // Three bytes and more with colons are a notation of bytes, unless they are a clock.
  if (pairsWithColons.test(digits) && digits.length > 8) return false;
  return otherNumbers.some((shape) => shape.test(digits));
}

/** Whether hex digits without separators are as long as a digest or an identifier. */
export function isDigest(digits: string): boolean {
  return digestLengths.has(digits.length) && /^[0-9a-f]+$/i.test(digits);
}

const codeLine =
  /^\s*(?:import\b|from \S+ import|export\b|const\b|let\b|var\b|function\b|class\b|def\b|return\b|public\b|private\b|static\b|#include|#define|package\b|using\b|fn\b|impl\b|struct\b|if ?\(|for ?\(|while ?\(|else\b|elif\b|try\b|catch\b|except\b|raise\b|throw\b|@\w+|\/\/|\/\*|\*|#|\}|\))|[;{}]\s*$|^\s*(?:if|for|while|with|def|class)\b.*:\s*$|^\s*[\w.]+\s*(?:=|\+=)\s/;

/** What Node.js prints of an object, Scapy of a packet and Perl of a scalar has lines such as a program has. */
const printedObject = /\[Uint8Contents\]|^\s*###\[ \w|^\s*SV = \w+\(/;

/** A member or an item of a value in JSON, and brackets, without the comma that follows. */
const jsonPart = /^(?:"(?:[^"\\]|\\.)*"(?:\s?:.*)?|-?[\d.]+|null|true|false|[[\]{}]+),?$/;
/** Longer lines are looked at only where they begin and end. */
const maxJsonLine = 300;

/** Whether a line is one of a value in JSON. */
function isJsonLine(line: string): boolean {
  const part = line.trim();
  if (part.startsWith('{"') && (part.endsWith('}') || part.endsWith('},'))) return true;
  return part.length > maxJsonLine ? part.startsWith('"') : jsonPart.test(part);
}

/** Whether lines are mostly the source of a program. */
export function isSourceCode(lines: readonly string[]): boolean {
  if (lines.some((line) => printedObject.test(line))) return false;
  let code = 0;
  let json = 0;
  let used = 0;
  for (const line of lines.slice(0, 400)) {
    if (line.trim() === '') continue;
    used++;
    if (codeLine.test(line.slice(0, 300))) code++;
    if (isJsonLine(line)) json++;
  }
  if (json === used) return false;
  return used >= 6 && code >= used * 0.4;
}
