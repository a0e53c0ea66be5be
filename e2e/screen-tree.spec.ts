// What a screen reader is told on the main screens: the tree of roles and names. A change that is meant is written down
// by `npx playwright test --config e2e/playwright.config.ts screen-tree --update-snapshots`.

import { expect, type Page, test } from '@playwright/test';
import { manyConnections } from '../bench/many-connections.ts';
import { capturePath, frameRow, openFile, pasteText, settled, verdict } from './page-kit.ts';

test.use({ viewport: { width: 1440, height: 900 } });

const tree = (page: Page, name: string) =>
  expect(page.locator('body')).toMatchAriaSnapshot({ name: `${name}.aria.yml` });

test('the start screen', async ({ page }) => {
  await page.goto('/');
  await expect(page.locator('[data-sample]')).toHaveCount(8);
  await tree(page, 'start');
});

test('a broken capture', async ({ page }) => {
  await openFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
  await expect(frameRow(page, 13)).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByTestId('fixes')).toBeVisible();
  await expect(page.getByTestId('payload')).toBeVisible();
  await tree(page, 'broken-capture');
});

test('the answer to an error', async ({ page }) => {
  await page.goto('/#error=Invalid%20frame%20header');
  await expect(page.getByTestId('error-answer').getByTestId('fixes')).toBeVisible();
  await tree(page, 'error-answer');
});

test('the check of a configuration', async ({ page }) => {
  await pasteText(
    page,
    'server {\n  listen 80;\n  location /ws/ {\n    proxy_pass http://127.0.0.1:3000;\n  }\n}\n',
  );
  await expect(page.getByTestId('check-verdict')).toHaveAttribute('data-level', 'broken');
  await tree(page, 'configuration-check');
});

test('the overview of many connections', async ({ page }, info) => {
  await openFile(page, manyConnections(2500, info.outputPath('captures')));
  await settled(page);
  await expect(verdict(page)).toHaveAttribute('data-level', 'broken');
  await expect(page.getByLabel('Connections by verdict').getByRole('button')).toHaveCount(2);
  await tree(page, 'many-connections');
});
