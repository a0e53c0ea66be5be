// The masking of the frame at the break: by the wrong side, without its bit, without effect, or with another key.

import { u32 } from '../../bytes/integers.ts';
import { opcode as opcodes } from '../../model/opcode.ts';
import { violation } from '../../model/violation.ts';
import { hexOffset, the } from '../../model/words.ts';
import { mayBeSent } from '../../websocket/close-codes.ts';
import { type Header, readHeader } from '../../websocket/header.ts';
import { unmaskCopy } from '../../websocket/mask.ts';
import { type BreakWindow, headerAt, placeIn } from '../evidence/break-window.ts';
import { chainScore, follow, framesFollow } from '../evidence/chain-score.ts';
import { isJson, readsAsText } from '../evidence/text-shape.ts';
import type { CauseHypothesis } from '../ranking.ts';
import type { Declared } from './declared.ts';
import { soundBefore } from './intruders.ts';

/** Bits by which a payload is what its opcode says; negative when it is not. */
function speaks(header: Header, payload: Uint8Array): number {
  if (payload.length === 0) return 0;
  if (header.opcode === opcodes.close) {
    if (payload.length < 2) return -8;
    const code = (payload[0] << 8) | payload[1];
    const reason = payload.subarray(2);
    if (!mayBeSent(code)) return -12;
    return (
      (code <= 1014 ? 8 : 2) +
      (reason.length > 0 ? (readsAsText(reason) ? 4 + Math.min(10, reason.length) : -12) : 0)
    );
  }
  if ((header.opcode & 8) !== 0 && payload.length < 8) return 0;
  if (readsAsText(payload)) {
    return Math.min(20, 2 + payload.length * 0.8) + (isJson(new TextDecoder().decode(payload)) ? 10 : 0);
  }
  if (header.opcode === opcodes.text && (header.rsv & 4) === 0) return -14;
  return (header.opcode & 8) !== 0 ? 0 : -2;
}

function shown(payload: Uint8Array): string {
  return new TextDecoder().decode(payload.subarray(0, 48));
}

/** What the masking hypotheses of the frame at the break come to. `fit`: how well its framing holds. */
export function maskHypotheses(window: BreakWindow, declared: Declared, fit: number): CauseHypothesis[] {
  const { header } = declared;
  const { violations } = window.firstBreak;
  const from = window.breakAt + header.headerLength;
  const wire = window.bytes.subarray(from, from + header.payloadLength);
  const plain = unmaskCopy(wire, header.maskingKey);
  const who = the(window.sender);
  const who2 = who[0].toUpperCase() + who.slice(1);
  const where = hexOffset(window.firstBreak.offset);
  const common = { frames: declared.chain.frames.length, toEnd: declared.chain.stop === 'end' };
  const maskByte = placeIn(window, window.breakAt + 1, 1);
  const payloadPlace = placeIn(window, from, header.payloadLength);
  const found: CauseHypothesis[] = [];

  if (violations & violation.maskedServerFrame) {
    found.push({
      ...common,
      cause: 'server-masked-frame',
      name: 'the server masks its frames',
      score: fit + 8 + Math.max(-8, speaks(header, plain)),
      claim: `The server masked the frame at ${where}; only a client masks.`,
      evidence: [
        { text: 'MASK is 1 in a frame from the server.', place: maskByte },
        ...(readsAsText(plain)
          ? [{ text: `With the mask taken off the payload reads “${shown(plain)}”.`, place: payloadPlace }]
          : []),
        soundBefore(window),
        { text: `Its length is right: ${framesFollow(declared.chain)}.`, place: null },
      ],
    });
  }
  if (violations & violation.unmaskedClientFrame) {
    found.push({
      ...common,
      cause: 'client-unmasked-frame',
      name: 'the client does not mask',
      score: fit + 8 + Math.max(-8, speaks(header, wire)),
      claim: `The client sent the frame at ${where} without a mask; a client must mask every frame.`,
      evidence: [
        { text: 'MASK is 0 in a frame from the client.', place: maskByte },
        ...(readsAsText(wire)
          ? [{ text: `The payload reads “${shown(wire)}” as it lies.`, place: payloadPlace }]
          : []),
        soundBefore(window),
      ],
    });
    const missing = bitMissing(window, header);
    if (missing !== null) found.push(missing);
  }
  if (header.masked && header.payloadLength > 0) {
    const asItLies = speaks(header, wire);
    const unmasked = speaks(header, plain);
    if (asItLies > 2 && asItLies > unmasked) {
      found.push({
        ...common,
        cause: 'payload-not-masked',
        name: 'the payload was never masked',
        score: fit + 14 + asItLies,
        claim: `The frame at ${where} says that it is masked and carries a key, but its payload lies there unmasked.`,
        evidence: [
          { text: 'MASK is 1 and a key follows.', place: maskByte },
          { text: `The payload reads “${shown(wire)}” as it lies.`, place: payloadPlace },
          { text: 'With the mask taken off it is not what its opcode says.', place: null },
        ],
      });
    }
    if (unmasked < 0) {
      const key = otherKey(window, header, wire);
      if (key !== null) {
        found.push({
          ...common,
          cause: 'wrong-mask-key',
          name: key.name,
          score: fit + 10 + key.bits,
          claim: `${who2} masked the payload of the frame at ${where} with another key than the one in its header: ${key.words}.`,
          evidence: [
            {
              text: `The header's key is ${hexKey(header.maskingKey)}.`,
              place: placeIn(window, from - 4, 4),
            },
            { text: `${key.found} the payload reads “${shown(key.plain)}”.`, place: payloadPlace },
            soundBefore(window),
          ],
        });
      }
    }
  }
  return found;
}

