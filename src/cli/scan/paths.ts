// The files of a run, one by one: of folders, patterns and lists. Nothing of a file but its name and size is read here.

import { createHash } from 'node:crypto';
import type { Dirent, Stats } from 'node:fs';
import { lstat, opendir, readdir, stat } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { faultText } from './fault-words.ts';
import { isPattern, parsePattern } from './glob.ts';
import type { FileTask } from './task.ts';

/** One part of several: the files whose number modulo `total` is `index`. */
export interface Shard {
  readonly index: number;
  readonly total: number;
}

/** How files are looked for. */
export interface WalkOptions {
  readonly followLinks: boolean;
  /** Entries of a folder in the order of their names. */
  readonly sorted: boolean;
  readonly shard: Shard | null;
  /** Files of the run itself, as `device:inode`. */
  readonly ignored: ReadonlySet<string>;
}

/** A file, or a path that no file was found at. */
export type Found =
  | ({ readonly kind: 'file' } & FileTask)
  | { readonly kind: 'problem'; readonly file: string; readonly note: string };

/** `device:inode` of a file. */
export function identityOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

/** The number of a path, which is the same on every machine: the first four bytes of its SHA-256. */
export function pathNumber(path: string): number {
  return createHash('sha256').update(path).digest().readUInt32BE(0);
}

export function isInShard(path: string, shard: Shard | null): boolean {
  return shard === null || pathNumber(path) % shard.total === shard.index;
}

/** Looks for files and counts what it leaves out. */
export class Walk {
  /** Symbolic links that were not followed. */
  links = 0;
  readonly #options: WalkOptions;
  /** Folders that were entered, as `device:inode`: a link to one of them is a loop. */
  readonly #entered = new Set<string>();

  constructor(options: WalkOptions) {
    this.#options = options;
  }

  /** The files of paths, folders and patterns, each once where arguments overlap. */
  async *files(words: AsyncIterable<string> | Iterable<string>, areNames: boolean): AsyncGenerator<Found> {
    for await (const word of words) {
      const path = normalize(word);
      const info = await stat(path).catch((error: unknown) => error as NodeJS.ErrnoException);
      if (!(info instanceof Error)) yield* this.#entry(path, info, null);
      else if (!areNames && isPattern(word)) yield* this.#pattern(path);
      else if (!areNames && info.code === 'ENOENT')
        yield* this.#problem(path, 'Expected a file, a folder or a pattern, found nothing at this path.');
      else yield* this.#problem(path, `Expected a file, found ${faultText(info)}.`);
    }
  }

  async *#pattern(pattern: string): AsyncGenerator<Found> {
    const { folder, matches } = parsePattern(pattern);
    let foundCount = 0;
    const info = await stat(folder).catch(() => null);
    if (info?.isDirectory()) {
      for await (const found of this.#folder(folder, info, matches)) {
        foundCount++;
        yield found;
      }
    }
    if (foundCount === 0) yield* this.#problem(pattern, 'Expected files that fit the pattern, found none.');
  }

  *#problem(file: string, note: string): Generator<Found> {
    if (isInShard(file, this.#options.shard)) yield { kind: 'problem', file, note };
  }

  /** What is at a path. `matches`: the test of a pattern for files. */
  async *#entry(path: string, info: Stats, matches: Matches): AsyncGenerator<Found> {
    if (info.isDirectory()) {
      yield* this.#folder(path, info, matches);
      return;
    }
    if (matches?.(path) === false || !isInShard(path, this.#options.shard)) return;
    if (this.#options.ignored.has(identityOf(info))) return;
    if (info.isFile()) yield { kind: 'file', file: path, bytes: info.size, modified: info.mtimeMs };
    else yield { kind: 'problem', file: path, note: 'Expected a file, found a device, pipe or socket.' };
  }

  async *#folder(path: string, info: Stats, matches: Matches): AsyncGenerator<Found> {
    const identity = identityOf(info);
    if (this.#entered.has(identity)) return;
    this.#entered.add(identity);
    try {
      for await (const entry of this.#entries(path))
        yield* this.#child(join(path, entry.name), entry, matches);
    } catch (error) {
      const note = `Expected a readable folder, found ${faultText(error)}.`;
      yield { kind: 'problem', file: path, note };
    }
  }

  async *#entries(path: string): AsyncGenerator<Dirent> {
    if (!this.#options.sorted) {
      yield* await opendir(path);
      return;
    }
    const entries = await readdir(path, { withFileTypes: true });
    yield* entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  async *#child(path: string, entry: Dirent, matches: Matches): AsyncGenerator<Found> {
    if (entry.isSymbolicLink() && !this.#options.followLinks) {
      this.links++;
      return;
    }
    // A file of another shard, or one that the pattern leaves out, costs no system call.
    const isLeaf = entry.isFile();
    if (isLeaf && (matches?.(path) === false || !isInShard(path, this.#options.shard))) return;
    const info = await (entry.isSymbolicLink() ? stat(path) : lstat(path)).catch(
      (error: unknown) => error as NodeJS.ErrnoException,
    );
    if (!(info instanceof Error)) yield* this.#entry(path, info, matches);
    else if (matches?.(path) !== false)
      yield* this.#problem(path, `Expected a readable file, found ${faultText(info)}.`);
  }
}

type Matches = ((path: string) => boolean) | null;

/** The paths of a list, divided by line ends or by NUL bytes. An empty path is ignored. */
export async function* listedPaths(
  list: AsyncIterable<Uint8Array | string>,
  isNullDivided: boolean,
): AsyncGenerator<string> {
  const divider = isNullDivided ? '\0' : '\n';
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of list) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const parts = rest.split(divider);
    rest = parts.pop() ?? '';
    for (const part of parts) yield* pathOf(part, isNullDivided);
  }
  yield* pathOf(rest + decoder.decode(), isNullDivided);
}

function* pathOf(part: string, isNullDivided: boolean): Generator<string> {
  const path = isNullDivided ? part : part.replace(/\r$/, '');
  if (path !== '') yield path;
}
