// What rides inside a message: recognised, shown as a tree that folds, and each value leads to its bytes.

import { fileURLToPath } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { encodeSegments, type Segment } from '../src/decoder/segments/segments.ts';
import { encodeFrame, request, response } from '../src/testing/frames.ts';
import { frameRow, hexByte, openFile, openHex, settled, verdict } from './page-kit.ts';

/** One grey pixel. */
const png =
  '89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c636800000082008177cd72b60000000049454e44ae426082';
const recording = (name: string) =>
  fileURLToPath(new URL(`contents/recordings/${name}.pcapng`, import.meta.url));
const key = [0x12, 0x34, 0x56, 0x78];
const event = '42["chat message",{"from":"Ada","text":"caf\u00e9 \\u0007 \u202e","tags":[1,2,3]}]';
const long = `42["long",${JSON.stringify(Array.from({ length: 900 }, (_, i) => i))}]`;

function capture(): Buffer {
  const asked = request.replace(/^GET \S+/, 'GET /socket.io/?EIO=4&transport=websocket');
  const text = (content: string) =>
    encodeFrame({ opcode: 1, payload: new TextEncoder().encode(content), key });
  const parts: readonly (readonly [Segment['sender'], Uint8Array])[] = [
    ['client', Buffer.from(asked)],
    ['server', Buffer.from(response)],
    ['client', text(event)],
    ['client', text(long)],
    ['client', encodeFrame({ opcode: 1, fin: false, payload: Buffer.from('42["in '), key })],
    ['client', encodeFrame({ opcode: 0, payload: Buffer.from('two"]'), key })],
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

async function openDecoded(page: Page, frame: number): Promise<void> {
  await page.goto('/');
  await page
    .getByTestId('file-input')
    .first()
    .setInputFiles({ name: 'chat.framescope', mimeType: 'application/octet-stream', buffer: capture() });
  await settled(page);
  await chooseFrame(page, frame);
  await page.getByTestId('payload').getByRole('tab', { name: 'Decoded' }).click();
}

async function chooseFrame(page: Page, frame: number): Promise<void> {
  const parts = page.getByRole('tablist', { name: 'Parts of the page' });
  const isNarrow = await parts.isVisible();
  if (isNarrow) await parts.getByRole('tab', { name: 'Frames' }).click();
  await frameRow(page, frame).click();
  if (isNarrow) await parts.getByRole('tab', { name: 'Frame', exact: true }).click();
  await expect(page.getByTestId('frame-heading')).toContainText(`Frame ${frame}`);
}

const tree = (page: Page) => page.getByRole('tree', { name: 'Values of the message' });
const item = (page: Page, name: string | RegExp) => tree(page).getByRole('treeitem', { name });
const summary = (page: Page) => page.getByTestId('contents-summary');

test('a Socket.IO event is recognised, and a value leads to its masked bytes', async ({ page }) => {
  await openDecoded(page, 0);
  await expect(summary(page)).toHaveText('EVENT “chat message”, 1 argument');
  await expect(item(page, /^from/)).toContainText('“Ada”');
  await expect(item(page, /^text/)).toContainText('“café ␇ ⟨U+202E⟩”');
  await item(page, /^from/).click();
  const at = 6 + event.indexOf('"Ada"');
  await expect(hexByte(page, at)).toHaveClass(/hexbyte-mark/);
  await expect(hexByte(page, at + 4)).toHaveClass(/hexbyte-mark/);
  await expect(hexByte(page, at + 5)).not.toHaveClass(/hexbyte-mark/);
  await expect(hexByte(page, at + 1)).toHaveText(
    (0x41 ^ key[(at + 1 - 6) & 3]).toString(16).padStart(2, '0'),
  );
  await expect(page.getByTestId('contents-place')).toContainText('marked in the bytes of the frame');
});

test('the keyboard walks, folds and chooses', async ({ page }) => {
  await openDecoded(page, 0);
  await item(page, /^packet type/).focus();
  await page.keyboard.press('End');
  await expect(item(page, /^2/)).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(item(page, /^tags/)).toBeFocused();
  await expect(item(page, /^tags/)).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowLeft');
  await expect(item(page, /^tags/)).toHaveAttribute('aria-expanded', 'false');
  await expect(item(page, /^2/)).toHaveCount(0);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(item(page, /^0/)).toBeFocused();
  await page.keyboard.press('f');
  await expect(item(page, /^from/)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(item(page, /^from/)).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByTestId('contents-place')).toContainText('5 bytes');
  await expect(item(page, /^from/)).toBeFocused();
});

test('another format can be chosen, and stays for the connection', async ({ page }) => {
  await openDecoded(page, 0);
  await expect(summary(page)).toBeVisible();
  await page.getByLabel('Format', { exact: true }).selectOption('text');
  await expect(summary(page)).toContainText('“42["chat message"');
  await chooseFrame(page, 1);
  await expect(summary(page)).toContainText('“42["long"');
  await page.getByLabel('Format', { exact: true }).selectOption('');
  await expect(summary(page)).toHaveText('EVENT “long”, 1 argument');
});

test('a long list is shown in parts', async ({ page }) => {
  await openDecoded(page, 1);
  await item(page, /^argument 1/).focus();
  await page.keyboard.press('ArrowRight');
  await expect(tree(page).getByRole('treeitem')).toHaveCount(300);
  await page.getByRole('button', { name: 'Show more than 300 values' }).click();
  await expect(tree(page).getByRole('treeitem')).toHaveCount(905);
});

test('the range of a value in a fragmented message is named', async ({ page }) => {
  await openDecoded(page, 3);
  await expect(summary(page)).toHaveText('EVENT “in two”, 0 arguments');
  await item(page, /^event/).click();
  await expect(page.getByTestId('contents-place')).toHaveText(
    'event: 8 bytes from 3 to 10 (0x3 to 0xa) of the message.',
  );
});

test('an image is shown as an image', async ({ page }) => {
  await openHex(page, `82${(png.length / 2).toString(16)}${png}`);
  await page.getByTestId('payload').getByRole('tab', { name: 'Decoded' }).click();
  await expect(summary(page)).toHaveText(`PNG, 1 × 1 pixels, ${png.length / 2} bytes`);
  const image = page.getByRole('img', { name: 'Content of this message' });
  await expect.poll(() => image.evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBe(1);
});

test('a fault inside a sound message is a finding, and the frames stay sound', async ({ page }) => {
  await openFile(page, recording('socket-io'));
  await expect(verdict(page)).toContainText('Nothing is wrong with this connection');
  const finding = page.getByText('Expected the server to accept the namespace /admin, found CONNECT_ERROR');
  await expect(finding.first()).toBeVisible();
  const decoded = page.getByTestId('payload').getByRole('tab', { name: 'Decoded' });
  // The panel may still scroll to the bytes of the finding, away from under the pointer.
  await expect(async () => {
    await decoded.click();
    await expect(decoded).toHaveAttribute('aria-selected', 'true', { timeout: 2000 });
  }).toPass();
  await expect(summary(page)).toHaveText('CONNECT_ERROR in /admin: “not authorized”');
});

test('an MQTT packet is read over the borders of messages', async ({ page }) => {
  await openFile(page, recording('mqtt'));
  await chooseFrame(page, 2);
  await page.getByTestId('payload').getByRole('tab', { name: 'Decoded' }).click();
  await expect(summary(page)).toHaveText('part of CONNECT “framescope”');
  await item(page, /^client id/).click();
  await expect(page.getByTestId('contents-place')).toContainText(
    'after joining the messages, in another message',
  );
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [390, 1440]) {
    test.describe(`${colorScheme}, ${width} pixels wide`, () => {
      test.use({ colorScheme, viewport: { width, height: width < 500 ? 844 : 900 } });

      test('axe finds nothing', async ({ page }) => {
        await openDecoded(page, 0);
        await item(page, /^text/).click();
        await expect(page.getByTestId('contents-place')).toContainText('text:');
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' '))}`),
        ).toEqual([]);
        const extra = await page.evaluate(() => {
          const root = document.documentElement;
          return root.scrollWidth - root.clientWidth;
        });
        expect(extra).toBeLessThanOrEqual(0);
        if (process.env.PICTURES) {
          await page.screenshot({ path: `${process.env.PICTURES}/contents-${width}-${colorScheme}.png` });
        }
      });
    });
  }
}
