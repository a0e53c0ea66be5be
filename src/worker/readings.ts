// Which importers read an input of text, and which of its characters: it may hold several dumps.

import { encodeText } from '../decoder/bytes/utf8.ts';
import type { Sniffed } from '../decoder/importers/grading.ts';
import { importerById } from '../decoder/importers/sniff.ts';
import type { Importer } from '../decoder/model/importer.ts';
import { partAlone, piecesOf } from '../decoder/recognise/pieces.ts';
import type { Part } from '../decoder/recognise/recognition.ts';
import { hasHeads } from './pasted-heads.ts';
import { type RecognisedText, readableParts } from './recognised-text.ts';
import type { Source } from './source.ts';

/** An importer, and the source that it reads. */
export interface Reading {
  readonly importer: Importer;
  readonly source: Source;
}

/** The readings of an input that is text; none when there is nothing to decode in it. */
export function readingsOfText(source: Source, recognised: RecognisedText, { best }: Sniffed): Reading[] {
  const [sniffed] = best;
  const { kind, parts } = recognised.recognition;
  if (kind === 'unknown') return [];
  if (sniffed?.id === 'http-text' && kind === 'handshake') {
    if (!hasHeads(recognised.text)) return [];
    return [{ importer: sniffed, source: parts.length === 1 ? alone(source, recognised, parts[0]) : source }];
  }
  const readable = readableParts(recognised);
  // Only the head of a longer text is known: its longest part stands for the whole.
  if (!isKnown(source)) {
    const [longest] = [...readable].sort((a, b) => b.end - b.start - (a.end - a.start));
    const importer = longest?.format ? importerById(longest.format) : null;
    return importer === null ? [] : [{ importer, source }];
  }
  return oneForEachExport(readable).flatMap((part) => {
    const importer = part.format === null ? null : importerById(part.format);
    return importer === null ? [] : [{ importer, source: alone(source, recognised, part) }];
  });
}

/** Parts of an export of messages are read at once: its connections are told apart inside of it. */
function oneForEachExport(parts: readonly Part[]): Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const at = joined.findIndex(({ kind, format }) => kind !== 'bytes' && format === part.format);
    if (at < 0) joined.push(part);
    else joined[at] = { ...joined[at], end: part.end, pieces: [...piecesOf(joined[at]), ...piecesOf(part)] };
  }
  return joined;
}

/** Whether the whole text was looked at. */
function isKnown({ isCompressed, size, head }: Source): boolean {
  return !isCompressed && size <= head.length;
}

/** A source in which only one part of the text is read. */
function alone(source: Source, { text }: RecognisedText, part: Part): Source {
  const isWhole = part.pieces === undefined && part.end - part.start >= text.length;
  if (isWhole || !isKnown(source)) return source;
  const own = partAlone(text, part);
  return {
    ...source,
    text: source.text === null ? null : own,
    async *chunks() {
      yield encodeText(own);
    },
  };
}
