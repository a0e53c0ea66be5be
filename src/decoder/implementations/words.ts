// Fills the blanks of an error text from the frame.

import { checkUtf8, decodeText, type Utf8Progress, utf8Start } from '../bytes/utf8.ts';
import { goTail, limitOf, noTail } from './conditions.ts';
import type { FrameFacts, Implementation, Role } from './implementation.ts';
import type { DeflateFault } from './inflate-fault.ts';

const controlNames: Record<number, string> = { 8: 'Close', 9: 'Ping', 10: 'Pong' };
/** Takes the place of a value that the bytes do not contain. */
export const unknown = '…';

/** Python's words for the first fault of its UTF-8 decoder: reason, byte and position. `null` when it is sound. */
export function pythonUtf8(
  bytes: Uint8Array,
): { reason: string; byte: number; at: number; end: number } | null {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at];
    const size = sizeOfLead(lead);
    if (size === 0) return { reason: 'invalid start byte', byte: lead, at, end: at + 1 };
    const progress: Utf8Progress = { state: utf8Start, badAt: -1 };
    const end = Math.min(at + size, bytes.length);
    checkUtf8(bytes, at, end, progress);
    if (progress.badAt >= 0) {
      return { reason: 'invalid continuation byte', byte: lead, at, end: progress.badAt };
    }
    if (end < at + size) return { reason: 'unexpected end of data', byte: lead, at, end };
    at += size;
  }
  return null;
}

/** Length of the character that begins with `lead`; 0 when none does. */
function sizeOfLead(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if ((lead & 0xf0) === 0xe0) return 3;
  return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

/** The text that a reader decodes at this frame; `null` when its bytes were not read. */
function decodedBytes(facts: FrameFacts): Uint8Array | null {
  return facts.opcode === 8 ? facts.closeReason : facts.isControl ? null : facts.content.bytes;
}

/** Python's words for text that is not UTF-8. */
function utf8Words(bytes: Uint8Array | null): Record<string, string> {
  const fault = bytes === null ? null : pythonUtf8(bytes);
  if (fault === null) {
    return { reason: unknown, at: unknown, byte: unknown, codec: `'utf-8' codec can't decode ${unknown}` };
  }
  const byte = `0x${fault.byte.toString(16).padStart(2, '0')}`;
  const where =
    fault.end - fault.at > 1
      ? `bytes in position ${fault.at}-${fault.end - 1}`
      : `byte ${byte} in position ${fault.at}`;
  return {
    reason: fault.reason,
    at: String(fault.at),
    byte,
    codec: `'utf-8' codec can't decode ${where}: ${fault.reason}`,
  };
}

function lastFrameBytes(facts: FrameFacts): Uint8Array | null {
  if (facts.isControl) return decodedBytes(facts);
  return facts.content.bytes?.subarray(facts.content.lastFrameAt) ?? null;
}

/** The reason of a Close frame; empty when it is not UTF-8. */
export function closeReasonText(facts: FrameFacts): string {
  const bytes = facts.closeReason;
  return bytes === null || facts.badCloseReason ? '' : decodeText(bytes);
}

/** What an incremental decoder looks at that is given the bytes from `from` on: those, after a character left open. */
function decoderBytes(facts: FrameFacts, from: number): Uint8Array | null {
  const { bytes } = facts.content;
  if (bytes === null) return null;
  for (let back = 1; back <= Math.min(3, from); back++) {
    const byte = bytes[from - back];
    if (sizeOfLead(byte) > back) return bytes.subarray(from - back);
    if (byte < 0x80 || byte >= 0xc0) break;
  }
  return bytes.subarray(from);
}

/** Where the content begins that came with the socket read in which a fault of the text lies. */
function chunkStart(facts: FrameFacts): number {
  const { frame, content, state } = facts;
  const payloadStart = frame.start + frame.headerLength;
  const badAt = Math.min(content.textBadAt, content.length - 1);
  let start = content.lastFrameAt;
  for (const end of state.readEnds) {
    const received = end - payloadStart;
    if (received <= 0 || received >= frame.payloadLength) continue;
    const at = facts.contentAfter(received);
    if (at <= badAt) start = Math.max(start, at);
  }
  return start;
}

const beastNames: Readonly<Record<string, string>> = {
  'invalid stored block lengths': 'invalid stored block length',
  'invalid distance too far back': 'invalid distance',
  'too many length or distance symbols': 'too many symbols',
  'invalid code -- missing end-of-block': 'missing end-of-block code',
  'invalid literal/length code': 'invalid literal/length',
};

/** zlib's fault in the words of Boost.Beast. */
function beastWords(fault: DeflateFault | null): string {
  if (fault === null) return unknown;
  if (/ sets?$/.test(fault.words))
    return fault.isOversubscribed ? 'over-subscribed length' : 'incomplete length set';
  return beastNames[fault.words] ?? fault.words;
}

const goStatusNames: Readonly<Record<number, string>> = {
  1004: 'statusReserved',
  1005: 'StatusNoStatusRcvd',
  1006: 'StatusAbnormalClosure',
  1015: 'StatusTLSHandshake',
};
const goStatus = (code: number | null): string =>
  code === null ? unknown : (goStatusNames[code] ?? `StatusCode(${code})`);

/** Where a reader waits that takes two bytes, the rest of the length, the masking key and the payload one by one. */
function cutWords({ frame, payload }: FrameFacts): Record<string, () => string> {
  const extended = frame.lengthForm === 7 ? 0 : frame.lengthForm / 8;
  const steps = [2, extended, frame.masked ? 4 : 0];
  let have = frame.headerReceived;
  let want = steps[0];
  for (const step of steps) {
    want = step;
    if (have < step) return { have: () => String(have), want: () => String(want) };
    have -= step;
  }
  return { have: () => String(payload?.length ?? unknown), want: () => frame.lengthText };
}

/** Bytes that Go prints with a letter after the backslash. */
const goEscapes: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
};

