// The connection leaves in the form that the next person or program reads: a report, messages, packets, bytes, a
// reproduction. Secrets stay here unless the sender wants otherwise.

import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { type Download, expect, type Page, test } from '@playwright/test';
import { capturePath, dropBytes, frameRow, openFile, openLink, settled, verdict } from './page-kit.ts';

const masked = capturePath('server-masked-frame/echoes-masked-close.pcap');

/** A tab of Share: the lists of frames and messages have tabs too. */
const shareTab = (page: Page, name: string) => page.getByRole('dialog').getByRole('tab', { name });

/** Opens Share at one of its tabs. */
async function share(page: Page, tab: string): Promise<void> {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await shareTab(page, tab).click();
}

async function saved(page: Page): Promise<Download> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  return download;
}

const content = (page: Page) => page.getByTestId('handover-content');

test('Copy report puts the report into the clipboard as Markdown', async ({ page, context, baseURL }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openFile(page, masked);
  await page.getByRole('button', { name: 'Copy report' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const report = await page.evaluate(() => navigator.clipboard.readText());
  expect(report).toContain('**Broken: The server masks its frames**');
  expect(report).toContain('|F|R|R|R|opcode |M| Payload len |');
  expect(report).toContain('## Fix');
  const link = new RegExp(`\\(${baseURL}(#[^)]*)\\)`).exec(report)?.[1] ?? '';
  await openLink(page, link);
  await settled(page);
  await expect(verdict(page)).toContainText('The server masks its frames');
});

test('the report as HTML shows itself under its own policy', async ({ page, context }) => {
  await openFile(page, masked);
  await share(page, 'Report');
  await page.getByRole('button', { name: 'HTML page' }).click();
  await expect(content(page)).toContainText('<!DOCTYPE html>');
  const html = readFileSync(await (await saved(page)).path(), 'utf8');
  const report = await context.newPage();
  const told: string[] = [];
  report.on('console', (message) => told.push(message.text()));
  await report.setContent(html);
  await expect(report.getByRole('heading', { level: 1 })).toHaveText('The server masks its frames');
  // The style is applied: the policy allows it.
  expect(await report.locator('h1').evaluate((one) => getComputedStyle(one).fontSize)).toBe('25.6px');
  const { violations } = await new AxeBuilder({ page: report }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  expect(told).toEqual([]);
});

test('the text of an issue is in the form of the project', async ({ page }) => {
  await openFile(page, masked);
  await share(page, 'Report');
  await page.getByRole('button', { name: 'Issue text' }).click();
  await expect(content(page)).toContainText('### ws version');
  await page.getByRole('button', { name: 'Netty' }).click();
  await expect(content(page)).toContainText('### Netty version');
});

test('packets open again with the same verdict', async ({ page }) => {
  await openFile(page, masked);
  await share(page, 'Messages');
  await page.getByRole('button', { name: 'pcapng' }).click();
  await expect(page.getByTestId('handover-name')).toContainText('echoes-masked-close-connection.pcapng');
  const packets = readFileSync(await (await saved(page)).path());
  await page.goto('/');
  await dropBytes(page, 'again.pcapng', packets);
  await settled(page);
  await expect(verdict(page)).toContainText('The server masks its frames');
  await expect(frameRow(page, 13)).toBeVisible();
});

test('bytes of the chosen frame are source text', async ({ page }) => {
  await openFile(page, masked);
  await frameRow(page, 13).click();
  await share(page, 'Bytes');
  await expect(content(page)).toHaveText('88 82 d9 44 cb 38 da ac');
  await page.getByRole('button', { name: 'Rust' }).click();
  await expect(content(page)).toContainText('const DATA: [u8; 8] = [');
  await page.getByRole('button', { name: 'All of the server' }).click();
  await expect(content(page)).toContainText('const DATA: [u8; 586] = [');
});

test('a reproduction plays the side at fault, or the other one', async ({ page }) => {
  await openFile(page, masked);
  await share(page, 'Reproduction');
  await expect(content(page)).toContainText('// Plays the server');
  await expect(page.getByRole('button', { name: 'The server', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await page.getByRole('button', { name: 'The client', exact: true }).click();
  await expect(content(page)).toContainText('// Plays the client');
  await page.getByRole('button', { name: 'Python', exact: true }).click();
  await expect(page.getByTestId('handover-name')).toContainText('reproduction.py');
});

test('secrets are left out by default, and listed', async ({ page }) => {
  const head = `GET /ws?token=hunter2 HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nCookie: sid=hunter2\r\n\r\n`;
  await openLink(page, `#client=${Buffer.from(head, 'latin1').toString('hex')}818537fa213d7f9f4d5158`);
  await settled(page);
  await share(page, 'Messages');
  await page.getByRole('button', { name: 'HAR', exact: true }).click();
  await expect(content(page)).toContainText('token=xxxxxxx');
  await shareTab(page, 'Report').click();
  await expect(content(page)).not.toContainText('hunter2');
  await expect(page.getByTestId('share-removed')).toContainText('Cookie "sid"');
  await page.getByLabel('Remove secrets').uncheck();
  await expect(content(page)).toContainText('hunter2');
});

test('what an input does not hold is said', async ({ page }) => {
  await openFile(page, masked);
  await share(page, 'Messages');
  await page.getByRole('button', { name: 'HAR', exact: true }).click();
  const har = readFileSync(await (await saved(page)).path());
  await page.goto('/');
  await dropBytes(page, 'again.har', har);
  await settled(page);
  await share(page, 'Reproduction');
  await expect(page.getByTestId('handover-problem')).toContainText('does not hold what was on the wire');
});

test('everything is reached with the keyboard alone', async ({ page }) => {
  await openFile(page, masked);
  await page.getByRole('button', { name: 'Share', exact: true }).focus();
  await page.keyboard.press('Enter');
  await shareTab(page, 'Link').focus();
  for (const tab of ['Report', 'Messages', 'Bytes', 'Reproduction']) {
    await page.keyboard.press('ArrowRight');
    await expect(shareTab(page, tab)).toBeFocused();
    await expect(content(page)).toBeVisible();
  }
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Python', exact: true })).toBeFocused();
  await page.keyboard.press('Space');
  await expect(content(page)).toContainText('# Plays the server');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Share', exact: true })).toBeFocused();
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [390, 1440]) {
    test.describe(`${colorScheme}, ${width} pixels wide`, () => {
      test.use({ colorScheme, viewport: { width, height: width < 500 ? 844 : 900 } });

      test('axe finds nothing in any tab', async ({ page }) => {
        await openFile(page, masked);
        await page.getByRole('button', { name: 'Share', exact: true }).click();
        for (const tab of ['Report', 'Messages', 'Bytes', 'Reproduction']) {
          await shareTab(page, tab).click();
          await expect(content(page)).toBeVisible();
          const { violations } = await new AxeBuilder({ page }).analyze();
          expect(violations.map(({ id, nodes }) => `${id} ${nodes[0].target}`)).toEqual([]);
        }
      });
    });
  }
}
