// The whole stream put through something that was meant for text: line ends changed, bytes re-encoded, the top bit lost,
// HTTP chunks round it. Each is undone on a copy and the copy is read from its start.

import { concat } from '../../bytes/concat.ts';
import type { CauseId } from '../../model/cause-id.ts';
import { violation } from '../../model/violation.ts';
import { count, the } from '../../model/words.ts';
import { type Chain, chainWeight, readChain } from '../../websocket/chain.ts';
import { readHeader } from '../../websocket/header.ts';
import { restoreTopBits, unencodeLatin1 } from '../../websocket/text-corruption.ts';
import { type BreakWindow, placeIn } from '../evidence/break-window.ts';
import { framesFollow } from '../evidence/chain-score.ts';
import { oncePer } from '../once-per.ts';
import type { CauseHypothesis } from '../ranking.ts';

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
function readUndone(window: BreakWindow, bytes: Uint8Array, from: number): Chain {
  return readChain(bytes, from, {
    sender: window.sender,
    deflate: window.deflate,
    open: window.mayContinue,
    most: 400,
  });
}

/** The stream as it is, read from its start. */
const readAsIs = oncePer((window: BreakWindow) => readUndone(window, window.bytes.subarray(0, most), 0));

/** How much further the undone stream reads than the one that is there. */
function gain(window: BreakWindow, chain: Chain): number {
  const asIs = readAsIs(window);
  if (asIs.stop === 'end') return 0;
  const more = chain.frames.slice(Math.max(window.framesBefore.length, asIs.frames.length));
  return more.length === 0 ? 0 : Math.min(80, chainWeight({ ...chain, frames: more }));
}

function hypothesis(
  window: BreakWindow,
  cause: CauseId,
  name: string,
  claim: string,
  score: number,
  chain: Chain,
  undone: Uint8Array,
  found: string,
): CauseHypothesis {
  return {
    cause,
    name,
    score,
    frames: Math.max(0, chain.frames.length - window.framesBefore.length),
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
export function transformHypotheses(window: BreakWindow): CauseHypothesis[] {
  if (window.start > 0) return [];
  const bytes = window.bytes.subarray(0, most);
  const found: CauseHypothesis[] = [];
  const who = the(window.sender);
  const add = (candidate: CauseHypothesis): void => {
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
    for (const undone of [expandAll(bytes), expand(window, bytes)]) {
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
  }

  const high = bytes.reduce((sum, byte) => sum + (byte >= 0x80 ? 1 : 0), 0);
  if (high > 0) {
    const undone = unencodeLatin1(bytes);
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
    const restored = topBits(window, bytes);
    if (restored !== null) {
      add(
        hypothesis(
          window,
          'seven-bit-stripped',
          'top bit of every byte lost',
          `The top bit of every byte of ${who}'s stream was lost on the way: FIN and MASK read as 0 everywhere.`,
          gain(window, restored.chain) + 10 + Math.min(12, bytes.length / 16) + traces(window, bytes),
          restored.chain,
          restored.bytes,
          `None of ${count(bytes.length, 'byte')} is above 7f, though a final frame begins with one.`,
        ),
      );
    }
  }

  const chunked = dechunk(bytes);
  if (chunked !== null && window.firstBreak.offset === 0) {
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
function expandAll(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length * 2);
  let length = 0;
  for (const byte of bytes) {
    if (byte === 10) result[length++] = 13;
    result[length++] = byte;
  }
  return result.subarray(0, length);
}

/** The length to which a frame with `newlines` lone newlines in it shrank, or -1 when none of its size fits. */
function shrunk(bytes: Uint8Array, from: number, declared: number): number {
  // Each newline in what is there stands for two bytes: walk until the declared count is reached.
  let counted = 0;
  let at = from;
  while (counted < declared && at < bytes.length) {
    counted += bytes[at] === 10 ? 2 : 1;
    at++;
  }
  return counted === declared ? at - from : -1;
}

/** CR put before the LFs of each frame that is too short by just their number; frames that fit stay as they are. */
function expand(window: BreakWindow, bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    const header = readHeader(bytes, at);
    if (header === null) break;
    const from = at + header.headerLength;
    const declared = from + header.payloadLength;
    const options = { sender: window.sender, deflate: window.deflate, open: window.mayContinue, most: 2 };
    const asIs = declared === bytes.length ? 99 : readChain(bytes, declared, options).frames.length;
    const less = header.payloadLength > 1 << 20 ? -1 : shrunk(bytes, from, header.payloadLength);
    const grown =
      less < 0
        ? -1
        : from + less === bytes.length
          ? 99
          : readChain(bytes, from + less, options).frames.length;
    if (Math.max(asIs, grown) <= 0) break;
    parts.push(bytes.subarray(at, from));
    if (grown > asIs) {
      const payload: number[] = [];
      for (const byte of bytes.subarray(from, from + less)) {
        if (byte === 10) payload.push(13);
        payload.push(byte);
      }
      parts.push(Uint8Array.from(payload));
      at = from + less;
    } else {
      parts.push(bytes.subarray(from, declared));
      at = declared;
    }
  }
  parts.push(bytes.subarray(at));
  return concat(parts);
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

/** The stream with its top bits put back and read on. `null` when that leads nowhere. */
function topBits(window: BreakWindow, bytes: Uint8Array): { bytes: Uint8Array; chain: Chain } | null {
  const restored = restoreTopBits(bytes, window.sender === 'client');
  if (restored.frames < 1 || restored.at < bytes.length * 0.5) return null;
  const chain = readChain(restored.bytes, 0, {
    // Masked payloads lost bits too and are no text any more, and which frames ended their message is gone: look at the
    // framing alone.
    sender: window.sender,
    deflate: true,
    open: window.mayContinue,
    tolerate: violation.textNotUtf8 | violation.orphanContinuation | violation.interleavedMessage,
    most: 400,
  });
  return chain.frames.length === 0 ? null : { bytes: restored.bytes, chain };
}

/** Control characters that no text has, and control frames without FIN: what lost top bits leave behind. */
function traces(window: BreakWindow, bytes: Uint8Array): number {
  let odd = 0;
  for (const byte of bytes) if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) odd++;
  const controls = window.stream.rows.filter((row) => {
    const head = window.context.connection.frames.heads.get(row) >> 8;
    return (head & 0x88) === 8;
  }).length;
  return Math.min(20, controls * 8) + Math.min(16, Math.max(0, odd - window.stream.rows.length * 2));
}
