// axe finds nothing on any screen, light and dark, wide and narrow; nothing is cut off at the side; colour is
// never the only mark; nothing moves when a capture opens.

import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { capturePath, causes, frameRow, openFile, settled } from './page-kit.ts';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const told = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
  );
  expect(told).toEqual([]);
}

/** The page itself must not scroll sideways. */
async function expectNoSideScroll(page: Page): Promise<void> {
  const extra = await page.evaluate(() => {
    const root = document.documentElement;
    return root.scrollWidth - root.clientWidth;
  });
  expect(extra).toBeLessThanOrEqual(0);
}

const widths = [390, 768, 1440, 2560];

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of widths) {
    test.describe(`${colorScheme}, ${width} pixels wide`, () => {
      test.use({ colorScheme, viewport: { width, height: width < 500 ? 844 : 900 } });

      test('the empty screen', async ({ page }) => {
        await page.goto('/');
        await expect(page.locator('[data-sample]').first()).toBeVisible();
        await expectAccessible(page);
        await expectNoSideScroll(page);
      });

      test('a broken capture', async ({ page }) => {
        test.slow();
        await openFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
        await expectAccessible(page);
        await expectNoSideScroll(page);
        const tabs = page.getByRole('tablist', { name: 'Parts of the page' });
        if (!(await tabs.isVisible())) return;
        for (const tab of await tabs.getByRole('tab').all()) {
          await tab.click();
          await expectAccessible(page);
          await expectNoSideScroll(page);
        }
      });
    });
  }
}

test('the dialogs', async ({ page }) => {
  await openFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(page.getByTestId('share-link')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Paste' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page);
});

test('an input that could not be read', async ({ page }) => {
  await page.goto('/');
  await page.getByTestId('paste').fill('81 0');
  await page.getByRole('button', { name: 'Decode', exact: true }).click();
  await expect(page.getByTestId('notes')).toBeVisible();
  await expectAccessible(page);
});

test('the other tools', async ({ page }) => {
  for (const route of ['check/handshake', 'check/configuration']) {
    await page.goto(`/#/${route}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(page);
    await expectNoSideScroll(page);
  }
});

test('an error is marked by a word and a shape, not by colour alone', async ({ page }) => {
  await openFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
  const row = frameRow(page, 13);
  await expect(row.getByRole('img').or(row.locator('.sr-only')).first()).toBeAttached();
  await row.click();
  await expect(page.locator('[data-bit="8"]')).toHaveAccessibleName(/error/);
});

test('forced colours and reduced motion keep everything readable', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await openFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
  await expect(causes(page).first()).toBeVisible();
  // What is left of a movement lasts a hundredth of a millisecond: it must come to rest, and stay so.
  const moving = () =>
    page.evaluate(
      () => document.getAnimations().filter((animation) => animation.playState === 'running').length,
    );
  await expect.poll(moving).toBe(0);
});

for (const width of [390, 1440]) {
  test(`nothing moves by itself while a capture opens, ${width} pixels wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.addInitScript(() => {
      const shifts: number[] = [];
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          const { value, hadRecentInput } = entry as PerformanceEntry & {
            value: number;
            hadRecentInput: boolean;
          };
          if (!hadRecentInput) shifts.push(value);
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await openFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
    await settled(page);
    await expect(page.getByTestId('frame-heading')).toBeAttached();
    const total = await page.evaluate(() =>
      (globalThis as unknown as { shifts: number[] }).shifts.reduce((sum, value) => sum + value, 0),
    );
    expect(total).toBeLessThan(0.01);
  });
}
