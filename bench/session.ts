// Opens one capture as the terminal does, in its own process, and prints seconds, peak memory and counts, as
// one line of JSON.
// Usage: tsx bench/session.ts <capture> [key log]; the benchmarks run it bundled.

import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { FileBlob } from '../src/cli/file-blob.ts';
import { noAssumptions } from '../src/decoder/model/assumptions.ts';
import type { CaptureSecret } from '../src/decoder/model/capture-sink.ts';
import { sessionClient } from '../src/library/session.ts';

/** What one reading of a capture took. Memory in bytes: the peak above what the process held before. */
export interface SessionFigures {
  /** Reading and decoding. */
  readonly seconds: number;
  readonly processorSeconds: number;
  /** Diagnosis of all connections, and the first frame, after decoding. */
  readonly diagnosisSeconds: number;
  readonly memory: number;
  readonly frames: number;
  readonly causes: readonly string[];
}

function memory(field: string): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) * 1024;
}

async function measure(path: string, keyLog: string | undefined): Promise<SessionFigures> {
  const secrets: CaptureSecret[] =
    keyLog === undefined ? [] : [{ kind: 'tls-key-log', text: readFileSync(keyLog, 'utf8') }];
  const handle = await open(path, 'r');
  try {
    const file = new FileBlob(handle, 0, (await handle.stat()).size) as unknown as File;
    const before = memory('VmRSS');
    const started = performance.now();
    const processor = process.cpuUsage();
    const { capture } = await sessionClient().call('open', {
      kind: 'file',
      file,
      name: path,
      format: null,
      assumptions: noAssumptions,
      secrets,
    });
    const diagnosed = performance.now();
    const decoded = performance.getEntriesByName('decoded')[0].startTime;
    const { user, system } = process.cpuUsage(processor);
    return {
      seconds: (decoded - started) / 1000,
      processorSeconds: (user + system) / 1e6,
      diagnosisSeconds: (diagnosed - decoded) / 1000,
      memory: memory('VmHWM') - before,
      frames: capture.connections.reduce((sum, connection) => sum + connection.frames, 0),
      causes: capture.connections.flatMap(({ diagnosis }) => diagnosis.slice(0, 1).map(({ title }) => title)),
    };
  } finally {
    await handle.close();
  }
}

console.log(JSON.stringify(await measure(process.argv[2], process.argv[3])));
