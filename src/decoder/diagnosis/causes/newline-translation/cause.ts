import { count, the } from '../../../model/words.ts';
import type { Cause } from '../../cause.ts';
import type { BreakWindow } from '../../evidence/break-window.ts';
import { readUndone, streamFromStart, undoneHypothesis } from '../../evidence/undone-stream.ts';
import type { Hypothesis } from '../../hypothesis.ts';
import { countLineEnds, crAdded, crAddedToShortFrames, crRemoved } from './line-ends.ts';

/** No newline in the stream stands alone: each was changed. In bits. */
const scoreOfOnlyPairs = 10;
/** Some stand alone, so not each newline was changed. */
const scoreOfMixed = 2;
/** Newlines without any CR LF: so is most text. */
const scoreOfOnlyLone = 6;

function lfMadeCrLf(window: BreakWindow, bytes: Uint8Array, pairs: number, lone: number): Hypothesis[] {
  const undone = crRemoved(bytes);
  const others = lone === 0 ? 'no lone newline' : count(lone, 'lone newline');
  return undoneHypothesis(window, {
    name: 'each 0a made 0d 0a',
    claim: `Each newline (0a) of ${the(window.sender)}'s stream was made CR LF (0d 0a) on the way, so payloads are longer than declared.`,
    found: `The stream holds ${count(pairs, 'CR LF pair')} and ${others}.`,
    bytes: undone,
    chain: readUndone(window, undone),
    extraScore: lone === 0 ? scoreOfOnlyPairs : scoreOfMixed,
  });
}

function crLfMadeLf(window: BreakWindow, bytes: Uint8Array, lone: number): Hypothesis[] {
  return [crAdded(bytes), crAddedToShortFrames(window, bytes)].flatMap((undone) =>
    undoneHypothesis(window, {
      name: 'each 0d 0a made 0a',
      claim: `Each CR LF (0d 0a) of ${the(window.sender)}'s stream was made a lone newline (0a) on the way, so payloads are shorter than declared.`,
      found: `The stream holds ${count(lone, 'newline')} and no CR LF.`,
      bytes: undone,
      chain: readUndone(window, undone),
      extraScore: scoreOfOnlyLone,
    }),
  );
}

/**
 * Something on the way treats the stream as text and changes its line ends: a pipe or file in text mode, a
 * serial line.
 */
export const newlineTranslation: Cause<'newline-translation'> = {
  id: 'newline-translation',
  group: 'damage on the way',
  title: 'Line ends were translated inside the stream',
  section: 'RFC 6455 5.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['php', 'python-websockets'],
  confirm: 'Open the pipe or file in binary mode; 0a and 0d 0a must arrive as sent.',
  hypotheses(window) {
    const bytes = streamFromStart(window);
    if (bytes === null) return [];
    const { pairs, lone } = countLineEnds(bytes);
    if (pairs > 0) return lfMadeCrLf(window, bytes, pairs, lone);
    return lone > 0 ? crLfMadeLf(window, bytes, lone) : [];
  },
};
