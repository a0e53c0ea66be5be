// Whether bytes show a WebSocket: frames that fit, whole or in part, from the first byte or from a later one. Bytes
// without such evidence are a payload, a file or another protocol as likely as a broken connection, so that a
// fault found in them would be chance. Evidence is counted in bits: how much rarer random bytes look like this.

import { decodeLatin1, firstNotUtf8 } from '../../bytes/utf8.ts';
import { opcode as opcodes } from '../../model/opcode.ts';
import { mayBeSent } from '../../websocket/close-codes.ts';
import {
  lengthOfCharacters,
  maxBytesPerCharacter,
  type TextUnit,
} from '../../websocket/counted-characters.ts';
import { type Header, readHeader } from '../../websocket/header.ts';
import { headerMissingMaskBit } from '../../websocket/missing-mask-bit.ts';
import { unencodeLatin1Start } from '../../websocket/text-corruption.ts';
import { hasControls, isPlausibleHeader, plainPayload, startsWithHttpHead } from './whole-frames.ts';

/** 7 of 256 first bytes are those of a whole data frame or a control frame, perhaps compressed. */
const bitsOfFirstByte = 5;
const usualFirstBytes = new Set([0x81, 0x82, 0x88, 0x89, 0x8a, 0xc1, 0xc2]);
/** Other first bytes that the RFC allows: fragments. A byte of 0 is everywhere and shows nothing. */
const bitsOfFragment = 4;
/** A control frame without FIN, which the RFC forbids. Tabs and line feeds are such bytes. */
const bitsOfFragmentedControl = 3;
const fragmentedControls = new Set([0x08, 0x09, 0x0a]);
/** An HTTP head where a frame should begin. */
const bitsOfHttp = 10;
/** A first byte with FIN that the RFC forbids: half of all bytes are such. */
const bitsOfForbidden = 1;
/** The last frame ends with the last byte, which one length in 128 does. */
const bitsOfExactEnd = 5;
/** A length field of 16 or 64 bits, in the shortest form. */
const bitsOfLongLength = 5;
/** Text of other programs is text as well: plain text shows little, however long it is. */
const maxBitsOfPlainText = 6;
/** Few random bytes become text when four others unmask them. */
const bitsOfUnmaskedCharacter = 1.4;
const maxBitsOfUnmaskedText = 14;
/** A close code that may stand in a frame: 1 in 32 of the numbers of 16 bits. */
const bitsOfCloseCode = 5;
/** Shorter text says nothing, in bytes. */
const minTextLength = 1;
/** Text before bytes of another kind, in bytes. */
const minTextBeforeOther = 12;

/** Evidence from which bytes are read as frames, from their first byte on; less beside words about a connection. */
const minBits = 10;
const minBitsBesideWords = 5;
/** Evidence that is believed although the words beside the bytes call them something else. */
const minBitsAgainstWords = 26;
/** The same for frames that begin later: every later place is another chance for random bytes. */
const extraBitsLater = 4;
/** How a frame begins without the highest bit, and how many such frames are no chance. */
const strippedFirstBytes = new Set([0x01, 0x02, 0x08, 0x09, 0x0a]);
const minStripped = 3;
const maskingKeyLength = 4;
/** Frames that are counted. */
const maxFrames = 8;
/** Payload that is looked at, in bytes. */
const maxPayload = 256;

function bitsOfText(header: Header, payload: Uint8Array, isWhole: boolean): number {
  const plain = plainPayload(header, payload);
  const notUtf8 = firstNotUtf8(plain);
  // What is truncated may end inside a character; another frame may begin inside the text.
  const isUtf8 = notUtf8 < 0 || (!isWhole && notUtf8 > plain.length - 4);
  const text = isUtf8 ? plain : plain.subarray(0, notUtf8);
  if (text.length < (isUtf8 ? minTextLength : minTextBeforeOther) || hasControls(text)) return 0;
  return header.masked
    ? Math.min(maxBitsOfUnmaskedText, text.length * bitsOfUnmaskedCharacter)
    : Math.min(maxBitsOfPlainText, text.length);
}

function bitsOfPayload(header: Header, payload: Uint8Array, isWhole: boolean): number {
  const { opcode, rsv, payloadLength } = header;
  if (opcode === opcodes.close && payloadLength > 1 && payload.length > 1) {
    const plain = plainPayload(header, payload);
    return mayBeSent((plain[0] << 8) | plain[1]) ? bitsOfCloseCode : 0;
  }
  // Only RSV1 says that the payload is compressed.
  return opcode !== opcodes.binary && (rsv & 4) === 0 ? bitsOfText(header, payload, isWhole) : 0;
}

