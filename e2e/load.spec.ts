// The first load fits the budget: at most 150 kB of gzipped JavaScript on the main thread. bench/load.ts
// measures the time.

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
