import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pcap } from '../src/decoder/importers/formats/pcap.ts';
import { type CaptureTruth, captureKinds, writeCapture } from './captures.ts';

/** The reassembled bytes of both directions, without the heads. */
function streamsOf(file: string): Record<'client' | 'server', Buffer> {
  const parts: Record<'client' | 'server', Buffer[]> = { client: [], server: [] };
  const ignore = () => {};
  const bytes = readFileSync(file);
  const run = pcap.open(
    {
      connection: () => ({
        data: (sender, part) => parts[sender].push(Buffer.from(part)),
        gap: () => {
          throw new Error('a gap in a capture that has none');
        },
        end: ignore,
        event: ignore,
        handshake: ignore,
        frameHeader: ignore,
        message: ignore,
        symptom: ignore,
      }),
      note: ignore,
      describe: ignore,
      progress: ignore,
    },
    { name: null, size: null },
  );
  for (let at = 0; at < bytes.length; at += 65536) run.push(bytes.subarray(at, at + 65536));
  run.end();
  const behindHead = (side: 'client' | 'server') => {
    const all = Buffer.concat(parts[side]);
    return all.subarray(all.indexOf('\r\n\r\n') + 4);
  };
  return { client: behindHead('client'), server: behindHead('server') };
}

/** Counts frames by RFC 6455 5.2, independently of the decoder. */
function countFrames(bytes: Buffer): { frames: number; payloadBytes: number; sha: string } {
  const hash = createHash('sha256');
  let frames = 0;
  let payloadBytes = 0;
  let i = 0;
  while (i < bytes.length) {
    const start = i;
    let length = bytes[i + 1] & 127;
    const masked = bytes[i + 1] & 128;
    i += 2;
    if (length === 126) {
      length = bytes.readUInt16BE(i);
      i += 2;
    } else if (length === 127) {
      length = Number(bytes.readBigUInt64BE(i));
      i += 8;
    }
    if (masked) i += 4;
    hash.update(bytes.subarray(start, i));
    i += length;
    frames++;
    payloadBytes += length;
  }
  expect(i).toBe(bytes.length);
  return { frames, payloadBytes, sha: hash.digest('hex') };
}

describe('captures for measuring', () => {
  it.each(captureKinds)(
    '%s: what is written is what the truth says, and the same every time',
    async (kind) => {
      const folder = mkdtempSync(join(tmpdir(), 'bench-'));
      try {
        const files = [join(folder, 'a.pcap'), join(folder, 'b.pcap')];
        const truths: CaptureTruth[] = [];
        for (const file of files) truths.push(await writeCapture(kind, file, 3e6));
        expect(truths[1]).toEqual(truths[0]);
        expect(readFileSync(files[1]).equals(readFileSync(files[0]))).toBe(true);
        expect(Math.abs(truths[0].fileBytes - 3e6)).toBeLessThan(1.5e6);
        const streams = streamsOf(files[0]);
        for (const side of ['client', 'server'] as const) {
          expect(countFrames(streams[side])).toEqual({
            frames: truths[0].frames[side],
            payloadBytes: truths[0].payloadBytes[side],
            sha: truths[0].headersSha256[side],
          });
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});
