// What an input of text takes beyond a capture: recognising it, its errors and its handshakes. Loaded only for text.

import type { TextMark } from '../decoder/model/importer.ts';
import { lineNumber } from '../decoder/model/words.ts';
import { errorsIn } from '../decoder/recognise/errors.ts';
import { otherKinds } from '../decoder/recognise/recognise.ts';
import { reportedMasks } from '../decoder/recognise/reported-masks.ts';
import { statedSizeNote } from '../decoder/recognise/stated-size.ts';
import type { Capture } from './capture.ts';
import { giveHeads, hasHeads } from './pasted-heads.ts';
import { notesOn, type RecognisedText } from './recognised-text.ts';

export { importerById, sniffInput } from '../decoder/importers/sniff.ts';
export { readingsOfText } from './readings.ts';
export { recogniseSource } from './recognised-text.ts';

/** Notes on a capture what its text is, and which errors it holds. */
export function describeText(capture: Capture, recognised: RecognisedText): void {
  const { text, recognition } = recognised;
  capture.kind = recognition.kind;
  capture.errors = errorsIn(text, recognition);
  capture.recognition = recognition;
  capture.reportedMasks = reportedMasks(text, recognition, capture.errors);
  for (const note of notesOn(recognised, capture.errors)) capture.note(note);
}

/** What else a text may be, for the user to switch to. */
export function otherKindsOf({ text, recognition }: RecognisedText): { id: string; name: string }[] {
  return otherKinds(text, recognition).map(({ kind, name }) => ({ id: kind, name }));
}

/** Takes a text that is no bytes: the heads of a handshake in it become a connection. */
export function takeText(capture: Capture, { text, recognition }: RecognisedText): void {
  capture.format = recognition.kind;
  capture.formatName = recognition.name;
  const handshake = recognition.parts.findLast(({ kind }) => kind === 'handshake');
  const heads = handshake && text.slice(handshake.start, handshake.end);
  if (heads && hasHeads(heads)) giveHeads(capture, heads);
}

/** Says that a dump shows fewer bytes than the log states. */
export function noteStatedSize(capture: Capture, { text }: RecognisedText, marks: readonly TextMark[]): void {
  const [decoder] = capture.decoders;
  if (capture.kind !== 'bytes' || capture.decoders.length !== 1 || decoder.opening.transport !== 'bytes')
    return;
  const words = statedSizeNote(text, marks, decoder.store.length);
  if (words !== null) capture.note({ level: 'warning', id: 'bytes-missing', text: words });
}

/** Says that a text has several dumps, and where each of them begins. */
export function noteSeveralDumps(capture: Capture, { text, recognition }: RecognisedText): void {
  const dumps = recognition.parts.filter(({ format }) => format !== null);
  if (dumps.length < 2) return;
  const lines = dumps.map(({ start }) => lineNumber(text, start));
  capture.note({
    level: 'info',
    id: 'several-dumps',
    text: `The text holds ${dumps.length} dumps, in line ${lines.slice(0, -1).join(', ')} and ${lines[lines.length - 1]}. Each is shown as a connection of its own.`,
  });
}
