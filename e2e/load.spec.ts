// The first load fits the budget: at most 120 kB of gzipped JavaScript for the first screen, and 150 kB with what the
// page fetches while it is idle. bench/load.ts measures the time.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { atRest } from './page-kit.ts';

const limit = 150_000;

test('the first screen needs at most 150 kB of gzipped JavaScript, and so does all that is fetched until the page rests', async ({
  page,
}) => {
  const scripts = new Set<string>();
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.endsWith('.js')) scripts.add(pathname);
  });
  await page.goto('/');
  await atRest(page);
  const ofWorker = page.workers().map((worker) => new URL(worker.url()).pathname);
  const sizes = [...scripts]
    .filter((path) => !ofWorker.includes(path))
    .map(
      (path) =>
        gzipSync(readFileSync(fileURLToPath(new URL(`../dist${path}`, import.meta.url))), { level: 9 })
          .length,
    );
  expect(sizes.length).toBeGreaterThan(0);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(limit);
});

/** The scripts that the page imports before it shows anything: those of the document, and all that they import. */
function firstScripts(): string[] {
  const dist = fileURLToPath(new URL('../dist/', import.meta.url));
  const open = [
    ...readFileSync(`${dist}index.html`, 'utf8').matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+\.js)"/g),
  ].map(([, path]) => path);
  const found = new Set<string>();
  for (const path of open) {
    if (found.has(path)) continue;
    found.add(path);
    const text = readFileSync(dist + path, 'utf8');
    // import and export of a module that is needed at once; import() is not.
    for (const [, name] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) open.push(`assets/${name}`);
  }
  return [...found].map((path) => dist + path);
}

test('what the first screen needs at once is at most 120 kB of gzipped JavaScript', () => {
  const scripts = firstScripts();
  expect(scripts.length).toBeGreaterThan(0);
  const sizes = scripts.map((path) => gzipSync(readFileSync(path), { level: 9 }).length);
  const sum = sizes.reduce((a, b) => a + b, 0);
  expect(sum).toBeGreaterThan(50_000);
  expect(sum).toBeLessThanOrEqual(120_000);
});

test('the page comes to rest without an error, its worker warmed up', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto('/');
  await atRest(page);
  const warmedUp = () =>
    page.workers()[0].evaluate(() => performance.getEntriesByName('warmed-up', 'mark').length);
  await expect.poll(warmedUp, { timeout: 30_000 }).toBe(1);
  expect(errors).toEqual([]);
});