function hexKey(key: number): string {
  return (key >>> 0).toString(16).padStart(8, '0');
}

/** Key and masked payload are there, but the MASK bit is not. */
function bitMissing(window: BreakWindow, header: Header): CauseHypothesis | null {
  const read = (bytes: Uint8Array, offset: number, end: number): Header | null => {
    const found = readHeader(bytes, offset, end);
    if (found === null || found.masked) return found;
    const keyAt = offset + found.headerLength;
    if (keyAt + 4 > end) return null;
    return { ...found, masked: true, maskingKey: u32(bytes, keyAt), headerLength: found.headerLength + 4 };
  };
  const masked = read(window.bytes, window.breakAt, window.bytes.length);
  if (masked === null) return null;
  const from = window.breakAt + masked.headerLength;
  const end = from + masked.payloadLength;
  if (end > window.bytes.length) return null;
  const plain = unmaskCopy(window.bytes.subarray(from, end), masked.maskingKey);
  const chain = follow(window, end, { read });
  const score = chainScore(chain, window) + 6 + Math.max(-12, speaks(masked, plain));
  const where = hexOffset(window.firstBreak.offset);
  return {
    cause: 'mask-bit-missing',
    name: 'key and masked payload without the MASK bit',
    score,
    frames: chain.frames.length,
    toEnd: chain.stop === 'end',
    claim: `The frame at ${where} carries a masking key and a masked payload, but its MASK bit is 0, so the key counts as payload.`,
    evidence: [
      { text: 'MASK is 0 in a frame from the client.', place: placeIn(window, window.breakAt + 1, 1) },
      {
        text: `Taken as a key (${hexKey(masked.maskingKey)}), the 4 bytes behind the length unmask what follows${readsAsText(plain) ? ` to “${shown(plain)}”` : ''}.`,
        place: placeIn(window, window.breakAt + header.headerLength, 4),
      },
      { text: `Read so, ${framesFollow(chain)}.`, place: placeIn(window, end, 2) },
    ],
  };
}

interface OtherKey {
  readonly name: string;
  readonly words: string;
  readonly found: string;
  readonly bits: number;
  readonly plain: Uint8Array;
}

function rotate(key: number, bytes: number): number {
  return ((key << (8 * bytes)) | (key >>> (32 - 8 * bytes))) >>> 0;
}

function reverse(key: number): number {
  return (((key & 255) << 24) | ((key & 0xff00) << 8) | ((key >>> 8) & 0xff00) | (key >>> 24)) >>> 0;
}

