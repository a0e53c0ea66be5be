// Nothing leaves the browser: no request after the page is loaded, whatever is opened, and a policy that
// would stop one.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page, test, type Worker } from '@playwright/test';
import { atRest, capturePath, dropFile, frameRow, settled, verdict } from './page-kit.ts';

test('once the page is loaded, opening, reading and sharing ask nothing of any network', async ({
  page,
  context,
}) => {
  await page.goto('/');
  await atRest(page);
  const requests: string[] = [];
  context.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url())) requests.push(`${request.method()} ${request.url()}`);
  });
  await context.setOffline(true);
  await page.getByTestId('paste').fill('81 05 48 65 6c 6c 6f');
  await page.getByRole('button', { name: 'Decode', exact: true }).click();
  await settled(page);
  await dropFile(page, capturePath('server-masked-frame/echoes-masked-close.pcap'));
  await expect(frameRow(page, 13)).toBeVisible();
  await settled(page);
  await frameRow(page, 13).click();
  await page.locator('[data-bit="0"]').click();
  await expect(page.getByTestId('edit-banner')).toBeVisible();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(page.getByTestId('share-link')).toHaveValue(/#/);
  await page.keyboard.press('Escape');
  expect(requests).toEqual([]);
});

test('a sample opens without a request too', async ({ page, context }) => {
  await page.goto('/');
  await atRest(page);
  await context.setOffline(true);
  await page.locator('[data-sample]').first().click();
  await settled(page);
});

test('nothing is kept: no cookie, no database, no stored input', async ({ page, context }) => {
  await page.goto('/');
  await page.getByTestId('paste').fill('8106736563726574');
  await page.getByRole('button', { name: 'Decode', exact: true }).click();
  await settled(page);
  expect(await context.cookies()).toEqual([]);
  const kept = await page.evaluate(async () => ({
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    storage: JSON.stringify({ ...localStorage, ...sessionStorage }),
  }));
  expect(kept.databases).toBe(0);
  expect(kept.caches).toBe(0);
  expect(kept.storage).not.toContain('73656372');
  expect(kept.storage).not.toContain('secret');
});

test('the policy of the page forbids foreign origins, inline script, evaluation and framing', async ({
  page,
}) => {
  const response = await page.goto('/');
  const inPage = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  const directives = new Map(
    (inPage ?? '').split(';').map((part) => {
      const [name, ...values] = part.trim().split(/\s+/);
      return [name, values] as const;
    }),
  );
  expect(directives.get('default-src')).toEqual(["'none'"]);
  expect(directives.get('base-uri')).toEqual(["'none'"]);
  expect(directives.get('form-action')).toEqual(["'none'"]);
  expect(directives.get('require-trusted-types-for')).toEqual(["'script'"]);
  expect(directives.get('trusted-types')).toEqual(['framescope']);
  for (const [name, values] of directives) {
    if (name.includes('trusted-types')) continue;
    for (const value of values) {
      expect(["'self'", "'none'", "'wasm-unsafe-eval'", 'data:', 'blob:'], `${name} ${value}`).toContain(
        value,
      );
    }
  }
  expect(directives.get('script-src')).not.toContain('data:');
  expect(response?.headers()['content-security-policy']).toContain("frame-ancestors 'none'");
  const tried = await page.evaluate(async () => {
    const refuses = (attempt: () => void) => {
      try {
        attempt();
        return false;
      } catch (error) {
        return error instanceof TypeError;
      }
    };
    const script = document.createElement('script');
    script.append('window.inlineRan = true');
    document.head.append(script);
    const markup = refuses(() => {
      document.createElement('div').innerHTML = '<img src=x onerror="window.inlineRan = true">';
    });
    const worker = refuses(() => new Worker('/assets/other.js'));
    const policy = refuses(() =>
      window.trustedTypes?.createPolicy('other', { createScriptURL: (url) => url }),
    );
    const fetched = await fetch('https://example.org/').then(
      () => true,
      () => false,
    );
    return { fetched, inlineRan: 'inlineRan' in window, markup, worker, policy };
  });
  expect(tried).toEqual({ fetched: false, inlineRan: false, markup: true, worker: true, policy: true });
});

