// The built folder works below any path of any static host: a plain server without a header of ours.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { atRest, frameRow, settled, verdict } from './page-kit.ts';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const below = '/some/deep/path/';
const types: Readonly<Record<string, string>> = {
  css: 'text/css',
  html: 'text/html',
  js: 'text/javascript',
  json: 'application/json',
  svg: 'image/svg+xml',
};

let server: Server;
let address = '';

test.beforeAll(async () => {
  server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '', 'http://localhost').pathname);
    const file = join(dist, path.slice(below.length), path.endsWith('/') ? 'index.html' : '');
    if (!path.startsWith(below) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'Content-Type': types[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    });
    response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${below}`;
});

test.afterAll(() => server.close());

/** Everything that goes wrong on a page: errors, and answers other than success. */
function problemsOf(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
  });
  return problems;
}

test('the folder has the licences of the code, the styles and the fonts in it', () => {
  const text = readFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  for (const name of ['react', 'tailwindcss', '@noble/ciphers', '@fontsource/ibm-plex-sans'])
    expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
});

test('the app decodes, opens samples and loads all of its parts below a deep path', async ({ page }) => {
  const problems = problemsOf(page);
  await page.goto(address);
  await atRest(page);
  await page.getByTestId('paste').fill('81 05 48 65 6c 6c 6f');
  await page.getByRole('button', { name: 'Decode', exact: true }).click();
  await settled(page);
  await expect(frameRow(page, 0)).toContainText('Hello');
  expect(problems).toEqual([]);
});

test('a static page leads to the app with its recorded capture, and the app back to the page', async ({
  page,
}) => {
  const problems = problemsOf(page);
  await page.goto(`${address}cause/server-masked-frame.html`);
  await page.getByRole('link', { name: 'Open a recorded capture' }).click();
  await settled(page);
  await expect(verdict(page)).toContainText('masks');
  await page.getByRole('button', { name: 'More on this cause' }).first().click();
  await page.getByRole('link', { name: 'This page at an address of its own' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The server masks its frames');
  expect(problems).toEqual([]);
});

test('the address of a cause opens its page in the app; leaving it leaves the address', async ({ page }) => {
  await page.goto(`${address}#/cause/http2-preface`);
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('How it looks on the wire');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  expect(new URL(page.url()).hash).toBe('');
  await page.goto('about:blank');
  await page.goto(`${address}#/cause/no-such-cause`);
  await expect(dialog).toContainText('Expected the id of a cause, found “no-such-cause”.');
  await page.goto('about:blank');
  await page.goto(`${address}#sample=no-such-sample`);
  await expect(page.getByTestId('message')).toContainText('Expected the name of a sample');
});

test('the pages of the reference show their style and need no script', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  try {
    const page = await context.newPage();
    const problems = problemsOf(page);
    await page.goto(`${address}error/rsv1-must-be-clear.html`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('RSV1 must be clear');
    await expect(page.locator('.frame-bits .bit').first()).toHaveCSS('border-top-width', '3px');
    await page.getByRole('link', { name: 'Error texts' }).first().click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('WebSocket error texts');
    expect(problems).toEqual([]);
  } finally {
    await context.close();
  }
});
