// What the first load costs: gzipped JavaScript on the main thread, and the time until the page is
// interactive on a CPU slowed four times, beside a bare React page that is built and measured in the same
// run.
//   npx tsx bench/load.ts [--runs N] [--json]
// Interactive: painted, loaded, and no task of 50 ms or longer begins in the 2 s that follow.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium } from '@playwright/test';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const slowdown = 4;
const quietMs = 2000;
const sizeLimit = 150_000;
const ratioLimit = 2;

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

/** The smallest interactive page of React: one button that counts. */
async function buildBarePage(): Promise<string> {
  const folder = join(root, '.cache', 'bare-react');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Bare</title><div id="root"></div><script type="module" src="./main.jsx"></script></html>',
  );
  writeFileSync(
    join(folder, 'main.jsx'),
    `import { useState } from 'react';
import { createRoot } from 'react-dom/client';
function Counter() {
  const [count, setCount] = useState(0);
  return <button onClick={() => setCount(count + 1)}>{count}</button>;
}
createRoot(document.getElementById('root')).render(<Counter />);
`,
  );
  await build({ configFile: false, root: folder, base: './', plugins: [react()], logLevel: 'error' });
  return join(folder, 'dist');
}

async function serve(folder: string): Promise<{ server: Server; address: string }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' });
    response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

interface Load {
  readonly interactiveMs: number;
  readonly paintMs: number;
  /** Paths of the scripts that ran on the main thread. */
  readonly scripts: readonly string[];
}

// Scripts for the page as text: a bundler must not touch them.
const watchLongTasks = `
  globalThis.longTaskEnds = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) globalThis.longTaskEnds.push(entry.startTime + entry.duration);
  }).observe({ type: 'longtask', buffered: true });`;

const waitUntilInteractive = `(async () => {
  const paint = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN;
  const [navigation] = performance.getEntriesByType('navigation');
  const candidate = () => Math.max(paint(), navigation.domContentLoadedEventEnd, ...globalThis.longTaskEnds);
  while (!(performance.now() - candidate() > ${quietMs})) await new Promise((go) => setTimeout(go, 100));
  return { interactiveMs: candidate(), paintMs: paint() };
})()`;

/** Loads a page once in a fresh context, so that nothing is cached. */
async function measure(browser: Browser, address: string): Promise<Load> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    const scripts: string[] = [];
    page.on('request', (request) => {
      if (request.resourceType() === 'script') scripts.push(new URL(request.url()).pathname);
    });
    await page.addInitScript({ content: watchLongTasks });
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await page.goto(address, { waitUntil: 'load' });
    const times = await page.evaluate<Pick<Load, 'interactiveMs' | 'paintMs'>>(waitUntilInteractive);
    const ofWorkers = page.workers().map((worker) => new URL(worker.url()).pathname);
    return { ...times, scripts: scripts.filter((path) => !ofWorkers.includes(path)) };
  } finally {
    await context.close();
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function gzippedBytes(folder: string, scripts: readonly string[]): number {
  return [...new Set(scripts)].reduce(
    (sum, path) => sum + gzipSync(readFileSync(join(folder, path)), { level: 9 }).length,
    0,
  );
}

/** Figures of one run of the bench. Times in milliseconds, sizes in bytes. */
export interface LoadFigures {
  readonly runs: number;
  readonly slowdown: number;
  readonly framescope: {
    readonly interactiveMs: number;
    readonly paintMs: number;
    readonly javascript: number;
  };
  readonly bareReact: {
    readonly interactiveMs: number;
    readonly paintMs: number;
    readonly javascript: number;
  };
  readonly ratio: number;
  readonly withinLimits: boolean;
}

/** Builds both pages and loads them in turn, `runs` times each; the figures are medians. */
export async function measureLoad(runs: number): Promise<LoadFigures> {
  execFileSync(
    process.execPath,
    [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  const folders = { framescope: join(root, 'dist'), bareReact: await buildBarePage() };
  const found = process.env.PLAYWRIGHT_CHROMIUM || chromium.executablePath();
  const browser = await chromium.launch({
    executablePath: existsSync(found) ? found : '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const servers: Server[] = [];
  try {
    const pages = await Promise.all(
      Object.entries(folders).map(async ([name, folder]) => {
        const { server, address } = await serve(folder);
        servers.push(server);
        return { name, folder, address, loads: [] as Load[] };
      }),
    );
    for (const page of pages) await measure(browser, page.address);
    for (let i = 0; i < runs; i++) {
      for (const page of i % 2 ? pages : [...pages].reverse())
        page.loads.push(await measure(browser, page.address));
    }
    const figures = Object.fromEntries(
      pages.map(({ name, folder, loads }) => [
        name,
        {
          interactiveMs: Math.round(median(loads.map((load) => load.interactiveMs))),
          paintMs: Math.round(median(loads.map((load) => load.paintMs))),
          javascript: gzippedBytes(folder, loads[0].scripts),
        },
      ]),
    ) as Pick<LoadFigures, 'framescope' | 'bareReact'>;
    const ratio = figures.framescope.interactiveMs / figures.bareReact.interactiveMs;
    const withinLimits = ratio <= ratioLimit && figures.framescope.javascript <= sizeLimit;
    return { runs, slowdown, ...figures, ratio: Math.round(ratio * 100) / 100, withinLimits };
  } finally {
    await browser.close();
    for (const server of servers) server.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf('--runs');
  const figures = await measureLoad(at > 0 ? Number(process.argv[at + 1]) : 9);
  if (process.argv.includes('--json')) console.log(JSON.stringify(figures));
  else {
    for (const name of ['framescope', 'bareReact'] as const) {
      const { interactiveMs, paintMs, javascript } = figures[name];
      console.log(
        `${name.padEnd(11)} interactive ${interactiveMs} ms, first paint ${paintMs} ms, ${(javascript / 1000).toFixed(1)} kB of gzipped JavaScript`,
      );
    }
    console.log(
      `ratio ${figures.ratio} (limit ${ratioLimit}), JavaScript limit ${sizeLimit / 1000} kB, median of ${figures.runs}`,
    );
  }
  process.exitCode = figures.withinLimits ? 0 : 1;
}
