// Makes the pictures of the README from the built page: npx tsx e2e/screenshot.ts
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { preview } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const images = join(root, 'docs', 'images');

execFileSync(
  process.execPath,
  [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
mkdirSync(images, { recursive: true });
const server = await preview({ root, preview: { host: '127.0.0.1', port: 0 }, logLevel: 'silent' });
const address = server.resolvedUrls?.local[0] ?? '';
const found = process.env.PLAYWRIGHT_CHROMIUM || chromium.executablePath();
const browser = await chromium.launch({
  executablePath: existsSync(found) ? found : '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
      colorScheme,
    });
    await page.goto(address);
    await page.locator('[data-sample="http-response-on-websocket"]').click();
    await page.getByTestId('frame-heading').waitFor();
    await page.getByTestId('fixes').first().waitFor();
    await page.screenshot({ path: join(images, `main-${colorScheme}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}
