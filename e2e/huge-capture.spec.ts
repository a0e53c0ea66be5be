// A capture of 10 GB opens with bounded memory, and bytes from beyond 4 GB are read back from the file. The file is
// sparse: it takes hardly any room on the disk.

import { closeSync, ftruncateSync, openSync, statSync, writeSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { memoryOf } from '../bench/page.ts';
import { concat } from '../src/decoder/bytes/concat.ts';
import { pcapFileHeader, pcapRecordHeader } from '../src/decoder/network/pcap-writer.ts';
import { request, response } from '../src/testing/frames.ts';
import { ipv4Packet, type Segment } from '../src/testing/packets.ts';
import { verdict } from './page-kit.ts';

const gigabyte = 1e9;
/** Bytes of a packet that is in the file for its length alone. Its type, 0, belongs to no protocol. */
const fillerLength = 262_144;
/** Two addresses and the type of IPv4. */
const ethernet = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0);
/** Most that the page may take beyond what it took when it was empty. In bytes. */
const maxMemory = 400e6;

const before: readonly Segment[] = [
  { from: 'client', seq: 0, flags: 'S' },
  { from: 'server', seq: 0, ack: 1, flags: 'SA' },
  { from: 'client', seq: 1, ack: 1, data: request },
  { from: 'server', seq: 1, ack: 1, data: response },
];
const clientNext = 1 + request.length;
const serverNext = 1 + response.length;
/** The server masks a frame: `hello`. */
const masked = Uint8Array.of(0x81, 0x85, 1, 2, 3, 4, 0x69, 0x67, 0x6f, 0x68, 0x6e);
const after: readonly Segment[] = [
  { from: 'server', seq: serverNext, ack: clientNext, data: masked },
  { from: 'client', seq: clientNext, ack: serverNext + masked.length, flags: 'FA' },
];

/** Writes a capture of at least `size` bytes: a conversation, packets that belong to nothing, and its end. */
function writeCapture(path: string, size: number): void {
  const file = openSync(path, 'w');
  let time = 1_700_000_000_000_000;
  let at = 0;
  const write = (bytes: Uint8Array) => {
    writeSync(file, bytes, 0, bytes.length, at);
    at += bytes.length;
  };
  const packets = (segments: readonly Segment[]) => {
    for (const segment of segments) {
      const packet = ipv4Packet(segment);
      time += 1000;
      write(concat([pcapRecordHeader(time, ethernet.length + packet.length), ethernet, packet]));
    }
  };
  write(pcapFileHeader());
  packets(before);
  while (at < size) {
    time += 10;
    write(pcapRecordHeader(time, fillerLength));
    at += fillerLength;
  }
  packets(after);
  ftruncateSync(file, at);
  closeSync(file);
}

test.describe.configure({ timeout: 300_000 });

test('10 GB open with bounded memory, and the fault at their end is named', async ({
  page,
  browser,
}, info) => {
  const path = info.outputPath('huge.pcap');
  writeCapture(path, 10 * gigabyte);
  expect(statSync(path).blocks * 512).toBeLessThan(gigabyte);
  await page.goto('/');
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  const isMeasured = process.platform === 'linux';
  const empty = isMeasured ? renderers.map((id) => memoryOf(id, 'VmRSS')) : [];
  await page.getByTestId('file-input').first().setInputFiles(path);
  await expect(verdict(page)).toHaveAttribute('data-level', 'broken', { timeout: 240_000 });
  await expect(verdict(page)).toContainText('mask');
  // Its payload is read back from the end of the file.
  await expect(page.getByTestId('payload')).toContainText('hello');
  if (!isMeasured) return;
  const grown = renderers.map((id, i) => memoryOf(id, 'VmHWM') - empty[i]);
  expect(Math.max(...grown)).toBeLessThan(maxMemory);
});
