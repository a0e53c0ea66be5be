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

test('an error text names who says it, its bits, its causes with counts, and a fix', async ({ page }) => {
  await paste(page, "WebSocket connection to 'wss://chat.example.com/ws' failed: Invalid frame header");
  const answer = page.getByTestId('error-answer');
  await expect(answer.locator('[data-implementation]').first()).toContainText('Chrome');
  await expect(answer.locator('[data-explanation]').first()).toContainText('of 37 public cases');
  await expect(answer.getByTestId('error-patterns')).toContainText('A control frame is fragmented');
  await expect(answer.getByTestId('error-readings')).toContainText('HTTP');
  await expect(answer.getByTestId('deciding-capture')).toContainText('chrome://net-export');
  await expect(answer.getByTestId('fixes')).toBeVisible();
});

test('an answered question changes the order of the causes at once', async ({ page }) => {
  await page.goto('/#error=Invalid%20frame%20header');
  const first = page.getByTestId('error-causes').locator('[data-explanation]').first();
  await expect(first).toHaveAttribute('data-explanation', 'two-upgrade-handlers');
  const question = page.locator('[data-question="other-handler-off"]');
  await question.getByRole('button', { name: 'It goes on, or there is only one' }).press('Enter');
  await expect(first).not.toHaveAttribute('data-explanation', 'two-upgrade-handlers');
  await expect(page.locator('[data-answered="other-handler-off"]')).toBeVisible();
  await page.getByRole('button', { name: 'Clear my answers' }).click();
  await expect(first).toHaveAttribute('data-explanation', 'two-upgrade-handlers');
});

test('a link that was written by hand opens the answer, and the sample opens from it', async ({ page }) => {
  await page.goto('/#error=A+server+must+not+mask+any+frames+that+it+sends+to+the+client.');
  await expect(verdict(page)).toHaveText('This is an error text, not bytes');
  await page.getByTestId('open-sample').click();
  await expect(page.locator('[data-frame="0"]')).toBeVisible();
});

test('a refusal that names a status opens a recorded response with this status', async ({ page }) => {
  await page.goto('/#error=Unexpected%20server%20response%3A%20429');
  await page.getByTestId('open-sample').click();
  await expect(verdict(page)).toContainText('429');
});

for (const [width, height] of [
  [390, 844],
  [1440, 900],
] as const) {
  test(`the first screen of ${width} pixels has who says it and the first cause`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.goto(
      "/#error=WebSocket%20connection%20to%20'wss%3A%2F%2Fapp.example.com%2Fws'%20failed%3A%20Error%20during%20WebSocket%20handshake%3A%20Unexpected%20response%20code%3A%20404",
    );
    const answer = page.getByTestId('error-answer');
    await expect(answer.locator('[data-implementation]').first()).toBeInViewport({ ratio: 1 });
    await expect(page.getByTestId('error-causes').locator('[data-explanation]').first()).toBeInViewport({
      ratio: 1,
    });
  });
}

test('each error of a paste has its answer, the most telling first', async ({ page }) => {
  await paste(page, 'Error: read ECONNRESET\nRangeError: Invalid WebSocket frame: RSV1 must be clear\n');
  const errors = page.getByTestId('error-answer').getByRole('article');
  await expect(errors).toHaveCount(2);
  await expect(errors.first()).toContainText('RSV1 must be clear');
});

