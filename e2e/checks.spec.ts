// The two checks that need no capture: a proxy's configuration, and a pasted handshake.

import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { dropBytes } from './page-kit.ts';

const wrong = `server {
    listen 80;
    server_name chat.example.com;

    location /ws/ {
        proxy_pass http://127.0.0.1:3000;
    }
}
`;

const right = `map $http_upgrade $connection_upgrade {
    default upgrade;
    ''      close;
}

server {
    listen 80;

    location /ws/ {
        proxy_pass http://127.0.0.1:3000;
        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_upgrade;
        proxy_read_timeout 3600s;
    }
}
`;

const refused = `HTTP/1.1 426 Upgrade Required
Server: nginx/1.22.1
Content-Length: 16
Connection: keep-alive

Upgrade Required
`;

const request = `GET /ws HTTP/1.1
Host: chat.example.com
Connection: Upgrade
Upgrade: websocket
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
Sec-WebSocket-Version: 13
`;

const accepted = `HTTP/1.1 101 Switching Protocols
Connection: Upgrade
Upgrade: websocket
Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=
`;

const verdict = (page: Page) => page.getByTestId('check-verdict');

async function checkText(page: Page, route: string, text: string): Promise<void> {
  await page.goto(`/#/check/${route}`);
  await page.getByTestId(route === 'handshake' ? 'handshake-text' : 'configuration').fill(text);
  await page.getByRole('button', { name: 'Check', exact: true }).click();
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' '))}`)).toEqual(
    [],
  );
  const extra = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(extra).toBeLessThanOrEqual(0);
}

test.describe('a configuration', () => {
  test('without the upgrade fails, and its correction passes', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await checkText(page, 'configuration', wrong);
    await expect(verdict(page)).toHaveAttribute('data-level', 'broken');
    await expect(verdict(page).getByRole('heading')).toBeFocused();
    await expect(page.getByLabel('Read as')).toHaveValue('nginx');
    const route = page.locator('[data-route]');
    await expect(route).toHaveCount(1);
    await expect(route).toHaveAttribute('data-verdict', 'fails');
    await expect(route).toContainText('location /ws/');
    await expect(route).toContainText('http://127.0.0.1:3000');
    for (const id of ['http-version-missing', 'upgrade-header-missing', 'connection-header-missing']) {
      await expect(route.locator(`[data-finding="${id}"][data-severity="error"]`)).toBeVisible();
    }
    const change = page.getByTestId('change');
    await expect(
      change.locator('.diff-new', { hasText: 'proxy_set_header Upgrade $http_upgrade;' }),
    ).toBeVisible();
    await expect(change.locator('.diff-old')).toHaveCount(0);

    await change.getByRole('button', { name: 'Copy the corrected text' }).click();
    await expect(change.getByRole('button', { name: 'Copied' })).toBeVisible();
    const corrected = await page.evaluate(() => navigator.clipboard.readText());
    expect(corrected).toContain('proxy_pass http://127.0.0.1:3000;\n        proxy_http_version 1.1;');
    await page.getByRole('button', { name: 'Check another' }).click();
    await page.getByTestId('configuration').fill(corrected);
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await expect(verdict(page)).toHaveAttribute('data-level', 'sound');
    await expect(page.getByTestId('change')).toHaveCount(0);
  });

  test('that is right passes', async ({ page }) => {
    await checkText(page, 'configuration', right);
    await expect(verdict(page)).toHaveAttribute('data-level', 'sound');
    await expect(verdict(page)).toContainText('passes');
    await expect(page.locator('[data-route]')).toHaveAttribute('data-verdict', 'passes');
  });

  test('the headline is that of the URL that is asked for', async ({ page }) => {
    await checkText(page, 'configuration', right);
    const url = page.getByLabel('The URL that the client opens');
    await url.fill('ws://127.0.0.1:81/other');
    await expect(verdict(page)).toHaveAttribute('data-level', 'broken');
    await expect(verdict(page)).toContainText('A WebSocket to this URL fails.');
    await url.fill('');
    await expect(verdict(page)).toHaveAttribute('data-level', 'sound');
  });

  test('with an include that is not there is not called sound', async ({ page }) => {
    await checkText(
      page,
      'configuration',
      right.replace('server {', 'server {\n    include conf.d/ws.conf;'),
    );
    await expect(page.getByTestId('unresolved')).toContainText('conf.d/ws.conf');
    await expect(verdict(page)).not.toHaveAttribute('data-level', 'sound');
  });

  test('finding and line lead to each other', async ({ page }) => {
    await checkText(page, 'configuration', wrong);
    const line = page.locator('[data-line="6"]');
    const finding = page.locator('[data-finding="upgrade-header-missing"]');
    await expect(line).toHaveAttribute('data-worst', 'error');
    await finding.getByRole('button', { name: 'line 6' }).click();
    await page.mouse.move(0, 0);
    await expect(line).toHaveAttribute('data-reached', 'true');
    await page.locator('[data-finding="read-timeout-short"]').hover();
    await expect(line).toHaveAttribute('data-reached', 'true');
    await expect(finding).not.toHaveAttribute('data-on', 'true');
    await line.hover();
    await expect(finding).toHaveAttribute('data-on', 'true');
    await page.mouse.move(0, 0);
    await line.getByRole('button').focus();
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-finding]').first().getByRole('button').first()).toBeFocused();
  });

  test('of another kind is read as what is chosen', async ({ page }) => {
    await checkText(page, 'configuration', wrong);
    await page.getByLabel('Read as').selectOption('haproxy');
    await expect(page.getByLabel('Read as')).toHaveValue('haproxy');
    await expect(verdict(page)).toContainText('Chosen by hand');
    await expect(verdict(page)).not.toHaveAttribute('data-level', 'sound');
  });

  test('nonsense gets a sentence', async ({ page }) => {
    await checkText(page, 'configuration', 'what is this\nnothing that a proxy knows\n');
    await expect(page.getByTestId('check-fault')).toContainText(/Expected a configuration of nginx.*found/);
    await expect(page.getByTestId('configuration')).toHaveValue(/what is this/);
    await expect(page.getByLabel('Read as')).toBeVisible();
    await page.getByTestId('configuration').fill(' ');
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await expect(page.getByTestId('check-fault')).toContainText('found nothing');
  });

  test('is taken from a dropped file, whose name helps', async ({ page }) => {
    await page.goto('/#/check/configuration');
    await expect(page.getByTestId('configuration')).toBeVisible();
    await dropBytes(page, 'site.conf', new TextEncoder().encode(wrong));
    await expect(page.getByRole('heading', { name: 'site.conf' })).toBeVisible();
    await expect(verdict(page)).toHaveAttribute('data-level', 'broken');
  });

  test('gives way to a capture that is dropped on it', async ({ page }) => {
    await page.goto('/#/check/configuration');
    await expect(page.getByTestId('configuration')).toBeVisible();
    await dropBytes(page, 'capture.pcap', Uint8Array.of(0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0));
    await expect(page).toHaveTitle(/capture\.pcap/);
  });

  test('over the limit gets a sentence', async ({ page }) => {
    await page.goto('/#/check/configuration');
    await page.getByTestId('check-file').setInputFiles({
      name: 'huge.conf',
      mimeType: 'text/plain',
      buffer: Buffer.alloc(2 * 1024 * 1024 + 1, '#'),
    });
    await expect(page.getByTestId('check-fault')).toContainText(/Expected at most 2\.0 MiB.*huge\.conf/);
  });

  test('each example shows what is wrong in it', async ({ page }) => {
    await page.goto('/#/check/configuration');
    for (const id of [
      'nginx',
      'apache',
      'haproxy',
      'caddy',
      'envoy',
      'traefik',
      'lighttpd',
      'vite',
      'webpack',
      'node-proxy',
      'varnish',
      'angular',
      'stunnel',
      'hitch',
      'nghttpx',
      'trafficserver',
    ]) {
      await page.locator(`[data-example="${id}"]`).click();
      await expect(verdict(page)).toHaveAttribute('data-level', 'broken');
      await expect(page.getByLabel('Read as')).toHaveValue(id);
      await expect(page.locator('[data-severity="error"]').first()).toBeVisible();
      await page.getByRole('button', { name: 'Check another' }).click();
    }
  });
});

test.describe('a handshake', () => {
  test('curl -i with 426: what it means, and what to do', async ({ page }) => {
    await checkText(page, 'handshake', refused);
    await expect(verdict(page)).toHaveAttribute('data-level', 'broken');
    await expect(verdict(page)).toContainText('426 Upgrade Required');
    await expect(verdict(page)).toContainText('Next:');
    await expect(page.locator('[data-check="status"]')).toHaveAttribute('data-ok', 'false');
    await expect(page.getByRole('region', { name: 'Request' })).toContainText('Not in this text');
    await verdict(page).getByRole('button', { name: 'About this cause' }).click();
    await expect(page.getByRole('dialog')).toContainText('Upgrade');
  });

  test('a good one is in order, a wrong Accept is not', async ({ page }) => {
    await checkText(page, 'handshake', `${request}\n${accepted}`);
    await expect(verdict(page)).toHaveAttribute('data-level', 'sound');
    await expect(page.locator('[data-check][data-ok="false"]')).toHaveCount(0);
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByTestId('handshake-text').fill(`${request}\n${accepted.replace('s3pP', 'AAAA')}`);
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await expect(verdict(page)).toHaveAttribute('data-level', 'broken');
    await expect(page.locator('[data-check="accept"]')).toContainText('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  });

  test('a URL gives commands to copy and what each answer means', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await checkText(page, 'handshake', 'wss://chat.example.com/ws');
    for (const tool of ['curl', 'wscat', 'websocat']) {
      await expect(page.locator(`[data-command="${tool}"]`).first()).toBeVisible();
    }
    await page.getByRole('button', { name: 'Copy curl', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
    const command = await page.evaluate(() => navigator.clipboard.readText());
    expect(command).toMatch(/^curl -i .*Sec-WebSocket-Key: .*'https:\/\/chat\.example\.com\/ws'$/);
    for (const answer of ['101', '301', '403', '426', '502', 'TLS error', 'timeout']) {
      await expect(page.locator(`[data-answer="${answer}"]`)).toBeVisible();
    }
  });

  test('two legs of a proxy: dropped, added, changed', async ({ page }) => {
    await page.goto('/#/check/handshake');
    await page.getByTestId('handshake-text').fill(`${request}\n${refused}`);
    await page.getByRole('button', { name: 'Compare with the other leg of a proxy' }).click();
    const behind = request
      .replace('HTTP/1.1', 'HTTP/1.0')
      .replace('Upgrade: websocket\n', 'X-Forwarded-For: 203.0.113.7\n')
      .replace('Connection: Upgrade', 'Connection: close');
    await page.getByTestId('handshake-other').fill(behind);
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    const table = page.getByTestId('legs').getByRole('table');
    const row = (name: string) => table.getByRole('row', { name: new RegExp(`^${name}`) });
    await expect(row('Upgrade')).toHaveAttribute('data-change', 'dropped');
    await expect(row('Connection')).toHaveAttribute('data-change', 'changed');
    await expect(row('X-Forwarded-For')).toHaveAttribute('data-change', 'added');
    await expect(verdict(page).first()).toHaveAttribute('data-level', 'broken');
  });

  test('nonsense gets a sentence', async ({ page }) => {
    await checkText(page, 'handshake', 'it does not work');
    await expect(page.getByTestId('check-fault')).toContainText(/Expected a request.*found none/);
  });

  test('pasted without a field is checked here, not opened as a capture', async ({ page }) => {
    await page.goto('/#/check/handshake');
    await expect(page.getByTestId('handshake-text')).toBeVisible();
    await page.evaluate((text) => {
      const data = new DataTransfer();
      data.setData('text/plain', text);
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
    }, refused);
    await expect(verdict(page)).toContainText('426');
    await expect(page).toHaveURL(/#\/check\/handshake$/);
  });

  test('nothing is sent while something is checked', async ({ page }) => {
    await page.goto('/#/check/handshake');
    await expect(page.getByTestId('handshake-text')).toBeVisible();
    const asked: string[] = [];
    page.on('request', (one) => {
      if (!one.url().startsWith(new URL(page.url()).origin)) asked.push(one.url());
    });
    await page.getByTestId('handshake-text').fill('ws://127.0.0.1:9/ws');
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await expect(page.getByTestId('commands')).toBeVisible();
    expect(asked).toEqual([]);
  });
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [390, 1440, 2560]) {
    test.describe(`${colorScheme}, ${width} pixels wide`, () => {
      test.use({ colorScheme, viewport: { width, height: width < 500 ? 844 : 900 } });

      test('axe finds nothing in the checks', async ({ page }) => {
        test.slow();
        await checkText(
          page,
          'configuration',
          right.replace('server {', 'server {\n    include conf.d/ws.conf;'),
        );
        await expect(page.getByTestId('unresolved')).toBeVisible();
        await expectAccessible(page);
        await page.getByRole('button', { name: 'Check another' }).click();
        await page.locator('[data-example="haproxy"]').click();
        await expect(verdict(page)).toBeVisible();
        await expectAccessible(page);
        await page.goto('/#/check/handshake');
        for (const id of ['refused', 'accept', 'legs', 'url']) {
          await page.locator(`[data-example="${id}"]`).click();
          await expect(verdict(page).first()).toBeVisible();
          await expectAccessible(page);
          await page.getByRole('button', { name: 'Check another' }).click();
        }
        await page.getByTestId('handshake-text').fill('nonsense');
        await page.getByRole('button', { name: 'Check', exact: true }).click();
        await expect(page.getByTestId('check-fault')).toBeVisible();
        await expectAccessible(page);
      });
    });
  }
}

test('from one check to the other, to a capture, and back to the first page', async ({ page }) => {
  await page.goto('/#/check/handshake');
  await expect(page.getByTestId('handshake-text')).toBeVisible();
  await page.evaluate(() => location.assign('#/check/configuration'));
  await expect(page.getByTestId('configuration')).toBeVisible();
  await expect(page.getByTestId('handshake-text')).toBeHidden();
  await page.evaluate(() => location.assign('#hex=810161'));
  await expect(page.getByTestId('verdict')).toBeVisible();
  await page.goBack();
  await expect(page.getByTestId('configuration')).toBeVisible();
});
