// The built app in Chromium, measured from outside: seconds from choosing a file to the finished view,
// processor time and peak memory of its process; and a bare page that only reads the same file, as the limit
// of what a page can do.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from '@playwright/test';

const root = fileURLToPath(new URL('..', import.meta.url));
const builtApp = join(root, '.cache', 'bench', 'app');

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

/** Reads a file as a page at its best does: a worker, a byte stream, one buffer used again and again. */
const readerPage = `<!doctype html><title>Reader</title><input type="file" data-testid="file-input"><p id="done"></p>
<script type="module">
const worker = new Worker('./reader.js', { type: 'module' });
worker.onmessage = ({ data }) => { document.querySelector('#done').textContent = String(data); };
document.querySelector('input').onchange = (event) => worker.postMessage(event.target.files[0]);
</script>`;
const readerWorker = `let reader;
onmessage = async ({ data: file }) => {
  reader = file.stream().getReader({ mode: 'byob' });
  let buffer = new ArrayBuffer(1 << 20);
  let bytes = 0;
  for (;;) {
    const { value, done } = await reader.read(new Uint8Array(buffer));
    if (done) break;
    bytes += value.length;
    buffer = value.buffer;
  }
  postMessage(bytes);
};`;

/** Builds the app as it is shipped into its own folder, together with the page that only reads. */
export function buildApp(): void {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const options = ['build', '--logLevel', 'error', '--outDir', builtApp, '--emptyOutDir'];
  execFileSync(process.execPath, [vite, ...options], { cwd: root, stdio: 'inherit' });
  writeFileSync(join(builtApp, 'reader.html'), readerPage);
  writeFileSync(join(builtApp, 'reader.js'), readerWorker);
}

/** Serves the built app on a free port of this machine. */
export async function serveApp(): Promise<{ server: Server; address: string }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = join(builtApp, path === '/' ? 'index.html' : path);
    if (!file.startsWith(builtApp) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' });
    response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

/** Memory of a process in bytes: now, or at its peak. */
export function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) * 1024;
}

/** What one reading in the page took. */
export interface PageFigures {
  readonly seconds: number;
  /** Processor time of all processes of the browser, in seconds. */
  readonly processorSeconds: number;
  /** Peak of the page's process above what it had when empty, in bytes. */
  readonly memory: number;
  /** Longest main-thread task while reading, in milliseconds; 0 when all were below 50 ms. */
  readonly longestTask: number;
}

async function launch(): Promise<Browser> {
  const found = process.env.PLAYWRIGHT_CHROMIUM || '/usr/bin/chromium';
  return chromium.launch({
    executablePath: existsSync(found) ? found : chromium.executablePath(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

interface ProcessInfo {
  readonly type: string;
  readonly id: number;
  readonly cpuTime: number;
}

async function processes(browser: Browser): Promise<readonly ProcessInfo[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo;
}

/** Notes main-thread tasks, when a file is chosen, and when the awaited element is on the page. */
function watch(): void {
  const seen = { tasks: [] as number[], chosenAt: 0, doneAt: 0 };
  Object.assign(globalThis, { seen });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.tasks.push(entry.duration);
  }).observe({ type: 'longtask' });
  document.addEventListener(
    'change',
    (event) => {
      if ((event.target as HTMLInputElement).type === 'file') seen.chosenAt = performance.now();
    },
    true,
  );
  const finished = () => {
    const reader = document.querySelector('#done');
    if (reader) return reader.textContent !== '';
    if (document.querySelector('[data-testid="progress"]')) return false;
    const share = [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === 'Share');
    return document.querySelector('[data-testid="verdict"]') !== null && share?.disabled === false;
  };
  new MutationObserver(() => {
    if (seen.chosenAt > 0 && seen.doneAt === 0 && finished()) seen.doneAt = performance.now();
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
}

interface Seen {
  readonly tasks: number[];
  readonly chosenAt: number;
  readonly doneAt: number;
}

/** The main-thread tasks of 50 ms and more so far. */
export function longTasks(page: Page): Promise<number[]> {
  return page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen.tasks);
}

/** Opens files in the app (or in the page that only reads), then lets `after` go on with the page. */
export async function openInPage(
  address: string,
  files: string | readonly string[],
  after?: (page: Page) => Promise<void>,
): Promise<PageFigures> {
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    // tsx names the functions inside `watch` with a helper that the page does not have.
    await page.addInitScript('globalThis.__name ??= (value) => value');
    await page.addInitScript(watch);
    await page.goto(address, { waitUntil: 'networkidle' });
    const input = page.getByTestId('file-input').first();
    await input.waitFor({ state: 'attached' });
    // A person needs at least this long to find the file. By then the page has fetched all that opening
    // needs.
    await page.waitForTimeout(4000);
    await page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen.tasks.splice(0));
    const before = await processes(browser);
    const renderers = before.filter(({ type }) => type === 'renderer');
    const empty = new Map(renderers.map(({ id }) => [id, memoryOf(id, 'VmRSS')]));
    // Resets the peak memory, so that it does not include loading the page.
    for (const { id } of renderers) writeFileSync(`/proc/${id}/clear_refs`, '5');
    await input.setInputFiles(files);
    await page.waitForFunction(() => (globalThis as unknown as { seen: Seen }).seen.doneAt > 0, null, {
      timeout: 600_000,
      // The default, polling on each animation frame, would make the page render frames.
      polling: 50,
    });
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen);
    const now = await processes(browser);
    const memory = Math.max(...renderers.map(({ id }) => memoryOf(id, 'VmHWM') - (empty.get(id) ?? 0)));
    const cpu = (list: readonly ProcessInfo[]) => list.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    await after?.(page);
    return {
      seconds: (seen.doneAt - seen.chosenAt) / 1000,
      processorSeconds: cpu(now) - cpu(before),
      memory,
      longestTask: Math.max(0, ...seen.tasks),
    };
  } finally {
    await browser.close();
  }
}
