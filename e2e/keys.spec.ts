// A capture of TLS and its key log: whichever comes first, the frames are read, and the keys stay where they are.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { dropFile, frameRow, openFile, settled, verdict } from './page-kit.ts';

const folder = fileURLToPath(new URL('fixtures/tls/', import.meta.url));
const capture = join(folder, 'nginx.pcap');
const keys = join(folder, 'nginx.keys.log');
/** The secrets of the key log: the last word of each line, in hex. */
const secrets = readFileSync(keys, 'utf8')
  .split('\n')
  .flatMap((line) => line.split(' ')[2] ?? []);

/** Everything in which a key must not be found: the address, the document, storage, the share panel. */
async function traces(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const link = page.getByTestId('share-link');
  const text = (await link.count()) === 0 ? '' : await link.inputValue();
  const rest = await page.evaluate(() =>
    JSON.stringify([
      location.href,
      document.documentElement.outerHTML,
      { ...localStorage },
      { ...sessionStorage },
      history.state,
    ]),
  );
  await page.keyboard.press('Escape');
  return text + rest;
}

test('a key log that is dropped on an open capture decrypts it, and leaves no trace', async ({ page }) => {
  await openFile(page, capture);
  await expect(verdict(page)).toHaveAttribute('data-level', 'unknown');
  await dropFile(page, keys);
  await expect(verdict(page)).toHaveAttribute('data-level', 'sound');
  await expect(frameRow(page, 0)).toBeVisible();
  expect(secrets.length).toBeGreaterThan(3);
  const found = await traces(page);
  expect(secrets.filter((secret) => found.includes(secret))).toEqual([]);
  expect(await page.evaluate(() => indexedDB.databases().then((all) => all.length))).toBe(0);
});

test('a private key that is dropped decrypts a suite of RSA, and leaves no trace', async ({ page }) => {
  const key = join(folder, 'private-key.pem');
  await openFile(page, join(folder, 'private-key.pcap'));
  await dropFile(page, key);
  const note = page.locator('[data-note="tls-decrypted"]');
  await expect(note).toHaveText('20 TLS connections decrypted with the private key.');
  const found = await traces(page);
  const lines = readFileSync(key, 'utf8').trim().split('\n').slice(1, -1);
  expect(lines.filter((line) => found.includes(line))).toEqual([]);
});

test('a key log alone is named, and a capture that is opened after it is decrypted', async ({ page }) => {
  await page.goto('/');
  await dropFile(page, keys);
  await expect(page.getByText(/This is a TLS key log/)).toBeVisible();
  await dropFile(page, capture);
  await settled(page);
  await expect(verdict(page)).toHaveAttribute('data-level', 'sound');
});

test('ciphers that browsers have given up are decrypted, and those that only the terminal has are named', async ({
  page,
}) => {
  await openFile(page, join(folder, 'older-suites.pcap'));
  await dropFile(page, join(folder, 'older-suites.keys.log'));
  await expect(page.locator('[data-note="tls-decrypted"]')).toHaveText(
    '10 of 19 TLS connections were decrypted with the key log.',
  );
  await page.locator('[data-connection="2"]').first().click();
  await expect(
    page.getByText(/browsers lack its cipher, Camellia\. The terminal decrypts it/).first(),
  ).toBeVisible();
});

test('a WebSocket in a tunnel of HTTP/2 is decrypted twice, and a frame of it is shown with its bytes', async ({
  page,
}) => {
  await openFile(page, join(folder, 'http2-proxy.pcap'));
  await dropFile(page, join(folder, 'http2-proxy.keys.log'));
  await expect(verdict(page)).toHaveAttribute('data-level', 'sound');
  const connections = page.getByRole('listbox', { name: 'Connections' }).getByRole('option');
  await expect(connections).toHaveCount(2);
  await connections.filter({ hasText: '/chat' }).click();
  await frameRow(page, 0).click();
  await expect(page.getByTestId('frame-heading')).toContainText('Frame 0');
  await expect(page.getByTestId('payload')).toContainText('Hello');
});
