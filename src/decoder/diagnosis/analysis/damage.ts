// Bytes that went missing, came on top or were changed between the ends.

import { anomaly } from '../../model/anomaly.ts';
import { count, hexOffset, the } from '../../model/words.ts';
import { headerAnomalies, readHeader } from '../../websocket/header.ts';
import { findBoundary } from '../../websocket/resynchronise.ts';
import { classifyForeign } from './foreign.ts';
import {
  follow,
  framesFollow,
  type Hypothesis,
  headerAt,
  payloadAt,
  placeIn,
  type Window,
  worth,
} from './hypothesis.ts';
import { concat } from './lengths.ts';
import { isJson, jsonShape, readsAsText } from './text.ts';

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

/** One bit of a header turned: at the break, or in the frame before it whose length it then changes. */
export function turnedBits(window: Window, offsets: readonly number[]): Hypothesis[] {
  const found: Hypothesis[] = [];
  for (const offset of offsets) {
    const header = headerAt(window, offset);
    if (header === null) continue;
    const bytes = window.bytes.slice(offset, Math.min(window.bytes.length, offset + 14 + (1 << 17)));
    const atBreak = offset === window.breakAt;
    for (let bit = 0; bit < Math.min(10, header.headerLength) * 8; bit++) {
      // The bits of the key change no boundary.
      if (header.masked && bit >= (header.headerLength - 4) * 8) break;
      const index = bit >> 3;
      bytes[index] ^= 128 >> (bit & 7);
      const turned = readHeader(bytes, 0);
      if (turned !== null) {
        const objections = headerAnomalies(turned, {
          sender: window.sender,
          deflate: window.deflate,
          messageOpen: null,
          closed: false,
        });
        const end = offset + turned.headerLength + turned.payloadLength;
        const sameEnd = end === offset + header.headerLength + header.payloadLength;
        if (objections === 0 && end <= window.bytes.length && !(sameEnd && !atBreak)) {
          const chain = follow(window, end);
          const payload = bytes.subarray(turned.headerLength, turned.headerLength + turned.payloadLength);
          const plain = turned.masked
            ? payload.map((byte, i) => byte ^ ((turned.maskingKey >>> (24 - 8 * (i & 3))) & 255))
            : payload;
          const isText = turned.opcode === 1 && (turned.rsv & 4) === 0;
          const fits = isText
            ? readsAsText(plain)
              ? 4 + (isJson(new TextDecoder().decode(plain)) ? 9 : 0)
              : -14
            : 0;
          // When the framing goes on as declared all the same, the bit itself may well have been written so.
          const score = worth(chain, window) + fits - 5.5 - (sameEnd ? 14 : 0) - (atBreak ? 0 : 1);
          if (score > 4 && (chain.frames.length > 0 || chain.at === window.bytes.length)) {
            const who = the(window.sender);
            found.push({
              cause: 'bytes-corrupted',
              name: `bit ${bit} of a header turned`,
              score,
              frames: chain.frames.length,
              toEnd: chain.stop === 'end',
              claim: `One bit in the header at ${hexOffset(window.start + offset)} of ${who}'s stream is turned: with bit ${bit} put back the stream reads on.`,
              evidence: [
                {
                  text: `Byte ${index} of this header is ${window.bytes[offset + index].toString(16).padStart(2, '0')}; with bit ${bit} turned it is ${bytes[index].toString(16).padStart(2, '0')}, a length of ${turned.payloadLength.toLocaleString('en')} instead of ${header.payloadLength.toLocaleString('en')}.`,
                  place: placeIn(window, offset + index, 1),
                },
                { text: `Then ${framesFollow(chain)}.`, place: placeIn(window, end, 2) },
              ],
              repair: {
                from: window.start + offset,
                bytes: concat([
                  bytes.slice(0, turned.headerLength),
                  window.bytes.subarray(offset + turned.headerLength),
                ]),
                text: `bit ${bit} turned back`,
              },
            });
          }
        }
      }
      bytes[index] ^= 128 >> (bit & 7);
    }
  }
  // Of one header the best bit speaks for all.
  return found.sort((a, b) => b.score - a.score).slice(0, 2);
}

/** Where the stream reads as frames again after the break. */
function boundaryAfter(
  window: Window,
): { offset: number; chain: ReturnType<typeof follow>; bits: number } | null {
  const boundary = findBoundary(window.bytes, window.breakAt, window.bytes.length, {
    sender: window.sender,
    deflate: window.deflate,
    open: window.open,
  });
  if (boundary === null) return null;
  const chain = follow(window, boundary.offset);
  return { offset: boundary.offset, chain, bits: worth(chain, window) };
}

