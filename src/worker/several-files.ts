// Files that are opened together as one capture: what each of them is, and which is read first.

import { joinFiles } from '../decoder/configuration/paste/join-files.ts';
import type { Note } from '../decoder/model/basics.ts';
import { maxTextBytes } from '../decoder/model/check-limits.ts';
import type { BlockCache } from './input.ts';
import { type LookedAt, lookAt } from './look-at.ts';
import type { NamedFile, OpenInput } from './protocol.ts';
import { joinRotated } from './rotated-captures.ts';
import { openSource } from './source.ts';

/** A file, what it is, and how it is read. */
export interface FurtherFile extends LookedAt {
  readonly name: string;
}

async function lookAtFile({ file, name }: NamedFile, cache: BlockCache): Promise<FurtherFile> {
  const source = await openSource({ kind: 'file', file, name }, cache);
  return { name, ...(await lookAt(source, { name, format: null })) };
}

/** How well a file stands for the whole input: a capture in binary best. */
function rankOf({ readings: [first] }: FurtherFile): number {
  return first === undefined ? 0 : first.importer.text ? 1 : 2;
}

/** Bytes of two files that are compared at a time. */
const comparedBytes = 1 << 20;

async function areSame(a: Blob, b: Blob): Promise<boolean> {
  if (a.size !== b.size) return false;
  for (let at = 0; at < a.size; at += comparedBytes) {
    const [one, other] = await Promise.all(
      [a, b].map(async (file) => new Uint8Array(await file.slice(at, at + comparedBytes).arrayBuffer())),
    );
    if (one.length !== other.length || one.some((byte, i) => byte !== other[i])) return false;
  }
  return true;
}

/** The files without those that have the bytes of an earlier one, and a note on each that was left out. */
async function withoutCopies(files: readonly NamedFile[]) {
  const kept: NamedFile[] = [];
  const notes: Note[] = [];
  for (const one of files) {
    const known: boolean[] = await Promise.all(kept.map(({ file }) => areSame(file, one.file)));
    const same = known.indexOf(true);
    if (same < 0) kept.push(one);
    else {
      const text = `${one.name} has the same bytes as ${kept[same].name}: it was read once.`;
      notes.push({ level: 'info', id: 'same-file-twice', text });
    }
  }
  return { kept, notes };
}

/** The text of files that are all configurations, joined; `null` where one is something else or all are too large. */
async function joinedConfigurations(
  looked: readonly FurtherFile[],
  files: readonly NamedFile[],
): Promise<string | null> {
  const isConfiguration = ({ readings, recognised }: FurtherFile) =>
    readings.length === 0 && recognised?.recognition.kind === 'configuration';
  const size = files.reduce((sum, { file }) => sum + file.size, 0);
  if (looked.length < 2 || size > maxTextBytes || !looked.every(isConfiguration)) return null;
  const parts = files.map(async ({ name, file }) => ({
    name,
    text: (await file.text()).replace(/^\ufeff/, ''),
  }));
  return joinFiles(await Promise.all(parts));
}

/** Files that were opened together, in the order in which they are read. */
export interface FilesInOrder {
  /** The input with the file first that says what it is. */
  readonly input: OpenInput;
  readonly further: readonly FurtherFile[];
  /** On files that are left out. */
  readonly notes: readonly Note[];
  /** The text of several configurations, which the input then holds; else `null`. */
  readonly joinedText: string | null;
}

/** The files of an input in reading order; configurations become one text. */
export async function inReadingOrder(input: OpenInput, cache: BlockCache): Promise<FilesInOrder> {
  if (input.kind !== 'file' || !input.further?.length)
    return { input, further: [], notes: [], joinedText: null };
  const { kept, notes: onCopies } = await withoutCopies([input, ...input.further]);
  const { files, notes: onPieces } = await joinRotated(kept);
  const notes = [...onCopies, ...onPieces];
  const looked = await Promise.all(files.map((file) => lookAtFile(file, cache)));
  const joinedText = await joinedConfigurations(looked, files);
  if (joinedText !== null) {
    const { format, assumptions } = input;
    const name = titleOf(input, looked.slice(1));
    return {
      input: { kind: 'text', text: joinedText, name, format, assumptions },
      further: [],
      notes,
      joinedText,
    };
  }
  const ranks = looked.map(rankOf);
  const best = ranks.indexOf(Math.max(...ranks));
  const { file, name } = files[best];
  const further = looked.filter((_, index) => index !== best);
  return { input: { ...input, file, name }, further, notes, joinedText: null };
}

/** Names that stand in a title. */
const maxNames = 3;

/** The title of an input: the names of its files. */
export function titleOf({ name }: { readonly name: string }, further: readonly FurtherFile[]): string {
  const names = [name, ...further.map((looked) => looked.name)];
  return names.length <= maxNames ? names.join(' + ') : `${name} + ${further.length} files`;
}

/** Says that a file beside others holds no connection. */
export function unreadNote({ name, source, recognised }: FurtherFile): Note {
  const note = (found: string, advice: string): Note => ({
    level: 'warning',
    id: 'further-file-unread',
    text: `${name}: expected a capture or a dump beside the others, found ${found}. ${advice}`,
  });
  if (source.size === 0) return note('an empty file', 'Nothing was recorded in it.');
  if (recognised === null || recognised.recognition.kind === 'unknown')
    return note('something else', 'Open it alone.');
  const { kind, name: what } = recognised.recognition;
  return note(what, kind === 'configuration' ? 'Open it alone, or with its other files.' : 'Open it alone.');
}
