// Long encrypted captures: the records that the platform decrypts ahead give the same bytes as those before them.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { noAssumptions } from '../src/decoder/model/assumptions.ts';
import { streamOffset } from '../src/decoder/model/coordinates.ts';
import { missing } from '../src/decoder/model/stream-map.ts';
import { openCapture } from '../src/worker/open.ts';
import type { Side } from './capture-writer.ts';
import { type CaptureKind, writeCapture } from './captures.ts';
import { TlsSealer } from './tls-sealer.ts';

const folder = mkdtempSync(join(tmpdir(), 'tls-bench-'));
afterAll(() => rmSync(folder, { recursive: true }));

const quiet = { progress: () => undefined, signal: { cancelled: false } };

async function open(bytes: Uint8Array, text: string) {
  const input = { kind: 'bytes', bytes, name: 'tls.pcap', format: null, assumptions: noAssumptions } as const;
  return openCapture({ ...input, secrets: [{ kind: 'tls-key-log', text }] }, quiet);
}

/** What the client and the server sent, decrypted. */
async function streamsOf(capture: Awaited<ReturnType<typeof open>>) {
  const [{ decoder }] = capture.decrypted.values();
  const { directions } = decoder.view();
  return Promise.all(
    [directions.client, directions.server].map(async ({ map }) => ({
      bytes: Buffer.from(await map.read(streamOffset(0), streamOffset(map.length))),
      missing: [...map.extents(streamOffset(0), streamOffset(map.length))]
        .filter(({ at }) => at === missing)
        .map(({ start, end }) => [start, end]),
    })),
  );
}

describe.each<CaptureKind>(['mixed', 'tiny'])('a long capture, %s', (kind) => {
  it('is decrypted to what was sent, and a changed byte costs its record alone', async () => {
    const file = join(folder, `${kind}.pcap`);
    const parts: Record<Side, Buffer[]> = { client: [], server: [] };
    const sealer = new TlsSealer((side, bytes) => parts[side].push(Buffer.from(bytes)));
    await writeCapture(kind, file, kind === 'mixed' ? 8e6 : 1e6, sealer);
    const sent = { client: Buffer.concat(parts.client), server: Buffer.concat(parts.server) };
    const pcap = readFileSync(file);
    const [client, server] = await streamsOf(await open(pcap, sealer.keyLog));
    expect(client.bytes.equals(sent.client)).toBe(true);
    expect(server.bytes.equals(sent.server)).toBe(true);

    const damaged = Buffer.from(pcap);
    damaged[Math.floor(pcap.length * 0.7)] ^= 1;
    const streams = await streamsOf(await open(damaged, sealer.keyLog));
    const gaps = streams.flatMap(({ missing: lost }) => lost);
    expect(gaps.length).toBeLessThanOrEqual(1);
    for (const [i, { bytes, missing: lost }] of streams.entries()) {
      const original = [sent.client, sent.server][i];
      const [[start, end]] = lost.length > 0 ? lost : [[0, 0]];
      expect(bytes.length).toBe(original.length);
      expect(bytes.subarray(0, start).equals(original.subarray(0, start))).toBe(true);
      expect(bytes.subarray(end).equals(original.subarray(end))).toBe(true);
    }
  }, 60_000);
});
