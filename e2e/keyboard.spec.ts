// Everything can be reached and done with the keyboard alone.

import { expect, test } from '@playwright/test';
import { bit, field, frameRow, openHex, verdict } from './page-kit.ts';

// three sound frames and one with RSV2 set, from a server: "a", ping, "b", "c"
const four = '810161' + '8900' + '810162' + 'a10163';

test('the frame list is driven by arrows, Home, End and the keys for findings', async ({ page }) => {
  await openHex(page, four, '&from=server&frame=0');
  const list = page.getByTestId('frame-list');
  await list.focus();
  await expect(frameRow(page, 0)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(frameRow(page, 1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('End');
  await expect(frameRow(page, 3)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Home');
  await expect(frameRow(page, 0)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('n');
  await expect(frameRow(page, 3)).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByTestId('frame-heading')).toContainText('Frame 3');
});

test('Enter leads from the list to the bits, arrows walk them, Space turns one', async ({ page }) => {
  await openHex(page, '810548656c6c6f', '&from=server');
  await page.getByTestId('frame-list').focus();
  await page.keyboard.press('Enter');
  await expect(bit(page, 0)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(bit(page, 1)).toBeFocused();
  await page.keyboard.press('Space');
  await expect(verdict(page)).toHaveAttribute('data-level', 'broken');
  await expect(bit(page, 1)).toHaveText('1');
});

test('a field is chosen with Enter', async ({ page }) => {
  await openHex(page, '810548656c6c6f', '&from=server');
  await field(page, 'opcode').focus();
  await page.keyboard.press('Enter');
  await expect(field(page, 'opcode')).toHaveAttribute('aria-pressed', 'true');
});

test('Tab reaches the paste area, the picker and a sample on the empty screen, each with a visible focus', async ({
  page,
}) => {
  await page.goto('/');
  await expect(page.locator('[data-sample]').first()).toBeVisible();
  const reached: string[] = [];
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const style = getComputedStyle(element);
      const seen =
        style.outlineStyle !== 'none' || style.boxShadow !== 'none' || element.matches('input[type=file]');
      return `${element.tagName}:${element.getAttribute('data-sample') ? 'sample' : (element.getAttribute('type') ?? '')}:${seen}`;
    });
    if (at === null) break;
    reached.push(at);
  }
  expect(reached.some((one) => one.startsWith('TEXTAREA'))).toBe(true);
  expect(reached.some((one) => one.includes('sample'))).toBe(true);
  expect(reached.filter((one) => one.endsWith(':false'))).toEqual([]);
});
