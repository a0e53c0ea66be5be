import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { exportConnection } from './export.ts';

const capture = fileURLToPath(
  new URL('../../e2e/captures/server-masked-frame/echoes-masked-close.pcap', import.meta.url),
);

async function run(...words: string[]): Promise<{ status: number; out: string; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = [stdout, stderr].map(async (stream) => {
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part as Buffer);
    return Buffer.concat(parts).toString();
  });
  const status = await exportConnection(words, { stdin: Readable.from([]), stdout, stderr, env: {} });
  stdout.end();
  stderr.end();
  const [out, err] = await Promise.all(texts);
  return { status, out, err };
}

describe('framescope export', () => {
  it('writes a report with the address of the page', async () => {
    const { status, out } = await run('--as', 'markdown', '--page', 'https://framescope.example/', capture);
    expect(status).toBe(0);
    expect(out).toContain('**Broken: The server masks its frames**');
    expect(out).toContain('(https://framescope.example/#');
  });

  it('writes the bytes of a frame', async () => {
    const { status, out } = await run('--as', 'hex', '--frame', '13', capture);
    expect([status, out]).toEqual([0, '88 82 d9 44 cb 38 da ac\n']);
  });

  it('says which side a reproduction plays', async () => {
    const { status, out, err } = await run('--as', 'python', capture);
    expect(status).toBe(0);
    expect(out).toContain('# Plays the server: python3 reproduction.py');
    expect(err).toContain('The program plays the server.');
  });

  it('writes a new file for its owner, and replaces none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'framescope-export-'));
    try {
      const path = join(folder, 'one.pcapng');
      expect((await run('--as', 'pcapng', '--output', path, capture)).status).toBe(0);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      const bytes = readFileSync(path);
      const again = await run('--as', 'pcapng', '--output', path, capture);
      expect([again.status, again.err]).toEqual([
        2,
        `framescope export: Expected a new file after --output, found one that exists: ${path}\n`,
      ]);
      expect(readFileSync(path).equals(bytes)).toBe(true);
      expect(existsSync(join(folder, 'two'))).toBe(false);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.each([
    [['--as', 'hex', capture], 'Expected --frame or --direction for --as hex, found neither.'],
    [['--as', 'jpeg', capture], /^Expected markdown or html or .*, found jpeg\.$/],
    [[capture], 'Expected --as with the form to write, found none.'],
    [
      ['--as', 'csv', '--connection', '9', capture],
      'Expected a connection from 0 to 0 after --connection, found 9.',
    ],
    [['--as', 'csv'], 'Expected one file, or - for standard input, found none.'],
  ])('refuses in words: %s', async (words, sentence) => {
    const { status, out, err } = await run(...words);
    expect([status, out]).toEqual([2, '']);
    const text = err.trim().replace('framescope export: ', '');
    if (typeof sentence === 'string') expect(text).toBe(sentence);
    else expect(text).toMatch(sentence);
  });
});
