// Promises 5 and 6: header bits, fields and bytes are tied together, and a bit can be flipped and restored.

import { expect, test } from '@playwright/test';
import { bit, capturePath, causes, field, hexByte, openFile, openHex, verdict } from './page-kit.ts';

// 81 85: FIN, text, masked, 5 bytes; key 37fa213d; "Hello"
const maskedHello = '818537fa213d7f9f4d5158';

test('the header is a grid of bits, 32 a row, every field named with value and meaning', async ({ page }) => {
  await openHex(page, maskedHello, '&from=client');
  await expect(page.locator('[data-bit]')).toHaveCount(48);
  const tops = await page
    .locator('[data-bit]')
    .evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().top));
  expect(new Set(tops.slice(0, 32)).size).toBe(1);
  expect(tops[32]).toBeGreaterThan(tops[31]);
  const bits = await page.locator('[data-bit]').allTextContents();
  expect(bits.join('')).toBe('100000011000010100110111111110100010000100111101');
  for (const id of ['fin', 'rsv1', 'rsv2', 'rsv3', 'opcode', 'mask', 'length', 'masking-key']) {
    await expect(field(page, id)).toBeVisible();
  }
  await expect(field(page, 'opcode')).toContainText('text');
  await expect(field(page, 'length')).toContainText('5');
  await expect(field(page, 'masking-key')).toContainText('37 fa 21 3d');
});

test('a 16-bit and a 64-bit length are shown as their own field', async ({ page }) => {
  await openHex(page, `827e0100${'00'.repeat(256)}`, '&from=server');
  await expect(field(page, 'extended-length')).toContainText('256');
  await openHex(page, `827f0000000000010000${'00'.repeat(65536 / 64)}`, '&from=server');
  await expect(field(page, 'extended-length')).toContainText('65');
});

test('hovering lights the same place in bits, fields and bytes', async ({ page }) => {
  await openHex(page, maskedHello, '&from=client');
  await field(page, 'opcode').hover();
  for (const index of [4, 5, 6, 7]) await expect(bit(page, index)).toHaveAttribute('data-lit', '');
  await expect(bit(page, 8)).not.toHaveAttribute('data-lit');
  await expect(hexByte(page, 0)).toHaveAttribute('data-lit', '');
  await hexByte(page, 1).hover();
  await expect(field(page, 'mask')).toHaveAttribute('data-lit', '');
  await expect(field(page, 'length')).toHaveAttribute('data-lit', '');
  await expect(bit(page, 8)).toHaveAttribute('data-lit', '');
  await expect(bit(page, 4)).not.toHaveAttribute('data-lit');
  await bit(page, 0).hover();
  await expect(field(page, 'fin')).toHaveAttribute('data-lit', '');
  await expect(hexByte(page, 0)).toHaveAttribute('data-lit', '');
});

test('choosing a field marks its bits and bytes, and choosing a byte its field', async ({ page }) => {
  await openHex(page, maskedHello, '&from=client');
  await field(page, 'masking-key').click();
  await expect(field(page, 'masking-key')).toHaveAttribute('aria-pressed', 'true');
  await expect(bit(page, 16)).toHaveAttribute('data-chosen', 'true');
  await expect(hexByte(page, 2)).toHaveAttribute('data-chosen', 'true');
  await expect(hexByte(page, 1)).not.toHaveAttribute('data-chosen');
  await hexByte(page, 0).click();
  await expect(field(page, 'masking-key')).toHaveAttribute('aria-pressed', 'false');
});

test('a flipped bit is decoded again, the diagnosis follows, and the original is one click away', async ({
  page,
}) => {
  await openHex(page, '810548656c6c6f', '&from=server');
  await expect(verdict(page)).toHaveAttribute('data-level', 'sound');
  const headline = await verdict(page).textContent();
  await bit(page, 1).click();
  await expect(page.getByTestId('edit-banner')).toBeVisible();
  await expect(bit(page, 1)).toHaveText('1');
  await expect(verdict(page)).toHaveAttribute('data-level', 'broken');
  await expect(field(page, 'rsv1')).toContainText('1');
  await expect(causes(page).first()).not.toHaveAttribute('data-cause', 'healthy');
  await page.getByRole('button', { name: 'Back to the original' }).click();
  await expect(page.getByTestId('edit-banner')).toBeHidden();
  await expect(bit(page, 1)).toHaveText('0');
  await expect(verdict(page)).toHaveText(headline ?? '');
});

test('flipped bits are undone and redone one by one, by keys and by buttons', async ({ page }) => {
  await openHex(page, '810548656c6c6f', '&from=server');
  const bits = async () => (await page.locator('[data-bit]').allTextContents()).slice(0, 4).join('');
  await bit(page, 1).click();
  await expect.poll(bits).toBe('1100');
  await bit(page, 2).click();
  await expect.poll(bits).toBe('1110');
  await page.keyboard.press('Control+z');
  await expect.poll(bits).toBe('1100');
  await page.keyboard.press('Control+z');
  await expect.poll(bits).toBe('1000');
  await expect(page.getByTestId('edit-banner')).toContainText('as they were captured');
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(bits).toBe('1100');
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect.poll(bits).toBe('1110');
  await expect(page.getByRole('button', { name: 'Redo' })).toBeDisabled();
  await page.getByRole('button', { name: 'Back to the original' }).click();
  await expect.poll(bits).toBe('1000');
  await page.keyboard.press('Control+z');
  await expect.poll(bits).toBe('1110');
});

test('the payload is shown masked and unmasked, as text, JSON and hex', async ({ page }) => {
  // {"a":1} masked with 01020304
  const json = Buffer.from(Buffer.from('{"a":1}').map((byte, i) => byte ^ [1, 2, 3, 4][i % 4]));
  await openHex(page, `818701020304${json.toString('hex')}`, '&from=client');
  const payload = page.getByTestId('payload');
  await expect(payload.getByRole('tab', { name: 'JSON' })).toHaveAttribute('aria-selected', 'true');
  await payload.getByRole('tab', { name: 'Text' }).click();
  await expect(payload.getByRole('tabpanel')).toContainText('{"a":1}');
  await payload.getByRole('tab', { name: 'Hex' }).click();
  await expect(payload.getByRole('group', { name: 'Payload in hex' })).toContainText('7b');
  await payload.getByLabel('Which bytes').selectOption({ label: 'As on the wire' });
  await expect(payload.getByRole('group', { name: 'Payload in hex' })).toContainText('7a');
});

test('below a wrong bit is the right one, and the list of fields says it in words', async ({ page }) => {
  // of a client: RSV2 is set, and the frame is not masked
  await openHex(page, 'a10161', '&from=client');
  const right = page.locator('[data-right]');
  await expect(right.filter({ hasText: /./ })).toHaveText(['0', '1']);
  await expect(page.locator('[data-right="8"]')).toHaveText('1');
  await expect(field(page, 'mask')).toContainText('should be 1');
  await bit(page, 2).click();
  await expect(right.filter({ hasText: /./ })).toHaveText(['1']);
});

test('what may be no frame has no right header', async ({ page }) => {
  await openFile(page, capturePath('http-response-on-websocket/client-error-400.pcap'));
  // "H" of HTTP/1.1 is 0100 1000.
  await expect(field(page, 'rsv1').getByLabel(/^Error/)).toBeVisible();
  await expect(page.getByTestId('right-value')).toHaveCount(0);
});
