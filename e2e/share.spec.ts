// Promise 8: a link holds the bytes, the assumptions and the view, and opens the same screen elsewhere. A
// damaged or newer link gives a sentence, never a blank page.

import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import {
  capturePath,
  dropBytes,
  field,
  frameRow,
  openFile,
  openHex,
  openLink,
  settled,
  verdict,
} from './page-kit.ts';

/** The link that Share offers. */
async function shareLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const link = await page.getByTestId('share-link').inputValue();
  await page.keyboard.press('Escape');
  return link;
}

/** What of the screen a link must bring back. */
async function screenOf(page: Page): Promise<Record<string, unknown>> {
  return {
    verdict: await verdict(page).textContent(),
    level: await verdict(page).getAttribute('data-level'),
    causes: await page
      .locator('[data-cause]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-cause'))),
    rows: await page.locator('[data-frame]').allTextContents(),
    heading: await page.getByTestId('frame-heading').textContent(),
    bits: await page.locator('[data-bit]').allTextContents(),
    field: await page.locator('[data-field][aria-pressed="true"]').getAttribute('data-field'),
  };
}

test('a link made here shows the same screen in another browser', async ({ page, browser, baseURL }) => {
  await openFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
  await frameRow(page, 13).click();
  await field(page, 'mask').click();
  const link = await shareLink(page);
  expect(link.startsWith(`${baseURL}#`)).toBe(true);
  const before = await screenOf(page);
  const context = await browser.newContext({ viewport: page.viewportSize() });
  try {
    const other = await context.newPage();
    await other.goto(link);
    await settled(other);
    await expect(other.locator('[data-field="mask"]')).toHaveAttribute('aria-pressed', 'true');
    expect(await screenOf(other)).toEqual(before);
  } finally {
    await context.close();
  }
});

test('the dialog stays where it is while what it says grows', async ({ page }) => {
  await openFile(page, capturePath('server-masked-frame/client-encoder-on-server.pcap'));
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const heightOf = async () => (await dialog.boundingBox())?.height ?? 0;
  await expect(page.getByTestId('share-link')).toBeVisible();
  const [top, height] = [(await dialog.boundingBox())?.y, await heightOf()];
  await page.getByRole('checkbox', { name: /Remove secrets/ }).click();
  await expect(page.getByTestId('share-link')).toBeVisible();
  await page.setViewportSize({ width: 390, height: 900 });
  await expect.poll(heightOf).toBeGreaterThan(height);
  expect((await dialog.boundingBox())?.y).toBe(top);
});

test('a link holds no cookie and no token unless the sender wants it', async ({ page }) => {
  const head = [
    'GET /ws?token=hunter2 HTTP/1.1',
    'Host: example.com',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
    'Cookie: sid=hunter2',
  ].join('\r\n');
  const hex = Buffer.from(`${head}\r\n\r\n`, 'latin1').toString('hex');
  await openLink(page, `#client=${hex}818537fa213d7f9f4d5158`);
  await settled(page);
  const secret = Buffer.from('hunter2').toString('hex');
  const packed = await shareLink(page);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const removed = page.getByTestId('share-removed');
  await expect(removed).toContainText('parameter "token" of the URL');
  await expect(removed).toContainText('Cookie "sid"');
  await expect(page.getByTestId('share-link')).toHaveValue(packed);
  await page.getByLabel('Remove secrets').uncheck();
  await expect(removed).toBeHidden();
  await expect(page.getByTestId('share-link')).not.toHaveValue(packed);
  const whole = await page.getByTestId('share-link').inputValue();
  await page.keyboard.press('Escape');
  for (const [link, isSecretKept] of [
    [packed, false],
    [whole, true],
  ] as const) {
    await openLink(page, link.slice(link.indexOf('#')));
    await settled(page);
    await expect(page.getByText('sid=hunter2')).toHaveCount(isSecretKept ? 1 : 0);
    await expect(page.getByText('sid=xxxxxxx')).toHaveCount(isSecretKept ? 0 : 1);
  }
  expect(packed.includes(secret)).toBe(false);
});

test('a small paste stays readable in its link, with the assumptions', async ({ page }) => {
  await openHex(page, '810548656c6c6f', '&from=server&deflate=none');
  const link = await shareLink(page);
  expect(link).toContain('#hex=810548656c6c6f&from=server&deflate=none');
});