/** Whether taking some run of `extra` bytes out of `text` leaves one whole JSON document; where it lies, or -1. */
function jsonWithout(text: string, extra: number): number {
  if (extra <= 0 || extra >= text.length || text.length > 20_000) return -1;
  // A cut is only worth trying where both sides stay printable; most positions fail at the first bad character.
  for (let at = 1; at + extra < text.length; at++) {
    const joined = text.slice(0, at) + text.slice(at + extra);
    if (isJson(joined)) return at;
    if (text.length > 4000 && at > 4000) return -1;
  }
  return -1;
}

/** More or fewer bytes between the last good header and the next good one than declared. */
export function lostOrInserted(window: Window): Hypothesis[] {
  if (window.at.overrun) return [];
  const next = boundaryAfter(window);
  if (next === null || next.offset === window.breakAt) return [];
  // What stands between is one frame by its own header: then it is that frame that is at fault, not bytes on the way.
  const own = headerAt(window, window.breakAt);
  if (own !== null && window.breakAt + own.headerLength + own.payloadLength === next.offset) return [];
  if (window.at.anomalies & anomaly.lengthMsbSet) return [];
  const who = the(window.sender);
  const last = window.before.at(-1);
  const gap = next.offset - window.breakAt;
  const found: Hypothesis[] = [];
  const follows = framesFollow(next.chain);
  const common = { frames: next.chain.frames.length, toEnd: next.chain.stop === 'end' };
  const between = window.bytes.subarray(window.breakAt, next.offset);
  const placeGap = placeIn(window, window.breakAt, gap);
  const placeNext = placeIn(window, next.offset, 2);
  const repair = {
    from: window.start + next.offset,
    bytes: window.bytes.subarray(next.offset),
    text: 'read on from the next sound header',
  };
  let tail: 'whole' | 'head' | 'tail' | 'middle' | 'none' = 'none';
  let insertedAt = -1;
  let lastWhole = false;
  let grownWhole = false;
  let broken = false;
  let base = next.bits - Math.log2(gap + 2);
  if (last !== undefined) {
    const header = headerAt(window, last);
    if (header !== null) {
      const grown = payloadAt(window, last, header, header.payloadLength + gap);
      const own = payloadAt(window, last, header);
      const isText = header.opcode === 1 && (header.rsv & 4) === 0;
      if (isText) {
        const text = new TextDecoder().decode(own);
        lastWhole = isJson(text);
        tail = jsonShape(new TextDecoder().decode(between));
        // With the bytes behind it the payload is whole: then its length is too small, and nothing came on top.
        grownWhole = isJson(new TextDecoder().decode(grown));
        broken = header.masked && !readsAsText(own);
        if (!lastWhole && !grownWhole) {
          insertedAt = header.masked
            ? maskedInsertion(window, last, gap)
            : jsonWithout(new TextDecoder().decode(grown), gap);
        }
      }
      const foreign = classifyForeign(between)[0];
      const known = foreign && foreign.bits > 30;
      // On top: the frame before is whole, or becomes whole when a run of that size is taken out of it.
      found.push({
        ...common,
        cause: 'bytes-inserted',
        name: `${gap} bytes on top`,
        score:
          base +
          (insertedAt >= 0 ? 16 : grownWhole ? -12 : lastWhole ? 8 : isText ? (broken ? -12 : -6) : 0) -
          (known ? 10 : 0) -
          (gap > 4096 ? 6 : 0) -
          (tail === 'tail' ? 8 : 0),
        claim:
          insertedAt >= 0
            ? `${count(gap, 'byte')} that do not belong there got into the payload of the frame at ${hexOffset(window.start + last)}.`
            : `${count(gap, 'byte')} that belong to no frame stand between two frames of ${who}.`,
        evidence: [
          { text: `These ${count(gap, 'byte')} are no frame.`, place: placeGap },
          { text: `Behind them ${follows}.`, place: placeNext },
          insertedAt >= 0
            ? {
                text: `With ${count(gap, 'byte')} taken out of the payload it is whole again.`,
                place: placeIn(window, last + header.headerLength + insertedAt, gap),
              }
            : {
                text: lastWhole
                  ? 'The payload before them is complete.'
                  : 'Whether the payload before them is complete cannot be seen.',
                place: null,
              },
        ],
        repair,
      });
      // Gone: the end of this frame and the head of a later one, so that what stands between is a later one's tail.
      found.push({
        ...common,
        cause: 'bytes-lost',
        name: 'bytes lost across frames',
        score:
          base +
          (insertedAt >= 0 || lastWhole || grownWhole
            ? -10
            : isText && (broken || jsonShape(new TextDecoder().decode(own)) !== 'none')
              ? 6
              : 0) +
          (tail === 'tail' ? 6 : 0) -
          (known ? 6 : 0),
        claim: `Bytes of ${who}'s stream got lost between ${hexOffset(window.start + last)} and ${hexOffset(window.start + next.offset)}: a payload breaks off and goes on as another's end.`,
        evidence: [
          {
            text: 'This frame parsed, but its payload does not read as one whole.',
            place: placeIn(window, last, 2),
          },
          {
            text: `These ${count(gap, 'byte')} are the end of a payload whose header is not there.`,
            place: placeGap,
          },
          { text: `From here on ${follows}.`, place: placeNext },
        ],
        repair,
      });
    }
  } else {
    base -= 2;
    found.push({
      ...common,
      cause: 'handshake-boundary',
      name: 'the head of the first frame is lost',
      score: base + (readsAsText(between) ? 8 : 0),
      claim: `The first bytes of ${who}'s first frame are not there: frames begin after ${count(gap, 'byte')}.`,
      evidence: [
        { text: `These ${count(gap, 'byte')} stand where the first header should.`, place: placeGap },
        { text: `Behind them ${follows}.`, place: placeNext },
      ],
      repair,
    });
  }
  return found;
}

