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
