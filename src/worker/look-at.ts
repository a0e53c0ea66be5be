// What an input is, and which importers read it.

import { fileFormats } from '../decoder/importers/file-formats.ts';
import { gradeInput, type Sniffed } from '../decoder/importers/grading.ts';
import { textHead } from '../decoder/importers/text/head.ts';
import type { InputHint } from '../decoder/model/importer.ts';
import type { Reading } from './readings.ts';
import type { RecognisedText } from './recognised-text.ts';
import type { Source } from './source.ts';

/** What an input is, and how it is read. */
export interface LookedAt {
  readonly source: Source;
  /** In bytes; `null` for a compressed input. */
  readonly size: number | null;
  readonly sniffed: Sniffed;
  /** `null` for binary input, and where the format was chosen. */
  readonly recognised: RecognisedText | null;
  /** Empty where there is nothing to decode. */
  readonly readings: readonly Reading[];
}

/** Looks at the first bytes of an input. `format`: a format or a kind of text that was chosen for it. */
export async function lookAt(
  source: Source,
  { name, format }: { readonly name: string; readonly format: string | null },
): Promise<LookedAt> {
  const size = source.isCompressed ? null : source.size;
  const hint: InputHint = { name, size, pasted: source.text !== null };
  const isText = textHead(source.head, hint) !== null;
  const texts = isText || format !== null ? await import('./text-input.ts') : null;
  const sniffed = texts?.sniffInput(source.head, hint) ?? gradeInput(fileFormats, source.head, hint);
  const asked = format === null ? null : (texts?.importerById(format) ?? null);
  if (asked === null && isText && texts !== null) {
    const recognised = texts.recogniseSource(source, format);
    return { source, size, sniffed, recognised, readings: texts.readingsOfText(source, recognised, sniffed) };
  }
  const importer = asked ?? sniffed.best.at(0);
  return {
    source,
    size,
    sniffed,
    recognised: null,
    readings: importer === undefined ? [] : [{ importer, source }],
  };
}
