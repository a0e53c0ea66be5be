// Inputs that are kept: a file for each target, an input in base64 on each line. `corpus` has the smallest inputs that
// take all branches, `failed` those that failed once.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bundle.ts';

type Kind = 'corpus' | 'failed';

function fileOf(kind: Kind, target: string): string {
  return join(root, 'e2e/fuzz', kind, `${target}.txt`);
}

export function keptInputs(kind: Kind, target: string): Uint8Array[] {
  const file = fileOf(kind, target);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => new Uint8Array(Buffer.from(line, 'base64')));
}

/** Replaces the corpus of a target by these inputs, each in base64. */
export function keepInputs(target: string, inputs: readonly string[]): void {
  const file = fileOf('corpus', target);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, inputs.map((input) => `${input}\n`).join(''));
}
