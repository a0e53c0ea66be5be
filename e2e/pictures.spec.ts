// What the main screens look like, at three widths and in both themes. A change that is meant is written down by
// `npx playwright test --config e2e/playwright.config.ts pictures --update-snapshots`.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { mainScreens } from './main-screens.ts';

/** Screens are drawn smaller than they are: the pictures stay small. */
const widths = [
  { width: 390, height: 844, deviceScaleFactor: 0.6 },
  { width: 1440, height: 900, deviceScaleFactor: 0.4 },
  { width: 2560, height: 1440, deviceScaleFactor: 0.3 },
];
const drawn = fileURLToPath(new URL('pictures.spec.ts-snapshots/drawn-by.txt', import.meta.url));

/** How this browser on this machine draws the fonts of the page: another one draws other pixels. */
async function fingerprint(page: Page): Promise<string> {
  const pixels = await page.evaluate(async () => {
    await document.fonts.ready;
    const canvas = document.createElement('canvas');
    canvas.width = 600;
    canvas.height = 80;
    const context = canvas.getContext('2d');
    if (context === null) return '';
    const mono = getComputedStyle(document.documentElement).getPropertyValue('--font-mono');
    for (const [y, family] of [getComputedStyle(document.body).fontFamily, mono, 'sans-serif'].entries()) {
      context.font = `16px ${family}`;
      context.fillText('Frame 0x7f: Sphinx of black quartz →', 4, 20 + y * 25);
    }
    return canvas.toDataURL();
  });
  return createHash('sha256').update(pixels).digest('hex').slice(0, 16);
}

for (const { width, height, deviceScaleFactor } of widths) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${width} pixels wide, ${colorScheme}`, () => {
      test.use({
        viewport: { width, height },
        deviceScaleFactor,
        colorScheme,
        locale: 'en-GB',
        timezoneId: 'UTC',
      });
      for (const { id, title, open } of mainScreens) {
        test(title, async ({ page }, info) => {
          await open(page, info);
          const own = await fingerprint(page);
          if (['all', 'changed'].includes(info.config.updateSnapshots)) writeFileSync(drawn, `${own}\n`);
          const known = existsSync(drawn) ? readFileSync(drawn, 'utf8').trim() : own;
          test.skip(own !== known, 'The pictures were drawn by another browser or with other fonts.');
          await page.mouse.move(0, 0);
          const parts = page.getByRole('tablist', { name: 'Parts of the page' });
          // The list of frames is as tall as it was while the file was read, which depends on the machine.
          const isOverview = id === 'many-connections';
          if (isOverview && (await parts.isVisible()))
            await parts.getByRole('tab', { name: 'Connection' }).click();
          await expect(isOverview ? page.locator('.area-connection') : page).toHaveScreenshot(
            `${id}-${width}-${colorScheme}.png`,
            { scale: 'device', maxDiffPixelRatio: 0.002 },
          );
        });
      }
    });
  }
}
