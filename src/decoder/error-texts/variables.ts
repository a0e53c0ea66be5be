// The variable parts of an error text: what they say of the header, of the payload or of the response.

import { opcodeName } from '../model/opcode.ts';
import type { TextVariable } from './text-kind.ts';

/** What the variable parts fix in the two header bytes and after them. */
export interface HeaderHints {
  /** 0-7; RSV1 is 4. */
  readonly rsv: number | null;
  readonly opcode: number | null;
  readonly closeCode: number | null;
  /** The seven bits of the length of a control frame. */
  readonly length7: number | null;
  /** The first byte itself, where the text quotes it. */
  readonly firstByte: number | null;
}

/** How many bits of the first byte are told. */
export function toldBits({ rsv, opcode, firstByte }: HeaderHints): number {
  if (firstByte !== null) return 8;
  return (rsv === null ? 0 : 3) + (opcode === null ? 0 : 4);
}

/** Kinds whose own words tell the reserved bits or the opcode: their value adds nothing. */
const kindsThatTellRsv: readonly string[] = ['rsv1'];
const kindsThatTellOpcode: readonly string[] = [
  'unexpected-continuation',
  'unfinished-message',
  'pong-not-known',
];

/** The bits of the first byte that the variable parts add to what the kind of the text says. */
export function addedBits(kind: string, hints: HeaderHints): number {
  if (hints.firstByte !== null) return toldBits(hints);
  return toldBits({
    ...hints,
    rsv: kindsThatTellRsv.includes(kind) ? null : hints.rsv,
    opcode: kindsThatTellOpcode.includes(kind) ? null : hints.opcode,
  });
}

/** The variable parts that were found. */
export interface Variables {
  readonly list: readonly TextVariable[];
  readonly hints: HeaderHints;
}

const bitsOf = (rsv: number): string => [4, 2, 1].map((bit) => (rsv & bit ? 1 : 0)).join(', ');

function rsvMeaning(rsv: number): string {
  const low = `0x${rsv}0 to 0x${rsv}f`;
  const high = `0x${(rsv + 8).toString(16)}0 to 0x${(rsv + 8).toString(16)}f`;
  const text = rsv >= 2 ? ` ${low} are ${asciiNames[rsv]}.` : ' 0x14 to 0x17 begin a TLS record.';
  return `RSV1, RSV2, RSV3 are ${bitsOf(rsv)}: the first byte is ${low} or ${high}.${text}`;
}

/** What text begins with the bytes of a high half. */
const asciiNames: Readonly<Record<number, string>> = {
  2: 'blank and punctuation: space, quote, slash',
  3: 'digits, ":", "<": a chunk size, Engine.IO, HTML',
  4: 'the letters A to O: "H" of HTTP, "G" of GET',
  5: 'the letters P to Z and "[": PROXY, POST, User-Agent, a JSON array',
  6: 'the letters a to o',
  7: 'the letters p to z and "{": a JSON object',
};

