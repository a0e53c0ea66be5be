// Reads a chain of frames from an offset in given bytes: the measure of every hypothesis about a broken
// stream.

import { checkUtf8, type Utf8Progress, utf8Bad, utf8Start } from '../bytes/utf8.ts';
import type { Sender } from '../model/basics.ts';
import { isControl, opcode as opcodes } from '../model/opcode.ts';
import { violation } from '../model/violation.ts';
import { mayBeSent } from './close-codes.ts';
import { type Header, headerViolations, partsOf, readHeader } from './header.ts';
import { unmaskInto } from './mask.ts';

export interface ChainOptions {
  readonly sender: Sender | null;
  readonly deflate: boolean;
  /** Violation bits that the hypothesis permits. */
  readonly tolerate?: number;
  /** Whether a message is open at the start; `null` when that is not known. */
  readonly messageOpen?: boolean | null;
  /** Read at most this many frames. */
  readonly maxFrames?: number;
  readonly end?: number;
  /** More bytes may follow the end (a window on a longer stream). */
  readonly open?: boolean;
  /** Reads headers as a hypothesis does. Violations of the length field are then ignored. */
  readonly read?: (bytes: Uint8Array, offset: number, end: number) => Header | null;
  /** Counts the work of reading chains, for a limit over several of them. */
  readonly effort?: Effort;
}

/** Work that was done: one for each header that was read, and one for each payload byte that was checked. */
export interface Effort {
  spent: number;
}

export interface ChainFrame {
  readonly offset: number;
  readonly header: Header;
  /** The payload was checked and fits its opcode (UTF-8 text, a legal close body). */
  readonly proven: boolean;
}

export interface Chain {
  readonly frames: readonly ChainFrame[];
  /**
   * `end`: the last frame ends exactly with the data. `inside`: the last header or payload extends past the
   * end. `bad`: a header or payload is illegal. `max-frames`: `maxFrames` were read.
   */
  readonly stop: 'end' | 'inside' | 'bad' | 'max-frames';
  /** Offset of the next header, or of the bad one. */
  readonly at: number;
  /** Number of frames whose payload was checked and fits (UTF-8 text, a legal close code). */
  readonly proven: number;
}

const scratch = new Uint8Array(65536);

/** How many bytes of a payload are checked: text and Close as far as they are available. */
function checkedBytes(bytes: Uint8Array, offset: number, header: Header): number {
  const isChecked = header.masked || header.opcode === opcodes.close || header.opcode === opcodes.text;
  if (!isChecked) return 0;
  return Math.max(
    0,
    Math.min(header.payloadLength, bytes.length - offset - header.headerLength, scratch.length),
  );
}

/** Whether a payload fits its opcode. `null` where there is nothing to check. */
function payloadFits(bytes: Uint8Array, offset: number, header: Header, complete: boolean): boolean | null {
  const start = offset + header.headerLength;
  const length = Math.min(header.payloadLength, bytes.length - start, scratch.length);
  let data = bytes;
  let from = start;
  if (header.masked) {
    unmaskInto(bytes, start, start + length, header.maskingKey, 0, scratch, 0);
    data = scratch;
    from = 0;
  }
  if (header.opcode === opcodes.close) {
    if (header.payloadLength === 0) return null;
    if (header.payloadLength === 1 || length < 2) return false;
    if (!mayBeSent((data[from] << 8) | data[from + 1])) return false;
    const reason: Utf8Progress = { state: utf8Start, badAt: -1 };
    checkUtf8(data, from + 2, from + length, reason);
    return reason.state === utf8Start || (!complete && reason.state !== utf8Bad);
  }
  if (header.opcode === opcodes.text && (header.rsv & 4) === 0) {
    const progress: Utf8Progress = { state: utf8Start, badAt: -1 };
    checkUtf8(data, from, from + length, progress);
    if (progress.state === utf8Bad) return false;
    const whole = complete && header.fin && length === header.payloadLength;
    if (whole && progress.state !== utf8Start) return false;
    // Control characters other than white space are legal in text, but they are no evidence that it is text.
    let odd = 0;
    for (let i = from; i < from + Math.min(length, 256); i++) {
      const byte = data[i];
      if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) odd++;
    }
    if (length === 0) return null;
    return odd * 8 > Math.min(length, 256) ? null : true;
  }
  return null;
}

