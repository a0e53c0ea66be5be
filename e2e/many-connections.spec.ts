// A capture of many connections opens on the worst of them, with all grouped by verdict, server and path.

import { expect, test } from '@playwright/test';
import { manyConnections } from '../bench/many-connections.ts';
import { openFile, verdict } from './page-kit.ts';

test('connections are grouped, the worst first, and a group narrows the list', async ({ page }, info) => {
  await openFile(page, manyConnections(2500, info.outputPath('captures')));
  await expect(verdict(page)).toHaveAttribute('data-level', 'broken');
  await expect(page.getByTestId('verdict-connection')).toContainText(':8080');
  const groups = page.getByLabel('Connections by verdict').getByRole('button');
  await expect(groups).toHaveCount(2);
  await expect(groups.nth(0)).toContainText('25');
  await expect(groups.nth(1)).toContainText('2,475');
  const list = page.getByRole('listbox', { name: 'Connections' });
  await groups.nth(0).click();
  await expect(groups.nth(0)).toHaveAttribute('aria-pressed', 'true');
  await expect(list.getByRole('option').first()).toHaveAttribute('aria-setsize', '25');
  await expect(list.getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByText(/further connections were diagnosed and counted/)).toBeVisible();
  await groups.nth(0).press('Enter');
  await expect(groups.nth(0)).toHaveAttribute('aria-pressed', 'false');
});

test('the list begins with the worst, shows the chosen one, and is sorted and searched', async ({
  page,
}, info) => {
  await openFile(page, manyConnections(400, info.outputPath('captures')));
  const options = page.getByRole('listbox', { name: 'Connections' }).getByRole('option');
  await expect(options.first()).toContainText(':10099');
  await expect(options.first()).toHaveAttribute('aria-selected', 'true');
  await page.getByLabel('Order of the connections').selectOption('by time');
  await expect(options.and(page.locator('[aria-selected="true"]'))).toContainText(':10099');
  await expect(options.first()).not.toContainText(':10000');
  await page.getByLabel('Find a connection').fill(':10017 8080');
  await expect(options).toHaveCount(1);
  await expect(page.getByText('1 of 400', { exact: true })).toBeVisible();
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/connections.png` });
  await page.getByLabel('Find a connection').fill('masks');
  await expect(options).toHaveCount(4);
});
