// Keys under which a payload is what its opcode says, where it is not under the key of its header.

import { opcode as opcodes } from '../../../model/opcode.ts';
import { hexOffset } from '../../../model/words.ts';
import type { Header } from '../../../websocket/header.ts';
import { unmaskCopy } from '../../../websocket/mask.ts';
import { headerAt } from '../../evidence/break-window.ts';
import type { DeclaredFrame } from '../../evidence/declared-frame.ts';
import { hexKey, payloadFit } from '../../evidence/payload-fit.ts';
import { type OtherKey, restartedKey } from './restarted-key.ts';

/** A key to try, with what is evidence for it before it is tried: usual mistakes have more. In bits, estimates. */
interface KeyAttempt {
  readonly key: number;
  readonly name: string;
  readonly words: string;
  readonly prior: number;
}

const priorOfReversed = 6;
const priorOfEarlier = 6;
const priorOfRotated = 5;
/** A key that was chosen to fit pays for the choice. */
const priorOfGuessed = -4;
/** How well a payload must fit its opcode under a tried key, and under a guessed one. In bits. */
const minFit = 4;
const minFitOfGuessed = 8;
/** Frames before this one whose keys are tried. */
const maxEarlierKeys = 8;

function rotate(key: number, bytes: number): number {
  return ((key << (8 * bytes)) | (key >>> (32 - 8 * bytes))) >>> 0;
}

function reverse(key: number): number {
  return (((key & 255) << 24) | ((key & 0xff00) << 8) | ((key >>> 8) & 0xff00) | (key >>> 24)) >>> 0;
}

function attempts({ window, header }: DeclaredFrame): KeyAttempt[] {
  const { maskingKey: key } = header;
  const earlier = window.framesBefore
    .slice(-maxEarlierKeys)
    .reverse()
    .flatMap((offset): KeyAttempt[] => {
      const before = headerAt(window, offset);
      if (before === null || !before.masked || before.maskingKey === key) return [];
      return [
        {
          key: before.maskingKey,
          name: 'key of an earlier frame',
          words: `it is the key of the earlier frame at ${hexOffset(window.start + offset)}`,
          prior: priorOfEarlier,
        },
      ];
    });
  return [
    {
      key: reverse(key),
      name: 'key in reverse byte order',
      words: 'its four bytes are in reverse order',
      prior: priorOfReversed,
    },
    ...[1, 2, 3].map((bytes) => ({
      key: rotate(key, bytes),
      name: `key rotated by ${bytes}`,
      words: `it is rotated by ${bytes} byte${bytes === 1 ? '' : 's'}`,
      prior: priorOfRotated,
    })),
    ...earlier,
  ];
}

/** The best other key for the payload of a frame, or `null`. */
export function otherKey(frame: DeclaredFrame): OtherKey | null {
  const { header, wire } = frame;
  // A binary payload need not be text, so that it is text under one of the keys must be more than chance.
  const least = header.opcode === opcodes.binary ? minFitOfGuessed : minFit;
  const tried = attempts(frame).flatMap(({ key, name, words, prior }): OtherKey[] => {
    const payload = unmaskCopy(wire, key);
    const fit = payloadFit(header, payload);
    return fit > least ? [{ name, words, found: `With ${hexKey(key)}`, score: fit + prior, payload }] : [];
  });
  const restarted = restartedKey(header, wire);
  const found = restarted === null ? tried : [...tried, restarted];
  if (found.length === 0) return guessedKey(header, wire) ?? zeroedKey(frame);
  return found.reduce((best, one) => (one.score > best.score ? one : best));
}

/** Bytes from which on noise is not taken for text. */
const minNoise = 8;
/** The other frames have keys, this one has zeros. In bits, an estimate. */
const scoreOfZeros = 16;

/** The key is zeros, which earlier frames do not have, and the payload is not the text that its opcode says. */
function zeroedKey({ window, header, wire }: DeclaredFrame): OtherKey | null {
  if (header.maskingKey !== 0 || header.opcode !== opcodes.text || wire.length < minNoise) return null;
  const keys = window.framesBefore.map((offset) => headerAt(window, offset)?.maskingKey ?? 0);
  if (keys.length === 0 || keys.includes(0) || payloadFit(header, wire) >= 0) return null;
  return {
    name: 'key replaced by zeros',
    words: 'it is four zeros, which mask nothing; the frames before have other keys',
    found: 'As it lies',
    score: scoreOfZeros,
    payload: wire,
  };
}

/** Bytes that are enough to guess a key from, and how many at least are needed: six for each byte of the key. */
const maxSample = 2048;
const minSample = 24;

/**
 * How common a byte is in JSON and prose, in bits over a random printable one. Rough: four bytes of key
 * have many bytes to agree on.
 */
function commonness(byte: number): number {
  if (byte === 0x20 || byte === 0x22 || byte === 0x65) return 3;
  if (byte >= 0x61 && byte <= 0x7a) return 2;
  if ((byte >= 0x30 && byte <= 0x39) || byte === 0x2c || byte === 0x3a) return 1.5;
  if (byte >= 0x20 && byte < 0x7f) return 0.3;
  if (byte === 10 || byte === 13 || byte === 9) return 0;
  return -6;
}

/** The byte that makes each fourth byte of `sample`, from `phase` on, most common. */
function likeliestKeyByte(sample: Uint8Array, phase: number): number {
  let best = 0;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let candidate = 0; candidate < 256; candidate++) {
    let score = 0;
    for (let i = phase; i < sample.length; i += 4) score += commonness(sample[i] ^ candidate);
    if (score > bestScore) {
      bestScore = score;
      best = candidate;
    }
  }
  return best;
}

/** The key that makes `wire` the likeliest text, where it makes it text at all. */
function guessedKey(header: Header, wire: Uint8Array): OtherKey | null {
  const sample = wire.subarray(0, maxSample);
  // A binary payload need not be text: a key that makes it text shows nothing.
  if (header.opcode === opcodes.close || header.opcode === opcodes.binary) return null;
  if (sample.length < minSample) return null;
  let key = 0;
  for (let phase = 0; phase < 4; phase++) key = ((key << 8) | likeliestKeyByte(sample, phase)) >>> 0;
  const payload = unmaskCopy(wire, key);
  const fit = payloadFit(header, payload);
  if (fit <= minFitOfGuessed) return null;
  return {
    name: 'an unknown key',
    words: `${hexKey(key)} makes it readable`,
    found: `With ${hexKey(key)}`,
    score: fit + priorOfGuessed,
    payload,
  };
}