test('a link can be written by hand', async ({ page }) => {
  await openHex(page, '81%2005%2048+65:6c,6c6f', '&from=server&field=opcode');
  await expect(verdict(page)).toHaveAttribute('data-level', 'sound');
  await expect(field(page, 'opcode')).toHaveAttribute('aria-pressed', 'true');
  await openLink(page, '#client=818537fa213d7f9f4d5158&server=810548656c6c6f&frame=1');
  await settled(page);
  await expect(page.locator('[data-frame]')).toHaveCount(2);
  await expect(frameRow(page, 1)).toHaveAttribute('aria-selected', 'true');
  await expect(frameRow(page, 1)).toContainText('server');
});

test('the address follows the view, so that it can be copied', async ({ page }) => {
  await openHex(page, '810161810162', '&from=server');
  await frameRow(page, 1).click();
  await expect(page).toHaveURL(/frame=1/);
  await field(page, 'length').click();
  await expect(page).toHaveURL(/field=length/);
});

test('a link that is followed while the page is open is opened', async ({ page }) => {
  await openHex(page, '810161', '&from=server');
  await page.evaluate(() => {
    window.location.hash = '#hex=8200820082008200&from=server';
  });
  await expect(page.locator('[data-frame]')).toHaveCount(4);
});

const broken: readonly [string, string, RegExp][] = [
  ['half a byte', '#hex=810', /two hex digits for each byte/],
  ['a letter that is no digit', '#hex=81zz', /hex digits, found "z"/],
  ['no bytes', '#from=server', /Expected bytes in the link/],
  ['a newer version', '#v=2&hex=8100', /newer/],
  ['a number out of range', '#hex=8100&frame=-1', /a number from 0/],
  ['packed bytes that were cut', '#v=1&sum=00000000&z=eJwDAAAAAAE', /cut or altered/],
];

for (const [name, fragment, sentence] of broken) {
  test(`a damaged link gives a sentence: ${name}`, async ({ page }) => {
    await openLink(page, fragment);
    await expect(page.getByTestId('message')).toContainText(sentence);
    await expect(page.getByTestId('paste')).toBeVisible();
  });
}

test('a link that was cut in transit says so', async ({ page }) => {
  await openFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
  const link = await shareLink(page);
  await page.goto('about:blank');
  await page.goto(link.slice(0, -40));
  await expect(page.getByTestId('message')).toContainText('cut or altered');
});

test('what is too large for a link says how large, and offers the frame or a file that opens again', async ({
  page,
}) => {
  // frames of bytes that do not deflate
  let state = 1;
  const noise = Uint8Array.from({ length: 40_000 }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 255;
  });
  const frames = Array.from({ length: 40 }, (_, i) => [
    0x82,
    0x7e,
    0x03,
    0xe8,
    ...noise.slice(i * 1000, i * 1000 + 1000),
  ]);
  await page.goto('/');
  await dropBytes(page, 'noise.bin', Uint8Array.from(frames.flat()));
  await settled(page);
  await frameRow(page, 2).click();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(page.getByTestId('share-too-long')).toContainText('16,000 characters');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  const saved = readFileSync(await (await download).path());
  await page.getByRole('button', { name: /neighbours/ }).click();
  await expect(page.getByTestId('share-link')).toHaveValue(/#/);
  const link = await page.getByTestId('share-link').inputValue();
  expect(link.length).toBeLessThan(16_100);
  await page.goto('about:blank');
  await page.goto(link);
  await settled(page);
  await expect(page.getByText('1,000 bytes of payload').first()).toBeVisible();
  await page.goto('about:blank');
  await page.goto('/');
  await dropBytes(page, 'saved.framescope', saved);
  await settled(page);
  await expect(page.getByTestId('frame-list')).toHaveAttribute('aria-rowcount', '41');
});

test('payloads can be blanked, headers kept', async ({ page }) => {
  await openHex(page, '810573657372657420', '&from=server');
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('checkbox', { name: /Blank the payloads/ }).check();
  await expect(page.getByTestId('share-link')).toHaveValue(/#hex=81057878787878/);
});
