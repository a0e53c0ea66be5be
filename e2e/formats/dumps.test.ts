// Recorded connections as the tools dump them: each dump gives the bytes that the capture gives. A sample;
// FRAMESCOPE_ALL_DUMPS=1 takes every capture.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { importerById, sniffInput } from '../../src/decoder/importers/sniff.ts';
import { RecordingSink } from '../../src/testing/recording-sink.ts';
import { lacks, needProgram } from '../fixes/harness/process.ts';

const root = join(import.meta.dirname, '../captures');
const folder = mkdtempSync(join(tmpdir(), 'framescope-dumps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Rows of one byte, text columns that begin and end with blanks or spell names of od -a. */
const uneven = [
  'compression-flag-misplaced/rsv1-on-ping.pcap',
  'handshake-boundary/python-extra-crlf-chromium.pcap',
  'healthy/server-pushes-burst.pcap',
  'reserved-bits/rsv2-on-text.pcap',
  'server-masked-frame/firefox-masked-pong.pcap',
];
const all = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(join(root, name)).map((file) => `${name}/${file}`))
  .filter((file) => /\.pcap(?:ng)?$/.test(file))
  .sort();
const every = process.env.FRAMESCOPE_ALL_DUMPS === '1' ? 1 : 45;
const sample = [...new Set([...uneven, ...all.filter((_, i) => i % every === 0)])];

async function tool(name: string, ...args: string[]): Promise<Buffer> {
  const { stdout } = await promisify(execFile)(needProgram(name), args, {
    encoding: 'buffer',
    maxBuffer: 1 << 28,
  });
  return stdout;
}

interface Streams {
  readonly client: string;
  readonly server: string;
}

/** What an input is taken for, and the bytes of each of its connections. */
function read(bytes: Uint8Array): { format: string; connections: Streams[]; notes: string[] } {
  const { best } = sniffInput(bytes.subarray(0, 65536), { name: null, size: bytes.length, pasted: false });
  const sink = new RecordingSink();
  const run = importerById(best[0].id)!.open(sink, { name: null, size: bytes.length });
  run.push(bytes);
  run.end();
  const connections = sink.connections.map((each) => ({
    client: each.stream('client'),
    server: each.stream('server'),
  }));
  const notes = sink.notes.filter(({ level }) => level !== 'info').map(({ id }) => id);
  return { format: best.map(({ id }) => id).join(), connections, notes };
}

/** The lines of `follow,tcp,raw`, which is as plain as can be: the server's begin with a tab. */
function rawStreams(text: string): Streams {
  const lines = [...text.matchAll(/^(\t?)([0-9a-f]+)$/gm)];
  const side = (tab: string) => lines.flatMap(([, lead, hex]) => (lead === tab ? [hex] : [])).join('');
  return { client: side(''), server: side('\t') };
}

const dumps: readonly (readonly [format: string, tool: string, ...args: string[]])[] = [
  ['xxd', 'xxd'],
  ['hex', 'xxd', '-p'],
  ['hexdump', 'hexdump', '-C'],
  ['od', 'od', '-A', 'x', '-t', 'x1z'],
];

describe.skipIf(lacks('tshark', 'tcpdump', 'xxd', 'hexdump')).each(sample)('%s', (subject) => {
  const source = join(root, subject);
  const capture = read(readFileSync(source));

  it('followed by tshark', async () => {
    const [raw, hex] = await Promise.all(
      ['raw', 'hex'].map((kind) => tool('tshark', '-q', '-z', `follow,tcp,${kind},0`, '-r', source)),
    );
    const expected = rawStreams(raw.toString());
    if (expected.client === '' && expected.server === '') return;
    expect(read(raw)).toEqual({ format: 'follow-stream', connections: [expected], notes: [] });
    expect(read(hex)).toEqual({ format: 'follow-stream', connections: [expected], notes: [] });
  });

  it('as packets', async () => {
    const [tcpdump, tshark] = await Promise.all([
      tool('tcpdump', '-nn', '-X', '-r', source),
      tool('tshark', '-x', '-r', source),
    ]);
    expect(read(tcpdump)).toMatchObject({ format: 'tcpdump-x', connections: capture.connections });
    expect(read(tshark)).toMatchObject({ format: 'tshark-x', connections: capture.connections });
  });

  it.each(dumps)('as %s by %s', async (format, name, ...args) => {
    for (const sender of ['client', 'server'] as const) {
      const hex = capture.connections
        .map((each) => each[sender])
        .join('')
        .replace(/\[\d+\]/g, '');
      if (hex.length < 8) continue;
      const file = join(folder, `${sender}.bin`);
      writeFileSync(file, Buffer.from(hex, 'hex'));
      const dump = read(await tool(name, ...args, file));
      expect(dump).toEqual({ format, connections: [{ client: '', server: hex }], notes: [] });
    }
  });
});
