// A `.proto` file beside a capture: the fields of Protocol Buffers have names, in Chromium.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { encodeSegments, type Segment } from '../src/decoder/segments/segments.ts';
import { encodeFrame, request, response } from '../src/testing/frames.ts';
import { frameRow, settled } from './page-kit.ts';

const path = (name: string) => fileURLToPath(new URL(`contents/schema/${name}`, import.meta.url));
const key = [0x12, 0x34, 0x56, 0x78];

function capture(): Buffer {
  const order = new Uint8Array(readFileSync(path('order.bin')));
  const parts: readonly (readonly [Segment['sender'], Uint8Array])[] = [
    ['client', Buffer.from(request)],
    ['server', Buffer.from(response)],
    ['client', encodeFrame({ opcode: 2, payload: order, key })],
  ];
  const segments = parts.map(([sender, bytes], i): Segment => {
    return { sender, kind: 'data', time: i / 10, length: bytes.length, bytes };
  });
  return Buffer.from(
    encodeSegments({
      connections: [{ client: '', server: '', url: '', roles: 'known', transport: 'tcp', segments }],
    }),
  );
}

async function openDecoded(page: Page): Promise<void> {
  await page.goto('/');
  await page
    .getByTestId('file-input')
    .first()
    .setInputFiles({ name: 'orders.framescope', mimeType: 'application/octet-stream', buffer: capture() });
  await settled(page);
  await frameRow(page, 0).click();
  await page.getByTestId('payload').getByRole('tab', { name: 'Decoded' }).click();
}

/** Drops files of the disk on the page. */
async function drop(page: Page, names: readonly string[]): Promise<void> {
  const files = names.map((name) => ({ name, content: [...readFileSync(path(name))] }));
  const transfer = await page.evaluateHandle((given) => {
    const made = new DataTransfer();
    for (const { name, content } of given) made.items.add(new File([Uint8Array.from(content)], name));
    return made;
  }, files);
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

test('a dropped .proto file names the fields, and is forgotten on demand', async ({ page }) => {
  await openDecoded(page);
  const values = page.getByRole('tree');
  await expect(values).not.toContainText('tea');
  await drop(page, ['shop.proto']);
  const dialog = page.getByRole('dialog', { name: 'Schema of Protocol Buffers' });
  await expect(dialog).toContainText('shop.proto: 3 messages: shop.Order, shop.Order.Item, shop.Cancel.');
  await expect(dialog).toContainText('No file defines the type of shop.Order.Item.price');
  await dialog.getByTestId('schema-input').setInputFiles(path('money.proto'));
  await expect(dialog).not.toContainText('No file defines');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('contents-summary')).toHaveText('shop.Order, 8 fields');
  await expect(values).toContainText('2 (SENT)');
  await expect(values).toContainText('cents');
  await values.getByText('number', { exact: true }).click();
  await expect(page.getByTestId('contents-place')).toHaveText(
    'number: 9 bytes from 0 to 8 (0x0 to 0x8) of the message, marked in the bytes of the frame.',
  );
  await page.getByLabel('Format').selectOption({ label: 'Protocol Buffers, shop.Cancel (possible)' });
  await expect(values).toContainText('field 3, not in shop.Cancel');
  await page.getByRole('button', { name: 'Schema…' }).click();
  await page.getByRole('button', { name: 'Forget the schema' }).click();
  await page.keyboard.press('Escape');
  await expect(values).not.toContainText('shop.Cancel');
});

test('a .proto file that is not one gives a sentence, and leaves the capture as it is', async ({ page }) => {
  await openDecoded(page);
  await page
    .getByTestId('file-input')
    .first()
    .setInputFiles({
      name: 'wrong.proto',
      mimeType: 'text/plain',
      buffer: Buffer.from('syntax = "proto3";\nmessage { }'),
    });
  const dialog = page.getByRole('dialog', { name: 'Schema of Protocol Buffers' });
  await expect(dialog).toContainText('Expected a .proto file, found in wrong.proto:');
  await expect(dialog).toContainText('line 2');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('frame-heading')).toContainText('Frame 0');
});

test('a schema without a capture waits for one', async ({ page }) => {
  await page.goto('/');
  await page.getByTestId('file-input').first().setInputFiles(path('shop.protoset'));
  await expect(page.getByRole('dialog')).toContainText('Now open the capture whose messages it names.');
  await page.keyboard.press('Escape');
  await page
    .getByTestId('file-input')
    .first()
    .setInputFiles({ name: 'orders.framescope', mimeType: 'application/octet-stream', buffer: capture() });
  await settled(page);
  await page.getByTestId('payload').getByRole('tab', { name: 'Decoded' }).click();
  await expect(page.getByTestId('contents-summary')).toHaveText('shop.Order, 8 fields');
});
