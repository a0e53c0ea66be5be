// Nothing is lost: every byte of a payload can be reached, copied and saved, however large it is, and bytes
// that the capture lacks are never made up.

import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { encodeSegments, type Segment } from '../src/decoder/segments/segments.ts';
import { request, response } from '../src/testing/frames.ts';
import { frameRow, hexByte, settled } from './page-kit.ts';

const mebi = 1 << 20;
const extension = 'Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n';
const key = [0x12, 0x34, 0x56, 0x78];

/** A frame on the wire. */
function frame(byte0: number, payload: Uint8Array, masked: boolean): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65536 ? 4 : 10);
  head[0] = byte0;
  head[1] = (masked ? 128 : 0) | (length < 126 ? length : length < 65536 ? 126 : 127);
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  if (!masked) return Buffer.concat([head, payload]);
  return Buffer.concat([head, Buffer.from(key), payload.map((byte, i) => byte ^ key[i & 3])]);
}

/** Numbered lines, some of their characters longer than a byte, cut to so many bytes. */
function lines(length: number): Buffer {
  let text = '';
  for (let i = 0; text.length < length; i++) text += `${i}: caffè ☕ ${Math.imul(i, 2_654_435_761) >>> 0}\n`;
  return Buffer.from(text).subarray(0, length);
}

/** A byte that no UTF-8 text holds, near the end of the large text. */
const badAt = 3 * mebi - 1000;
const large = lines(3 * mebi);
large[badAt] = 0xff;
large.fill('x', badAt + 1);
large.write('the end', 3 * mebi - 7);
const inflated = Buffer.concat([lines(2 * mebi - 10), Buffer.from('\nlast line')]);
inflated.fill('.', 2 * mebi - 60, 2 * mebi - 10);
const json = Buffer.from(JSON.stringify({ numbers: Array.from({ length: 20000 }, (_, i) => i * 7) }));
const holed = Buffer.from(Array.from({ length: 2000 }, (_, i) => 1 + (i % 250)));

function container(segments: readonly Segment[]): Buffer {
  return Buffer.from(
    encodeSegments({
      connections: [{ client: '', server: '', url: '', roles: 'known', transport: 'tcp', segments }],
    }),
  );
}

/** 0: the large text. 1 to 4: the compressed message. 5: a frame with a hole, bytes 500 to 899. 6: JSON. */
function capture(): Buffer {
  const segments: Segment[] = [];
  const add = (sender: Segment['sender'], bytes: Uint8Array | number) => {
    const gap = typeof bytes === 'number';
    segments.push({
      sender,
      kind: gap ? 'gap' : 'data',
      time: segments.length / 10,
      length: gap ? bytes : bytes.length,
      bytes: gap ? new Uint8Array(0) : bytes,
    });
  };
  add('client', Buffer.from(request.replace(/\r\n$/, extension)));
  add('server', Buffer.from(response.replace(/\r\n$/, extension)));
  add('client', frame(0x81, large, true));
  const packed = deflateRawSync(inflated, { finishFlush: 2 }).subarray(0, -4);
  const quarter = Math.ceil(packed.length / 4);
  for (let i = 0; i < 4; i++) {
    const byte0 = (i === 0 ? 0x41 : 0) | (i === 3 ? 0x80 : 0);
    add('server', frame(byte0, packed.subarray(i * quarter, (i + 1) * quarter), false));
  }
  const whole = frame(0x82, holed, true);
  add('client', whole.subarray(0, 8 + 500));
  add('client', 400);
  add('client', whole.subarray(8 + 900));
  add('server', frame(0x81, json, false));
  return container(segments);
}

const bytes = capture();

async function openBytes(page: Page, buffer: Buffer): Promise<void> {
  await page.goto('/');
  await page
    .getByTestId('file-input')
    .first()
    .setInputFiles({ name: 'large.framescope', mimeType: 'application/octet-stream', buffer });
  await settled(page);
}

async function openCapture(page: Page, index: number): Promise<Locator> {
  await openBytes(page, bytes);
  const parts = page.getByRole('tablist', { name: 'Parts of the page' });
  const narrow = await parts.isVisible();
  if (narrow) await parts.getByRole('tab', { name: 'Frames' }).click();
  await frameRow(page, index).click();
  if (narrow) await parts.getByRole('tab', { name: 'Frame', exact: true }).click();
  await expect(page.getByTestId('frame-heading')).toContainText(`Frame ${index}`);
  return page.getByTestId('payload');
}

