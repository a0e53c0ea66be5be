import { capital, count, the } from '../../../model/words.ts';
import type { Cause } from '../../cause.ts';
import type { BreakWindow } from '../../evidence/break-window.ts';
import { foreignHypothesis, foreignReadings } from '../../evidence/foreign-at-break.ts';
import { readUndone, streamFromStart, undoneHypothesis } from '../../evidence/undone-stream.ts';
import type { Hypothesis } from '../../hypothesis.ts';
import { dechunk } from './dechunk.ts';

/** A chunk line after which a line end stands where its size says, in bits. */
const scoreOfChunk = 16;
/** The last chunk ends with the stream. */
const scoreOfExactEnd = 10;

/** The whole stream, taken out of its chunks. */
function wholeStreamInChunks(window: BreakWindow): readonly Hypothesis[] {
  const bytes = streamFromStart(window);
  const dechunked = bytes === null || window.firstBreak.offset !== 0 ? null : dechunk(bytes);
  if (dechunked === null) return [];
  const { chunkCount } = dechunked;
  return undoneHypothesis(window, {
    name: 'HTTP chunks taken off',
    claim: `${capital(the(window.sender))}'s frames are wrapped in HTTP chunks: each piece has a line with its size before it.`,
    found: `${count(chunkCount, 'chunk line')} fit${chunkCount === 1 ? 's' : ''} the sizes they name.`,
    bytes: dechunked.bytes,
    chain: readUndone(window, dechunked.bytes),
    extraScore: chunkCount * scoreOfChunk + (dechunked.toEnd ? scoreOfExactEnd : 0),
  });
}

/** The 101 announced a body in chunks, and what writes the body wraps every write to the socket in a chunk. */
export const chunkedOnWebsocket: Cause<'chunked-on-websocket'> = {
  id: 'chunked-on-websocket',
  group: 'handshake',
  title: 'Frames are wrapped in HTTP chunks',
  section: 'RFC 6455 4.2.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws', 'php'],
  confirm:
    'curl -i -N with the upgrade headers: the 101 must have no Transfer-Encoding, and no size lines may follow it.',
  hypotheses: (window) => [
    ...foreignReadings(window, 'chunk').map(foreignHypothesis),
    ...wholeStreamInChunks(window),
  ],
};
