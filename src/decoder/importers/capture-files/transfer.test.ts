// Captures that were converted as if they were text.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RecordingSink } from '../../../testing/recording-sink.ts';
import { importerById, sniffInput } from '../sniff.ts';

const folder = join(import.meta.dirname, '../../../../e2e/fixtures/network');

function read(bytes: Uint8Array): { best: string[]; notes: string[]; texts: string[] } {
  const best = sniffInput(bytes.subarray(0, 65536), { name: null, size: bytes.length, pasted: false }).best;
  const sink = new RecordingSink();
  const run = importerById(best[0].id)!.open(sink, { name: null, size: null });
  run.push(bytes);
  run.end();
  return { best: best.map(({ id }) => id), notes: sink.noteIds, texts: sink.notes.map(({ text }) => text) };
}

const latin = (bytes: Buffer, change: (text: string) => string) =>
  new Uint8Array(Buffer.from(change(bytes.toString('latin1')), 'latin1'));

const files: readonly (readonly [string, string])[] = [
  ['tcpdump-ethernet.pcap', 'pcap'],
  ['tcpdump-nano.pcap', 'pcap'],
  ['dumpcap.pcapng', 'pcapng'],
];

describe.each(files)('%s', (name, id) => {
  const bytes = readFileSync(join(folder, name));

  test('whole, nothing of the kind is said', () => {
    expect(read(new Uint8Array(bytes)).notes).toEqual([]);
  });

  test('whose line feeds became CR LF', () => {
    const { best, notes, texts } = read(latin(bytes, (text) => text.replaceAll('\n', '\r\n')));
    expect(best).toEqual([id]);
    expect(notes).toContain('ascii-transfer');
    expect(texts.join()).toMatch(/transfer in text \(ASCII\) mode: .* binary mode/);
  });

  test('read as Latin-1 and written as UTF-8', () => {
    const { best, notes, texts } = read(new Uint8Array(Buffer.from(bytes.toString('latin1'), 'utf8')));
    expect(best).toEqual([id]);
    expect(notes).toContain('text-encoded');
    expect(texts.join()).toMatch(/re-encoded as text \(UTF-8\)/);
  });

  test('read and written as UTF-8', () => {
    const { best, notes } = read(new Uint8Array(Buffer.from(bytes.toString('utf8'), 'utf8')));
    expect(best).toEqual([id]);
    expect(notes).toContain('text-encoded');
  });
});