function bitsOfHeader(first: number, header: Header, isOpen: boolean): number {
  // The parts of other formats have a type and a length as well: one message begins when another has ended.
  if (isOpen && header.opcode > opcodes.continuation && header.opcode < opcodes.close) return 0;
  // A length that is not in its shortest form, or too long for a control frame, is a fault of a frame.
  const long = header.lengthForm === 7 ? 0 : bitsOfLongLength;
  if (usualFirstBytes.has(first)) return bitsOfFirstByte + long;
  if (fragmentedControls.has(first) && header.lengthForm === 7 && header.payloadLength > 0)
    return bitsOfFragmentedControl;
  if (!isPlausibleHeader(header)) return first > 127 ? bitsOfForbidden : 0;
  // A continuation of nothing is no legal frame.
  if (header.opcode === opcodes.continuation && !isOpen) return first > 127 ? bitsOfForbidden : 0;
  return first === 0 ? 0 : bitsOfFragment + long;
}

/** A bit that is not set where a key is: one more way to read random bytes. */
const bitsOfMissingMaskBit = -2;

/** Evidence of frames whose payloads are masked and whose MASK bits are clear, from the first byte on. */
function bitsWithoutMaskBit(bytes: Uint8Array): number {
  let bits = bitsOfMissingMaskBit;
  let at = 0;
  for (let frameCount = 0; frameCount < maxFrames && at < bytes.length; frameCount++) {
    const header = headerMissingMaskBit(bytes, at);
    if (header === null) return bits;
    bits += bitsOfFirstByte + Math.min(maxBitsOfUnmaskedText, header.payloadLength * bitsOfUnmaskedCharacter);
    at += header.headerLength + header.payloadLength;
  }
  return at === bytes.length ? bits + bitsOfExactEnd : bits;
}

/** A length that counts something else: one more way to read random bytes, for each unit. */
const bitsOfCountedCharacters = -3;
const textUnits: readonly TextUnit[] = ['UTF-16 unit', 'code point'];

/** The length of a text frame at `at` whose length field counts characters and not bytes; -1 for any other. */
function lengthOfCountedText(bytes: Uint8Array, at: number, header: Header, unit: TextUnit): number {
  const { opcode, fin, rsv, payloadLength, headerLength } = header;
  if (opcode !== opcodes.text || !fin || rsv !== 0 || payloadLength > maxPayload) return -1;
  const from = at + headerLength;
  const plain = plainPayload(header, bytes.subarray(from, from + payloadLength * maxBytesPerCharacter));
  const length = lengthOfCharacters(plain, 0, payloadLength, unit);
  const text = plain.subarray(0, Math.max(0, length));
  return length < 0 || firstNotUtf8(text) >= 0 || hasControls(text) ? -1 : length;
}

/**
 * Evidence of whole frames to the last byte, of which the lengths of text frames count characters; 0 where the bytes
 * hold any other frame, or where each length is right.
 */
function bitsWithCountedCharacters(bytes: Uint8Array, unit: TextUnit): number {
  let bits = bitsOfCountedCharacters + bitsOfExactEnd;
  let isLonger = false;
  let at = 0;
  for (let frameCount = 0; frameCount < maxFrames && at < bytes.length; frameCount++) {
    const header = readHeader(bytes, at);
    const length = header === null ? -1 : lengthOfCountedText(bytes, at, header, unit);
    if (header === null || length < 0) return 0;
    isLonger ||= length > header.payloadLength;
    const most = header.masked ? maxBitsOfUnmaskedText : maxBitsOfPlainText;
    bits += bitsOfFirstByte + Math.min(most, length * (header.masked ? bitsOfUnmaskedCharacter : 1));
    at += header.headerLength + length;
  }
  return isLonger && at === bytes.length ? bits : 0;
}

/** Evidence of frames from `at` on. */
function bitsFrom(bytes: Uint8Array, start: number): number {
  let bits = 0;
  let at = start;
  let isOpen = false;
  let fitsLast = false;
  for (let frameCount = 0; frameCount < maxFrames && at < bytes.length; frameCount++) {
    if (bits > 0 && startsWithHttpHead(bytes.subarray(at))) return bits + bitsOfHttp;
    const header = readHeader(bytes, at);
    if (header === null) return bits;
    const ofHeader = bitsOfHeader(bytes[at], header, isOpen);
    // The bytes after a frame that fits must fit too.
    if (ofHeader === 0 && !isOpen) return bits;
    if (header.opcode < opcodes.close) isOpen = !header.fin;
    const from = at + header.headerLength;
    const end = from + header.payloadLength;
    const isWhole = end <= bytes.length;
    const payload = bytes.subarray(from, Math.min(end, from + maxPayload));
    if (ofHeader > 0) bits += ofHeader + bitsOfPayload(header, payload, end <= from + maxPayload && isWhole);
    fitsLast = ofHeader > 0;
    if (!isWhole) return bits;
    at = end;
  }
  return at === bytes.length && fitsLast ? bits + bitsOfExactEnd : bits;
}

/** Evidence of frames from the first byte on, in bits. */
export function evidenceOfFrames(bytes: Uint8Array): number {
  return bitsFrom(bytes, 0);
}

