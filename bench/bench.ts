// Measures how fast captures are decoded, compared with only reading them and with other programs, all in the
// same run.
//   npm run bench -- [--mb 100] [--gb 1] [--only mixed|tiny|deflate|list|broken] [--runs 3] [--quick]
// The captures are made first, the same on every machine, in .cache/bench. `--quick`: 10 MB, one run, no
// list.

import { statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchCapture, type CaptureKind, type CaptureTruth, captureKinds } from './captures.ts';
import { measureList } from './list.ts';
import { buildApp, openInPage, serveApp } from './page.ts';
import { runReceiver, runSession, runTshark, tsharkLimit, writeBroken, writeStreams } from './peers.ts';

const folder = join(fileURLToPath(new URL('..', import.meta.url)), '.cache', 'bench');
const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '100' },
    gb: { type: 'string', default: '0' },
    only: { type: 'string' },
    runs: { type: 'string', default: '3' },
    quick: { type: 'boolean', default: false },
  },
});
const megabytes = values.quick ? 10 : Number(values.mb);
const gigabytes = Number(values.gb);
const runs = values.quick ? 1 : Number(values.runs);
const wanted = (name: string) => values.only === undefined || values.only === name;

function median(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

const seconds = (value: number) => `${value.toFixed(value < 10 ? 2 : 1)} s`;
const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
const times = (value: number) => `${value.toFixed(value < 10 ? 2 : 1)}x`;

const targets: { what: string; found: string; target: string; met: boolean }[] = [];
function target(
  what: string,
  value: number,
  shown: string,
  limit: number,
  limitShown: string,
  most = false,
): void {
  const met = most ? value <= limit : value >= limit;
  targets.push({ what, found: shown, target: `${most ? '≤' : '≥'} ${limitShown}`, met });
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  console.log([line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n'), '\n');
}

interface Measured {
  readonly truth: CaptureTruth;
  readonly reading: number;
  readonly page: number;
  readonly pageMemory: number;
  readonly session: number;
  readonly sessionMemory: number;
  readonly tshark: number;
  readonly tsharkMemory: number;
  readonly ws: number;
  readonly longestTask: number;
}

/**
 * Measures one capture, the programs in turns, so that other load of the machine affects all of them equally.
 */
async function measure(kind: CaptureKind, size: number, address: string, count: number): Promise<Measured> {
  const { file, truth } = await benchCapture(kind, size, folder);
  const streams = writeStreams(file);
  const streamBytes = statSync(streams.client).size + statSync(streams.server).size;
  const lists: Record<string, number[]> = {};
  const add = (name: string, value: number) => {
    lists[name] ??= [];
    lists[name].push(value);
  };
  const frames = truth.frames.client + truth.frames.server;
  for (let i = 0; i < count; i++) {
    const reading = await openInPage(`${address}reader.html`, file);
    add('reading', reading.seconds);
    add('readingCpu', reading.processorSeconds);
    const page = await openInPage(address, file);
    add('page', page.seconds);
    add('pageCpu', page.processorSeconds);
    add('pageMemory', page.memory);
    add('longestTask', page.longestTask);
    const session = await runSession(file);
    if (session.frames !== frames) throw new Error(`Expected ${frames} frames, found ${session.frames}.`);
    add('session', session.seconds + session.diagnosisSeconds);
    add('sessionCpu', session.processorSeconds);
    add('sessionMemory', session.memory);
    if (i < (size > 500 ? 1 : count)) {
      const tshark = await runTshark(file);
      add('tshark', tshark.seconds);
      add('tsharkCpu', tshark.processorSeconds);
      add('tsharkMemory', tshark.memory);
      const client = await runReceiver(streams.client, 'client', kind === 'deflate');
      const server = await runReceiver(streams.server, 'server', kind === 'deflate');
      add('ws', client.seconds + server.seconds);
      add('wsCpu', client.processorSeconds + server.processorSeconds);
    }
  }
  const of = (name: string) => median(lists[name] ?? [Number.NaN]);
  const name = `${kind} ${size} MB`;
  const ratio = (value: number) => [seconds(value), `${Math.round(truth.fileBytes / 1e6 / value)} MB/s`];
  console.log(
    `${name}: ${truth.fileBytes.toLocaleString('en')} bytes, ${frames.toLocaleString('en')} frames`,
  );
  const row = (label: string, what: string, memory: string) => [
    label,
    ...ratio(of(what)),
    seconds(of(`${what}Cpu`)),
    memory,
    times(of(what) / of('page')),
    times(of(`${what}Cpu`) / of('pageCpu')),
  ];
  table(
    ['', 'time', 'of the file', 'processor time', 'peak memory', 'time / page', 'processor / page'],
    [
      row('page', 'page', mb(of('pageMemory'))),
      row('reading alone in a page', 'reading', ''),
      row('terminal', 'session', mb(of('sessionMemory'))),
      row(of('tshark') < tsharkLimit ? 'tshark' : 'tshark, stopped', 'tshark', mb(of('tsharkMemory'))),
      row(`\`ws\` Receiver, ${mb(streamBytes)} of bare streams`, 'ws', ''),
    ],
  );
  const result: Measured = {
    truth,
    reading: of('reading'),
    page: of('page'),
    pageMemory: of('pageMemory'),
    session: of('session'),
    sessionMemory: of('sessionMemory'),
    tshark: of('tshark'),
    tsharkMemory: of('tsharkMemory'),
    ws: of('ws'),
    longestTask: of('longestTask'),
  };
  const faster = { mixed: 20, tiny: 30, deflate: 5 }[kind];
  const speed = result.tshark / result.page;
  target(`${name}: faster than tshark`, speed, times(speed), faster, `${faster}x`);
  const share = result.page / result.reading;
  if (kind === 'mixed') target(`${name}: time of reading alone`, share, times(share), 1.5, '1.5x', true);
  const receiver = result.ws / result.page;
  if (kind === 'tiny') target(`${name}: faster than ws`, receiver, times(receiver), 1, '1x');
  const task = result.longestTask;
  const shown = task === 0 ? 'none of 50 ms' : `${Math.round(task)} ms`;
  target(`${name}: longest task while reading`, task, shown, 50, '50 ms', true);
  return result;
}

console.log(
  `${cpus().length} processors (${cpus()[0]?.model}), Node ${process.version}, ${new Date().toISOString()}\n`,
);
buildApp();
const { server, address } = await serveApp();
try {
  for (const kind of captureKinds) {
    if (!wanted(kind)) continue;
    const small = await measure(kind, megabytes, address, runs);
    if (gigabytes === 0 || kind !== 'mixed') continue;
    const large = await measure(kind, gigabytes * 1000, address, Math.min(runs, 3));
    target('mixed, large: page memory', large.pageMemory, mb(large.pageMemory), 150e6, '150 MB', true);
    const growth = large.page / small.page;
    const limit = (11 * gigabytes * 1000) / megabytes / 10;
    target('mixed, large against small: time', growth, times(growth), limit, times(limit), true);
  }
  if (wanted('broken')) {
    const { file } = await benchCapture('mixed', megabytes, folder);
    const broken = await writeBroken(file);
    const shares: number[] = [];
    let causes: readonly string[] = [];
    for (let i = 0; i < Math.max(3, runs); i++) {
      const one = await runSession(broken);
      shares.push(one.diagnosisSeconds / one.seconds);
      causes = one.causes;
    }
    const share = median(shares) * 100;
    console.log(`broken mixed ${megabytes} MB: named ${causes.join(', ') || 'nothing'}\n`);
    target(`broken mixed ${megabytes} MB: diagnosis adds`, share, `${share.toFixed(1)} %`, 30, '30 %', true);
  }
  if (wanted('list') && !values.quick) {
    const { file, truth } = await benchCapture('tiny', 116, folder);
    const list = await measureList(address, file, truth.frames.client + truth.frames.server);
    console.log(
      `list of ${list.frames.toLocaleString('en')} frames: filtered to ${list.filtered.toLocaleString('en')} in ${list.filterMs} ms\n`,
    );
    const task = (value: number) => (value === 0 ? 'none of 50 ms' : `${Math.round(value)} ms`);
    const { scrollLongestTask: scroll, filterLongestTask: filter } = list;
    targets.push({
      what: 'list: scrolled to the last frame',
      found: String(list.reachedEnd),
      target: 'true',
      met: list.reachedEnd,
    });
    target('list: longest task, scrolling', scroll, task(scroll), 50, '50 ms', true);
    target('list: longest task, filtering', filter, task(filter), 50, '50 ms', true);
    const opened = list.openFrameMs;
    target('list: slowest frame opened', opened, `${Math.round(opened)} ms`, 100, '100 ms', true);
    for (const [name, ms] of Object.entries(list.interactionMs))
      target(
        `list: key or click to paint, ${name}`,
        ms,
        ms === 0 ? 'under 16 ms' : `${ms} ms`,
        100,
        '100 ms',
        true,
      );
  }
} finally {
  server.close();
}
table(
  ['target', 'found', 'wanted', ''],
  targets.map(({ what, found, target: limit, met }) => [what, found, limit, met ? 'met' : 'MISSED']),
);
process.exitCode = targets.every(({ met }) => met) ? 0 : 1;
