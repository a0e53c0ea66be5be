// Promise 1: `npm start` puts the page up on a free port and prints its address on a line of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { settled } from './page-kit.ts';

const script = fileURLToPath(new URL('../.scripts/start.mjs', import.meta.url));

test('the page is up at the address that is printed, also when the first port is taken', async ({ page }) => {
  const other = createServer().listen(4173, '127.0.0.1');
  other.on('error', () => {});
  await Promise.race([once(other, 'listening'), once(other, 'error')]).catch(() => {});
  const { PORT: _port, ...env } = process.env;
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    let printed = '';
    const address = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (chunk) => {
        printed += chunk;
        const line = printed.split('\n').find((one) => /^http:\/\/127\.0\.0\.1:\d+\/$/.test(one));
        if (line) resolve(line);
      });
      child.on('exit', (status) => reject(new Error(`ended with ${status}: ${printed}`)));
    });
    expect(address).not.toContain(':4173/');
    const response = await page.goto(`${address}#hex=810548656c6c6f&from=server`);
    expect(response?.headers()['content-security-policy']).toContain('frame-ancestors');
    await settled(page);
    await expect(page.locator('[data-frame="0"]')).toContainText('Hello');
    const away = await page.request.get(`${address}..%2fpackage.json`);
    expect(away.status()).toBe(404);
  } finally {
    child.removeAllListeners('exit');
    child.kill();
    other.close();
  }
});
