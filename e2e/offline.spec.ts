// After one visit the page opens without a network, with its samples.

import { expect, test } from '@playwright/test';
import { settled, verdict } from './page-kit.ts';

test.use({ serviceWorkers: 'allow' });

test('a reload without a network shows the page, decodes a sample and checks a configuration', async ({
  page,
  context,
}) => {
  await page.goto('/');
  const active = () =>
    page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state ?? null);
  await expect.poll(active, { timeout: 60_000 }).toBe('activated');
  await context.setOffline(true);
  await page.reload();
  await page.locator('[data-sample]').first().click();
  await settled(page);
  await expect(verdict(page)).toHaveAttribute('data-level', 'broken');
  await page.goto('/#/check/configuration');
  await page
    .getByRole('textbox')
    .first()
    .fill('server { listen 80; location /ws { proxy_pass http://127.0.0.1:8080; } }');
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(page.locator('[data-route]').first()).toBeVisible();
  await context.setOffline(false);
});

test('another page of this host is not answered from what is kept', async ({ page, context }) => {
  await page.goto('/');
  await expect
    .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state), {
      timeout: 60_000,
    })
    .toBe('activated');
  await context.setOffline(true);
  const answered = await page.goto('/causes.html').then(
    () => true,
    () => false,
  );
  expect(answered).toBe(false);
  await context.setOffline(false);
});
