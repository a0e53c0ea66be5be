// The whole stream put through something that was meant for text: line ends changed, bytes re-encoded, the top bit lost,
// HTTP chunks round it. Each is undone on a copy and the copy is read from its start.

import { count, the } from '../../model/words.ts';
import { type Chain, chainWeight, readChain } from '../../websocket/chain.ts';
import { framesFollow, type Hypothesis, placeIn, type Window } from './hypothesis.ts';

const most = 1 << 18;

/** `\r\n` to `\n`. */
function collapse(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 13 && bytes[i + 1] === 10) continue;
    result[length++] = bytes[i];
  }
  return result.subarray(0, length);
}

/** UTF-8 back to the bytes it was made from, when they were taken for Latin-1. `null` when it is not all UTF-8. */
function unencode(bytes: Uint8Array): Uint8Array | null {
  const result = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte < 0x80) result[length++] = byte;
    else if ((byte === 0xc2 || byte === 0xc3) && i + 1 < bytes.length && (bytes[i + 1] & 0xc0) === 0x80) {
      result[length++] = ((byte & 3) << 6) | (bytes[i + 1] & 0x3f);
      i++;
    } else if (i >= bytes.length - 2) break;
    else return null;
  }
  return result.subarray(0, length);
}

/** Taken apart by chunk lines; `null` when they do not fit. */
function dechunk(bytes: Uint8Array): { bytes: Uint8Array; chunks: number; toEnd: boolean } | null {
  const result = new Uint8Array(bytes.length);
  let length = 0;
  let at = 0;
  let chunks = 0;
  while (at < bytes.length) {
    let end = at;
    while (end < bytes.length && end - at < 12 && bytes[end] !== 13) end++;
    if (end >= bytes.length) break;
    const line = String.fromCharCode(...bytes.subarray(at, end));
    if (bytes[end] !== 13 || bytes[end + 1] !== 10 || !/^[0-9a-fA-F]{1,8}$/.test(line)) break;
    const size = Number.parseInt(line, 16);
    const from = end + 2;
    const piece = bytes.subarray(from, Math.min(from + size, bytes.length));
    result.set(piece, length);
    length += piece.length;
    chunks++;
    at = from + size;
    if (at >= bytes.length) break;
    if (bytes[at] !== 13 || bytes[at + 1] !== 10) break;
    at += 2;
  }
  return chunks === 0 ? null : { bytes: result.subarray(0, length), chunks, toEnd: at >= bytes.length };
}

/** Reads the undone stream from its start. */
function readUndone(window: Window, bytes: Uint8Array, from: number): Chain {
  return readChain(bytes, from, {
    sender: window.sender,
    deflate: window.deflate,
    open: window.open,
    most: 400,
  });
}

/** How much further the undone stream reads than the one that is there. */
function gain(window: Window, chain: Chain): number {
  const more = chain.frames.slice(window.before.length);
  return Math.min(70, chainWeight({ ...chain, frames: more }));
}

function hypothesis(
  window: Window,
  cause: string,
  name: string,
  claim: string,
  score: number,
  chain: Chain,
  undone: Uint8Array,
  found: string,
): Hypothesis {
  return {
    cause,
    name,
    score,
    frames: Math.max(0, chain.frames.length - window.before.length),
    toEnd: chain.stop === 'end',
    claim,
    evidence: [
      { text: found, place: placeIn(window, window.breakAt, 2) },
      {
        text: `Undone, the stream reads as ${count(chain.frames.length, 'frame')} from its start; ${framesFollow(chain)}.`,
        place: null,
      },
    ],
    repair: { from: window.start, bytes: undone, text: name },
  };
}

