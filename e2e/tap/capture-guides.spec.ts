// How to get a capture, as the page shows it.

import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { captureHas } from '../../src/decoder/guides/capture/capture-guide.ts';
import { captureGuides } from '../../src/decoder/guides/capture/guides.ts';

test('every guide is found under what somebody has, with its commands and whether it was run', async ({
  page,
}) => {
  await page.goto('/');
  const panel = page.getByTestId('capture-guides');
  for (const [has, label] of Object.entries(captureHas)) {
    await panel.getByRole('tab', { name: label, exact: true }).click();
    for (const guide of captureGuides.filter((one) => one.has === has)) {
      const fold = panel.locator(`[data-capture="${guide.id}"]`);
      await fold.locator('summary').click();
      for (const { command } of guide.steps) {
        if (command)
          await expect(
            fold
              .locator('pre')
              .filter({ hasText: command.split('\n')[0] })
              .first(),
          ).toBeVisible();
      }
      await expect(fold).toContainText(
        'with' in guide.ran ? `run by a test: ${guide.ran.with}` : guide.ran.notRun,
      );
    }
  }
});

test('the taps can be downloaded', async ({ page }) => {
  await page.goto('/');
  const panel = page.getByTestId('capture-guides');
  for (const [tab, name] of [
    ['Node', 'tap.mjs'],
    ['Python', 'tap.py'],
  ]) {
    await panel.getByRole('tab', { name: tab, exact: true }).click();
    await panel.getByText(`${name} in the process`).click();
    const download = page.waitForEvent('download');
    await panel.getByRole('link', { name: `Download ${name}` }).click();
    const file = await (await download).path();
    expect(readFileSync(file, 'utf8')).toBe(
      readFileSync(new URL(`../../public/taps/${name}`, import.meta.url), 'utf8'),
    );
  }
});

test('the panel fits a narrow screen', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto('/');
  await page.getByTestId('capture-guides').getByText('any language', { exact: false }).click();
  await page.locator('[data-capture="any-curl"] summary').click();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
