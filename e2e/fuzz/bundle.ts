// Bundles the targets into one file that notes which branches a run takes.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInstrumenter } from 'istanbul-lib-instrument';
import { build } from 'vite';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const work = join(root, '.cache/fuzz');
export const bundle = join(work, 'targets.cjs');
/** Branches and functions share this many cells; two that meet in one are told apart by other inputs. */
export const mapSize = 1 << 16;

/** A cell of the map for a counter of the instrumenter. */
function cell(kind: number, first: number, second: number): number {
  return (kind * 7919 + first * 31 + second) % mapSize;
}

export async function bundleTargets(): Promise<void> {
  mkdirSync(work, { recursive: true });
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: join(root, 'e2e/fuzz/targets.ts'),
      outDir: work,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'targets.cjs', codeSplitting: false } },
    },
  });
  const instrumenter = createInstrumenter({ compact: true, esModules: false, produceSourceMap: false });
  const code = instrumenter.instrumentSync(readFileSync(bundle, 'utf8'), bundle);
  // The instrumenter counts in an object for each file; a byte of one array is faster to write and to compare.
  const noted = code
    .replace(/cov_\w+\(\)\.s\[\d+\]\+\+[;,]?/g, '')
    .replace(/cov_\w+\(\)\.f\[(\d+)\]\+\+/g, (_, f) => `fuzzMap[${cell(1, Number(f), 0)}]++`)
    .replace(
      /cov_\w+\(\)\.b\[(\d+)\]\[(\d+)\]\+\+/g,
      (_, b, way) => `fuzzMap[${cell(2, Number(b), Number(way))}]++`,
    )
    .replace(/(?<![\w.])cov_\w+\(\);/g, '');
  writeFileSync(bundle, `const fuzzMap = globalThis.fuzzMap ??= new Uint8Array(${mapSize});\n${noted}`);
}
