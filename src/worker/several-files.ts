// Files that are opened together as one capture: what each of them is, and which is read first.

import { sniffInput } from '../decoder/importers/sniff.ts';
import type { Note } from '../decoder/model/basics.ts';
import type { BlockCache } from './input.ts';
import type { NamedFile, OpenInput } from './protocol.ts';
import { type Reading, readingsOf } from './readings.ts';
import { type RecognisedText, recogniseSource } from './recognised-text.ts';
import { openSource, type Source } from './source.ts';

/** What a file is, and how it is read. */
export interface LookedAt {
  readonly name: string;
  readonly source: Source;
  /** In bytes; `null` for a compressed file. */
  readonly size: number | null;
  readonly recognised: RecognisedText | null;
  /** Empty where there is nothing to decode. */
  readonly readings: readonly Reading[];
}

async function lookAt({ file, name }: NamedFile, cache: BlockCache): Promise<LookedAt> {
  const source = await openSource({ kind: 'file', file, name }, cache);
  const size = source.isCompressed ? null : source.size;
  const sniffed = sniffInput(source.head, { name, size, pasted: false });
  const recognised = recogniseSource(source, null);
  return { name, source, size, recognised, readings: readingsOf(source, recognised, sniffed) };
}

/** How well a file stands for the whole input: a capture in binary best. */
function rankOf({ readings: [first] }: LookedAt): number {
  return first === undefined ? 0 : first.importer.text ? 1 : 2;
}

/** An input with the file first that says what it is, and the files that are read after it. */
export async function inReadingOrder(
  input: OpenInput,
  cache: BlockCache,
): Promise<{ readonly input: OpenInput; readonly further: readonly LookedAt[] }> {
  if (input.kind !== 'file' || !input.further?.length) return { input, further: [] };
  const files: readonly NamedFile[] = [input, ...input.further];
  const looked = await Promise.all(files.map((file) => lookAt(file, cache)));
  const ranks = looked.map(rankOf);
  const best = ranks.indexOf(Math.max(...ranks));
  const { file, name } = files[best];
  return { input: { ...input, file, name }, further: looked.filter((_, index) => index !== best) };
}

/** Names that stand in a title. */
const maxNames = 3;

/** The title of an input: the names of its files. */
export function titleOf({ name }: OpenInput, further: readonly LookedAt[]): string {
  const names = [name, ...further.map((looked) => looked.name)];
  return names.length <= maxNames ? names.join(' + ') : `${name} + ${further.length} files`;
}

/** Says that a file beside others holds no connection. */
export function unreadNote({ name, source, recognised }: LookedAt): Note {
  const note = (found: string, advice: string): Note => ({
    level: 'warning',
    id: 'further-file-unread',
    text: `${name}: expected a capture or a dump beside the others, found ${found}. ${advice}`,
  });
  if (source.size === 0) return note('an empty file', 'Nothing was recorded in it.');
  if (recognised === null || recognised.recognition.kind === 'unknown')
    return note('something else', 'Open it alone.');
  const { kind, name: what } = recognised.recognition;
  return note(
    what,
    kind === 'configuration' ? 'The configuration check takes several files at once.' : 'Open it alone.',
  );
}