/** Reads frames from `offset` on as a strict reader would, payloads checked. */
export function readChain(bytes: Uint8Array, offset: number, options: ChainOptions): Chain {
  const end = options.end ?? bytes.length;
  const read = options.read ?? readHeader;
  const tolerate =
    (options.tolerate ?? 0) | (options.read ? violation.lengthNotMinimal | violation.lengthMsbSet : 0);
  const { effort } = options;
  const maxFrames = options.maxFrames ?? Number.POSITIVE_INFINITY;
  let messageOpen = options.messageOpen ?? null;
  let closed = false;
  let at = offset;
  let proven = 0;
  const frames: ChainFrame[] = [];
  while (at < end) {
    if (frames.length >= maxFrames) return { frames, stop: 'max-frames', at, proven };
    // Unused buffers are full of zeros: one pair has the form of an empty fragment, a run of them is no frames.
    if (isZeroRun(bytes, at, end)) return { frames, stop: 'bad', at, proven };
    const header = read(bytes, at, end);
    if (header === null) {
      const plausible = at + 1 >= end ? true : plausibleStart(bytes[at], bytes[at + 1], options);
      return { frames, stop: plausible ? 'inside' : 'bad', at, proven };
    }
    const bits =
      headerViolations(header, { sender: options.sender, deflate: options.deflate, messageOpen, closed }) &
      ~tolerate;
    if (bits !== 0) return { frames, stop: 'bad', at, proven };
    const next = at + header.headerLength + header.payloadLength;
    if (effort !== undefined) effort.spent += 1 + checkedBytes(bytes, at, header);
    const fits = payloadFits(bytes, at, header, next <= end);
    if (fits === false && (tolerate & violation.textNotUtf8) === 0)
      return { frames, stop: 'bad', at, proven };
    if (next > end) return { frames, stop: 'inside', at, proven };
    if (!isControl(header.opcode)) messageOpen = !header.fin;
    if (header.opcode === opcodes.close) closed = true;
    if (fits === true) proven++;
    frames.push({ offset: at, header, proven: fits === true });
    at = next;
  }
  return { frames, stop: 'end', at, proven };
}

/** Two empty unmasked fragments in a row: four zeros. */
function isZeroRun(bytes: Uint8Array, at: number, end: number): boolean {
  return (
    at + 4 <= end && bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 0 && bytes[at + 3] === 0
  );
}

function plausibleStart(byte0: number, byte1: number, options: ChainOptions): boolean {
  const header = partsOf(byte0, byte1, byte1 & 127);
  const context = { sender: options.sender, deflate: options.deflate, messageOpen: null, closed: false };
  return (headerViolations(header, context) & ~(options.tolerate ?? 0)) === 0;
}

/**
 * The evidence of a chain for its starting point: about the number of bits by which it is less likely in
 * random bytes. A header of the right direction occurs in random bytes about once in 50 (5.6 bits). A text
 * payload that is UTF-8, and a chain that ends exactly with the data, give more.
 */
export function chainWeight(chain: Chain): number {
  let weight = 0;
  for (const frame of chain.frames) {
    // Zeros come in runs: 00 00 has the form of a frame, but is hardly evidence of one.
    weight += frame.header.byte0 === 0 && frame.header.payloadLength === 0 ? 0.5 : 5.6;
    if (frame.proven) weight += Math.min(24, 2 + frame.header.payloadLength * 0.6);
    // One value of two bytes in 30 may be sent as the code of a Close.
    if (frame.proven && frame.header.opcode === opcodes.close) weight += 4;
  }
  if (chain.stop === 'end' && chain.frames.length > 0) weight += 7;
  if (chain.stop === 'bad') weight -= 8;
  return weight;
}
