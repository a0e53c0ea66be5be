// A connection handed over as pcapng: opened again it has the same frames and the same verdict, and tshark reads the
// same frames.

import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ConnectionView, FrameRecord } from '../../src/worker/protocol.ts';
import { handedOver, inFolder, isInstalled, type OpenedFile, openBytes, openCapture, saved } from './kit.ts';

const folder = fileURLToPath(new URL('../captures/', import.meta.url));
const captures = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(?:pcap|pcapng)$/.test(name))
  .sort();
/** One of so many captures: the others are of the same kinds. */
const step = 7;

const verdictOf = ({ level, headline, diagnosis, frames, messages }: ConnectionView) => ({
  level,
  headline,
  cause: diagnosis[0]?.cause,
  frames,
  messages,
});

async function recordsOf({ client }: OpenedFile, connection: number): Promise<readonly FrameRecord[]> {
  const { records } = await client.call('frameRecords', { connection, from: 0, count: 10_000 });
  return records;
}

/** What must not change: neither secrets nor packets are part of it. */
const frameOf = ({ sender, opcode, fin, rsv, masked, maskingKey, payloadLength, offset }: FrameRecord) =>
  `${sender} ${offset} ${opcode} ${fin} ${rsv} ${masked} ${maskingKey} ${payloadLength}`;

describe('opened again', () => {
  it('there are captures to open', () => {
    expect(captures.length).toBeGreaterThan(300);
  });

  it.each(captures.filter((_, i) => i % step === 0))('%s', async (name) => {
    const opened = await openCapture(name);
    for (const view of opened.view.connections.slice(0, 2)) {
      // The verdict of one leg alone is that of another capture.
      if (view.legs !== null || view.transport === 'http2') continue;
      const { content } = await handedOver(opened, 'pcapng', { connection: view.id });
      const again = await openBytes(content, 'again.pcapng');
      expect(again.view.connections.map(verdictOf)).toEqual([verdictOf(view)]);
      const frames = (await recordsOf(opened, view.id)).map(frameOf);
      expect((await recordsOf(again, 0)).map(frameOf)).toEqual(frames);
    }
  });

  it.each([
    ['a frame of a server', '8105 48656c6c6f'],
    ['a reserved bit', 'a105 48656c6c6f 8100'],
  ])('bytes without a carrier: %s', async (_, hex) => {
    const opened = await openBytes(new Blob([hex]), 'paste');
    const [view] = opened.view.connections;
    const { content, notes } = await handedOver(opened, 'pcapng');
    expect(notes.join(' ')).toContain('Decode As');
    const again = await openBytes(content, 'again.pcapng');
    expect(again.view.connections.map(({ level, frames }) => ({ level, frames }))).toEqual([
      { level: view.level, frames: view.frames },
    ]);
    expect((await recordsOf(again, 0)).map(frameOf)).toEqual((await recordsOf(opened, 0)).map(frameOf));
  });
});

/** The frames that tshark sees: each with its opcode and its declared length, in order. */
function tsharkFrames(path: string): string[] {
  const args = ['-r', path, '-Y', 'websocket', '-T', 'fields', '-E', 'aggregator=|'];
  const names = ['opcode', 'payload_length', 'payload_length_ext_16', 'payload_length_ext_64'];
  const fields = names.flatMap((field) => ['-e', `websocket.${field}`]);
  const text = execFileSync('tshark', [...args, ...fields], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [opcodes, lengths, words, longs] = line.split('\t').map((cell) => cell.split('|'));
      const lengthOf = (short: string) =>
        short === '126' ? words.shift() : short === '127' ? longs.shift() : short;
      return opcodes.map((opcode, i) => `${Number(opcode)} ${lengthOf(lengths[i])}`);
    });
}

describe.runIf(isInstalled('tshark', ['--version']))('tshark', () => {
  it.each([
    ['healthy/aiohttp-both-ways.pcap'],
    ['healthy/binary-traffic.pcap'],
    ['healthy/101-and-frames-in-one-segment.pcap'],
    ['server-masked-frame/echoes-masked-close.pcap'],
  ])('reads the same frames: %s', { timeout: 60_000 }, async (name) => {
    const opened = await openCapture(name);
    const frames = await recordsOf(opened, 0);
    const found = await inFolder(async (target) =>
      tsharkFrames(await saved(target, await handedOver(opened, 'pcapng'))),
    );
    expect(frames.length).toBeGreaterThan(3);
    expect(found).toEqual(frames.map(({ opcode, payloadLength }) => `${opcode} ${payloadLength}`));
  });
});
