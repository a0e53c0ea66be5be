// `scan` on folders of captures: what it finds, what it leaves out, and how it ends.

import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTime } from '../../src/cli/scan/arguments.ts';
import { pathNumber } from '../../src/cli/scan/paths.ts';
import { select } from '../../src/cli/scan/selection.ts';
import { seededRandomBelow } from '../../src/testing/random.ts';
import { captureNames, captures, fillFolder, linesOf, runScan } from './scan-kit.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'framescope-scan-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const soundCapture = join(captures, 'healthy', captureNames('healthy')[0]);
const brokenCapture = join(captures, 'server-masked-frame', captureNames('server-masked-frame')[0]);

function newFolder(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

describe('every recorded capture', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../docs/schema/scan.schema.json', import.meta.url), 'utf8'),
  ) as object;
  const validate = new Ajv({
    allErrors: true,
    formats: { 'date-time': /^\d{4}-\d\d-\d\dT[\d:.]+Z$/ },
  }).compile(schema);

  it('gives lines of the schema, with the cause that inspect names first', async () => {
    const { status, out, err } = await runScan([
      join(captures, 'abnormal-close'),
      join(captures, 'encrypted'),
      join(captures, 'upgrade-refused'),
      join(captures, 'old-draft'),
      join(captures, 'tls-certificate-rejected'),
    ]);
    const lines = linesOf(out);
    for (const line of lines) expect(validate(line), JSON.stringify(validate.errors)).toBe(true);
    expect(status).toBe(1);
    expect(lines.filter(({ cause }) => cause === 'abnormal-close').length).toBeGreaterThan(30);
    const truths = readdirSync(join(captures, 'abnormal-close')).filter((name) => name.endsWith('.json'));
    expect(lines.filter(({ problem }) => problem === 'foreign').length).toBeGreaterThanOrEqual(
      truths.length - 2,
    );
    expect(err).toContain('By cause');
  });

  it('names the place, the Close and the software', async () => {
    const [line] = linesOf((await runScan(['--hash', '--links', brokenCapture])).out);
    expect(line).toMatchObject({
      verdict: 'broken',
      cause: 'server-masked-frame',
      cause_sender: 'server',
      status: 101,
    });
    expect(line.cause_frame).toBeTypeOf('number');
    expect(line.file_sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(line.link).toMatch(/^http:\/\/127\.0\.0\.1:4173\/#/);
    expect(line.started_at).toMatch(/^20\d\d-.*Z$/);
  });
});

describe('thousands of files', () => {
  it('are decided once each, in an order that does not change', async () => {
    const many = newFolder('many');
    const brokenCount = fillFolder(many, 2000);
    const { status, out } = await runScan(['--sorted', '--jobs', '2', many]);
    const lines = linesOf(out);
    expect(status).toBe(1);
    expect(lines.filter(({ cause }) => cause === 'server-masked-frame')).toHaveLength(brokenCount);
    const files = lines.map(({ file }) => file);
    expect(new Set(files).size).toBe(2000);
    expect(files).toEqual([...files].sort());
  }, 240_000);

  it('are divided into parts that are the same everywhere', async () => {
    const divided = newFolder('divided');
    fillFolder(divided, 60);
    const parts: string[][] = [];
    for (const i of [0, 1, 2]) {
      const { out } = await runScan(['--shard', `${i}/3`, divided]);
      parts.push(linesOf(out).map(({ file }) => file));
    }
    expect(new Set(parts.flat()).size).toBe(60);
    expect(parts.flat()).toHaveLength(60);
    for (const [i, part] of parts.entries())
      expect(part.every((file) => pathNumber(file) % 3 === i)).toBe(true);
    expect(pathNumber('captures/a.pcap')).toBe(0x46bd0d7a);
  });
});

describe('what stands in a folder beside captures', () => {
  it('is counted and named, and never fatal', async () => {
    const mixed = newFolder('mixed');
    copyFileSync(soundCapture, join(mixed, 'a.pcap'));
    writeFileSync(join(mixed, 'a.pcap.gz'), gzipSync(readFileSync(soundCapture)));
    writeFileSync(join(mixed, 'empty.pcap'), '');
    writeFileSync(join(mixed, 'photo.jpg'), Buffer.from('ffd8ffe000104a46494600010100', 'hex'));
    writeFileSync(join(mixed, 'truncated.pcap'), readFileSync(soundCapture).subarray(0, 20));
    spawnSync('mkfifo', [join(mixed, 'pipe')]);
    const { status, out, err } = await runScan([mixed, join(mixed, 'missing.pcap')]);
    const lines = linesOf(out);
    expect(lines.filter(({ kind }) => kind === 'connection')).toHaveLength(2);
    const problems = Object.fromEntries(
      lines
        .filter(({ kind }) => kind === 'file')
        .map(({ file, problem }) => [file.slice(mixed.length + 1), problem]),
    );
    expect(problems).toMatchObject({
      'empty.pcap': 'foreign',
      pipe: 'unreadable',
      'missing.pcap': 'unreadable',
    });
    expect(problems['photo.jpg']).toBe('foreign');
    // A file that could not be read may hold a fault: the run does not say that all is sound.
    expect(status).toBe(3);
    expect(err).toContain('missing.pcap: unreadable. Expected a file, a folder or a pattern, found nothing');
  });

  it('that is no capture is no connection with a fault: random bytes, a program', async () => {
    const noise = newFolder('noise');
    const below = seededRandomBelow(7);
    const files = 200;
    for (let i = 0; i < files; i++) {
      const bytes = Uint8Array.from({ length: [24, 64, 300, 3000][i % 4] }, () => below(256));
      writeFileSync(join(noise, `${i}.bin`), bytes);
    }
    copyFileSync(process.execPath, join(noise, 'node'));
    const lines = linesOf((await runScan([noise])).out);
    expect(lines).toHaveLength(files + 1);
    // One in a few hundred begins with two headers that fit by chance.
    const connections = lines.filter(({ kind }) => kind === 'connection');
    expect(connections.length).toBeLessThan(files / 50);
    const rest = lines.filter(({ kind }) => kind === 'file');
    expect(rest.map(({ file }) => file)).toContain(join(noise, 'node'));
    expect(new Set(rest.map(({ problem }) => problem))).toEqual(new Set(['foreign']));
    expect(rest.some(({ note }) => /no WebSocket frames/.test(note ?? ''))).toBe(true);
  });

  it('and holds frames without a container is a connection, with its fault', async () => {
    const bare = newFolder('bare');
    writeFileSync(join(bare, 'hello.bin'), Buffer.from('810548656c6c6f', 'hex'));
    writeFileSync(join(bare, 'broken.bin'), Buffer.from('810161810162c10163', 'hex'));
    const lines = linesOf((await runScan(['--sorted', bare])).out);
    expect(lines.map(({ kind, verdict }) => [kind, verdict])).toEqual([
      ['connection', 'broken'],
      ['connection', 'sound'],
    ]);
  });

  it('decides the exit status', async () => {
    const texts = newFolder('texts');
    writeFileSync(join(texts, 'README'), 'Nothing to see.\n');
    expect((await runScan([texts])).status).toBe(2);
    const none = await runScan([join(texts, 'none')]);
    expect(none.status).toBe(2);
    expect(none.err).toContain(
      'none: unreadable. Expected a file, a folder or a pattern, found nothing at this path.',
    );
    expect((await runScan([soundCapture])).status).toBe(0);
    expect((await runScan([soundCapture, join(texts, 'README')])).status).toBe(0);
    expect((await runScan([soundCapture, brokenCapture])).status).toBe(1);
    expect((await runScan([])).status).toBe(2);
    expect((await runScan(['--format', 'xml', '.'])).err).toContain('Expected jsonl or csv');
  });

  it('with names of any characters cannot write to the terminal', async () => {
    const odd = newFolder('odd');
    const name = 'new\nline \u001b[2J\u202e.pcap';
    copyFileSync(soundCapture, join(odd, name));
    writeFileSync(join(odd, `\u001b]0;x\u0007\n.txt`), 'text');
    const { out, err } = await runScan([odd]);
    expect(linesOf(out).map(({ file }) => file)).toContain(join(odd, name));
    expect(out + err).not.toMatch(/[\u001b\u0007\u202e]/);
    for (const format of ['csv', 'markdown', 'junit']) {
      const text = (await runScan(['--format', format, odd])).out;
      expect(text).not.toMatch(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u202e]/);
    }
  });

  it('ends at loops of links, which are followed only on request', async () => {
    const loop = newFolder('loop');
    mkdirSync(join(loop, 'inner'));
    copyFileSync(soundCapture, join(loop, 'inner', 'a.pcap'));
    symlinkSync('..', join(loop, 'inner', 'up'));
    symlinkSync(soundCapture, join(loop, 'linked.pcap'));
    symlinkSync('self', join(loop, 'self'));
    const plain = await runScan([loop]);
    expect(linesOf(plain.out)).toHaveLength(1);
    expect(plain.err).toContain('3 symbolic links not followed');
    const followed = linesOf((await runScan(['--follow-links', loop])).out);
    expect(followed.filter(({ kind }) => kind === 'connection')).toHaveLength(2);
    expect(followed.filter(({ problem }) => problem === 'unreadable').map(({ note }) => note)).toEqual([
      expect.stringContaining('loop'),
    ]);
  });
});

