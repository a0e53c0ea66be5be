// Promise 7: the headline says what is wrong, causes are ranked with evidence that leads to its bytes, and
// the fix is there for the stack. The six classic causes, each on captures of the real software with the real
// fault.

import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { capturePath, causes, openFile, verdict } from './page-kit.ts';

/**
 * Class of fault, and recorded captures of it: folder, name, whether the connection breaks (or is just
 * refused or closed).
 */
const classics: readonly [string, readonly string[]][] = [
  [
    'a proxy that does not forward the upgrade',
    [
      'proxy-stripped-upgrade/nginx-without-upgrade-headers-both-legs.pcap',
      'proxy-stripped-upgrade/nginx-forgotten-headers-chromium.pcapng',
      'proxy-stripped-upgrade/apache-proxypass-http-both-legs.pcap',
      'proxy-stripped-upgrade/apache-proxypass-http-client-leg-chromium.pcap',
    ],
  ],
  [
    'HTTP written into an open WebSocket',
    [
      'http-response-on-websocket/http-proxy-502-when-backend-dies.pcapng',
      'http-response-on-websocket/request-timeout-408.pcap',
      'double-handshake/two-ws-servers-with-paths-chromium.pcapng',
      'double-handshake/socketio-and-ws.pcap',
    ],
  ],
  [
    'masking the wrong way round',
    [
      'server-masked-frame/ws-send-mask-true-chromium.pcapng',
      'server-masked-frame/echoes-masked-close.pcap',
      'client-unmasked-frame/never-masks.pcap',
      'client-unmasked-frame/aiohttp-use-mask-false.pcap',
    ],
  ],
  [
    'TLS where plain was expected, and the reverse',
    [
      'tls-on-plaintext-port/chromium-wss-to-ws.pcap',
      'tls-on-plaintext-port/nginx-proxy-pass-https-to-plain-backend.pcap',
      'plaintext-on-tls-port/chromium-to-nginx.pcapng',
      'plaintext-on-tls-port/ws-to-node.pcap',
    ],
  ],
  [
    'a message above the size limit',
    [
      'message-too-large/ws-max-payload-chromium.pcap',
      'message-too-large/websockets-max-size.pcap',
      'message-too-large/tornado-max-message-size.pcap',
    ],
  ],
  [
    'text and binary mixed up',
    [
      'binary-sent-as-text/ws-thumbnail-as-text-chromium.pcapng',
      'binary-sent-as-text/tornado-protobuf.pcap',
      'text-not-utf8/aiohttp-latin-1.pcap',
    ],
  ],
];

for (const [name, captures] of classics) {
  test.describe(name, () => {
    for (const capture of captures) {
      test(capture, async ({ page }) => {
        const truth = JSON.parse(
          readFileSync(capturePath(capture.replace(/\.pcap(?:ng)?$/, '.json')), 'utf8'),
        ) as { cause: string; also: string[] };
        await openFile(page, capturePath(capture));
        const options = page.getByRole('listbox', { name: 'Connections' }).getByRole('option');
        const found: (string | null)[] = [];
        for (const option of await options.all()) {
          await option.click();
          await expect(option).toHaveAttribute('aria-selected', 'true');
          found.push(await causes(page).first().getAttribute('data-cause'));
        }
        expect([truth.cause, ...truth.also]).toContain(found.find((cause) => cause !== 'healthy'));
        await expect(verdict(page)).toBeVisible();
      });
    }
  });
}

test('the headline names the cause, the panel its confidence, evidence, section and fix', async ({
  page,
}) => {
  await openFile(page, capturePath('http-response-on-websocket/http-proxy-502-when-backend-dies.pcapng'));
  await expect(verdict(page)).toHaveAttribute('data-level', 'broken');
  const first = causes(page).first();
  await expect(first).toHaveAttribute('data-cause', 'http-response-on-websocket');
  await expect(first).toContainText(/\d+ %/);
  await expect(first.getByRole('link', { name: /RFC/ })).toHaveAttribute('href', /rfc-editor\.org/);
  await expect(first.getByRole('list', { name: 'Evidence' })).toContainText('HTTP/1.1');
  await expect(first.getByRole('region', { name: 'Fix' })).toBeVisible();
});

test('a piece of evidence leads to its bytes', async ({ page }) => {
  await openFile(page, capturePath('http-response-on-websocket/http-proxy-502-when-backend-dies.pcapng'));
  const evidence = causes(page).first().getByRole('list', { name: 'Evidence' }).getByRole('button').first();
  await evidence.click();
  await expect(evidence).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('.hexbyte-mark').first()).toBeVisible();
});

test('the fix is shown for the stack that the evidence points to, and for others by a tab', async ({
  page,
}) => {
  await openFile(page, capturePath('proxy-stripped-upgrade/nginx-forgotten-headers-chromium.pcapng'));
  const broken = page.getByRole('listbox', { name: 'Connections' }).getByRole('option');
  await broken.first().click();
  const fixes = page.getByTestId('fixes').first();
  await expect(fixes.getByRole('tab').first()).toHaveAttribute('aria-selected', 'true');
  await expect(fixes.getByRole('tab').first()).toContainText(/nginx/i);
  await expect(fixes).toContainText('proxy_set_header');
  await fixes.getByRole('tab', { name: /apache/i }).click();
  await expect(fixes).toContainText(/upgrade=websocket|mod_proxy_wstunnel|ProxyPass/);
});

test('what each program reports is told beside the cause', async ({ page }) => {
  await openFile(page, capturePath('server-masked-frame/ws-send-mask-true-chromium.pcapng'));
  await expect(page.getByTestId('diagnosis')).toContainText(
    'A server must not mask any frames that it sends to the client.',
  );
});

for (const capture of [
  'ws-ws',
  'through-nginx-chromium-deflate',
  'websockets-fragments-deflate',
  'reordered-segments',
]) {
  test(`a sound connection is called sound: ${capture}`, async ({ page }) => {
    await openFile(page, capturePath(`healthy/${capture}.pcap`));
    await expect(verdict(page)).toHaveAttribute('data-level', 'sound');
    await expect(causes(page)).toHaveCount(1);
    await expect(causes(page)).toHaveAttribute('data-cause', 'healthy');
  });
}
