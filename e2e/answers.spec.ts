// One paste box answers every kind of text: bytes are decoded, all else is named and answered, and never
// judged as bytes.

import { expect, type Page, test } from '@playwright/test';
import { dropBytes, verdict } from './page-kit.ts';

async function paste(page: Page, text: string): Promise<void> {
  await page.goto('/');
  await page.getByTestId('paste').fill(text);
  await page.getByRole('button', { name: 'Decode', exact: true }).click();
  await expect(verdict(page)).toBeVisible();
}

const stackTrace = `RangeError: Invalid WebSocket frame: invalid status code 1061
    at Receiver.controlMessage (/app/node_modules/ws/lib/receiver.js:566:18)
    at Receiver.getData (/app/node_modules/ws/lib/receiver.js:442:42)
  code: 'WS_ERR_INVALID_CLOSE_CODE'
`;

const configuration = `server {
    listen 80;
    location /ws/ {
        proxy_pass http://127.0.0.1:3000;
    }
}
`;

const packetTree = `WebSocket
    1... .... = Fin: True
    .000 .... = Reserved: 0x0
    .... 0001 = Opcode: Text (1)
    0... .... = Mask: False
    .000 0010 = Payload length: 2
`;

const mixture = `Our socket breaks once a minute, and the console says

WebSocket connection to 'wss://chat.example.com/ws' failed: Invalid frame header

These are the bytes that we see at that moment:

\`\`\`
00000000  81 05 48 65 6c 6c 6f 88  02 03 e8                 |..Hello....|
\`\`\`

What could be the reason for that?
`;

test('an error text is named, explained and never decoded', async ({ page }) => {
  await paste(page, stackTrace);
  await expect(verdict(page)).toHaveText('This is an error text, not bytes');
  await expect(page.getByTestId('error-answer')).toContainText('invalid status code 1061');
  await expect(page.getByTestId('error-answer').locator('[data-cause]').first()).toBeVisible();
  await expect(page.locator('[data-frame]')).toHaveCount(0);
});

test('a configuration goes to the configuration check', async ({ page }) => {
  await paste(page, configuration);
  await expect(verdict(page)).toHaveText('This is a configuration');
  await expect(page.getByTestId('check-verdict')).toHaveAttribute('data-level', 'broken');
});

test('a URL gets the commands that try it', async ({ page }) => {
  await paste(page, 'wss://chat.example.com/ws');
  await expect(page.getByTestId('commands')).toContainText('curl');
});

test('packet details name the frame and how to copy its bytes', async ({ page }) => {
  await paste(page, packetTree);
  await expect(verdict(page)).toHaveText('These are packet details, without the bytes');
  await expect(page.getByTestId('answer')).toContainText('a text frame of 2 bytes, not masked');
});

test('a handshake in the notation of a tool is audited', async ({ page }) => {
  await paste(
    page,
    `fetch("wss://chat.example.com/ws", { "headers": { "upgrade": "websocket" }, "method": "GET" });`,
  );
  await expect(verdict(page)).toHaveText('This is a handshake');
  await expect(page.getByTestId('answer')).toContainText('chat.example.com');
});

test('each part of a mixture has its answer', async ({ page }) => {
  await paste(page, mixture);
  const parts = page.getByTestId('parts');
  await expect(parts).toBeVisible();
  await expect(page.locator('[data-frame="0"]')).toBeVisible();
  await parts.locator('[data-part-kind="error-text"]').click();
  await expect(page.getByTestId('error-answer')).toContainText('Invalid frame header');
  await parts.locator('[data-part-kind="bytes"]').click();
  await expect(page.locator('[data-frame="0"]')).toBeVisible();
});

for (const [name, text] of [
  [
    'prose',
    'Dear colleague, thank you for the report of 12:30. We look at it at 14:15 and answer by tomorrow.',
  ],
  ['a refused connection', 'Error: connect ECONNREFUSED 127.0.0.1:8080'],
  ['a Go error', 'websocket: bad opcode 7'],
  ['one line of a configuration', 'upstream app { server 127.0.0.1:8000; }'],
] as const) {
  test(`${name} draws no verdict about a connection`, async ({ page }) => {
    await paste(page, text);
    await expect(verdict(page)).toHaveAttribute('data-level', 'unknown');
    await expect(page.locator('[data-frame]')).toHaveCount(0);
  });
}

test('a text that is nothing of these is kept for editing', async ({ page }) => {
  await paste(page, 'We will meet at noon and talk about the release.');
  await expect(verdict(page)).toHaveText('Nothing in this text could be recognised');
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await expect(page.getByTestId('paste').first()).toHaveValue(/talk about the release/);
});

test('a dropped text file gets the same answer', async ({ page }) => {
  await page.goto('/');
  await dropBytes(page, 'error.log', new TextEncoder().encode(stackTrace));
  await expect(verdict(page)).toHaveText('This is an error text, not bytes');
});
