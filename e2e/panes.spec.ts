// Panes that are resized and stay so, and the page on paper.

import { expect, type Page, test } from '@playwright/test';
import { capturePath, openFile, settled, verdict } from './page-kit.ts';

const widthOf = async (page: Page, selector: string) =>
  (await page.locator(selector).boundingBox())?.width ?? 0;

test('a pane is resized by keyboard and by pointer, and is so after a reload', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await openFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
  const side = page.getByRole('separator', { name: 'Width of the diagnosis' });
  const before = await widthOf(page, '.area-diagnosis');
  await side.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(side).toHaveAttribute('aria-valuenow', String(before + 20));
  expect(await widthOf(page, '.area-diagnosis')).toBe(before + 20);
  const box = await side.boundingBox();
  if (box === null) throw new Error('no divider');
  await page.mouse.move(box.x + 4, box.y + 200);
  await page.mouse.down();
  await page.mouse.move(box.x - 46, box.y + 200, { steps: 3 });
  await page.mouse.up();
  expect(await widthOf(page, '.area-diagnosis')).toBe(before + 70);
  await page.reload();
  await openFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
  await settled(page);
  expect(await widthOf(page, '.area-diagnosis')).toBe(before + 70);
  await side.focus();
  await page.keyboard.press('Home');
  expect(await widthOf(page, '.area-diagnosis')).toBe(before);
});

test('on paper there are the verdict, the diagnosis and the frame, and nothing to press', async ({
  page,
}) => {
  await openFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
  await page.emulateMedia({ media: 'print' });
  await expect(verdict(page)).toBeVisible();
  await expect(page.getByTestId('diagnosis')).toBeVisible();
  await expect(page.getByTestId('header-bits')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Share', exact: true })).toBeHidden();
  await expect(page.locator('#frame-filter')).toBeHidden();
});