const hexBox = (page: Page) => page.getByRole('group', { name: 'Bytes of the frame in hex' });

async function saved(page: Page, payload: Locator): Promise<{ name: string; bytes: Buffer }> {
  const download = page.waitForEvent('download');
  await payload.getByRole('button', { name: 'Save payload' }).click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

test('keys scroll the bytes of a frame to the very last one and back', async ({ page }) => {
  await openCapture(page, 0);
  const last = 14 + 3 * mebi - 1;
  await hexBox(page).focus();
  await page.keyboard.press('End');
  await expect(hexByte(page, last)).toBeInViewport();
  // "d" under the last byte of the key
  await expect(hexByte(page, last)).toHaveText((0x64 ^ 0x78).toString(16));
  await expect(hexByte(page, last + 1)).toHaveCount(0);
  await page.keyboard.press('PageUp');
  await expect(hexByte(page, last)).not.toBeInViewport();
  await page.keyboard.press('PageDown');
  await expect(hexByte(page, last)).toBeInViewport();
  await page.keyboard.press('Home');
  await expect(hexByte(page, 0)).toHaveText('81');
  await page.keyboard.press('ArrowDown');
  await expect(hexByte(page, 0)).not.toBeInViewport();
  await page.keyboard.press('ArrowUp');
  await expect(hexByte(page, 0)).toBeInViewport();
  await page.keyboard.press('Space');
  await expect(hexByte(page, 0)).not.toBeInViewport();
});

test('an offset can be gone to, and a finding leads to its byte', async ({ page }) => {
  await openCapture(page, 0);
  const bytesOf = page.getByRole('region', { name: 'Bytes of the frame' });
  await bytesOf.getByLabel('Go to offset').fill('1,000,000');
  await page.keyboard.press('Enter');
  const there = hexByte(page, 1_000_000);
  await expect(there).toBeInViewport();
  await expect(there).toHaveClass(/hexbyte-mark/);
  const masked = large[1_000_000 - 14] ^ key[(1_000_000 - 14) & 3];
  await expect(there).toHaveText(masked.toString(16).padStart(2, '0'));
  await bytesOf.getByLabel('Go to offset').fill('0x300100');
  await page.keyboard.press('Enter');
  await expect(bytesOf.getByRole('status')).toContainText('found “0x300100”');

  await page
    .getByTestId('diagnosis')
    .getByRole('button', { name: /0x2ffc26/ })
    .first()
    .click();
  await expect(hexByte(page, 14 + badAt)).toBeInViewport();
  await expect(hexByte(page, 14 + badAt)).toHaveClass(/hexbyte-mark/);
  await expect(hexByte(page, 14 + badAt)).toHaveText((0xff ^ key[badAt & 3]).toString(16));
});

test('a text grows to its end, and only what is not UTF-8 is said not to be', async ({ page }) => {
  const payload = await openCapture(page, 0);
  const panel = payload.getByRole('tabpanel');
  await payload.getByRole('tab', { name: 'Text' }).click();
  await expect(panel).toContainText('0: caffè ☕ 0');
  await expect(panel).not.toContainText('Not UTF-8');
  const more = panel.getByRole('button', { name: /^Show more/ });
  for (const left of ['3.0 MiB', '3.0 MiB', '2.9 MiB', '2.5 MiB', '1.0 MiB']) {
    await expect(more).toHaveText(`Show more (${left} left)`);
    await more.focus();
    await page.keyboard.press('Enter');
  }
  await expect(panel).toContainText('xxthe end');
  await expect(panel).toContainText(`Not UTF-8 from byte ${badAt.toLocaleString('en')} on`);
  await expect(panel).toContainText('All 3.0 MiB are shown.');
  await expect(panel.locator(':focus')).toBeAttached();
});

test('the whole of a compressed message is there as text, in hex and as a file', async ({ page }) => {
  const payload = await openCapture(page, 2);
  await expect(payload).toContainText('text message 1, 2.0 MiB inflated, in 4 frames');
  await payload.getByRole('tab', { name: 'Hex' }).click();
  const box = payload.getByRole('group', { name: 'Payload in hex' });
  await box.focus();
  await page.keyboard.press('End');
  const last = box.locator(`[data-i="${2 * mebi - 1}"]`).first();
  await expect(last).toBeInViewport();
  await expect(last).toHaveText('65');
  await payload.getByLabel('Go to offset').fill('0x100001');
  await page.keyboard.press('Enter');
  await expect(box.locator(`[data-i="${mebi + 1}"]`).first()).toHaveText(
    inflated[mebi + 1].toString(16).padStart(2, '0'),
  );
  const file = await saved(page, payload);
  expect(file.name).toBe('message-1.txt');
  expect(file.bytes.equals(inflated)).toBe(true);
});

test('a payload is saved whole, unmasked or as it lay, and named by what it is', async ({ page }) => {
  const payload = await openCapture(page, 0);
  const text = await saved(page, payload);
  expect(text.name).toBe('frame-0.txt');
  expect(text.bytes.equals(large)).toBe(true);
  await expect(payload.getByRole('status').first()).toHaveText('Saved frame-0.txt, 3.0 MiB.');
  await payload.getByLabel('Which bytes').selectOption({ label: 'As on the wire' });
  const wire = await saved(page, payload);
  expect(wire.name).toBe('frame-0-wire.bin');
  expect(wire.bytes.equals(large.map((byte, i) => byte ^ key[i & 3]))).toBe(true);
  await frameRow(page, 6).click();
  await expect(page.getByTestId('frame-heading')).toContainText('Frame 6');
  await expect(payload.getByRole('tab', { name: 'JSON' })).toHaveAttribute('aria-selected', 'true');
  await expect(payload.getByRole('tabpanel')).toContainText('"numbers"');
  const document = await saved(page, payload);
  expect(document.name).toBe('frame-6.json');
  expect(document.bytes.equals(json)).toBe(true);
});

test('bytes that the capture lacks are marked, never shown as zeros', async ({ page }) => {
  const payload = await openCapture(page, 5);
  await expect(page.getByRole('region', { name: 'Bytes of the frame' })).toContainText(
    'The capture lacks 400 bytes of this payload, the first at byte 500 of it',
  );
  await hexBox(page).focus();
  for (let i = 0; i < 2; i++) await page.keyboard.press('PageDown');
  await expect(hexByte(page, 8 + 500)).toHaveText('··');
  await expect(hexByte(page, 8 + 499)).not.toHaveText('··');
  await payload.getByRole('tab', { name: 'Text' }).click();
  await expect(payload.getByRole('tabpanel')).toContainText('[400 bytes not captured]');
  const file = await saved(page, payload);
  expect(file.name).toBe('frame-5.bin');
  expect(file.bytes.equals(Buffer.from(holed).fill(0, 500, 900))).toBe(true);
  await expect(payload.getByRole('status').first()).toContainText('The capture lacks 400 bytes of it');
});

test('bytes that are no frames can be looked at to the last', async ({ page }) => {
  const body = `<p>${'not found '.repeat(40_000)}</p>`;
  const text = `HTTP/1.1 404 Not Found\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const pieces = [
    { sender: 'client', bytes: Buffer.from(request) },
    { sender: 'server', bytes: Buffer.from(text) },
  ] as const;
  await openBytes(
    page,
    container(pieces.map((piece, i) => ({ ...piece, kind: 'data', time: i, length: piece.bytes.length }))),
  );
  await page.getByRole('button', { name: /from the server/ }).click();
  const box = page.getByRole('group', { name: 'Bytes in hex' });
  await box.focus();
  await page.keyboard.press('End');
  const last = box.locator(`[data-i="${text.length - 1}"]`).first();
  await expect(last).toBeInViewport();
  await expect(last).toHaveText('3e');
  await page.keyboard.press('Home');
  await expect(box.locator('[data-i="0"]').first()).toHaveText('48');
});

test('copying fetches what is not there yet', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const payload = await openCapture(page, 2);
  await payload.getByRole('button', { name: 'Copy' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(payload.getByRole('button', { name: 'As text' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(payload.getByText('Copied')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied === inflated.toString()).toBe(true);
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [390, 1440]) {
    test.describe(`${colorScheme}, ${width} pixels wide`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });

      test('axe finds nothing, and nothing is cut off at the side', async ({ page }) => {
        test.slow();
        const payload = await openCapture(page, 5);
        for (const form of ['Text', 'Hex']) {
          await payload.getByRole('tab', { name: form }).click();
          await payload.getByRole('button', { name: 'Save payload' }).click();
          await expect(payload.getByRole('status').first()).toContainText('zeros stand in their place');
          const { violations } = await new AxeBuilder({ page }).analyze();
          expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html)}`)).toEqual([]);
        }
        const extra = await page.evaluate(() => {
          const root = document.documentElement;
          return root.scrollWidth - root.clientWidth;
        });
        expect(extra).toBeLessThanOrEqual(0);
      });
    });
  }
}
