// The app in one file: it opens from file:// without a network, and decodes, explains and shows its pages.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { causes, frameRow, settled, verdict } from './page-kit.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'framescope-one-file-'));
const address = pathToFileURL(join(folder, 'framescope.html')).href;

// one build for all tests of the file
test.describe.configure({ mode: 'serial' });

test.beforeAll(() => {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  execFileSync(
    process.execPath,
    [vite, 'build', '--mode', 'one-file', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'],
    { cwd: root },
  );
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Opens the file and gathers all that goes wrong or to a network. */
async function openFile(page: Page, fragment = ''): Promise<string[]> {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('request', (request) => {
    if (!/^(?:file|data|blob):/.test(request.url())) problems.push(request.url());
  });
  await page.goto('about:blank');
  await page.goto(address + fragment);
  return problems;
}

test('it is the only file of its folder', () => {
  expect(readdirSync(folder)).toEqual(['framescope.html']);
  const html = readFileSync(join(folder, 'framescope.html'), 'utf8');
  for (const name of ['react', 'tailwindcss', '@noble/hashes'])
    expect(html.slice(html.lastIndexOf('<!--'))).toMatch(new RegExp(`^${name} \\d`, 'm'));
});

test('pasted bytes are decoded and diagnosed', async ({ page, context }) => {
  await context.setOffline(true);
  const problems = await openFile(page);
  await page.getByTestId('paste').fill('server: 81 85 37 fa 21 3d 7f 9f 4d 51 58');
  await page.getByRole('button', { name: 'Decode', exact: true }).click();
  await settled(page);
  await expect(frameRow(page, 0)).toContainText('Hello');
  await expect(causes(page).first()).toHaveAttribute('data-cause', 'server-masked-frame');
  await expect(page.getByTestId('fixes').first()).toBeVisible();
  expect(problems).toEqual([]);
});

test('an error text is explained, a sample opens, the page of a cause is inside', async ({
  page,
  context,
}) => {
  await context.setOffline(true);
  const problems = await openFile(page, '#error=Invalid%20frame%20header');
  await expect(page.getByTestId('error-answer')).toContainText('Chrome');
  await openFile(page, '#sample=server-masked-frame');
  await settled(page);
  await expect(verdict(page)).toContainText('masks');
  await openFile(page, '#/cause/handshake-boundary');
  await expect(page.getByRole('dialog')).toContainText('How it looks on the wire');
  await expect(page.getByRole('dialog')).not.toContainText('address of its own');
  expect(problems).toEqual([]);
});