/** Bytes as the programs of Python and Go print them. */
function quoted(
  bytes: Uint8Array | null,
  quote: "'" | '"',
  escapes: Readonly<Record<number, string>> = {},
): string {
  if (bytes === null) return unknown;
  let text = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    if (byte === 92 || character === quote) text += `\\${character}`;
    else if (byte >= 32 && byte < 127) text += character;
    else if (escapes[byte] !== undefined) text += escapes[byte];
    else text += `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return `${quote}${text}${quote}`;
}

/** Bytes of a message that are printed in a text; what follows becomes an ellipsis. */
const maxPrintedBytes = 200;
const pythonEscapes: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 92: '\\\\' };

/** Bytes as repr() of Python prints them. */
function pythonRepr(bytes: Uint8Array | null): string {
  if (bytes === null) return `b'${unknown}'`;
  const quote = bytes.includes(39) && !bytes.includes(34) ? '"' : "'";
  const parts = Array.from(bytes.subarray(0, maxPrintedBytes), (byte) => {
    const escaped = pythonEscapes[byte] ?? (String.fromCharCode(byte) === quote ? `\\${quote}` : undefined);
    if (escaped !== undefined) return escaped;
    if (byte >= 32 && byte < 127) return String.fromCharCode(byte);
    return `\\x${byte.toString(16).padStart(2, '0')}`;
  });
  return `b${quote}${parts.join('')}${bytes.length > maxPrintedBytes ? unknown : quote}`;
}

/** Where a payload of negative length ends in a buffer that begins with the stream. */
const javaLimit = ({ frame, foldedLength }: FrameFacts): number =>
  frame.start + frame.headerLength + foldedLength;

/** A Close code as a signed number of 16 bits. */
const signedCode = (code: number | null): string =>
  code === null ? unknown : String(code > 0x7fff ? code - 0x10000 : code);

/** `text` with every `{blank}` filled from the frame; what the bytes do not tell becomes an ellipsis. */
export function fill(text: string, facts: FrameFacts, implementation: Implementation, role: Role): string {
  if (!text.includes('{')) return text;
  const bit = (mask: number) => (facts.rsv & mask ? 1 : 0);
  const limit = limitOf(implementation.limit, role);
  const failure = facts.isControl ? facts.controlFailure : facts.content.inflateFailure;
  const words: Record<string, () => string> = {
    n: () => String(facts.opcode),
    hex: () => facts.opcode.toString(16),
    len: () => facts.frame.lengthText,
    len7: () => String(facts.lengthForm === 7 ? facts.payloadLength : facts.lengthForm === 16 ? 126 : 127),
    code: () => String(facts.closeCode ?? unknown),
    rsv: () => String(facts.rsv),
    r1: () => String(bit(4)),
    r2: () => String(bit(2)),
    r3: () => String(bit(1)),
    b1: () => String(bit(4) === 1),
    b2: () => String(bit(2) === 1),
    b3: () => String(bit(1) === 1),
    max: () => (Number.isFinite(limit) ? String(limit) : unknown),
    limit1: () => (Number.isFinite(limit) ? String(limit + 1) : unknown),
    /** As JavaScript prints it. */
    lenNumber: () => String(facts.payloadLength),
    /** Bytes of the message before this frame, inflated. */
    before: () => String(facts.state.content.length),
    rest: () =>
      String(Number.isFinite(limit) && facts.messageOpen ? limit - facts.state.content.length : limit),
    total: () => String(facts.content.length),
    kind: () => (facts.opcode === 2 ? 'BINARY' : 'TEXT'),
    frameKind: () => (facts.opcode < 3 ? 'Data frame' : (controlNames[facts.opcode] ?? 'Unknown frame type')),
    controlName: () => controlNames[facts.opcode] ?? unknown,
    controlUpper: () => (controlNames[facts.opcode] ?? unknown).toUpperCase(),
    kindLower: () => (facts.opcode === 2 ? 'binary' : 'text'),
    openKind: () => (facts.content.kind === 'binary' ? 'Binary' : 'Text'),
    messageKind: () => (facts.opcode === 2 ? 'Binary' : 'Text'),
    grouped: () => facts.frame.lengthText.replace(/\B(?=(\d{3})+$)/g, ','),
    fin: () => (facts.fin ? '1' : '0'),
    peer: () => facts.sender,
    zlib: () => failure?.fault?.words ?? 'zlib error',
    consumed: () => String(failure?.fault?.consumed ?? unknown),
    beastZlib: () => beastWords(failure?.fault ?? null),
    goOffset: () =>
      String(facts.content.readAgain(facts.messageComplete ? goTail : noTail).fault?.consumed ?? unknown),
    /** RSV1 once the deflate extension took it away. */
    leftR1: () => String(facts.deflateAgreed && (facts.opcode === 1 || facts.opcode === 2) ? 0 : bit(4)),
    folded: () => String(facts.foldedLength),
    /** The argument that Java refuses: the end of the payload in the buffer, or its length. */
    javaField: () => (javaLimit(facts) < 0 || !facts.masked ? 'newLimit' : 'capacity'),
    javaLength: () => String(javaLimit(facts) < 0 ? javaLimit(facts) : facts.foldedLength),
    hexLength: () => BigInt(facts.frame.lengthText).toString(16),
    signedCode: () => signedCode(facts.closeCode),
    pythonContent: () => pythonRepr(facts.content.bytes),
    signed: () => String(BigInt.asIntN(64, BigInt(facts.frame.lengthText))),
    ...cutWords(facts),
    goStatus: () => goStatus(facts.closeCode),
    goBytes: () => quoted(facts.payload, '"', goEscapes),
    reading: () => (facts.messageOpen ? 'failed to read' : 'failed to get reader'),
    /** Where nhooyr waits for a payload. */
    cutAt: () =>
      facts.isControl
        ? `${words.reading()}: failed to handle control frame op${words.controlName()}`
        : 'failed to read',
    closeReason: () => closeReasonText(facts),
    /** With replacement characters where it is not UTF-8. */
    closeReasonRaw: () => decodeText(facts.closeReason ?? new Uint8Array(0)),
    bytes: () => quoted(facts.payload, '"'),
    pythonBytes: () =>
      facts.masked ? `bytearray(b${quoted(facts.payload, "'")})` : `b${quoted(facts.payload, "'")}`,
    /** FIN of the last data frame. */
    lastFin: () => (facts.state.content.kind !== null && !facts.messageOpen ? 'True' : 'False'),
    messageLength: () =>
      Number.isSafeInteger(facts.messageLength) ? String(facts.messageLength) : facts.frame.lengthText,
    reason: () => utf8Words(decodedBytes(facts)).reason,
    at: () => utf8Words(decodedBytes(facts)).at,
    byte: () => utf8Words(decodedBytes(facts)).byte,
    codec: () => utf8Words(decodedBytes(facts)).codec,
    decoderCodec: () => utf8Words(decoderBytes(facts, facts.content.lastFrameAt)).codec,
    chunkCodec: () => utf8Words(decoderBytes(facts, chunkStart(facts))).codec,
    frameCodec: () => utf8Words(lastFrameBytes(facts)).codec,
    textBadAt: () => String(facts.content.textBadAt),
  };
  return text.replace(/\{(\w+)\}/g, (_, name: string) => words[name]?.() ?? unknown);
}
