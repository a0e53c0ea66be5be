// The folders whose files the server may read. Symbolic links are resolved before a path is judged.

import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { basename, isAbsolute, relative, resolve, sep } from 'node:path';
import { InputProblem } from '../input.ts';

/** A file below a root, opened for reading. */
export interface RootedFile {
  readonly handle: FileHandle;
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly modified: number;
}

function isBelow(root: string, path: string): boolean {
  const inner = relative(root, path);
  return inner === '' || (inner !== '..' && !inner.startsWith(`..${sep}`) && !isAbsolute(inner));
}

export class Roots {
  readonly #given: readonly string[];
  readonly #real: readonly string[];

  private constructor(given: readonly string[], real: readonly string[]) {
    this.#given = given;
    this.#real = real;
  }

  /** Throws `InputProblem` where a root does not exist. */
  static async of(folders: readonly string[]): Promise<Roots> {
    const given = folders.map((folder) => resolve(folder));
    const real: string[] = [];
    for (const folder of given) {
      real.push(
        await realpath(folder).catch(() => {
          throw new InputProblem(`Expected a folder after --root, found none: ${folder}`);
        }),
      );
    }
    return new Roots(given, real);
  }

  /** Opens a file; relative paths count from the first root. Throws `InputProblem` for a path outside. */
  async open(path: string): Promise<RootedFile> {
    const outside = new InputProblem(
      `Expected a file below ${this.#given.join(' or ')}, found a path outside. The option --root of the server allows another folder.`,
    );
    const asked = resolve(this.#given[0], path);
    const isInside = (one: string) => [...this.#given, ...this.#real].some((root) => isBelow(root, one));
    // Whether a file outside exists is not told.
    if (path.includes('\0') || !isInside(asked)) throw outside;
    const real = await realpath(asked).catch((error: NodeJS.ErrnoException) => {
      throw new InputProblem(`Expected a readable file, found ${reasonOf(error)}: ${path}`);
    });
    if (!this.#real.some((root) => isBelow(root, real))) throw outside;
    try {
      // The last part of a resolved path is no link, and a pipe is not waited for.
      const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      const info = await handle.stat();
      if (info.isFile()) {
        return { handle, path: real, name: basename(real), size: info.size, modified: info.mtimeMs };
      }
      await handle.close();
    } catch (error) {
      throw new InputProblem(
        `Expected a readable file, found ${reasonOf(error as NodeJS.ErrnoException)}: ${path}`,
      );
    }
    throw new InputProblem(`Expected a file, found a folder or a device: ${path}`);
  }
}

function reasonOf({ code }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'no such file';
  return code === 'EACCES' ? 'no permission to read' : String(code);
}
