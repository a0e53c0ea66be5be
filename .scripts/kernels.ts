// Writes the memory layout of the fast path and compiles the kernels to WebAssembly. The compiler is fetched
// for the occasion: 100 MB that only those need who change a kernel.
//   npm run kernels              # after a change
//   npm run kernels -- --check   # compile again and compare: exit status 1 when a written file is out of date

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemblyLayout, typescriptLayout } from './kernel-layout.ts';
import { kernelModules, kernelSourceDigest, projectRoot } from './kernel-modules.ts';
import { run } from './shared.mjs';

const compiler = 'assemblyscript@0.28.20';
const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--importMemory'];
const isCheck = process.argv.includes('--check');
const outdated: string[] = [];

function write(path: string, text: string): void {
  const target = join(projectRoot, path);
  if (!isCheck) writeFileSync(target, text);
  else if (readFileSync(target, 'utf8') !== text) outdated.push(path);
}

write('src/decoder/fast-path/assembly/layout.ts', assemblyLayout());
write('src/decoder/fast-path/layout.ts', typescriptLayout());
for (const module of kernelModules) {
  const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
  const wasm = join(folder, 'kernels.wasm');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const entry = join(projectRoot, module.entry);
  const asc = ['exec', '--yes', `--package=${compiler}`, '--', 'asc', entry, '-o', wasm];
  const status = await run(npm, [...asc, ...options]);
  if (status !== 0) process.exit(status);
  const text = readFileSync(wasm).toString('base64');
  rmSync(folder, { recursive: true });
  write(
    module.compiled,
    [
      `// Made by \`npm run kernels\` from the folder assembly, with ${compiler}. Do not edit.`,
      '',
      '/** The kernels as a WebAssembly module, in base64. */',
      `export const compiled =\n  '${text}';`,
      '',
      '/** SHA-256 of the sources that it was made from. */',
      `export const compiledFrom = '${kernelSourceDigest(module)}';`,
      '',
    ].join('\n'),
  );
  console.log(`${module.compiled}: ${text.length} characters of base64`);
}
if (isCheck) {
  console.log(
    outdated.length === 0 ? 'All written files are current.' : `Out of date: ${outdated.join(', ')}`,
  );
  process.exitCode = outdated.length === 0 ? 0 : 1;
}
