// A payload that is not what its opcode says, in a frame whose framing holds: the wrong charset, a binary format, or
// compression gone wrong.

import { concat } from '../../bytes/concat.ts';
import { firstNotUtf8 } from '../../bytes/utf8.ts';
import { violation } from '../../model/violation.ts';
import { capital, count, hexOffset, inflateFaultText, the } from '../../model/words.ts';
import { Inflater } from '../../websocket/inflate.ts';
import { inflateRaw } from '../../websocket/inflate-raw.ts';
import { binaryKind } from '../evidence/binary-format.ts';
import { type BreakWindow, headerAt, payloadAt, placeIn } from '../evidence/break-window.ts';
import { guessCharset } from '../evidence/charset.ts';
import { isJson, printableShare, readsAsText } from '../evidence/text-shape.ts';
import type { CauseHypothesis } from '../ranking.ts';
import type { Declared } from './declared.ts';
import { fragmentsFrom, handshakeEvidence } from './declared.ts';

export function contentHypotheses(window: BreakWindow, declared: Declared, fit: number): CauseHypothesis[] {
  return window.firstBreak.violations & violation.deflateFailed
    ? deflateHypotheses(window, declared, fit)
    : // A new message begun inside another may well begin inside a character: then that is what is wrong.
      textHypotheses(
        window,
        declared,
        window.firstBreak.violations & violation.interleavedMessage ? fit - 14 : fit,
      );
}

/** The message that the frame at the break ends or holds, inflated when it is compressed. */
function messageBytes(window: BreakWindow, declared: Declared): { bytes: Uint8Array; compressed: boolean } {
  const { connection } = window.context;
  const message = connection.frames.message(window.firstBreak.frame);
  const compressed = message >= 0 && connection.messages.compressed(message);
  const whole = message < 0 ? declared.payload : gatherMessage(window, message);
  if (!compressed) return { bytes: whole, compressed };
  const inflated = inflateWithHistory(window, whole, true);
  return { bytes: inflated ?? inflateRaw(whole, 1 << 20).bytes, compressed };
}

/** All payload bytes of a message as far as they lie in the window. */
function gatherMessage(window: BreakWindow, message: number): Uint8Array {
  const { frames } = window.context.connection;
  const parts: Uint8Array[] = [];
  for (const row of window.stream.rows) {
    if (frames.message(row) !== message) continue;
    const offset = frames.offset(row) - window.start;
    const header = headerAt(window, offset);
    if (header !== null) parts.push(payloadAt(window, offset, header));
  }
  return concat(parts);
}

/** Whether `length` bytes are all of the message that the frame at the break belongs to. */
function isWhole(window: BreakWindow, length: number): boolean {
  const { frames, messages } = window.context.connection;
  const message = frames.message(window.firstBreak.frame);
  return message < 0 || !messages.complete(message) || length >= messages.applicationLength(message);
}

