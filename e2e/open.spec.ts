// Promises 2, 3, 4 and 7: everything that can be opened, and that each way leads to frames and a verdict.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import {
  atRest,
  capturePath,
  causes,
  dropBytes,
  dropFile,
  frameRow,
  openFile,
  openHex,
  pasteText,
  settled,
  verdict,
} from './page-kit.ts';

test('the empty screen has a large paste area, a file picker and eight samples', async ({ page }) => {
  await page.goto('/');
  const box = await page.getByTestId('paste').boundingBox();
  expect((box?.width ?? 0) * (box?.height ?? 0)).toBeGreaterThan(100_000);
  await expect(page.getByText('Open a file…')).toBeVisible();
  await expect(page.locator('[data-sample]')).toHaveCount(8);
});

test('the captures of two hosts open together: what the proxy between them did is named', async ({
  page,
}) => {
  const path = (side: string) => fileURLToPath(new URL(`fixtures/two-hosts/${side}.pcap`, import.meta.url));
  await page.goto('/');
  await page
    .getByTestId('file-input')
    .first()
    .setInputFiles([path('client'), path('server')]);
  await settled(page);
  await expect(verdict(page)).toContainText('The proxy does not forward the upgrade');
  await expect(page.locator('[data-connection]')).toContainText(['client.pcap', 'server.pcap']);
  const legs = page.getByTestId('legs');
  await expect(legs).toContainText('This is the leg between client and proxy.');
  await expect(legs).toContainText("The proxy dropped the client's “Upgrade: websocket”.");
  await legs.getByRole('button', { name: 'Show the other leg' }).click();
  await expect(legs).toContainText('This is the leg between proxy and server.');
});

test('every sample opens with one click, and its cause is found', async ({ page }) => {
  await page.goto('/');
  await expect(page.locator('[data-sample]')).toHaveCount(8);
  const ids = await page
    .locator('[data-sample]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('data-sample') ?? ''));
  for (const id of ids) {
    await page.goto('about:blank');
    await page.goto('/');
    await page.locator(`[data-sample="${id}"]`).click();
    await settled(page);
    const sound = id === 'healthy' || id === 'compressed';
    await expect(causes(page).first()).toHaveAttribute('data-cause', sound ? 'healthy' : id);
    await expect(verdict(page)).toHaveAttribute('data-level', sound ? 'sound' : /broken|warning/);
  }
});

// "Hello" from a server, then a masked "Hello" from a client would need two directions: one frame is enough here
const pasted: readonly [string, string][] = [
  ['plain hex', '810548656c6c6f'],
  ['spaced hex', '81 05 48 65 6c 6c 6f'],
  ['0x with commas', '0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f'],
  ['escapes', '"\\x81\\x05\\x48\\x65\\x6c\\x6c\\x6f"'],
  ['xxd', '00000000: 8105 4865 6c6c 6f                        ..Hello\n'],
  ['hexdump -C', '00000000  81 05 48 65 6c 6c 6f                              |..Hello|\n00000007\n'],
  ['a Node buffer', '<Buffer 81 05 48 65 6c 6c 6f>'],
  ['base64', 'gQVIZWxsbw=='],
];

for (const [name, text] of pasted) {
  test(`pasting ${name} decodes it and names the format`, async ({ page }) => {
    await pasteText(page, text);
    await settled(page);
    await expect(page.locator('[data-frame]')).toHaveCount(1);
    await expect(frameRow(page, 0)).toContainText('Hello');
    await expect(page.getByTestId('format')).not.toHaveAttribute('data-format', '');
  });
}

test('pasting the output of tcpdump -X decodes the connection in it', async ({ page }) => {
  await pasteText(page, readFileSync(new URL('./fixtures/tcpdump-x.txt', import.meta.url), 'utf8'));
  await settled(page);
  await expect(frameRow(page, 0)).toContainText('Hello');
});

test('a paste with the keyboard into the empty page opens at once', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/');
  await page.evaluate(() => navigator.clipboard.writeText('81 05 48 65 6c 6c 6f'));
  await page.getByTestId('paste').focus();
  await page.keyboard.press('ControlOrMeta+V');
  await settled(page);
  await expect(frameRow(page, 0)).toContainText('Hello');
});

