// Recognises an input that is text, and makes the notes on a text without bytes to decode.

import { decodeText } from '../decoder/bytes/utf8.ts';
import { otherConfiguration, remarkWords } from '../decoder/configuration/other/other.ts';
import { withPlainSigns } from '../decoder/importers/text/head.ts';
import { doubtedReading, type Note } from '../decoder/model/basics.ts';
import { type ErrorText, unknownProgram } from '../decoder/recognise/errors.ts';
import { frameTableSummary, isFrameTable } from '../decoder/recognise/frame-table.ts';
import { isJudged } from '../decoder/recognise/judged-programs.ts';
import { isPacketList, packetListSummary } from '../decoder/recognise/packet-list.ts';
import { treeSummary } from '../decoder/recognise/packet-tree-summary.ts';
import { unquotedText } from '../decoder/recognise/quote.ts';
import { recognise, recogniseAs } from '../decoder/recognise/recognise.ts';
import { isKindWithoutBytes, type Part, type Recognition } from '../decoder/recognise/recognition.ts';
import type { Source } from './source.ts';

/** A text and what it is. */
export interface RecognisedText {
  /** The first 64 KiB. */
  readonly text: string;
  readonly recognition: Recognition;
}

/** Recognises an input that is text, or takes it for a kind that was chosen. */
export function recogniseSource({ head }: Source, chosen: string | null): RecognisedText {
  const text = withPlainSigns(decodeText(head));
  const isChosen = chosen !== null && isKindWithoutBytes(chosen);
  return { text, recognition: isChosen ? recogniseAs(text, chosen) : recognise(text) };
}

/** The parts that importers read, in the order of the text. */
export function readableParts({ recognition }: RecognisedText): Part[] {
  return recognition.parts.filter(({ format }) => format !== null);
}

/** Error texts whose meaning is noted. */
const maxErrorNotes = 3;

/** Notes on the parts without bytes, one sentence each, and on what its errors mean. */
export function notesOn({ text, recognition }: RecognisedText, errors: readonly ErrorText[]): Note[] {
  const notes: Note[] = [];
  for (const part of recognition.parts) {
    const { kind, name, format, start, doubt } = part;
    if (doubt !== undefined)
      notes.push({
        level: 'warning',
        id: doubtedReading,
        text: `${doubt} What is said of the bytes is less sure.`,
      });
    if (format !== null) continue;
    const put = (words: string) => notes.push({ level: 'info', id: kind, text: words, at: start });
    if (kind === 'error-text') {
      put(`Recognised: ${name}. It holds no bytes of the connection; numbers in it are not judged.`);
    } else if (kind === 'configuration') {
      put(`Recognised: ${name}.${isJudged(name) ? '' : ' It is not judged here.'}`);
      const other = isJudged(name) ? null : otherConfiguration(text.slice(start, part.end));
      if (other !== null) for (const words of remarkWords(other, text, start)) put(words);
    } else if (kind === 'bytes') {
      put(`Recognised: ${name}. Nothing in it is judged.`);
    } else if (kind === 'packet-tree') {
      const tree = unquotedText(text.slice(start, part.end));
      if (isFrameTable(tree)) put(frameTableSummary(tree));
      else put(isPacketList(tree.split(/\r?\n/)) ? packetListSummary(tree) : treeSummary(tree));
    } else put(`Recognised: ${kind === 'url' ? 'a URL' : `a handshake (${name})`}.`);
  }
  for (const error of errors.slice(0, maxErrorNotes)) {
    const words = meaningOf(error);
    if (words !== '') notes.push({ level: 'info', id: 'error-text', text: words });
  }
  return notes;
}

/** What an error text means, in a note; empty when nothing is known of it. */
function meaningOf({ implementation, note, causes }: ErrorText): string {
  const [cause] = causes;
  const likely = cause === undefined ? '' : `Most likely: ${cause.title} (${cause.cause}).`;
  const known = [note.replace(unknownProgram, ''), likely].filter((words) => words !== '').join(' ');
  return known === '' || implementation === 'any' ? known : `${implementation}: ${known}`;
}
