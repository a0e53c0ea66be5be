// How fast captures become streams: parse and reassembly alone, into a sink that counts. The file is in
// memory already.
// Usage: tsx bench/network.ts [megabytes] [folder] [chunk KiB]
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { pcap } from '../src/decoder/importers/formats/pcap.ts';
import type { CaptureSink, ConnectionSink } from '../src/decoder/model/capture-sink.ts';
import { benchCapture, captureKinds } from './captures.ts';

const ignore = () => {};

/**
 * Reads the capture once. Processor seconds say more than seconds on a machine that does other things too.
 */
export function runNetwork(chunks: readonly Uint8Array[]) {
  let bytes = 0;
  let calls = 0;
  let events = 0;
  let gaps = 0;
  const connection: ConnectionSink = {
    data(_sender, part) {
      bytes += part.length;
      calls++;
    },
    gap: () => gaps++,
    end: ignore,
    event: () => events++,
    handshake: ignore,
    frameHeader: ignore,
    message: ignore,
    symptom: ignore,
  };
  const sink: CaptureSink = {
    connection: () => connection,
    note: ignore,
    describe: ignore,
    progress: ignore,
  };
  const started = performance.now();
  const processor = process.cpuUsage();
  const run = pcap.open(sink, { name: null, size: null });
  for (const chunk of chunks) run.push(chunk);
  run.end();
  const { user, system } = process.cpuUsage(processor);
  const seconds = (performance.now() - started) / 1000;
  return { seconds, processorSeconds: (user + system) / 1e6, bytes, calls, events, gaps };
}

function load(file: string, chunkBytes: number): Uint8Array[] {
  const fd = openSync(file, 'r');
  const { size } = fstatSync(fd);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < size; at += chunkBytes) {
    const chunk = new Uint8Array(Math.min(chunkBytes, size - at));
    readSync(fd, chunk, 0, chunk.length, at);
    chunks.push(chunk);
  }
  closeSync(fd);
  return chunks;
}

if (process.argv[1]?.endsWith('bench/network.ts')) {
  const [megabytes = '100', folder = '.cache/bench', kib = '1024'] = process.argv.slice(2);
  for (const kind of captureKinds) {
    if (kind !== 'mixed' && Number(megabytes) > 100) continue;
    const { file, truth } = await benchCapture(kind, Number(megabytes), folder);
    const chunks = load(file, Number(kib) * 1024);
    const times: number[] = [];
    const processorTimes: number[] = [];
    let last = runNetwork(chunks);
    for (let i = 0; i < 5; i++) {
      last = runNetwork(chunks);
      times.push(last.seconds);
      processorTimes.push(last.processorSeconds);
    }
    const best = Math.min(...times);
    const median = times.sort((a, b) => a - b)[2];
    const rate = (seconds: number) => `${Math.round(truth.fileBytes / 1e6 / seconds)} MB/s`;
    console.log(
      `${kind} ${megabytes} MB: median ${rate(median)}, best ${rate(best)}, ` +
        `${rate(processorTimes.sort((a, b) => a - b)[2])} by processor time; ${last.calls} runs of data, ` +
        `${last.events} events, ${last.gaps} gaps`,
    );
  }
}
