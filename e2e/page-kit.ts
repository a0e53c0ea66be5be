// What the specs share: how to open something, and where to look.

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Locator, type Page } from '@playwright/test';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Path of a recorded capture, e.g. `double-handshake/two-listeners.pcapng`. */
export function capturePath(name: string): string {
  return join(here, 'captures', name);
}

/** The headline. */
export function verdict(page: Page): Locator {
  return page.getByTestId('verdict');
}

/** The causes, best first. */
export function causes(page: Page): Locator {
  return page.getByTestId('diagnosis').locator('[data-cause]');
}

export function frameRow(page: Page, index: number): Locator {
  return page.locator(`[data-frame="${index}"]`);
}

export function bit(page: Page, index: number): Locator {
  return page.locator(`[data-bit="${index}"]`);
}

export function field(page: Page, id: string): Locator {
  return page.getByRole('list', { name: 'Header fields' }).locator(`[data-field="${id}"]`);
}

/** A byte in the frame's hex view, counted from its first header byte. */
export function hexByte(page: Page, index: number): Locator {
  return page
    .getByRole('group', { name: 'Bytes of the frame in hex' })
    .locator(`[data-i="${index}"]`)
    .first();
}

/** Waits until the input has been read to its end and is decoded. */
export async function settled(page: Page): Promise<void> {
  await expect(verdict(page)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Share', exact: true })).toBeEnabled();
  await expect(page.getByTestId('progress')).toBeHidden();
}

/** Opens a link as if it had been clicked in another program: on a fresh page. */
export async function openLink(page: Page, fragment: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`/${fragment}`);
}

/** Opens bytes by a link and waits for the decoded page. */
export async function openHex(page: Page, hex: string, rest = ''): Promise<void> {
  await openLink(page, `#hex=${hex}${rest}`);
  await settled(page);
}

/** Chooses a file in the empty screen's picker and waits for the decoded page. */
export async function openFile(page: Page, path: string): Promise<void> {
  await page.goto('/');
  await page.getByTestId('file-input').first().setInputFiles(path);
  await settled(page);
}

/** Drops a file on the page, as from a file manager. */
export async function dropBytes(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ name, base64 }) => {
      const data = new DataTransfer();
      const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      data.items.add(new File([content], name));
      return data;
    },
    { name, base64: Buffer.from(bytes).toString('base64') },
  );
  const target = page.locator('body');
  await target.dispatchEvent('dragenter', { dataTransfer: transfer });
  await target.dispatchEvent('dragover', { dataTransfer: transfer });
  await target.dispatchEvent('drop', { dataTransfer: transfer });
}

export async function dropFile(page: Page, path: string): Promise<void> {
  await dropBytes(page, basename(path), readFileSync(path));
}

/** Types text into the large area of the empty screen and decodes it. */
export async function pasteText(page: Page, text: string): Promise<void> {
  await page.goto('/');
  await page.getByTestId('paste').fill(text);
  await page.getByRole('button', { name: 'Decode', exact: true }).click();
}

/** Waits until the page has fetched all that it will ever need: parts, samples, the decoder. */
export async function atRest(page: Page): Promise<void> {
  const samples = page.locator('[data-sample]');
  await expect(samples).not.toHaveCount(0);
  const wanted = await samples.count();
  await expect.poll(() => page.workers().length).toBe(1);
  const fetched = () =>
    page.evaluate(
      () =>
        performance
          .getEntriesByType('resource')
          .filter(
            (entry) =>
              /\/samples\/.*\.(?!json$)/.test(entry.name) &&
              (entry as PerformanceResourceTiming).responseEnd > 0,
          ).length,
    );
  await expect.poll(fetched).toBe(wanted);
  await page.waitForLoadState('networkidle');
}