/** The reserved bits that a text tells, 0-7; RSV1 is 4. */
export function rsvOf(text: string): number | null {
  const chrome = /reserved1 = ([01]), reserved2 = ([01]), reserved3 = ([01])/.exec(text);
  const java = /rsv1: (true|false|[01])\W+rsv2: (true|false|[01])\W+rsv3: (true|false|[01])/i.exec(text);
  const go = /rsv bits set: (true|false):(true|false):(true|false)/.exec(text);
  const bits = chrome ?? java ?? go;
  if (bits !== null) {
    return bits.slice(1, 4).reduce((rsv, bit) => rsv * 2 + (/^(?:1|true)$/i.test(bit) ? 1 : 0), 0);
  }
  const number = /\bRSV:([0-7])\b|\b(?:RSV =|received rsv of|reserved bits to) \[?([0-7])\b/.exec(text);
  if (number !== null) return Number(number[1] ?? number[2]);
  const mask = /reserved bits?\D{0,24}(?:0x)?([1-7])0\b/i.exec(text);
  if (mask !== null) return Number(mask[1]);
  const byte = quotedByte(text);
  if (byte !== null) return (byte >> 4) & 7;
  const ones = [...text.matchAll(/reserved([123]) = 1\b/g)];
  if (ones.length > 0) return rsvOfBits(ones);
  // gorilla/websocket names each bit that is set.
  const set = [...text.matchAll(/(?<=websocket: [^\n]{0,40})RSV([123]) set\b/g)];
  if (set.length > 0) return rsvOfBits(set);
  if (/RSV1 must be clear|UNEXPECTED_RSV_1\b|^.*RSV1 set,|Compressed bit must be 0/.test(text)) return 4;
  return null;
}

/** Bits that are named one by one, RSV1 as 1. */
const rsvOfBits = (named: readonly RegExpMatchArray[]): number =>
  named.reduce((rsv, [, bit]) => rsv | (8 >> Number(bit)), 0);

/** The first header byte, where a text about reserved bits quotes it. */
function quotedByte(text: string): number | null {
  const found = /reserved bits?[^\n]{0,12}?\\x([0-9a-f]{2})/i.exec(text);
  return found === null ? null : Number.parseInt(found[1], 16);
}

/** Words before an opcode. "Close opcode" is what one library calls the close code. */
const opcodeWords =
  /(?<!must have |close )(?:opcode|unsupported control frame|opcode in non-fin frame is expected to be zero, got)(?: in \w+ frame)?(?: of)?[:=]?\s*\W?(?:(0x[0-9a-f]{1,2})|(\d{1,2})|([a-f]))\b/i;
/** .NET writes decimal digits after 0x: `0x11` is opcode 11. */
const firstDecimalAfterHex = 0x10;

/** The opcode that a text tells. */
export function opcodeOf(text: string): number | null {
  const found = opcodeWords.exec(text);
  if (found === null) return null;
  const [, hex, decimal, letter] = found;
  const value = Number(hex ?? decimal ?? `0x${letter}`);
  if (hex !== undefined && value >= firstDecimalAfterHex) return opcodeIn(Number(hex.slice(2)));
  return opcodeIn(value);
}

const opcodeIn = (value: number): number | null => (value <= 15 ? value : null);

/** Names of close codes in Go. */
const goNames: Readonly<Record<string, number>> = {
  statusReserved: 1004,
  StatusNoStatusRcvd: 1005,
  StatusAbnormalClosure: 1006,
  StatusTLSHandshake: 1015,
};
const closeCodeWords =
  /(?:(?:(?:status|close) code:?|\[1000,5000\):|\bcode(?= \d+ is reserved)|close opcode|sent over the wire:) |StatusCode\()(\d{1,5})|invalid status code (statusReserved|Status[A-Z]\w+)/i;

/** The close code that a text tells. */
function closeCodeOf(text: string): number | null {
  const found = closeCodeWords.exec(text);
  if (found === null) return null;
  return found[1] === undefined ? (goNames[found[2]] ?? null) : Number(found[1]);
}

const lengthWords =
  /payload length:? (-?\d+)|(?:frame|message|payload) length of (\d+)|too (?:large|long|big)[:!]? \(?(\d[\d,]*)|(?:frame with|message size|size limit \(|size of \[) ?(\d[\d,]*)|message size \[(\d+)\]|Frame length (0x[0-9a-f]+)|\bpayload_length=(\d+)|: \((-\d+) < 0\)/i;

/** The length that a text states, without the separators between its thousands. */
function lengthIn(text: string): string | null {
  const found = lengthWords.exec(text)?.slice(1).find(Boolean);
  return found === undefined ? null : found.replaceAll(/,(?=\d{3}\b)/g, '').replace(/,.*/, '');
}

/** The length field of a control frame, where a text tells it. */
function length7Of(text: string): number | null {
  const found = /(?:invalid payload length|invalid control frame:) (1|126|127)\b/.exec(text);
  return found === null ? null : Number(found[1]);
}

/** More than this no program sends, in bytes. */
const firstImpossible = 2n ** 40n;

/** A length as the 64 bits that were read; `null` when it has no 64 bits. */
function lengthBits(length: string): bigint | null {
  if (!/^(?:-?\d{1,20}|0x[0-9a-f]{1,16})$/.test(length)) return null;
  return BigInt.asUintN(64, BigInt(length));
}

/** Whether a text states a length that no program sends: it is written or read wrongly. */
export function tellsImpossibleLength(text: string): boolean {
  const length = lengthIn(text);
  return length !== null && (lengthBits(length) ?? 0n) > firstImpossible;
}

const byteText = (value: number): string => value.toString(16).padStart(2, '0');
const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;

function closeCodeMeaning(code: number): string {
  const high = code >> 8;
  const low = code & 255;
  const bytes = `The bytes ${byteText(high)} ${byteText(low)} were read as the code.`;
  if (code === 0) return `${bytes} A Close without a code has an empty payload, not two zeros.`;
  if (isPrintable(high) && isPrintable(low)) {
    return `${bytes} They are “${String.fromCharCode(high, low)}”: a reason without a code in front of it, or chance.`;
  }
  if (code === 1005 || code === 1006 || code === 1015)
    return `${bytes} This code is never sent: programs make it up.`;
  if (code < 5000) return bytes;
  return `${bytes} If they are the masked bytes of the Close on the wire, two receivers read the same socket and the second one removed the mask again.`;
}

/** A number after words for a status; the first part of an address and the number of a system error are none. */
const statusWords =
  /(?:(?:response code|server response|response status|HTTP|status(?: code)?|got|was|\[|HandshakeError:)\W{0,4}(?:code )?'?|failed[^\w(]{0,4}|Domain=WebSocket Code=|notAnUpgrade\(|HTTP upgrade", code: |WebSocket error: wss?:\/\/\S+ |status code received: |error code: |HTTP\/[12](?:\.\d)?" |(?:-?\d{1,9}\/){4}\+?\d{1,9} )([1-5]\d\d)\b(?!\.\d)/gi;

/** The status of an HTTP response that the text names. */
export function statusOf(text: string): number | null {
  const named = Array.from(text.matchAll(statusWords), ([, number]) => Number(number));
  // A text that says what was expected names 101 as well.
  return named.find((status) => status !== 101) ?? named[0] ?? null;
}

/** Reads the variable parts of an error text. */
export function readVariables(text: string, phase: 'frames' | 'handshake' | 'end'): Variables {
  const list: TextVariable[] = [];
  const put = (name: string, value: string, meaning: string): void => {
    list.push({ name, value, meaning });
  };
  const isFrames = phase === 'frames';
  const rsv = isFrames ? rsvOf(text) : null;
  if (rsv !== null && rsv > 0) put('reserved bits', bitsOf(rsv), rsvMeaning(rsv));
  const firstByte = isFrames ? quotedByte(text) : null;
  if (firstByte !== null) put('first byte', `0x${byteText(firstByte)}`, '');
  const opcode = isFrames ? opcodeOf(text) : null;
  if (opcode !== null) {
    const half = opcode.toString(16);
    put('opcode', String(opcode), `${opcodeName(opcode)}: the first byte ends in ${half} (x${half}).`);
  }
  const closeCode = isFrames ? closeCodeOf(text) : null;
  if (closeCode !== null) put('close code', String(closeCode), closeCodeMeaning(closeCode));
  const length = isFrames ? lengthIn(text) : null;
  if (length !== null) put('length', length, lengthMeaning(length));
  const utf8 = /byte (0x[0-9a-f]{2}) in position (\d+)/.exec(text);
  if (utf8 !== null)
    put('byte', utf8[1], `At ${utf8[2]}, counted from the start of the data that the decoder was given.`);
  if (/bad MASK/.test(text)) put('MASK', '0', 'The second byte is below 0x80.');
  const status = phase === 'handshake' ? statusOf(text) : null;
  if (status !== null) put('status', String(status), '');
  const gaveUp = /\b(sent|received) 1011[^;\n]*keepalive ping timeout/.exec(text);
  if (gaveUp !== null)
    put('who gave up', gaveUp[1] === 'sent' ? 'this end' : 'the other end', pingMeaning(gaveUp[1]));
  const state = haproxyState(text);
  if (state !== null) put('HAProxy state', state[0], state[1]);
  const url = /\bwss?:\/\/[^\s'"<>)]+/.exec(text);
  if (url !== null) put('address', url[0], url[0].startsWith('wss') ? 'Over TLS.' : 'Not encrypted.');
  return {
    list,
    hints: {
      rsv: rsv === 0 ? null : rsv,
      opcode: firstByte === null ? opcode : firstByte & 15,
      closeCode,
      length7: isFrames ? length7Of(text) : null,
      firstByte,
    },
  };
}

const pingMeaning = (who: string): string =>
  who === 'sent'
    ? 'It sent pings and got no pong: look at the other end and at the network.'
    : 'It got no pong from here: look at what this program did in the seconds before.';

/** Who ended a session, by the first letter of the state in an HAProxy log line. */
const haproxyEnds: Readonly<Record<string, string>> = {
  C: 'The client ended the connection.',
  S: 'The server ended the connection, or refused it.',
  c: 'The timeout on the side of the client ran out: timeout tunnel or timeout client.',
  s: 'The timeout on the side of the server ran out: timeout tunnel or timeout server.',
  P: 'The proxy itself ended the session.',
  R: 'A resource of the proxy ran out.',
};
const haproxyPhases: Readonly<Record<string, string>> = {
  D: 'while data was passed on',
  H: 'while the response was awaited',
  C: 'while the connection to the server was opened',
  R: 'while the request was read',
  Q: 'while the request waited in the queue',
};

function haproxyState(text: string): [string, string] | null {
  const found = /\b([CScsPR])([DHCRQ])--/.exec(text);
  if (found === null) return null;
  const [all, who, phase] = found;
  return [all, `${haproxyEnds[who]} It was ${haproxyPhases[phase]}.`];
}

function lengthMeaning(length: string): string {
  if (length === '126') return 'The length field of the control frame is 126: a 16-bit length follows.';
  if (length === '127') return 'The length field of the control frame is 127: a 64-bit length follows.';
  const bits = lengthBits(length);
  if (bits === null || bits <= firstImpossible) return '';
  const bytes = Array.from({ length: 8 }, (_, at) => Number((bits >> BigInt(8 * (7 - at))) & 255n));
  const hex = bytes.map(byteText).join(' ');
  const text = bytes.every(isPrintable)
    ? `, which are the characters “${String.fromCharCode(...bytes)}”: text was read as a header`
    : '';
  return `The bytes ${hex} were read as the length${text}. No program sends so much: the length is written or read wrongly.`;
}
