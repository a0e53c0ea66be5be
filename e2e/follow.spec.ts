// A conversation as messages, as a ladder between its ends, and in figures. By mouse and by keyboard.

import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { capturePath, frameRow, openFile, openHex } from './page-kit.ts';

const tab = (page: Page, name: string) =>
  page.getByRole('tablist', { name: 'The conversation as' }).getByRole('tab', { name, exact: true });

test('a message leads to its frame, and a filter leaves the messages that have such a frame', async ({
  page,
}) => {
  await openFile(page, capturePath('healthy/binary-with-pings-in-context.pcap'));
  await tab(page, 'Messages').click();
  const list = page.getByTestId('message-list');
  await expect(list).toHaveAttribute('aria-rowcount', '133');
  await list.locator('[data-message="3"]').click();
  await expect(page.getByRole('heading', { name: /^Frame \d+/ })).toContainText('binary');
  await expect(list.locator('[data-message="3"]')).toHaveAttribute('aria-selected', 'true');
  await page.getByLabel('Filter frames').fill('opcode:ping');
  await expect(page.getByText('No message has a frame that passes this filter.')).toBeVisible();
});

test('the ladder shows both legs, and a step of the other leg opens its connection', async ({ page }) => {
  await openFile(page, capturePath('bytes-corrupted/proxy-changes-client-bytes-both-legs.pcap'));
  await tab(page, 'Ladder').click();
  const ladder = page.getByTestId('ladder');
  await expect(ladder.getByRole('columnheader', { name: /client.*proxy.*server/ })).toBeVisible();
  const fromProxy = ladder.getByRole('row', { name: /proxy to server.*text/ }).first();
  await fromProxy.click();
  await expect(page.locator('[data-connection="1"], [aria-current="true"]').first()).toBeVisible();
  await expect(ladder.locator('[aria-selected="true"]')).toHaveCount(1);
});

test('the keyboard alone walks through ladder and messages', async ({ page }) => {
  await openFile(page, capturePath('healthy/binary-with-pings-in-context.pcap'));
  await tab(page, 'Frames').focus();
  await page.keyboard.press('ArrowRight');
  await expect(tab(page, 'Messages')).toHaveAttribute('aria-selected', 'true');
  await page.getByTestId('message-list').focus();
  await page.keyboard.press('End');
  await expect(page.getByTestId('message-list').locator('[data-message="131"]')).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await tab(page, 'Messages').focus();
  await page.keyboard.press('ArrowRight');
  await page.getByTestId('ladder').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByTestId('ladder').locator('[data-ladder="frame"][aria-selected="true"]')).toHaveCount(
    1,
  );
});

test('figures name the Ping that got no Pong and lead to it', async ({ page }) => {
  await openFile(page, capturePath('idle-timeout/autobahn-keepalive-without-pong.pcap'));
  await tab(page, 'Statistics').click();
  const notes = page.getByTestId('unanswered-pings');
  await expect(notes).toContainText('1 Ping of the server got no Pong');
  await notes.getByRole('button', { name: '3', exact: true }).click();
  await tab(page, 'Frames').click();
  await expect(frameRow(page, 3)).toHaveAttribute('aria-selected', 'true');
});

test('axe finds nothing in messages, ladder and statistics', async ({ page }) => {
  await openFile(page, capturePath('bytes-corrupted/proxy-changes-client-bytes-both-legs.pcap'));
  for (const name of ['Messages', 'Ladder', 'Statistics']) {
    await tab(page, name).click();
    await expect(page.locator('#lists [data-list]')).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).include('.area-frames').analyze();
    expect(violations).toEqual([]);
  }
});

test('bytes without times have steps in their order', async ({ page }) => {
  await openHex(page, '810548656c6c6f890088020308');
  await tab(page, 'Ladder').click();
  await expect(page.getByTestId('ladder').locator('[data-ladder="frame"]')).toHaveCount(3);
});
