// Measures encrypted captures in the terminal and with tshark, in turns. Processor time is compared, since it depends
// less on what else runs. With `--page`, the built page opens them with their key logs instead.
// Usage: tsx bench/tls.ts [megabytes] [runs] [--page]

import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchCapture, type CaptureKind, keyLogOf } from './captures.ts';
import { buildApp, openInPage, serveApp } from './page.ts';
import { runSession, runTshark } from './peers.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = join(here, '..', '.cache', 'bench');
const [megabytes = '100', runs = '3'] = process.argv.slice(2).filter((one) => one !== '--page');
/** One record each frame, and records as long as the messages. */
const kinds: readonly CaptureKind[] = ['mixed', 'tiny'];

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[list.length >> 1];
}

const seconds = (list: readonly number[]) => `${median(list).toFixed(2)} s`;

async function measureTerminal(): Promise<void> {
  console.log(
    '| capture | frames | Framescope, processor | peak memory | tshark, processor | tshark / Framescope |',
  );
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const kind of kinds) {
    const { file } = await benchCapture(kind, Number(megabytes), folder, true);
    const [own, other, memory]: number[][] = [[], [], []];
    let frames = 0;
    for (let i = 0; i < Number(runs); i++) {
      const figures = await runSession(file, keyLogOf(file));
      own.push(figures.processorSeconds);
      memory.push(figures.memory / 1e6);
      frames = figures.frames;
      other.push((await runTshark(file, keyLogOf(file))).processorSeconds);
    }
    const ratio = (median(other) / median(own)).toFixed(1);
    console.log(
      `| ${kind}, ${megabytes} MB | ${frames} | ${seconds(own)} | ${Math.round(median(memory))} MB | ${seconds(other)} | ${ratio}x |`,
    );
  }
}

async function measurePage(): Promise<void> {
  buildApp();
  const { server, address } = await serveApp();
  console.log('| capture | seconds | processor | peak memory above the empty page | longest task |');
  console.log('| --- | --- | --- | --- | --- |');
  for (const kind of kinds) {
    const { file } = await benchCapture(kind, Number(megabytes), folder, true);
    const [time, processor, memory, task]: number[][] = [[], [], [], []];
    for (let i = 0; i < Number(runs); i++) {
      const figures = await openInPage(address, [file, keyLogOf(file)]);
      time.push(figures.seconds);
      processor.push(figures.processorSeconds);
      memory.push(figures.memory / 1e6);
      task.push(figures.longestTask);
    }
    console.log(
      `| ${kind}, ${megabytes} MB | ${seconds(time)} | ${seconds(processor)} | ${Math.round(median(memory))} MB | ${Math.round(median(task))} ms |`,
    );
  }
  server.close();
}

await (process.argv.includes('--page') ? measurePage() : measureTerminal());
console.log(`\nLoad of the machine: ${loadavg()[0].toFixed(1)}`);