function textHypotheses(window: BreakWindow, declared: Declared, fit: number): CauseHypothesis[] {
  const { header } = declared;
  const { connection } = window.context;
  const detail = window.stream.direction.details.get(window.firstBreak.frame);
  const who = the(window.sender);
  const where = hexOffset(window.firstBreak.offset);
  const from = window.breakAt + header.headerLength;
  const payloadPlace = placeIn(window, from, header.payloadLength);
  const common = { frames: declared.chain.frames.length, toEnd: declared.chain.stop === 'end' };
  const { bytes, compressed } = messageBytes(window, declared);
  const bad = firstNotUtf8(bytes);
  const badPlace =
    !compressed && detail !== undefined && detail.kind !== 'inflate' && detail.at < header.payloadLength
      ? placeIn(window, from + detail.at, 1)
      : payloadPlace;
  const found: CauseHypothesis[] = [];
  const byte = bad >= 0 && bad < bytes.length ? bytes[bad].toString(16).padStart(2, '0') : null;
  // Of a large message the window holds the beginning. Where it went wrong the reader noted when it passed.
  const beyond =
    byte === null && !isWhole(window, bytes.length) && detail?.kind === 'utf8' && detail.byte !== null;
  const badEvidence = {
    text: beyond
      ? `Byte ${detail.at.toLocaleString('en')} of the payload is not valid UTF-8 at that position.`
      : byte === null
        ? 'The text ends in the middle of a character.'
        : `Byte ${bad.toLocaleString('en')} of the text is ${byte}, which is not valid UTF-8 at that position.`,
    place: badPlace,
  };

  if (!compressed) {
    const packed = fragmentsFrom(window, declared);
    const agreed = connection.deflate !== null;
    const inflated =
      (agreed ? inflateWithHistory(window, packed, true) : null) ?? inflateRaw(packed, 1 << 20).bytes;
    const fails = inflateRaw(packed, 1 << 20).error;
    if (inflated.length > 2 && readsAsText(inflated) && (fails === null || agreed)) {
      found.push({
        ...common,
        cause: agreed ? 'compression-flag-misplaced' : 'compression-not-negotiated',
        name: 'compressed without RSV1',
        score: fit + 26 + Math.min(20, inflated.length / 3),
        claim: `${capital(who)} sent compressed data at ${where} with RSV1 clear, so it is read as plain text.`,
        evidence: [
          {
            text: 'RSV1 is 0, which says that the message is not compressed.',
            place: placeIn(window, window.breakAt, 1),
          },
          {
            text: `The payload inflates to “${new TextDecoder().decode(inflated.subarray(0, 60))}”.`,
            place: payloadPlace,
          },
          handshakeEvidence(window),
        ],
      });
    }
  }
  const kind = binaryKind(bytes);
  const printable = printableShare(bytes);
  const controls = bytes
    .subarray(0, 4096)
    .reduce((sum, value) => sum + (value < 32 && value !== 9 && value !== 10 && value !== 13 ? 1 : 0), 0);
  const looksBinary = kind !== null || printable < 0.6 || controls * 12 > Math.min(bytes.length, 4096);
  const lastCharacter =
    (byte === null && !beyond) || (bad >= 0 && bytes.length - bad <= 3 && bytes[bad] >= 0xc2);
  if (looksBinary && !(lastCharacter && kind === null)) {
    found.push({
      ...common,
      cause: 'binary-sent-as-text',
      name: kind === null ? 'binary data in a text frame' : `${kind} in a text frame`,
      score: fit + 10 + (kind === null ? 0 : 16) + (controls > 3 ? 6 : 0),
      claim: `${capital(who)} sent ${kind ?? 'binary data'} in a text message at ${where}; text must be UTF-8.`,
      evidence: [
        { text: 'The opcode says text.', place: placeIn(window, window.breakAt, 1) },
        {
          text:
            kind === null
              ? `Only ${Math.round(printable * 100)} % of the bytes are printable.`
              : `The payload begins as ${kind} does.`,
          place: payloadPlace,
        },
        badEvidence,
      ],
    });
  }
  const charset = beyond ? null : guessCharset(bytes);
  const mostlyText =
    (printable > 0.5 || charset === 'Shift_JIS' || charset === 'GBK') &&
    controls * 40 <= Math.min(bytes.length, 4096);
  found.push({
    ...common,
    cause: 'text-not-utf8',
    name: lastCharacter
      ? 'text cut inside a character'
      : `text in ${charset ?? 'an encoding that is not UTF-8'}`,
    score:
      fit +
      8 +
      (mostlyText ? 8 : -6) +
      (looksBinary && kind !== null ? -12 : 0) +
      (isJson(new TextDecoder('latin1').decode(bytes)) ? 6 : 0),
    claim:
      lastCharacter && byte === null
        ? `${capital(who)} cut a text message at ${where} in the middle of a character.`
        : `${capital(who)} sent a text message at ${where} that is not UTF-8${charset === null ? '' : `; its bytes fit ${charset}`}.`,
    evidence: [
      badEvidence,
      ...(charset === null || lastCharacter
        ? []
        : [{ text: `Read as ${charset} it says “${decodeAs(bytes, charset)}”.`, place: payloadPlace }]),
    ],
  });
  return found;
}

