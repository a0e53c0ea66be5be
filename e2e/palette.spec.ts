// The palette of commands, and a frame that is built from its fields. By keyboard alone.

import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { capturePath, field, openFile, verdict } from './page-kit.ts';

test('Ctrl+K finds a command by its words and runs it', async ({ page }) => {
  await openFile(page, capturePath('healthy/binary-with-pings-in-context.pcap'));
  await page.keyboard.press('Control+k');
  const dialog = page.getByRole('dialog', { name: 'Commands' });
  await expect(dialog.getByRole('combobox')).toBeFocused();
  const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
  expect(violations).toEqual([]);
  await page.keyboard.type('conversation mess');
  await expect(dialog.getByRole('option')).toHaveText(['The conversation as messages']);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('message-list')).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Messages', exact: true })).toBeFocused();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('no such words');
  await expect(dialog).toContainText('No command has these words.');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('on the empty screen it opens a sample', async ({ page }) => {
  await page.goto('/');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Command' })).toBeFocused();
  await page.keyboard.type('sample');
  await page.keyboard.press('Enter');
  await expect(verdict(page)).toBeVisible();
});

test('a frame is built from its fields, and opened', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: /Build a frame/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Build a frame' });
  await expect(dialog.getByTestId('built')).toHaveText('81 85 37 fa 21 3d 7f 9f 4d 51 58');
  await dialog.getByRole('checkbox', { name: 'MASK' }).uncheck();
  await dialog.getByLabel('RSV2').check();
  await expect(dialog.getByTestId('built')).toHaveText('a1 05 48 65 6c 6c 6f');
  const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
  expect(violations).toEqual([]);
  await dialog.getByRole('button', { name: 'hex' }).click();
  await expect(dialog.getByTestId('built')).toContainText('Expected pairs of hex digits');
  await expect(dialog.getByRole('button', { name: 'Open it' })).toBeDisabled();
  await dialog.getByRole('textbox', { name: 'payload' }).fill('6f 6b');
  await dialog.getByRole('button', { name: 'Open it' }).click();
  await expect(verdict(page)).toBeVisible();
  await expect(field(page, 'mask')).toContainText('should be 1');
});
