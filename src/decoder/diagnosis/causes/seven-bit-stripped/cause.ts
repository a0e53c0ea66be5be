import { isControl } from '../../../model/opcode.ts';
import { violation } from '../../../model/violation.ts';
import { count, the } from '../../../model/words.ts';
import type { Chain } from '../../../websocket/chain.ts';
import { restoreTopBits } from '../../../websocket/text-corruption.ts';
import type { Cause } from '../../cause.ts';
import type { BreakWindow } from '../../evidence/break-window.ts';
import { readUndone, streamFromStart, undoneHypothesis } from '../../evidence/undone-stream.ts';

/** Fewer bytes without a top bit are no evidence. */
const minLength = 4;
/** A stream of frames without any byte above 7f, in bits, and one bit more for so many bytes, up to a maximum. */
const prior = 10;
const bytesPerBit = 16;
const maxLengthScore = 12;
/** Frames must be found in this share of the stream. */
const minRestoredShare = 0.5;
/** Ping, Pong and Close without FIN are headers that lost their top bit; their bits, and the most that they give. */
const scoreOfControlFrame = 8;
const maxControlScore = 20;
/** One frame with neither a mask nor a byte beyond text has lost one bit, FIN, which a sender can leave out as well. */
const priorOfOneBit = 2;
/** Control characters that no text has: one bit each; two a frame are in every header. */
const controlsInHeader = 2;
const maxCharacterScore = 16;

/** The stream with its top bits put back and read; `null` when that leads nowhere. */
function withTopBits(window: BreakWindow, bytes: Uint8Array): { bytes: Uint8Array; chain: Chain } | null {
  const restored = restoreTopBits(bytes, window.sender === 'client');
  if (restored.frames < 1 || restored.at < bytes.length * minRestoredShare) return null;
  // Masked payloads lost bits too, so they are not text now, and which frames ended a message is lost: only
  // the framing counts.
  const chain = readUndone(window, restored.bytes, {
    deflate: true,
    tolerate: violation.textNotUtf8 | violation.orphanContinuation | violation.interleavedMessage,
  });
  return chain.frames.length === 0 ? null : { bytes: restored.bytes, chain };
}

/** What lost top bits leave: control characters that text does not have, and control frames without FIN. In bits. */
function tracesScore(window: BreakWindow, bytes: Uint8Array): number {
  const { rows } = window.stream;
  const { frames } = window.context.connection;
  const isOdd = (byte: number): boolean => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13;
  const odd = bytes.reduce((sum, byte) => sum + (isOdd(byte) ? 1 : 0), 0);
  const controlFrames = rows.filter((row) => isControl(frames.opcode(row)) && !frames.fin(row)).length;
  return (
    Math.min(maxControlScore, controlFrames * scoreOfControlFrame) +
    Math.min(maxCharacterScore, Math.max(0, odd - rows.length * controlsInHeader))
  );
}

/** Bits for a stream without top bits, and for what their loss leaves. */
function scoreOf(window: BreakWindow, bytes: Uint8Array, { frames }: Chain): number {
  const isOneBit = frames.length === 1 && window.sender === 'server';
  if (isOneBit) return priorOfOneBit;
  return prior + Math.min(maxLengthScore, bytes.length / bytesPerBit) + tracesScore(window, bytes);
}

/** Every byte lost its top bit: the stream went over a line or gateway for 7-bit text. */
export const sevenBitStripped: Cause<'seven-bit-stripped'> = {
  id: 'seven-bit-stripped',
  group: 'damage on the way',
  title: 'The top bit of every byte was lost',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  confirm: 'Set the line to 8 data bits and no parity.',
  hypotheses(window) {
    const bytes = streamFromStart(window);
    if (bytes === null || bytes.length < minLength || bytes.some((byte) => byte >= 0x80)) return [];
    const restored = withTopBits(window, bytes);
    if (restored === null) return [];
    return undoneHypothesis(window, {
      name: 'top bit of every byte lost',
      claim: `The top bit of every byte of ${the(window.sender)}'s stream was lost on the way: FIN and MASK read as 0 everywhere.`,
      found: `None of ${count(bytes.length, 'byte')} is above 7f, though a final frame begins with one.`,
      bytes: restored.bytes,
      chain: restored.chain,
      extraScore: scoreOf(window, bytes, restored.chain),
    });
  },
};