const labels: Record<string, string> = {
  Shift_JIS: 'shift_jis',
  GBK: 'gbk',
  'Windows-1252': 'windows-1252',
  'ISO-8859-1 (Latin-1)': 'windows-1252',
};

function decodeAs(bytes: Uint8Array, charset: string): string {
  return new TextDecoder(labels[charset] ?? charset).decode(bytes.subarray(0, 80)).slice(0, 48);
}

/** Compressed messages of this side that begin before a frame offset, in order, payloads unmasked. */
function compressedBefore(window: BreakWindow, offset: number, own: number): Uint8Array[] {
  const { frames, messages } = window.context.connection;
  const list = new Map<number, Uint8Array[]>();
  for (const row of window.stream.rows) {
    const message = frames.message(row);
    if (message < 0 || message === own || frames.offset(row) >= offset) continue;
    if (!messages.compressed(message)) continue;
    const at = frames.offset(row) - window.start;
    const header = headerAt(window, at);
    if (header === null) continue;
    const parts = list.get(message) ?? [];
    parts.push(payloadAt(window, at, header));
    list.set(message, parts);
  }
  return [...list.values()].map(concat);
}

/** Inflates a message as far as it goes: `null` on an error, and, when `whole`, if it does not end properly. */
type Inflate = (packed: Uint8Array, whole: boolean) => Uint8Array | null;

/** An inflater that has taken `history` in, or `null` when that fails. */
function inflaterAfter(history: readonly Uint8Array[]): Inflate | null {
  let parts: Uint8Array[] = [];
  let wanted = false;
  const inflater = new Inflater((bytes, start, end) => {
    if (wanted) parts.push(bytes.slice(start, end));
  });
  for (const message of history) {
    inflater.startMessage();
    inflater.push(message, 0, message.length);
    if (!inflater.finishMessage()) return null;
  }
  const before = inflater.snapshot();
  wanted = true;
  return (packed, whole) => {
    inflater.restore(before);
    parts = [];
    inflater.startMessage();
    inflater.push(packed, 0, packed.length);
    if (whole ? !inflater.finishMessage() : inflater.error !== null) return null;
    return concat(parts);
  };
}

/** What inflates the message whose only frame is at `frame` in the window, or `null` when its history does not. */
export function inflatesAt(window: BreakWindow, frame: number): Inflate | null {
  const { deflate } = window.context.connection;
  const fresh =
    window.sender === 'server' ? deflate?.serverNoContextTakeover : deflate?.clientNoContextTakeover;
  const row = window.stream.rows.find(
    (each) => window.context.connection.frames.offset(each) === window.start + frame,
  );
  const own = row === undefined ? -1 : window.context.connection.frames.message(row);
  return inflaterAfter(fresh ? [] : compressedBefore(window, window.start + frame, own));
}

/** Inflates with the messages before it as history (`keep`) or with the largest window alone; `null` when it fails. */
function inflateWithHistory(window: BreakWindow, packed: Uint8Array, keep: boolean): Uint8Array | null {
  const own = window.context.connection.frames.message(window.firstBreak.frame);
  const history = keep ? compressedBefore(window, window.firstBreak.offset, own) : [];
  return inflaterAfter(history)?.(packed, true) ?? null;
}

