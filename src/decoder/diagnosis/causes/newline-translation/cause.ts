import { otherSender } from '../../../model/basics.ts';
import { advance } from '../../../model/coordinates.ts';
import { count, the } from '../../../model/words.ts';
import type { Cause, CauseMatch } from '../../cause.ts';
import type { DiagnosisContext } from '../../context.ts';
import type { BreakWindow } from '../../evidence/break-window.ts';
import { packetScoreOfMismatches } from '../../evidence/payload-length-mismatch.ts';
import { readUndone, streamFromStart, undoneHypothesis } from '../../evidence/undone-stream.ts';
import type { Hypothesis } from '../../hypothesis.ts';
import { countLineEnds, crAdded, crAddedToShortFrames, crRemoved } from './line-ends.ts';

/** No newline in the stream stands alone: each was changed. In bits. */
const scoreOfOnlyPairs = 10;
/** Some stand alone, so not each newline was changed. */
const scoreOfMixed = 2;
/** Newlines without any CR LF: so is most text. */
const scoreOfOnlyLone = 6;

/** One newline fits by chance where a single byte is missing: some byte of most payloads is 0a. */
const minAdded = 2;
const scoreOfFew = -14;

function lfMadeCrLf(window: BreakWindow, bytes: Uint8Array, pairs: number, lone: number): Hypothesis[] {
  const undone = crRemoved(bytes);
  const others = lone === 0 ? 'no lone newline' : count(lone, 'lone newline');
  return undoneHypothesis(window, {
    name: 'each 0a made 0d 0a',
    claim: `Each newline (0a) of ${the(window.sender)}'s stream was made CR LF (0d 0a) on the way, so payloads are longer than declared.`,
    found: `The stream holds ${count(pairs, 'CR LF pair')} and ${others}.`,
    bytes: undone,
    chain: readUndone(window, undone),
    extraScore: (lone === 0 ? scoreOfOnlyPairs : scoreOfMixed) + packetScoreOfMismatches(window),
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
      extraScore:
        (undone.length - bytes.length < minAdded ? scoreOfFew : scoreOfOnlyLone) +
        packetScoreOfMismatches(window),
    }),
  );
}

/** CR CR LF ends each line of a head: no program writes that, and a translation of CR LF makes it. */
const confidenceOfHeads = 0.96;
const minLines = 3;
/** Bytes of a head that are looked at. */
const maxHead = 8192;

/** The first head whose lines all end in CR CR LF. */
function inHeads({ client, server, connection }: DiagnosisContext): CauseMatch | null {
  for (const { sender, raw } of [client, server]) {
    const text = new TextDecoder('latin1').decode(raw.subarray(0, maxHead));
    const isHead = /^(HTTP\/1\.|[A-Z]{3,7} \S+ HTTP\/1\.)/.test(text);
    const at = text.indexOf('\r\r\n');
    const lines = text.match(/\r\r\n/g)?.length ?? 0;
    if (!isHead || lines < minLines || /[^\r]\r\n/.test(text.slice(0, at + 3))) continue;
    const { locator } = connection;
    return {
      confidence: confidenceOfHeads,
      title: 'Line ends were translated already in the handshake',
      claim: `Each line of ${the(sender)}'s head ends in 0d 0d 0a: something on the way wrote CR LF for each LF, and does so in the frames as well.`,
      evidence: [
        {
          text: `Here a line ends in 0d 0d 0a, and so do ${count(lines, 'line')}.`,
          place: { sender, offset: advance(locator.firstByte(sender), at), length: 3 },
        },
      ],
      against: 'A program that writes wrong line ends leaves a byte out; it does not write CR twice.',
      confirm:
        'Turn the translation off where the stream is relayed: socat crnl, text mode of a pipe, a serial line.',
    };
  }
  return null;
}

/** The lines of a head end in LF alone, and the other endpoint went at once. */
const confidenceOfBareLf = 0.93;

/** A head whose lines end in LF alone, which strict receivers refuse, before a connection that came to nothing. */
function bareLfInHeads(context: DiagnosisContext): CauseMatch | null {
  const { client, server, connection } = context;
  for (const { sender, raw, direction } of [client, server]) {
    const other = connection.directions[otherSender(sender)];
    const isRefused = other.frameCount === 0 && (other.end === 'fin' || other.end === 'rst');
    if (!isRefused || direction.heads.length === 0) continue;
    const text = new TextDecoder('latin1').decode(raw.subarray(0, Math.min(maxHead, direction.base)));
    const lines = text.match(/[^\r]\n/g)?.length ?? 0;
    const isHead = /^(HTTP\/1\.|[A-Z]{3,7} \S+ HTTP\/1\.)/.test(text);
    if (!isHead || lines < minLines || text.includes('\r\n')) continue;
    const at = text.indexOf('\n');
    return {
      confidence: confidenceOfBareLf,
      title: `The lines of ${the(sender)}'s head end in LF alone`,
      claim: `Each line of ${the(sender)}'s head ends in 0a without 0d, and ${the(otherSender(sender))} ended the connection without a frame. HTTP wants CR LF; strict receivers refuse anything else.`,
      evidence: [
        {
          text: `Here a line ends in 0a alone, and so do ${count(lines, 'line')}.`,
          place: { sender, offset: advance(connection.locator.firstByte(sender), at), length: 1 },
        },
      ],
      against: 'All else in the head is in order.',
      confirm: 'Write the head with CR LF: in binary mode, or with the line ends of the socket set to CR LF.',
    };
  }
  return null;
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
  stacks: ['python-websockets'],
  confirm: 'Open the pipe or file in binary mode; 0a and 0d 0a must arrive as sent.',
  match: (context, reading) => inHeads(context) ?? bareLfInHeads(context) ?? reading,
  hypotheses(window) {
    const bytes = streamFromStart(window);
    if (bytes === null) return [];
    const { pairs, lone } = countLineEnds(bytes);
    if (pairs > 0) return lfMadeCrLf(window, bytes, pairs, lone);
    return lone > 0 ? crLfMadeLf(window, bytes, lone) : [];
  },
};