test('the format taken is named and can be changed', async ({ page }) => {
  await pasteText(page, 'gQVIZWxsbw==');
  await settled(page);
  await expect(page.getByTestId('format')).toHaveAttribute('data-format', 'base64');
  await page.getByTestId('format').click();
  const other = page.locator('[data-alternative]').first();
  const wanted = await other.getAttribute('data-alternative');
  await other.click();
  await expect(page.getByTestId('format')).toHaveAttribute('data-format', wanted ?? '');
});

test('a pcap and a pcapng open by picker and by drop', async ({ page }) => {
  await openFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
  await expect(page.getByTestId('format')).toHaveAttribute('data-format', 'pcap');
  await expect(frameRow(page, 13)).toBeVisible();
  await page.goto('/');
  await dropFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
  await settled(page);
  await expect(frameRow(page, 13)).toBeVisible();
  await page.goto('/');
  await page.locator('[data-sample]').first().waitFor();
  const pcapng = readFileSync(new URL('../public/samples/healthy.pcapng', import.meta.url));
  await dropBytes(page, 'a capture', pcapng);
  await settled(page);
  await expect(page.getByTestId('format')).toHaveAttribute('data-format', 'pcapng');
});

test('raw bytes open as they are', async ({ page }) => {
  await page.goto('/');
  await dropBytes(page, 'frames.bin', Uint8Array.from(Buffer.from('810548656c6c6f8900880203e8', 'hex')));
  await settled(page);
  await expect(page.locator('[data-frame]')).toHaveCount(3);
});

test('something else can be dropped while a capture is open', async ({ page }) => {
  await openHex(page, '810161', '&from=server');
  await dropFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
  await expect(frameRow(page, 13)).toBeVisible();
});

/** Drops a file of `blocks` MiB that is `unit` over and over, made in the page. */
async function dropStream(page: Page, unit: number[], blocks: number): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ unit, blocks }) => {
      const block = new Uint8Array(Math.floor(1048576 / unit.length) * unit.length);
      for (let at = 0; at < block.length; at += unit.length) block.set(unit, at);
      const data = new DataTransfer();
      data.items.add(new File(Array<Uint8Array<ArrayBuffer>>(blocks).fill(block), 'long.bin'));
      return data;
    },
    { unit, blocks },
  );
  await page.locator('body').dispatchEvent('drop', { dataTransfer: transfer });
}

test('the list of a million frames holds few rows, and reaches its end', async ({ page }) => {
  await page.goto('/');
  // 349,525 frames of 3 bytes in each MiB
  await dropStream(page, [0x82, 0x01, 0x00], 3);
  await settled(page);
  await expect(page.getByTestId('frame-list')).toHaveAttribute('aria-rowcount', '1048576');
  expect(await page.locator('[data-row]').count()).toBeLessThan(100);
  await page.getByTestId('frame-list').focus();
  await page.keyboard.press('End');
  await expect(frameRow(page, 1_048_574)).toHaveAttribute('aria-selected', 'true');
});

