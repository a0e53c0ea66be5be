// Two connections side by side: where handshake and frames differ first.

import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { capturePath, frameRow, openFile, openHex } from './page-kit.ts';

test('both legs of a proxy are compared, and the difference leads to the frame', async ({ page }) => {
  await openFile(page, capturePath('bytes-corrupted/proxy-changes-compressed-bytes-both-legs.pcap'));
  await page.getByRole('button', { name: 'Compare two' }).click();
  const comparison = page.getByTestId('comparison');
  await expect(comparison).toContainText('of the payload differs');
  await expect(comparison.getByText(/^ff ff ff/)).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
  expect(violations).toEqual([]);
  const link = comparison.getByRole('button', { name: /^frame \d+$/ }).first();
  const frame = Number((await link.textContent())?.replace(/\D/g, ''));
  await link.click();
  await expect(page.getByTestId('comparison')).toHaveCount(0);
  await expect(frameRow(page, frame)).toHaveAttribute('aria-selected', 'true');
});

test('a header that one leg lacks is named, by the keyboard alone', async ({ page }) => {
  await openFile(page, capturePath('proxy-stripped-upgrade/apache-proxypass-http-both-legs.pcap'));
  await page.getByRole('button', { name: 'Compare two' }).focus();
  await page.keyboard.press('Enter');
  const row = page
    .getByTestId('comparison')
    .getByRole('row', { name: /^Upgrade/i })
    .first();
  await expect(row).toContainText('absent');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('comparison')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Compare two' })).toBeFocused();
});

test('one connection has nothing to be compared with', async ({ page }) => {
  await openHex(page, '810548656c6c6f');
  await expect(page.getByRole('button', { name: 'Compare two' })).toHaveCount(0);
});