test('the worker that decodes can reach no other origin and evaluate no text', async ({ page, baseURL }) => {
  await page.goto('/');
  await atRest(page);
  await expectConfined(page, page.workers()[0], baseURL);
});

test('the worker that checks can reach no other origin and evaluate no text', async ({ page, baseURL }) => {
  await page.goto('/#/check/configuration');
  const started = page.waitForEvent('worker', (worker) => worker.url().includes('check-worker'));
  await page.getByTestId('configuration').fill('location /ws { proxy_pass http://127.0.0.1:3000; }');
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expectConfined(page, await started, baseURL);
});

/** A worker of ours reaches no other origin and runs no text. */
async function expectConfined(page: Page, worker: Worker, baseURL: string | undefined): Promise<void> {
  let connections = 0;
  const foreign = createServer((_request, response) => response.end()).on('connection', () => connections++);
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(foreign.address() as AddressInfo).port}`;
  const tried = await worker.evaluate(async (address) => {
    const reaches = (attempt: () => Promise<unknown>) =>
      attempt().then(
        () => true,
        () => false,
      );
    const script = 'data:text/javascript,export default 1';
    return {
      fetch: await reaches(() => fetch(`http://${address}/`, { mode: 'no-cors' })),
      socket: await reaches(
        () =>
          new Promise<void>((resolve, reject) => {
            const socket = new WebSocket(`ws://${address}/`);
            socket.onopen = () => resolve();
            socket.onerror = () => reject(new Error('refused'));
          }),
      ),
      script: await reaches(() => import(script)),
      evaluation: await reaches(async () => new Function('return 1')()),
    };
  }, address);
  foreign.close();
  expect(connections).toBe(0);
  expect(tried).toEqual({ fetch: false, socket: false, script: false, evaluation: false });
  const script = await page.request.get(worker.url());
  expect(script.headers()['content-security-policy']).toContain("default-src 'none'");
  expect(new URL(worker.url()).origin).toBe(new URL(baseURL ?? '').origin);
}

test('the server answers requests to this machine alone, and only for files of the page', async ({
  request,
  baseURL,
}) => {
  const status = async (path: string, host?: string) =>
    (await request.get(`${baseURL}${path}`, { headers: host ? { host } : {} })).status();
  expect(await status('')).toBe(200);
  expect(await status('', 'attacker.example')).toBe(421);
  expect(await status('', '127.0.0.1.attacker.example')).toBe(421);
  expect(await status('%2e%2e/package.json')).toBe(404);
  expect(await status('..%2fpackage.json')).toBe(404);
  expect(await status('%00')).toBe(400);
  expect(await status('%ff')).toBe(400);
  const page = await request.get(baseURL ?? '', { headers: { 'accept-encoding': 'gzip, br' } });
  expect(page.headers()['content-encoding']).toBe('br');
  expect(await page.text()).toContain('<!doctype html>');
});

test('what a capture says is shown as text, never as markup', async ({ page }) => {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  const markup = '<img src=x onerror=alert(1)><script>alert(1)</script>';
  const payload = Buffer.from(markup);
  await page.goto(`/#hex=81${payload.length.toString(16)}${payload.toString('hex')}&from=server`);
  await settled(page);
  await expect(page.getByTestId('payload')).toContainText('<script>');
  await expect(page.locator('img[src="x"]')).toHaveCount(0);
  await expect(verdict(page)).toBeVisible();
  expect(problems).toEqual([]);
});

test('the built page asks for nothing outside its own origin', () => {
  const html = readFileSync(new URL('../dist/index.html', import.meta.url), 'utf8');
  expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
});
