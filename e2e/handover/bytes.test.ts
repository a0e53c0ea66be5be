// Bytes handed over as source text: the compiler or interpreter of each language reads the same bytes.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseBase64 } from '../../src/decoder/bytes/base64.ts';
import { parseHex } from '../../src/decoder/bytes/hex.ts';
import type { OutputId } from '../../src/decoder/handover/outputs.ts';
import { writers } from '../../src/decoder/handover/registry.ts';
import { inFolder, isInstalled } from './kit.ts';

const everyByte = Uint8Array.from({ length: 300 }, (_, i) => i & 255);
const cases: readonly (readonly [string, Uint8Array])[] = [
  ['every byte', everyByte],
  ['one byte', Uint8Array.of(0x81)],
  ['no byte', new Uint8Array(0)],
];
const title = 'frame 3 of the "client" */ \n and more';

function written(id: OutputId, bytes: Uint8Array): string {
  const writer = writers[id];
  if (writer.kind !== 'bytes') throw new Error(id);
  return writer.write({ title, bytes });
}

/** Runs a program that prints the bytes as hex. */
interface Language {
  readonly id: OutputId;
  readonly tool: readonly [command: string, args: readonly string[]];
  readonly file: string;
  program(source: string): string;
  run(path: string, folder: string): string;
}

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'latin1', env: { ...process.env, GO111MODULE: 'off' } });

const languages: readonly Language[] = [
  {
    id: 'c',
    tool: ['cc', ['--version']],
    file: 'main.c',
    program: (source) =>
      `#include <stdio.h>\n${source}int main(void) { for (unsigned long i = 0; i < data_length; i++) printf("%02x", data[i]); return 0; }\n`,
    run(path, folder) {
      run('cc', '-std=c99', '-Wall', '-Werror', '-pedantic', '-o', join(folder, 'main'), path);
      return run(join(folder, 'main'));
    },
  },
  {
    id: 'go',
    tool: ['go', ['version']],
    file: 'main.go',
    program: (source) =>
      `package main\n\nimport "fmt"\n\n${source}\nfunc main() { fmt.Printf("%x", data) }\n`,
    run: (path) => run('go', 'run', path),
  },
  {
    id: 'rust',
    tool: ['rustc', ['--version']],
    file: 'main.rs',
    program: (source) => `${source}fn main() { for byte in DATA.iter() { print!("{:02x}", byte); } }\n`,
    run(path, folder) {
      run('rustc', '-D', 'warnings', '-o', join(folder, 'main'), path);
      return run(join(folder, 'main'));
    },
  },
  {
    id: 'python-bytes',
    tool: ['python3', ['--version']],
    file: 'main.py',
    program: (source) => `${source}print(data.hex(), end='')\n`,
    run: (path) => run('python3', path),
  },
  {
    id: 'escaped',
    tool: ['bash', ['--version']],
    file: 'main.sh',
    program: (source) => `printf '${source.trim()}' | od -An -v -tx1 | tr -d ' \\n'\n`,
    run: (path) => run('bash', path),
  },
];

for (const { id, tool, file, program, run: runProgram } of languages) {
  describe.runIf(isInstalled(...tool))(`bytes as ${id}`, () => {
    it.each(cases)('%s', { timeout: 120_000 }, async (_, bytes) => {
      const printed = await inFolder((folder) => {
        const path = join(folder, file);
        writeFileSync(path, program(written(id, bytes)));
        return runProgram(path, folder);
      });
      expect(printed).toBe(Buffer.from(bytes).toString('hex'));
    });
  });
}

describe('bytes as a string of JavaScript', () => {
  it.each(cases)('%s', (_, bytes) => {
    const text = JSON.parse(`"${written('escaped', bytes).trim().replaceAll('\\x', '\\u00')}"`);
    expect(Buffer.from(text, 'latin1').equals(bytes)).toBe(true);
  });
});

describe('bytes as digits', () => {
  it.each(cases)('%s', (_, bytes) => {
    expect(parseHex(written('hex', bytes))).toEqual(bytes);
    expect(parseBase64(written('base64', bytes))).toEqual(bytes);
  });
});
