import { concat } from '../../../bytes/concat.ts';
import { capital, count, hexOffset, the } from '../../../model/words.ts';
import { unencodeLatin1, unencodeLatin1Start } from '../../../websocket/text-corruption.ts';
import type { Cause } from '../../cause.ts';
import { type BreakWindow, placeIn } from '../../evidence/break-window.ts';
import { readUndone, streamFromStart, undoneHypothesis } from '../../evidence/undone-stream.ts';
import type { Hypothesis } from '../../hypothesis.ts';

/** Each byte above 7f is one bit for it: noise would soon have one that is not UTF-8 of Latin-1. */
const maxHighScore = 30;
/** A replacement character in a stream of frames: hardly ever sent on purpose. In bits: once, and for each. */
const scoreOfReplacement = 10;
const scoreOfEachReplacement = 12;
/** Share of the bytes above 7f that are replacement characters when the stream was decoded as UTF-8. */
const minReplacedShare = 0.5;
const replacementLength = 3;

/** Bytes taken for Latin-1 and encoded as UTF-8. */
function latin1MadeUtf8(window: BreakWindow, bytes: Uint8Array, highCount: number): Hypothesis[] {
  const undone = unencodeLatin1(bytes);
  if (undone === null) return [];
  return undoneHypothesis(window, {
    name: 'bytes re-encoded from Latin-1 to UTF-8',
    claim: `${capital(the(window.sender))}'s bytes were taken for text and encoded as UTF-8 again: each byte above 7f became two.`,
    found: `All ${count(highCount, 'byte')} above 7f come in pairs that begin with c2 or c3.`,
    bytes: undone,
    chain: readUndone(window, undone),
    extraScore: Math.min(maxHighScore, highCount),
  });
}

/** High bytes that a part of a stream must have: fewer pairs with c2 or c3 come about by chance. */
const minHighCountOfPart = 8;

/** From the break on, up to where bytes are as they were written again, bytes were taken for Latin-1. */
function partMadeUtf8(window: BreakWindow, bytes: Uint8Array): Hypothesis[] {
  const { breakAt, firstBreak, sender } = window;
  if (breakAt === 0 || firstBreak.overrun) return [];
  const part = unencodeLatin1Start(bytes.subarray(breakAt));
  if (part.highCount < minHighCountOfPart) return [];
  const undone = concat([bytes.subarray(0, breakAt), part.bytes, bytes.subarray(breakAt + part.inputLength)]);
  return undoneHypothesis(window, {
    name: 'bytes re-encoded from Latin-1 to UTF-8',
    claim: `From ${hexOffset(firstBreak.offset)} on ${the(sender)}'s bytes were taken for text and encoded as UTF-8 again: each byte above 7f became two.`,
    found: `All ${count(part.highCount, 'byte')} above 7f in the ${count(part.inputLength, 'byte')} from here on come in pairs that begin with c2 or c3.`,
    bytes: undone,
    chain: readUndone(window, undone),
    extraScore: Math.min(maxHighScore, part.highCount),
  });
}

/** How many times U+FFFD (ef bf bd) stands in the bytes. */
function countReplacements(bytes: Uint8Array): number {
  let count = 0;
  for (let i = 0; i + 2 < bytes.length; i++) {
    if (bytes[i] !== 0xef || bytes[i + 1] !== 0xbf || bytes[i + 2] !== 0xbd) continue;
    count++;
    i += replacementLength - 1;
  }
  return count;
}

/** Bytes decoded as UTF-8, so that U+FFFD stands for what was not UTF-8. This cannot be undone. */
function replaced(window: BreakWindow, bytes: Uint8Array, highCount: number): Hypothesis[] {
  const times = countReplacements(bytes);
  if (times === 0 || times * replacementLength < highCount * minReplacedShare) return [];
  return [
    {
      name: 'bytes replaced by U+FFFD',
      score: scoreOfReplacement + times * scoreOfEachReplacement,
      frames: 1,
      toEnd: false,
      claim: `${capital(the(window.sender))}'s bytes were decoded as UTF-8 on the way: all that was not UTF-8 was replaced by ef bf bd and is lost.`,
      evidence: [
        {
          text: `ef bf bd, the replacement character, stands in the stream ${count(times, 'time')}, also in place of header bytes.`,
          place: placeIn(window, window.breakAt, replacementLength),
        },
      ],
    },
  ];
}

/** The stream went through a string: its bytes were decoded as text and encoded again. */
export const utf8Reencoded: Cause<'utf8-reencoded'> = {
  id: 'utf8-reencoded',
  group: 'damage on the way',
  title: 'The bytes were re-encoded as text',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'python-websockets'],
  confirm: 'Keep the stream as bytes (Buffer, bytes) from end to end; never pass it through a string.',
  hypotheses(window) {
    const bytes = streamFromStart(window);
    if (bytes === null) return [];
    const highCount = bytes.reduce((sum, byte) => sum + (byte >= 0x80 ? 1 : 0), 0);
    if (highCount === 0) return [];
    const whole = latin1MadeUtf8(window, bytes, highCount);
    return [
      ...(whole.length > 0 ? whole : partMadeUtf8(window, bytes)),
      ...replaced(window, bytes, highCount),
    ];
  },
};