/** A key under which the payload is what its opcode says. */
function otherKey(window: BreakWindow, header: Header, wire: Uint8Array): OtherKey | null {
  const { maskingKey: key } = header;
  const tries: { key: number; name: string; words: string; bits: number }[] = [
    {
      key: reverse(key),
      name: 'key in reverse byte order',
      words: 'its four bytes are in reverse order',
      bits: 6,
    },
    { key: rotate(key, 1), name: 'key rotated by 1', words: 'it is rotated by 1 byte', bits: 5 },
    { key: rotate(key, 2), name: 'key rotated by 2', words: 'it is rotated by 2 bytes', bits: 5 },
    { key: rotate(key, 3), name: 'key rotated by 3', words: 'it is rotated by 3 bytes', bits: 5 },
  ];
  for (const offset of window.framesBefore.slice(-8).reverse()) {
    const earlier = headerAt(window, offset);
    if (earlier?.masked && earlier.maskingKey !== key) {
      tries.push({
        key: earlier.maskingKey,
        name: 'key of an earlier frame',
        words: `it is the key of the earlier frame at ${hexOffset(window.start + offset)}`,
        bits: 6,
      });
    }
  }
  let best: OtherKey | null = null;
  const offer = (candidate: OtherKey): void => {
    if (best === null || candidate.bits > best.bits) best = candidate;
  };
  for (const attempt of tries) {
    const plain = unmaskCopy(wire, attempt.key);
    const bits = speaks(header, plain);
    if (bits > 4) {
      offer({
        name: attempt.name,
        words: attempt.words,
        found: `With ${hexKey(attempt.key)}`,
        bits: bits + attempt.bits,
        plain,
      });
    }
  }
  const shifted = turnedMidway(header, wire);
  if (shifted !== null) offer(shifted);
  const guessed = recoverKey(wire);
  if (guessed !== null && best === null && header.opcode !== opcodes.close) {
    const plain = unmaskCopy(wire, guessed);
    const bits = speaks(header, plain);
    if (bits > 8) {
      offer({
        name: 'an unknown key',
        words: `${hexKey(guessed)} makes it readable`,
        found: `With ${hexKey(guessed)}`,
        bits: bits - 4,
        plain,
      });
    }
  }
  return best;
}

const glance = 12;

/** How many of the next bytes are printable under a phase of the key. */
function printableAhead(plain: Uint8Array, at: number): number {
  let good = 0;
  for (let i = at; i < Math.min(plain.length, at + glance); i++) {
    if ((plain[i] >= 32 && plain[i] < 127) || plain[i] === 10 || plain[i] === 13 || plain[i] === 9) good++;
  }
  return good / Math.min(glance, plain.length - at);
}

/** The key is right up to some byte and then out of step, once or again and again: it was started anew at each write. */
function turnedMidway(header: Header, wire: Uint8Array): OtherKey | null {
  if (header.opcode !== opcodes.text || wire.length > 1 << 16 || wire.length < 16) return null;
  const phases = [0, 1, 2, 3].map((phase) => unmaskCopy(wire, header.maskingKey, phase));
  const plain = new Uint8Array(wire.length);
  let phase = 0;
  const turns: number[] = [];
  for (let at = 0; at < wire.length; at++) {
    const byte = phases[phase][at];
    if ((byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) || byte >= 127) {
      // Out of step? Then another phase reads on from here, or from a few bytes back where chance still made it printable.
      if (printableAhead(phases[phase], at) < 0.7) {
        const other = [1, 2, 3]
          .map((step) => (phase + step) & 3)
          .find((next) => printableAhead(phases[next], at) > 0.95);
        if (other === undefined) return null;
        phase = other;
        turns.push(at);
        if (turns.length > wire.length / 32 + 1) return null;
      }
    }
    plain[at] = phases[phase][at];
  }
  if (turns.length === 0 || turns[0] < 4 || !readsAsText(plain)) return null;
  const again =
    turns.length > 1
      ? `, and again ${turns.length - 1 === 1 ? 'once' : `${turns.length - 1} times`} later`
      : '';
  return {
    name: 'key out of step from the middle on',
    words: `from about byte ${turns[0]} of the payload on it is out of step${again}`,
    found: `With the key started anew at byte ${turns[0]}${again}`,
    bits: Math.min(30, speaks(header, plain)) + 2,
    plain,
  };
}

// How common a byte is in JSON and prose, roughly, in bits over a random printable one.
function commonness(byte: number): number {
  if (byte === 0x20 || byte === 0x22 || byte === 0x65) return 3;
  if (byte >= 0x61 && byte <= 0x7a) return 2;
  if ((byte >= 0x30 && byte <= 0x39) || byte === 0x2c || byte === 0x3a) return 1.5;
  if (byte >= 0x20 && byte < 0x7f) return 0.3;
  if (byte === 10 || byte === 13 || byte === 9) return 0;
  return -6;
}

/** The key that makes `wire` the likeliest text, or `null` when there is too little to go by. */
function recoverKey(wire: Uint8Array): number | null {
  const sample = wire.subarray(0, 2048);
  if (sample.length < 24) return null;
  let key = 0;
  for (let phase = 0; phase < 4; phase++) {
    let bestByte = 0;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (let candidate = 0; candidate < 256; candidate++) {
      let score = 0;
      for (let i = phase; i < sample.length; i += 4) score += commonness(sample[i] ^ candidate);
      if (score > bestScore) {
        bestScore = score;
        bestByte = candidate;
      }
    }
    key = ((key << 8) | bestByte) >>> 0;
  }
  return key;
}
