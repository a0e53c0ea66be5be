// Another page shows Framescope in a frame and hands bytes over. Two origins: the page, and the example of
// docs/embedding.md.

import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page, test } from '@playwright/test';
import { frameRow, settled, verdict } from './page-kit.ts';

let server: Server;
let other = '';

test.beforeAll(async () => {
  const example = readFileSync(new URL('../docs/examples/embedding.html', import.meta.url));
  server = createServer((_request, response) =>
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(example),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  other = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

test.afterAll(() => server.close());

/** The example, with the address of the page under test. */
async function openExample(page: Page, baseURL: string | undefined): Promise<void> {
  await page.goto(`${other}?framescope=${encodeURIComponent(baseURL ?? '')}`);
}

/** The page that the example opens. */
async function openedBy(page: Page): Promise<Page> {
  const popup = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Open these bytes' }).click();
  return popup;
}

test('a link in a frame shows the verdict and the bits alone, and leads to the same bytes', async ({
  page,
  baseURL,
}) => {
  await openExample(page, baseURL);
  const frame = page.frameLocator('#frame');
  await expect(frame.getByTestId('verdict')).toContainText('masks');
  await expect(frame.locator('[data-bit="8"]')).toHaveText('1');
  await expect(frame.getByTestId('paste')).toHaveCount(0);
  await expect(frame.getByRole('banner')).toHaveCount(0);
  const link = frame.getByRole('link', { name: 'Open in Framescope' });
  await expect(link).toHaveAttribute('href', /#hex=818537fa213d7f9f4d5158&from=server/);
  expect(await link.getAttribute('href')).not.toContain('embed');
});

test('a page of another origin hands bytes over after the reader agrees', async ({ page, baseURL }) => {
  await openExample(page, baseURL);
  const opened = await openedBy(page);
  await expect(opened.getByTestId('offer')).toContainText(
    `${new URL(other).host} wants to open “masked.bin” (11 bytes) here.`,
  );
  await expect(opened.getByTestId('verdict')).toHaveCount(0);
  await opened.getByRole('button', { name: 'Open it' }).click();
  await settled(opened);
  await expect(frameRow(opened, 0)).toContainText('Hello');
  await expect(page.locator('#answer')).toHaveText('opened');
});

test('what the reader declines is not opened, and Escape declines', async ({ page, baseURL }) => {
  await openExample(page, baseURL);
  const opened = await openedBy(page);
  await expect(opened.getByTestId('offer')).toBeVisible();
  await opened.keyboard.press('Escape');
  await expect(opened.getByRole('dialog')).toHaveCount(0);
  await expect(opened.getByTestId('paste')).toBeVisible();
  await expect(page.locator('#answer')).toHaveText('declined');
});

test('bytes that are handed to a frame have a link that carries them', async ({ page, baseURL }) => {
  await openExample(page, baseURL);
  const frame = page.frameLocator('#frame');
  await expect(frame.getByTestId('verdict')).toBeVisible();
  await page.getByRole('button', { name: 'Show them in the frame' }).click();
  await frame.getByRole('button', { name: 'Open it' }).click();
  await expect(page.locator('#answer')).toHaveText('opened');
  await expect(frame.getByRole('link', { name: 'Open in Framescope' })).toHaveAttribute(
    'href',
    /#(?:hex|v)=/,
  );
});

test('a page of the same origin opens at once; a message of another form is refused', async ({ page }) => {
  await page.goto('/');
  const answers = await page.evaluate(async () => {
    const heard: unknown[] = [];
    window.addEventListener('message', ({ data }) => heard.push(data.framescope));
    const opened = window.open('/');
    const wait = async (word: string, send?: () => void) => {
      while (!heard.includes(word)) {
        send?.();
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    };
    await wait('ready', () => opened?.postMessage({ framescope: 'ping' }, location.origin));
    opened?.postMessage({ framescope: { picture: 1 } }, location.origin);
    await wait('refused');
    opened?.postMessage({ framescope: { text: '81 05 48 65 6c 6c 6f' } }, location.origin);
    await wait('opened');
    return [...new Set(heard)];
  });
  expect(answers).toEqual(['ready', 'refused', 'opened']);
  const [, opened] = page.context().pages();
  await expect(verdict(opened)).toBeVisible();
  await expect(frameRow(opened, 0)).toContainText('Hello');
});

test('the server allows a frame for the view that is made for it, and for nothing else', async ({
  request,
}) => {
  const policyOf = async (path: string) => (await request.get(path)).headers()['content-security-policy'];
  expect(await policyOf('/?embed')).toContain('frame-ancestors *');
  expect(await policyOf('/')).toContain("frame-ancestors 'none'");
});
