// The WebAssembly modules of the decoder and the sources that each is compiled from.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** One module; paths are relative to the project. */
export interface KernelModule {
  readonly entry: string;
  /** Every folder that it takes sources from. */
  readonly sources: readonly string[];
  /** Where the compiled module is written. */
  readonly compiled: string;
}

const byteSources = 'src/decoder/bytes/kernels/assembly';
const fastPathSources = 'src/decoder/fast-path/assembly';

export const kernelModules: readonly KernelModule[] = [
  {
    entry: `${byteSources}/index.ts`,
    sources: [byteSources],
    compiled: 'src/decoder/bytes/kernels/compiled.ts',
  },
  {
    entry: `${fastPathSources}/index.ts`,
    sources: [byteSources, fastPathSources],
    compiled: 'src/decoder/fast-path/compiled.ts',
  },
];

/** SHA-256 over names and texts of the sources, in order. */
export function kernelSourceDigest({ sources }: KernelModule): string {
  const digest = createHash('sha256');
  for (const folder of sources) {
    for (const name of readdirSync(join(projectRoot, folder)).sort()) {
      const text = readFileSync(join(projectRoot, folder, name), 'utf8').replaceAll('\r\n', '\n');
      digest.update(`${name}\n${text}`);
    }
  }
  return digest.digest('hex');
}