describe('what is asked for', () => {
  it('by verdict and by cause', async () => {
    const words = [soundCapture, brokenCapture, join(captures, 'upgrade-refused')];
    const causes = async (only: string) =>
      new Set(linesOf((await runScan(['--only', only, ...words])).out).map(({ cause }) => cause));
    expect(await causes('sound')).toEqual(new Set(['healthy']));
    expect(await causes('refused')).toEqual(new Set(['upgrade-refused']));
    expect(await causes('healthy,server-masked-frame')).toEqual(new Set(['healthy', 'server-masked-frame']));
    expect((await runScan(['--only', 'nonsense', '.'])).status).toBe(2);
  });

  it('by time: a connection belongs to it that was open at any moment of it', async () => {
    const [line] = linesOf((await runScan([brokenCapture])).out);
    const start = Date.parse(line.started_at ?? '');
    const end = start + (line.duration_ms ?? 0);
    const within = (since: number | null, until: number | null) =>
      select([line], { only: [], since, until }).selected.length;
    expect(within(end, null)).toBe(1);
    expect(within(end + 1, null)).toBe(0);
    expect(within(null, start)).toBe(0);
    expect(within(null, start + 1)).toBe(1);
    expect(select([{ ...line, started_at: null }], { only: [], since: 0, until: null })).toEqual({
      selected: [],
      undatedCount: 1,
    });
    const now = Date.UTC(2026, 10, 29, 12);
    expect(parseTime('--since', '2h', now)).toBe(Date.UTC(2026, 10, 29, 10));
    expect(parseTime('--since', '2026-11-29', now)).toBe(Date.UTC(2026, 10, 29));
    // Without a zone it is UTC, on every machine.
    expect(parseTime('--since', '2026-11-29T08:00', now)).toBe(Date.UTC(2026, 10, 29, 8));
    expect(parseTime('--since', '2026-11-29 08:00:00+01:00', now)).toBe(Date.UTC(2026, 10, 29, 7));
    expect(() => parseTime('--since', 'yesterday', now)).toThrow('Expected a time');
    expect((await runScan(['--until', new Date(start).toISOString(), brokenCapture])).out).toBe('');
  });

  it('by a pattern, and by a list on standard input', async () => {
    const listed = newFolder('listed');
    copyFileSync(soundCapture, join(listed, 'a.pcap'));
    copyFileSync(soundCapture, join(listed, 'b[1].pcap'));
    copyFileSync(soundCapture, join(listed, 'c\nd.pcap'));
    const count = async (words: string[], stdin?: string) =>
      linesOf((await runScan(words, stdin === undefined ? undefined : Readable.from([stdin]))).out).filter(
        ({ count }) => count > 0,
      ).length;
    expect(await count([join(listed, '*.pcap')])).toBe(3);
    // Where a file has the name, the name is not a pattern.
    expect(await count([join(listed, 'b[1].pcap'), `${listed}/{x,a}.p?ap`])).toBe(2);
    expect(await count(['-'], `${listed}/a.pcap\r\n${listed}/b[1].pcap`)).toBe(2);
    expect(await count(['--files-from', '-', '--null'], `${listed}/a.pcap\0${listed}/c\nd.pcap\0`)).toBe(2);
  });
});
