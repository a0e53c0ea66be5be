// What was open is found again: by Back and Forward, and after a reload where the user wants that. Without that
// choice nothing is stored.

import { expect, test } from '@playwright/test';
import {
  capturePath,
  dropBytes,
  dropFile,
  frameRow,
  openFile,
  openHex,
  pasteText,
  settled,
  verdict,
} from './page-kit.ts';

test('Back shows what was open before, at the frame that was chosen, and at last the text in the box', async ({
  page,
}) => {
  await pasteText(page, '81 85 37 fa 21 3d 7f 9f 4d 51 58 89 80 01 02 03 04 88 82 01 02 03 04 02 ea');
  await settled(page);
  await frameRow(page, 1).click();
  await expect(frameRow(page, 1)).toHaveAttribute('aria-selected', 'true');
  await dropFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
  await expect(page).toHaveTitle(/echoes-masked-close/);
  await settled(page);

  await page.goBack();
  await expect(page).toHaveTitle(/pasted/);
  await settled(page);
  await expect(frameRow(page, 1)).toHaveAttribute('aria-selected', 'true');

  await page.goBack();
  await expect(page.getByTestId('paste')).toHaveValue(/^81 85 37 fa/);

  await page.goForward();
  await page.goForward();
  await expect(page).toHaveTitle(/echoes-masked-close/);
  await settled(page);
});

test('Back from another input returns to the link, and the closed page is an entry too', async ({ page }) => {
  await openHex(page, '810548656c6c6f');
  await dropFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
  await expect(page).toHaveTitle(/echoes-masked-close/);
  expect(new URL(page.url()).hash).toBe('');
  await settled(page);
  await page.goBack();
  await expect(page).toHaveTitle(/shared link/);
  await settled(page);
  await page.getByRole('button', { name: 'Framescope', exact: true }).click();
  await expect(page.getByTestId('paste')).toBeVisible();
  expect(new URL(page.url()).hash).toBe('');
  await page.goBack();
  await expect(page).toHaveTitle(/shared link/);
});

test('a sample is named by the address and opens again after a reload', async ({ page }) => {
  await page.goto('/');
  await page.locator('[data-sample]').first().click();
  await settled(page);
  const headline = await verdict(page).textContent();
  expect(new URL(page.url()).hash).toMatch(/^#sample=/);
  await page.reload();
  await settled(page);
  await expect(verdict(page)).toHaveText(headline ?? '');
  await page.goBack();
  await expect(page.getByTestId('paste')).toBeVisible();
});

test('a capture that is dropped on a check is opened, and Back returns to the check', async ({ page }) => {
  await page.goto('/#/check/handshake');
  await expect(page.getByRole('heading', { name: 'Check a handshake' })).toBeVisible();
  await dropFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
  await settled(page);
  await expect(page).toHaveTitle(/echoes-masked-close/);
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Check a handshake' })).toBeVisible();
});

test('without the choice a reload forgets the input and says so, and nothing is stored', async ({ page }) => {
  await pasteText(page, '81 05 48 65 6c 6c 6f');
  await settled(page);
  await page.reload();
  await expect(page.getByTestId('message')).toContainText('What was open here is gone');
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});

test('with the choice a reload opens the file again, the list has it, and one button forgets all', async ({
  page,
}) => {
  await page.goto('/');
  await page.getByLabel('Keep what I open in this browser').check();
  await dropFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
  await settled(page);
  await expect
    .poll(() => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)))
    .toEqual(['framescope']);
  await page.reload();
  await settled(page);
  await expect(page).toHaveTitle(/echoes-masked-close/);

  const home = page.getByRole('button', { name: 'Framescope', exact: true });
  await home.click();
  const recent = page.getByTestId('recent');
  await recent.getByRole('button', { name: /echoes-masked-close/ }).click();
  await settled(page);
  await expect(page).toHaveTitle(/echoes-masked-close/);

  await home.click();
  await recent.getByRole('button', { name: 'Forget all' }).click();
  await expect(recent.getByRole('button')).toHaveCount(0);
  await page.reload();
  await expect(page.getByLabel('Keep what I open in this browser')).toBeChecked();
  await expect(recent.getByRole('button')).toHaveCount(0);
});

test('what decrypts is never kept', async ({ page }) => {
  await page.goto('/');
  await page.getByLabel('Keep what I open in this browser').check();
  await pasteText(page, `CLIENT_RANDOM ${'ab'.repeat(32)} ${'cd'.repeat(48)}`);
  await expect(page.getByTestId('message')).toContainText('TLS key log');
  await page.reload();
  await expect(page.getByTestId('recent').getByRole('button')).toHaveCount(0);
});

test('what was opened before stays listed, and opens again at the frame that was looked at', async ({
  page,
}) => {
  await openFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
  await frameRow(page, 2).click();
  await expect(frameRow(page, 2)).toHaveAttribute('aria-selected', 'true');
  await dropBytes(page, 'other.bin', Uint8Array.of(0x81, 0x01, 0x61));
  await settled(page);
  await page.getByTestId('format').click();
  const before = page.getByTestId('opened-before');
  await expect(before).toHaveText(['echoes-masked-close.pcap']);
  await before.click();
  await settled(page);
  await expect(page.getByTestId('format')).toContainText('echoes-masked-close.pcap');
  await expect(frameRow(page, 2)).toHaveAttribute('aria-selected', 'true');
  await page.getByTestId('format').click();
  await expect(page.getByTestId('opened-before')).toHaveText(['other.bin']);
});