/** Hypotheses about what the whole stream went through. Only where the whole stream is at hand. */
export function transformHypotheses(window: Window): Hypothesis[] {
  if (window.start > 0) return [];
  const bytes = window.bytes.subarray(0, most);
  const found: Hypothesis[] = [];
  const who = the(window.sender);
  const add = (candidate: Hypothesis): void => {
    if (candidate.score > 5 && candidate.frames > 0) found.push(candidate);
  };

  let pairs = 0;
  let lone = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== 10) continue;
    if (bytes[i - 1] === 13) pairs++;
    else lone++;
  }
  if (pairs > 0) {
    const undone = collapse(bytes);
    const chain = readUndone(window, undone, 0);
    add(
      hypothesis(
        window,
        'newline-translation',
        'each 0a made 0d 0a',
        `Each newline (0a) of ${who}'s stream was made CR LF (0d 0a) on the way, so payloads are longer than declared.`,
        gain(window, chain) + (lone === 0 ? 10 : 2),
        chain,
        undone,
        `The stream holds ${count(pairs, 'CR LF pair')} and ${lone === 0 ? 'no lone newline' : count(lone, 'lone newline')}.`,
      ),
    );
  }
  if (lone > 0 && pairs === 0) {
    // The other way round: pairs became lone newlines. Put one byte back for each newline inside a frame.
    const undone = expand(bytes);
    const chain = readUndone(window, undone, 0);
    add(
      hypothesis(
        window,
        'newline-translation',
        'each 0d 0a made 0a',
        `Each CR LF (0d 0a) of ${who}'s stream was made a lone newline (0a) on the way, so payloads are shorter than declared.`,
        gain(window, chain) + 6,
        chain,
        undone,
        `The stream holds ${count(lone, 'newline')} and no CR LF.`,
      ),
    );
  }

  const high = bytes.reduce((sum, byte) => sum + (byte >= 0x80 ? 1 : 0), 0);
  if (high > 0) {
    const undone = unencode(bytes);
    if (undone !== null) {
      const chain = readUndone(window, undone, 0);
      add(
        hypothesis(
          window,
          'utf8-reencoded',
          'bytes re-encoded from Latin-1 to UTF-8',
          `${who[0].toUpperCase()}${who.slice(1)}'s bytes were taken for text and encoded as UTF-8 again: each byte above 7f became two.`,
          gain(window, chain) + Math.min(30, high),
          chain,
          undone,
          `All ${count(high, 'byte')} above 7f come in pairs that begin with c2 or c3.`,
        ),
      );
    }
    const replaced = replacementCount(bytes);
    if (replaced * 3 >= high * 0.5 && replaced > 0) {
      add({
        cause: 'utf8-reencoded',
        name: 'bytes replaced by U+FFFD',
        score: 10 + replaced * 12,
        frames: 1,
        toEnd: false,
        claim: `${who[0].toUpperCase()}${who.slice(1)}'s bytes were decoded as UTF-8 on the way: what is no UTF-8 was replaced by ef bf bd, and cannot be had back.`,
        evidence: [
          {
            text: `ef bf bd, the replacement character, stands in the stream ${count(replaced, 'time')}, header bytes among them.`,
            place: placeIn(window, window.breakAt, 3),
          },
        ],
      });
    }
  }
  if (high === 0 && bytes.length >= 4) {
    const restored = restoreTopBits(window, bytes);
    if (restored !== null) {
      add(
        hypothesis(
          window,
          'seven-bit-stripped',
          'top bit of every byte lost',
          `The top bit of every byte of ${who}'s stream was lost on the way: FIN and MASK read as 0 everywhere.`,
          gain(window, restored.chain) + 10 + Math.min(12, bytes.length / 16),
          restored.chain,
          restored.bytes,
          `None of ${count(bytes.length, 'byte')} is above 7f, though a final frame begins with one.`,
        ),
      );
    }
  }

  const chunked = dechunk(bytes);
  if (chunked !== null && window.at.offset === 0) {
    const chain = readUndone(window, chunked.bytes, 0);
    add(
      hypothesis(
        window,
        'chunked-on-websocket',
        'HTTP chunks taken off',
        `${who[0].toUpperCase()}${who.slice(1)}'s frames are wrapped in HTTP chunks: each piece has a line with its size before it.`,
        gain(window, chain) + chunked.chunks * 16 + (chunked.toEnd ? 10 : 0),
        chain,
        chunked.bytes,
        `${count(chunked.chunks, 'chunk line')} fit${chunked.chunks === 1 ? 's' : ''} the sizes they name.`,
      ),
    );
  }
  return found;
}

/** CR put before each LF. */
function expand(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length * 2);
  let length = 0;
  for (const byte of bytes) {
    if (byte === 10) result[length++] = 13;
    result[length++] = byte;
  }
  return result.subarray(0, length);
}

function replacementCount(bytes: Uint8Array): number {
  let count = 0;
  for (let i = 0; i + 2 < bytes.length; i++) {
    if (bytes[i] === 0xef && bytes[i + 1] === 0xbf && bytes[i + 2] === 0xbd) {
      count++;
      i += 2;
    }
  }
  return count;
}

/** Puts FIN (and MASK) back along the frames; payload bytes stay as they are. `null` when that leads nowhere. */
function restoreTopBits(window: Window, bytes: Uint8Array): { bytes: Uint8Array; chain: Chain } | null {
  const copy = bytes.slice();
  const mask = window.sender === 'client' ? 128 : 0;
  let at = 0;
  let frames = 0;
  while (at + 2 <= copy.length) {
    const code = copy[at] & 15;
    if ((copy[at] & 0x30) !== 0 || (code & 7) > 2) break;
    copy[at] |= 128;
    copy[at + 1] |= mask;
    const short = copy[at + 1] & 127;
    let header = 2;
    let length = short;
    if (short === 126) {
      length = (copy[at + 2] << 8) | copy[at + 3];
      // The low byte may have lost its bit too: take the reading that leads on.
      const fuller = length | 128;
      const next = at + 4 + (mask ? 4 : 0) + fuller;
      if (
        length < 126 ||
        (next <= copy.length && !plausible(copy, at + 4 + (mask ? 4 : 0) + length) && plausible(copy, next))
      ) {
        copy[at + 3] |= 128;
        length = fuller;
      }
      header = 4;
    } else if (short === 127) break;
    at += header + (mask ? 4 : 0) + length;
    frames++;
  }
  if (frames < 1 || at < copy.length * 0.5) return null;
  const chain = readChain(copy, 0, {
    // Masked payloads lost bits too and are no text any more: look at the framing alone.
    sender: window.sender,
    deflate: true,
    open: window.open,
    tolerate: 1 << 15,
    most: 400,
  });
  return chain.frames.length === 0 ? null : { bytes: copy, chain };
}

function plausible(bytes: Uint8Array, at: number): boolean {
  return at === bytes.length || (at < bytes.length && (bytes[at] & 0x70) === 0 && (bytes[at] & 7) <= 2);
}