/** A text of each kind that can be pasted, and where its answer is. */
const kinds: readonly (readonly [kind: string, text: string, title: string | RegExp, answer: string])[] = [
  ['bytes', '83 05 48 65 6c 6c 6f', /reserved opcode/i, '[data-frame="0"]'],
  [
    'a dump of a capture tool',
    '10:00:01.000001 IP 127.0.0.1.8080 > 127.0.0.1.40000: Flags [P.], seq 1:8, ack 1, win 512, length 7\n\t0x0000:  4500 002f 0001 4000 4006 3cc6 7f00 0001\n\t0x0010:  7f00 0001 1f90 9c40 0000 0001 0000 0001\n\t0x0020:  5018 0200 0000 0000 8105 4865 6c6c 6f\n',
    /./,
    '[data-frame="0"]',
  ],
  [
    'an error',
    'Error: Unexpected server response: 502',
    'This is an error text, not bytes',
    '[data-testid="error-answer"]',
  ],
  [
    'a handshake of curl',
    '> GET /ws HTTP/1.1\n> Host: app.example.com\n> Upgrade: websocket\n> Connection: Upgrade\n> Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n> Sec-WebSocket-Version: 13\n>\n< HTTP/1.1 403 Forbidden\n<\n',
    /403/,
    '[data-part="connection"]',
  ],
  [
    'a configuration that is judged',
    'server {\n  listen 80;\n  location /ws {\n    proxy_pass http://app;\n  }\n}\n',
    'This is a configuration',
    '[data-testid="check-verdict"]',
  ],
  [
    'a configuration that is only named',
    'tunnel: app\ncredentials-file: /etc/app.json\ningress:\n  - hostname: app.example.com\n    service: http://localhost:8080\n  - service: http_status:404\n',
    'This is a configuration',
    'text=cloudflared configuration: recognised, not judged here',
  ],
  ['an address', '<wss://chat.example.com/ws>', 'This is an address', '[data-testid="commands"]'],
  [
    'a list of messages',
    'Connected (press CTRL+C to quit)\n> {"op":"hi"}\n< {"op":"welcome"}\n< {"n":1}\n',
    /./,
    '[data-frame="0"]',
  ],
  [
    'a terminal with two dumps',
    '$ xxd client.bin\n00000000: 8185 37fa 213d 7f9f 4d51 58              ..7.!=..MQX\n$ xxd server.bin\n00000000: 8105 4865 6c6c 6f                        ..Hello\n',
    /legal/,
    '[data-frame="0"]',
  ],
  ['packet details', packetTree, 'These are packet details, without the bytes', '[data-testid="answer"]'],
  [
    'a picture',
    '89 50 4e 47 0d 0a 1a 0a 00 00 00 0d 49 48 44 52 00 00 00 10 00 00 00 10 08 06 00 00 00',
    'No WebSocket frames are read from these bytes',
    'text=hex digits of a PNG picture',
  ],
  [
    'nothing',
    'See you at noon, and bring the cake.',
    'Nothing in this text could be recognised',
    '[data-testid="answer"]',
  ],
];

for (const [kind, text, title, answer] of kinds) {
  test(`${kind} has its answer`, async ({ page }) => {
    await paste(page, text);
    await expect(verdict(page)).toHaveText(title);
    await expect(page.locator(answer).first()).toBeVisible();
  });
}

test('what a client and a server sent under labels is one connection', async ({ page }) => {
  await paste(
    page,
    'What I send:\n81 85 37 fa 21 3d 7f 9f 4d 51 58\n\nWhat I get back:\n81 05 48 65 6c 6c 6f\n',
  );
  await expect(page.locator('[data-frame]')).toHaveCount(2);
  await expect(verdict(page)).toHaveAttribute('data-level', 'sound');
});

test('two dumps that are compared are two connections', async ({ page }) => {
  await paste(page, 'Expected:\n81 05 48 65 6c 6c 6f\n\nActual:\n83 05 48 65 6c 6c 6f\n');
  await expect(page.getByRole('listbox', { name: 'Connections' }).getByRole('option')).toHaveCount(2);
});

test('a text without hex digits is not offered as hex digits', async ({ page }) => {
  await paste(page, 'location /ws {\n  proxy_pass http://127.0.0.1:3000;\n}\n');
  await expect(page.getByText('This is a configuration')).toBeVisible();
  await expect(page.locator('[data-read-as="hex"]')).toHaveCount(0);
});

test('a text is read as something else with one click', async ({ page }) => {
  await paste(page, 'Error: read ECONNRESET 81 05 48 65 6c 6c 6f');
  const bar = page.getByTestId('read-as');
  await expect(bar).toContainText('Read as');
  await bar.locator('[data-read-as="hex"]').click();
  await expect(page.locator('[data-frame="0"]')).toBeVisible();
});
