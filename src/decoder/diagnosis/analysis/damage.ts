// Bytes that went missing, came on top or were changed between the ends.

import { concat } from '../../bytes/concat.ts';
import { capital, count, hexOffset, the } from '../../model/words.ts';
import type { Chain } from '../../websocket/chain.ts';
import { headerViolations, readHeader } from '../../websocket/header.ts';
import { type BreakWindow, headerAt, placeIn } from '../evidence/break-window.ts';
import { chainScore, follow, framesFollow } from '../evidence/chain-score.ts';
import { isJson, readsAsText } from '../evidence/text-shape.ts';
import type { CauseHypothesis } from '../ranking.ts';

/** One bit of a header turned: at the break, or in the frame before it whose length it then changes. */
export function turnedBits(window: BreakWindow, offsets: readonly number[]): CauseHypothesis[] {
  const found: CauseHypothesis[] = [];
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
        const objections = headerViolations(turned, {
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
          const score = chainScore(chain, window) + fits - 4.5 - (sameEnd ? 14 : 0) - (atBreak ? 0 : 1);
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

/** The same few bytes after every frame: a NUL or a line end that the writer adds. */
export function trailingBytes(window: BreakWindow): CauseHypothesis[] {
  const found: CauseHypothesis[] = [];
  const { bytes, breakAt, firstBreak } = window;
  if (firstBreak.overrun || firstBreak.offset === 0) return found;
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
    let messageOpen: boolean | null = null;
    let control = false;
    while (offset < bytes.length) {
      if (tail.every((byte, i) => bytes[offset + i] === byte)) {
        tails++;
        offset += tail.length;
        bits += tail.length * 6;
        // Some writers add it to data frames alone.
      } else if (!control) break;
      if (offset >= bytes.length) {
        end = true;
        break;
      }
      const one: Chain = follow(window, offset, { most: 1, messageOpen });
      if (one.frames.length === 0) break;
      bits += 6 + (one.proven > 0 ? 4 : 0);
      frames++;
      const { header } = one.frames[0];
      control = (header.opcode & 8) !== 0;
      if (!control) messageOpen = !header.fin;
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
      repair: {
        from: firstBreak.offset,
        bytes: bytes.subarray(breakAt + tail.length),
        text: `${words} taken out`,
      },
    });
  }
  return found;
}