test('long work shows progress, leaves the page responsive, and can be cancelled', async ({ page }) => {
  await page.goto('/');
  await page.evaluate(() => {
    Object.assign(globalThis, { longest: 0 });
    let last = performance.now();
    const beat = () => {
      const now = performance.now();
      const seen = globalThis as unknown as { longest: number };
      seen.longest = Math.max(seen.longest, now - last);
      last = now;
      requestAnimationFrame(beat);
    };
    requestAnimationFrame(beat);
  });
  // twelve million frames of 20 bytes
  await dropStream(page, [0x82, 0x12, ...Array<number>(18).fill(7)], 240);
  await page.evaluate(() => Object.assign(globalThis, { longest: 0 }));
  await expect(page.getByTestId('progress')).toBeVisible();
  // at once: a click that waits for the button to stand still may come after the end on a fast machine
  await page.getByRole('button', { name: 'Cancel' }).dispatchEvent('click');
  await expect(page.getByTestId('paste')).toBeVisible();
  expect(await page.evaluate(() => (globalThis as unknown as { longest: number }).longest)).toBeLessThan(
    1000,
  );
  // the worker is free again at once
  await page.getByTestId('paste').fill('810161');
  await page.getByRole('button', { name: 'Decode', exact: true }).click();
  await settled(page);
  await expect(page.locator('[data-frame]')).toHaveCount(1);
});

test('a page at rest goes over to the frames of a long input at once, while the rest of it is read', async ({
  page,
}) => {
  await page.goto('/');
  await atRest(page);
  await page.evaluate(() => {
    const seen = { blank: false };
    Object.assign(globalThis, { seen });
    new MutationObserver(() => {
      const drawn = [...document.querySelectorAll('#root > *')].some(
        (part) => part.getClientRects().length > 0,
      );
      seen.blank ||= !drawn;
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
  await dropStream(page, [0x82, 0x12, ...Array<number>(18).fill(7)], 240);
  await expect(frameRow(page, 0)).toBeVisible();
  await expect(page.getByTestId('progress')).toBeVisible();
  expect(await page.evaluate(() => (globalThis as unknown as { seen: { blank: boolean } }).seen.blank)).toBe(
    false,
  );
  await page.getByRole('button', { name: 'Cancel' }).dispatchEvent('click');
  await expect(page.getByTestId('paste')).toBeVisible();
});

test('connections of one capture are listed and chosen', async ({ page }) => {
  await openFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
  const list = page.getByRole('listbox', { name: 'Connections' });
  await expect(list.getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
});

test('the handshake is audited header by header, with the Accept hash recomputed', async ({ page }) => {
  await openFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
  const handshake = page.getByTestId('handshake');
  await expect(handshake.locator('[data-check="accept"]')).toHaveAttribute('data-ok', 'true');
  await handshake.locator('[data-check="accept"]').click();
  await expect(handshake.locator('[data-check="accept"]')).toContainText(/is the hash of/);
  for (const id of ['upgrade', 'connection', 'status', 'key', 'version']) {
    await expect(handshake.locator(`[data-check="${id}"]`)).toBeVisible();
  }
});

test('frames can be filtered', async ({ page }) => {
  await openHex(page, '8101618900820162', '&from=server');
  await page.getByLabel('Filter frames').fill('opcode:ping');
  await expect(page.locator('[data-frame]')).toHaveCount(1);
  await page.getByLabel('Filter frames').fill('opcode:ping or (opcode:text hex:61)');
  await expect(page.locator('[data-frame]')).toHaveCount(2);
  await page.getByLabel('Filter frames').fill('opcode:nonsense');
  await expect(page.getByRole('alert')).toBeVisible();
});

test('what the bytes do not say themselves can be told: who wrote them, and whether compression was agreed', async ({
  page,
}) => {
  // RFC 7692 7.2.3.1: "Hello", compressed
  await openHex(page, 'c107f248cdc9c90700');
  const assumptions = page.getByTestId('assumptions');
  await assumptions.locator('select[name="deflate"]').selectOption('none');
  await expect(verdict(page)).toHaveAttribute('data-level', 'broken');
  await expect(causes(page).first()).toHaveAttribute('data-cause', 'compression-not-negotiated');
  await assumptions.locator('select[name="deflate"]').selectOption('agreed');
  await expect(verdict(page)).toHaveAttribute('data-level', 'sound');
  await expect(page.getByTestId('payload')).toContainText('Hello');
  await assumptions.locator('select[name="sender"]').selectOption('client');
  await expect(causes(page).first()).toHaveAttribute('data-cause', 'client-unmasked-frame');
});