function deflateHypotheses(window: BreakWindow, declared: Declared, fit: number): CauseHypothesis[] {
  const { connection } = window.context;
  const { frames } = connection;
  const message = frames.message(window.firstBreak.frame);
  const packed = message < 0 ? declared.payload : gatherMessage(window, message);
  const detail = window.stream.direction.details.get(window.firstBreak.frame);
  const who = the(window.sender);
  const where = hexOffset(window.firstBreak.offset);
  const parameters = connection.deflate;
  const isServer = window.sender === 'server';
  const noTakeover = isServer ? parameters?.serverNoContextTakeover : parameters?.clientNoContextTakeover;
  const windowBits = (isServer ? parameters?.serverMaxWindowBits : parameters?.clientMaxWindowBits) ?? 15;
  const payloadPlace = placeIn(
    window,
    window.breakAt + declared.header.headerLength,
    declared.header.payloadLength,
  );
  const common = { frames: declared.chain.frames.length, toEnd: declared.chain.stop === 'end' };
  const reason = detail?.kind === 'inflate' ? detail.reason : null;
  const failed = {
    text: `Inflating fails: ${reason === null ? 'invalid data' : inflateFaultText[reason]}.`,
    place: payloadPlace,
  };
  const found: CauseHypothesis[] = [];
  const kept = inflateWithHistory(window, packed, true);
  const fresh = inflateWithHistory(window, packed, false);
  const side = isServer ? 'server' : 'client';
  if (reason === 'distance' && kept !== null && kept.length > 0) {
    const small = windowBits < 15 && !noTakeover;
    found.push({
      ...common,
      cause: 'context-takeover-mismatch',
      name: small ? 'a larger window than agreed' : 'a window kept against the agreement',
      score: fit + 44,
      claim: small
        ? `${capital(who)} compressed the message at ${where} with a window larger than the agreed ${side}_max_window_bits=${windowBits}.`
        : `${capital(who)} agreed to ${side}_no_context_takeover but compressed the message at ${where} with the window of the messages before it.`,
      evidence: [
        failed,
        {
          text: small
            ? 'With a window of 32768 bytes it inflates.'
            : 'With the window of the earlier messages kept it inflates.',
          place: payloadPlace,
        },
        handshakeEvidence(window),
      ],
    });
  } else if (fresh !== null && fresh.length > 0) {
    found.push({
      ...common,
      cause: 'context-takeover-mismatch',
      name: 'a fresh window against the agreement',
      score: fit + 36,
      claim: `${capital(who)} compressed the message at ${where} with a fresh window, where the one before it was to be kept.`,
      evidence: [
        failed,
        { text: 'Inflated on its own it comes out whole.', place: payloadPlace },
        handshakeEvidence(window),
      ],
    });
  } else if (reason === 'distance' && !noTakeover && windowBits === 15) {
    // The window reaches back further than anything that was sent: a message is missing from it.
    found.push({
      ...common,
      cause: 'context-takeover-mismatch',
      name: 'a window that this stream did not build',
      score: fit + 22,
      claim: `${capital(who)}'s message at ${where} refers back to data that this connection never carried: its window is not that of this stream.`,
      evidence: [failed, handshakeEvidence(window)],
    });
  }
  const why = corruption(packed);
  found.push({
    ...common,
    cause: 'deflate-corrupt',
    name: why?.name ?? 'the compressed data is damaged',
    score: fit + 14 + (why?.bits ?? 0),
    claim: `${capital(who)}'s message at ${where} is marked as compressed but does not inflate${why === null ? '' : `: ${why.words}`}.`,
    evidence: [
      failed,
      ...(why === null ? [] : [{ text: why.text, place: payloadPlace }]),
      handshakeEvidence(window),
    ],
  });
  return found;
}

/** What a payload that does not inflate is instead. */
function corruption(packed: Uint8Array): { name: string; words: string; text: string; bits: number } | null {
  if (packed[0] === 0x78 && ((packed[0] << 8) | packed[1]) % 31 === 0) {
    const inner = inflateRaw(packed.subarray(2), 1 << 16);
    if (inner.bytes.length > 0) {
      return {
        name: 'a zlib header before the data',
        words: 'it begins with a zlib header',
        text: `It begins with ${packed[0].toString(16)} ${packed[1].toString(16).padStart(2, '0')}, a zlib header; raw deflate is due. Behind it ${count(inner.bytes.length, 'byte')} come out.`,
        bits: 24,
      };
    }
  }
  if (packed[0] === 0x1f && packed[1] === 0x8b) {
    return {
      name: 'a gzip header before the data',
      words: 'it is a gzip member',
      text: 'It begins with 1f 8b, a gzip header; raw deflate is due.',
      bits: 24,
    };
  }
  if (readsAsText(packed)) {
    return {
      name: 'plain data marked as compressed',
      words: 'it is plain text',
      text: `The payload reads “${new TextDecoder().decode(packed.subarray(0, 48))}” as it lies.`,
      bits: 24,
    };
  }
  return null;
}
