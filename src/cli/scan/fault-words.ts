// Why a file could not be decided, in words.

import { formatBytes } from '../../decoder/model/words.ts';

/** Reasons of the system in words. */
const faultWords: Readonly<Record<string, string>> = {
  ENOENT: 'no such file: it was removed, or its name is not UTF-8',
  EACCES: 'no permission to read',
  EPERM: 'no permission to read',
  EISDIR: 'a directory',
  EIO: 'an input or output error of the device',
  EMFILE: 'too many open files',
  ELOOP: 'a loop of symbolic links',
};

/** The fault of a call to the system in words. */
export function faultText(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  return faultWords[code] ?? (code || String(error));
}

/** What to say of a file that needs more memory than a thread may have. */
export function memoryNote(threadMemory: number): string {
  return `Expected a capture that is decoded in ${formatBytes(threadMemory * 1024 * 1024)} of memory, found one that needs more (--thread-memory).`;
}