/** Whether bytes end inside their first frame, which begins legally: what is there is shown, not judged. */
function isCutInFirstFrame(bytes: Uint8Array): boolean {
  if (!usualFirstBytes.has(bytes[0])) return false;
  const header = readHeader(bytes, 0);
  if (header === null) return true;
  if (!isPlausibleHeader(header) || header.headerLength + header.payloadLength <= bytes.length) return false;
  return header.opcode !== opcodes.text || header.rsv !== 0 || beginsAsText(header, bytes);
}

/** Bytes of a payload that are looked at, fewer say nothing; and how many of them are text at least. */
const minJudgedPayload = 8;
const minTextAtBegin = 4;

/** Whether the payload of a text frame begins as text: what other bytes become under a chance key does not. */
function beginsAsText(header: Header, bytes: Uint8Array): boolean {
  const wire = bytes.subarray(header.headerLength);
  if (wire.length < minJudgedPayload) return true;
  const begin = plainPayload(header, wire.subarray(0, minJudgedPayload));
  const notUtf8 = firstNotUtf8(begin);
  const text = notUtf8 < 0 ? begin : begin.subarray(0, notUtf8);
  return text.length >= minTextAtBegin && !hasControls(text);
}

/** Header fields of an opening handshake, of which the beginning is missing. */
const handshakeField = /\bSec-WebSocket-\w+:|\bUpgrade: *websocket/i;
/** What bytes that are no UTF-8 become when a program decodes them as text: a first byte that is lost. */
const beginsReplaced = /^\xef\xbf\xbd/;
/** Characters of a text in ASCII, tabs and ends of lines among them. */
const plainText = /^[\t\r\n -~]*$/;
/** A TLS alert alone (RFC 8446, 6). */
const tlsAlert = /^\x15\x03[\x00-\x04]\x00\x02[\x01\x02]/;

/** Where the frame after the one at `at` may begin when the highest bit of each byte is lost. */
function nextStripped(bytes: Uint8Array, at: number): number[] {
  const length = bytes[at + 1];
  if (length < 126) return [at + 2 + length, at + 2 + maskingKeyLength + length];
  if (length > 126) return [];
  const low = (bytes[at + 2] << 8) | bytes[at + 3];
  return [low, low | 128].flatMap((size) => [at + 4 + size, at + 4 + maskingKeyLength + size]);
}

/** Whether `count` frames without their highest bits follow each other from `at` on. */
function haveLengthsOfStripped(bytes: Uint8Array, at: number, count: number): boolean {
  if (count === 0 || at === bytes.length) return true;
  if (!strippedFirstBytes.has(bytes[at])) return false;
  return nextStripped(bytes, at).some(
    (next) => next <= bytes.length && haveLengthsOfStripped(bytes, next, count - 1),
  );
}

/** Small numbers look like such headers, but payloads have characters, with a masking key as well. */
const minCharacterShare = 1 / 3;
const firstCharacter = 0x20;

/** Whether bytes are frames without the highest bit of each byte: FIN and the mask bit are lost, the lengths fit. */
function lostHighBits(bytes: Uint8Array): boolean {
  const isData = bytes[0] === opcodes.text || bytes[0] === opcodes.binary;
  if (!isData || bytes.some((byte) => byte > 127)) return false;
  const characters = bytes.reduce((count, byte) => count + (byte >= firstCharacter ? 1 : 0), 0);
  return characters >= bytes.length * minCharacterShare && haveLengthsOfStripped(bytes, 0, minStripped);
}

/** Whether bytes show frames, or an HTTP head, so clearly that they are no bytes of another kind. */
export function showsFramesClearly(bytes: Uint8Array): boolean {
  return startsWithHttpHead(bytes) || bitsFrom(bytes, 0) >= minBitsAgainstWords;
}

/**
 * Whether bytes show frames, or an HTTP head. `isSpokenOf`: the words around them are about a connection.
 */
export function showsFrames(bytes: Uint8Array, isSpokenOf: boolean): boolean {
  if (startsWithHttpHead(bytes) || isCutInFirstFrame(bytes)) return true;
  const text = decodeLatin1(bytes);
  if (handshakeField.test(text) || beginsReplaced.test(text) || tlsAlert.test(text)) return true;
  // Neither the header of a frame nor one that lost its highest bits is made of such characters alone.
  if (plainText.test(text)) return false;
  if (lostHighBits(bytes)) return true;
  // A program took the bytes for Latin-1 and wrote them as UTF-8.
  const { bytes: once, inputLength, highCount } = unencodeLatin1Start(bytes);
  if (highCount > 0 && inputLength === bytes.length && bitsFrom(once, 0) >= minBits) return true;
  const min = isSpokenOf ? minBitsBesideWords : minBits;
  if (bitsFrom(bytes, 0) >= min || bitsWithoutMaskBit(bytes) >= minBits) return true;
  if (textUnits.some((unit) => bitsWithCountedCharacters(bytes, unit) >= minBits)) return true;
  for (let at = 1; at + 2 < bytes.length; at++) {
    if (!usualFirstBytes.has(bytes[at])) continue;
    if (bitsFrom(bytes, at) - Math.log2(at + 1) >= min + extraBitsLater) return true;
  }
  return false;
}
