// The times of a connection: a chart that zooms, and the same in a table. By mouse and by keyboard.

import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { capturePath, frameRow, openFile, openHex } from './page-kit.ts';

test('a silence and who ended it are named with the hour, and a line leads to the frame', async ({
  page,
}) => {
  await openFile(page, capturePath('idle-timeout/apache-timeout-60s-default.pcap'));
  await page.getByTestId('by-time').click();
  await expect(page.getByTestId('timeline-summary')).toContainText('longest silence 60.1 s');
  await page.getByText('Events (3)').click();
  const table = page.getByTestId('timeline').getByRole('table');
  await expect(table).toContainText('Nobody sends a frame for 60.1 s, up to the end.');
  await expect(table).toContainText('2026-11-23T21:46:26');
  await table.getByRole('button', { name: '3', exact: true }).click();
  await expect(frameRow(page, 3)).toHaveAttribute('aria-selected', 'true');
});

test('dragging zooms, a click shows the frame, and All shows the whole again', async ({ page }) => {
  await openFile(page, capturePath('healthy/binary-with-pings-in-context.pcap'));
  await page.getByTestId('by-time').click();
  const chart = page.getByTestId('timeline-chart');
  await expect(chart.locator('rect').first()).toBeVisible();
  const labels = () => chart.locator('text').allTextContents();
  const before = await labels();
  const box = await chart.boundingBox();
  if (box === null) throw new Error('no chart');
  await page.mouse.move(box.x + 20, box.y + 50);
  await page.mouse.down();
  await page.mouse.move(box.x + 120, box.y + 50, { steps: 4 });
  await page.mouse.up();
  await expect.poll(labels).not.toEqual(before);
  await page.getByRole('button', { name: 'All', exact: true }).last().click();
  await expect.poll(labels).toEqual(before);
  await page.mouse.click(box.x + 4, box.y + 48);
  await expect(page.locator('[data-frame][aria-selected="true"]')).toHaveCount(1);
});

test('the keyboard alone zooms and moves, and axe finds nothing', async ({ page }) => {
  await openFile(page, capturePath('healthy/binary-with-pings-in-context.pcap'));
  await page.getByTestId('by-time').focus();
  await page.keyboard.press('Enter');
  const chart = page.getByTestId('timeline-chart');
  await expect(chart).toBeVisible();
  const labels = () => chart.locator('text').allTextContents();
  await expect.poll(async () => (await labels()).length).toBeGreaterThan(2);
  const before = await labels();
  await page.getByRole('application').focus();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await expect.poll(labels).not.toEqual(before);
  const zoomed = await labels();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(labels).not.toEqual(zoomed);
  await page.keyboard.press('Home');
  await expect.poll(labels).toEqual(before);
  const { violations } = await new AxeBuilder({ page }).include('[data-testid="timeline"]').analyze();
  expect(violations).toEqual([]);
});

test('bytes without times offer no chart of them', async ({ page }) => {
  await openHex(page, '810548656c6c6f');
  await expect(page.getByTestId('by-time')).toHaveCount(0);
});
