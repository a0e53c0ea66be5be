// Compiles src/decoder/bytes/kernels/assembly to WebAssembly and writes it into compiled.ts beside it. The compiler is
// fetched for the occasion: 100 MB that only those who change a kernel need.
//   npm run kernels              # after a change
//   npm run kernels -- --check   # compile again and compare: exit status 1 when compiled.ts is something else

import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from './shared.mjs';

const compiler = 'assemblyscript@0.28.20';
const folder = join(root, 'src/decoder/bytes/kernels');
const sources = join(folder, 'assembly');

/** Over names and texts of the sources, in order. */
const digest = createHash('sha256');
for (const name of readdirSync(sources).sort()) {
  digest.update(`${name}\n${readFileSync(join(sources, name), 'utf8').replaceAll('\r\n', '\n')}`);
}

const place = mkdtempSync(join(tmpdir(), 'kernels-'));
const wasm = join(place, 'kernels.wasm');
const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--importMemory'];
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const asc = ['exec', '--yes', `--package=${compiler}`, '--', 'asc', join(sources, 'index.ts'), '-o', wasm];
const status = await run(npm, [...asc, ...options]);
if (status !== 0) process.exit(status);

const text = readFileSync(wasm).toString('base64');
rmSync(place, { recursive: true });
const lines = [
  `// Made by \`npm run kernels\` from the folder assembly, with ${compiler}. Do not edit.`,
  '',
  '/** The kernels as a WebAssembly module, in base64. */',
  `export const compiled =\n  '${text}';`,
  '',
  '/** SHA-256 of the sources that it was made from. */',
  `export const compiledFrom = '${digest.digest('hex')}';`,
  '',
];
const target = join(folder, 'compiled.ts');
if (process.argv.includes('--check')) {
  const same = readFileSync(target, 'utf8') === lines.join('\n');
  console.log(same ? 'compiled.ts is what the sources give.' : 'compiled.ts is not what the sources give.');
  process.exit(same ? 0 : 1);
}
writeFileSync(target, lines.join('\n'));
console.log(`${readFileSync(target).length} bytes of compiled.ts`);
