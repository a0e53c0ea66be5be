// Finding a frame: the keys of the page, the filter with its count and its link, and the field that goes to a place.

import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { capturePath, frameRow, openFile, openHex, openLink, settled } from './page-kit.ts';

// of a server: "a", ping, "b", RSV2 set, "c", ping, "d"
const frames = '810161' + '8900' + '810162' + 'a10163' + '810163' + '8900' + '810164';
const filter = (page: Page) => page.locator('#frame-filter');
const goTo = (page: Page) => page.locator('#go-to');
const isChosen = (page: Page, index: number) =>
  expect(frameRow(page, index)).toHaveAttribute('aria-selected', 'true');

test('n and p go through the matches, N and P through the findings, wherever the focus is', async ({
  page,
}) => {
  await openHex(page, frames, '&from=server&frame=0');
  await page.keyboard.press('n');
  await isChosen(page, 3);
  await page.keyboard.press('/');
  await expect(filter(page)).toBeFocused();
  await page.keyboard.type('opcode:ping');
  await expect(page.getByTestId('filter-count')).toHaveText('2 of 7');
  // A field takes the letter.
  await page.keyboard.type('n');
  await expect(filter(page)).toHaveValue('opcode:pingn');
  await page.keyboard.press('Backspace');
  await expect(page.getByTestId('filter-count')).toHaveText('2 of 7');
  await page.keyboard.press('Tab');
  await page.keyboard.press('n');
  await isChosen(page, 5);
  await page.keyboard.press('p');
  await isChosen(page, 1);
  await page.keyboard.press('/');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('filter-count')).toBeHidden();
  await page.keyboard.press('Shift+N');
  await isChosen(page, 3);
});

test('a filter without a match says what may be meant', async ({ page }) => {
  await openHex(page, frames, '&from=server');
  await filter(page).fill('ping');
  await expect(page.getByTestId('no-match')).toContainText('is looked for in payloads');
  await page.getByTestId('no-match').getByRole('button', { name: 'opcode:ping' }).click();
  await expect(filter(page)).toHaveValue('opcode:ping');
  await expect(page.getByTestId('filter-count')).toHaveText('2 of 7');
});

test('the filter is completed from the table of its words, by keyboard and by mouse', async ({ page }) => {
  await openHex(page, frames, '&from=server');
  await page.keyboard.press('/');
  await expect(filter(page)).toBeFocused();
  await page.keyboard.type('opcode:p');
  const words = page.getByRole('listbox', { name: 'Words of the filter' });
  await expect(words.getByRole('option')).toHaveText(['opcode:ping', 'opcode:pong']);
  await page.keyboard.press('ArrowDown');
  await expect(filter(page)).toHaveAttribute('aria-activedescendant', 'filter-completions-0');
  const { violations } = await new AxeBuilder({ page }).include('.area-frames').analyze();
  expect(violations).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(filter(page)).toHaveValue('opcode:ping ');
  await expect(page.getByTestId('filter-count')).toHaveText('2 of 7');
  await page.keyboard.type('or fr');
  await words.getByRole('option', { name: 'from:server' }).click();
  await expect(filter(page)).toHaveValue('opcode:ping or from:server ');
  await expect(filter(page)).toBeFocused();
  await page.keyboard.type('er');
  await expect(words).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(words).toBeHidden();
  await expect(filter(page)).toHaveValue('opcode:ping or from:server er');
});

test('a regular expression and a value of JSON leave the frames that hold them', async ({ page }) => {
  // {"a":1} and {"a":2}
  await openHex(page, '81077b2261223a317d81077b2261223a327d', '&from=server');
  await filter(page).fill('/"a":[2-9]/');
  await expect(page.getByTestId('filter-count')).toHaveText('1 of 2');
  await filter(page).fill('json:a<2');
  await expect(page.getByTestId('filter-count')).toHaveText('1 of 2');
  await expect(frameRow(page, 0)).toBeVisible();
  await filter(page).fill('/(/');
  await expect(page.getByRole('alert')).toContainText('Expected a regular expression');
});

test('a filter is looked for in all connections, and leads to them', async ({ page }) => {
  await openFile(page, capturePath('bytes-corrupted/proxy-changes-client-bytes-both-legs.pcap'));
  await filter(page).fill('error');
  await page.getByRole('button', { name: 'all connections' }).click();
  const found = page.getByTestId('all-connections');
  await expect(found.getByRole('status')).toHaveText(/in 1 of 2 connections/);
  await found.getByRole('button').click();
  await expect(filter(page)).toHaveValue('error');
  await expect(page.getByTestId('filter-count')).toHaveText('1 of 6');
});

test('the filter is in the address and in the link, and is set again there', async ({ page }) => {
  await openHex(page, frames, '&from=server&frame=1');
  await filter(page).fill('opcode:ping or "d"');
  await expect(page).toHaveURL(/filter=opcode%3Aping%20or%20%22d%22/);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const link = await page.getByTestId('share-link').inputValue();
  expect(link).toContain('filter=opcode%3Aping%20or%20%22d%22');
  await openLink(page, link.slice(link.indexOf('#')));
  await settled(page);
  await expect(filter(page)).toHaveValue('opcode:ping or "d"');
  await expect(page.getByTestId('filter-count')).toHaveText('3 of 7');
});

test('g goes to a frame, an offset or a time', async ({ page }) => {
  await openFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
  for (const [text, frame] of [
    ['2', 2],
    ['server 0x0', 1],
    ['client 0x2', 0],
    ['0.3 s', 11],
  ] as const) {
    await page.getByTestId('frame-heading').click();
    await page.keyboard.press('g');
    await expect(goTo(page)).toBeFocused();
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
    await isChosen(page, frame);
    await expect(goTo(page)).toHaveValue('');
  }
  await goTo(page).fill('99');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('Expected a frame from 0 to 13, found 99.');
});

test('? shows the keys, and Escape closes them', async ({ page }) => {
  await openHex(page, frames, '&from=server');
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  await expect(sheet).toContainText('go to a frame, an offset or a time');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.keyboard.press('n');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [390, 1440]) {
    test.describe(`${colorScheme}, ${width} pixels wide`, () => {
      test.use({ colorScheme, viewport: { width, height: width < 500 ? 844 : 900 } });

      test('axe finds nothing beside a filter with a count, and none with a hint', async ({ page }) => {
        await openHex(page, frames, '&from=server');
        await page.keyboard.press('/');
        await expect(filter(page)).toBeFocused();
        for (const text of ['opcode:ping', 'ping']) {
          await filter(page).fill(text);
          await expect(page.getByTestId('filter-count')).toHaveText(/of 7/);
          const { violations } = await new AxeBuilder({ page }).analyze();
          expect(violations.map(({ id, nodes }) => `${id} ${nodes[0].target}`)).toEqual([]);
        }
      });
    });
  }
}