/** As `jsonWithout` for a masked payload: the mask goes on by position, so it must be put on after taking the run out. */
function maskedInsertion(window: Window, frame: number, extra: number): number {
  const header = headerAt(window, frame);
  if (header === null) return -1;
  const from = frame + header.headerLength;
  const wire = window.bytes.subarray(from, from + header.payloadLength + extra);
  if (wire.length > 4000) return -1;
  const key = header.maskingKey;
  const decoder = new TextDecoder();
  for (let at = 1; at + extra < wire.length; at++) {
    const joined = new Uint8Array(wire.length - extra);
    joined.set(wire.subarray(0, at));
    joined.set(wire.subarray(at + extra), at);
    const plain = joined.map((byte, i) => byte ^ ((key >>> (24 - 8 * (i & 3))) & 255));
    if (isJson(decoder.decode(plain))) return at;
  }
  return -1;
}

/** The same few bytes after every frame: a NUL or a line end that the writer adds. */
export function trailingBytes(window: Window): Hypothesis[] {
  const found: Hypothesis[] = [];
  const { bytes, breakAt, at } = window;
  if (at.overrun || at.offset === 0) return found;
  let nuls = 0;
  while (nuls < 8 && bytes[breakAt + nuls] === 0) nuls++;
  const tails: readonly (readonly [string, readonly number[]])[] = [
    ['a NUL byte', [0]],
    [`${nuls} NUL bytes`, nuls > 1 ? new Array<number>(nuls).fill(0) : [0, 0]],
    ['a newline (0a)', [10]],
    ['a carriage return (0d)', [13]],
    ['a line end (0d 0a)', [13, 10]],
    ['two line ends', [13, 10, 13, 10]],
    ['a line end and a NUL', [13, 10, 0]],
    ['a newline and a NUL', [10, 0]],
    ['a space', [32]],
  ];
  for (const [words, tail] of tails) {
    if (!tail.every((byte, i) => bytes[breakAt + i] === byte)) continue;
    let offset = breakAt;
    let frames = 0;
    let tails = 0;
    let end = false;
    let bits = 0;
    while (offset < bytes.length) {
      if (!tail.every((byte, i) => bytes[offset + i] === byte)) break;
      tails++;
      offset += tail.length;
      bits += tail.length * 6;
      if (offset >= bytes.length) {
        end = true;
        break;
      }
      const one = follow(window, offset, { most: 1 });
      if (one.frames.length === 0) break;
      bits += 6 + (one.proven > 0 ? 4 : 0);
      frames++;
      offset = one.at;
      if (offset >= bytes.length) end = true;
    }
    if (frames === 0 && !end) continue;
    const every = tails > 1 || (end && tails > 0);
    const who = the(window.sender);
    found.push({
      cause: 'trailing-bytes',
      name: `${words} after every frame`,
      score: bits + (every ? 14 : -4) + (end ? 8 : 0),
      frames,
      toEnd: end,
      claim: `${capital(who)} writes ${words} after every frame, which the receiver takes for the next header.`,
      evidence: [
        {
          text: `After the frame before it ${words} stands where the next header should.`,
          place: placeIn(window, breakAt, tail.length),
        },
        {
          text: `It is there after ${count(tails, 'frame')}${end ? ', to the end of the stream' : ''}, and the frames between are sound.`,
          place: null,
        },
      ],
      repair: { from: at.offset, bytes: bytes.subarray(breakAt + tail.length), text: `${words} taken out` },
    });
  }
  return found;
}
