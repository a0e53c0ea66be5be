// The files that `npm run kernels` writes are current: compiled modules and both forms of the memory layout.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { assemblyLayout, typescriptLayout } from '../../../.scripts/kernel-layout.ts';
import { kernelModules, kernelSourceDigest, projectRoot } from '../../../.scripts/kernel-modules.ts';

const textOf = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');

it.each(kernelModules)('$compiled was compiled from the current sources', (module) => {
  expect(textOf(module.compiled)).toContain(`compiledFrom = '${kernelSourceDigest(module)}'`);
});

it('both layout files agree with the schema', () => {
  expect(textOf('src/decoder/fast-path/assembly/layout.ts')).toBe(assemblyLayout());
  expect(textOf('src/decoder/fast-path/layout.ts')).toBe(typescriptLayout());
});
