// The page follows a recording of the tap while it grows.

import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { WebSocket, WebSocketServer } from 'ws';
import { frameRow, verdict } from './page-kit.ts';
import { startTap } from './tap/kit.ts';

test('tap --open: frames appear as they are sent, the break is named, and the end of the tap is said', async ({
  page,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'live-'));
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  server.on('connection', (socket) => {
    socket.on('message', (data) => socket.send(`echo ${data}`));
    socket.on('error', () => {});
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const tap = await startTap([`ws://127.0.0.1:${port}`, '--open', '--out', join(folder, 'live.pcapng')]);
  try {
    await tap.says(/^Page: http/m);
    const address = /^Page: (\S+)/m.exec(tap.text())?.[1] ?? '';
    await page.goto(address);
    await expect(page.getByText('Waiting for the first connection through the tap.')).toBeVisible();
    const client = new WebSocket(`ws://127.0.0.1:${tap.port}/`, { perMessageDeflate: false });
    client.on('error', () => {});
    await new Promise((resolve) => client.once('open', resolve));
    client.send('one');
    await expect(page.getByTestId('live')).toContainText('Live:');
    await expect(frameRow(page, 1)).toContainText('echo one');
    client.send('two');
    await expect(frameRow(page, 3)).toContainText('echo two');
    // The last frame was chosen, and the newest is.
    await expect(frameRow(page, 3)).toHaveAttribute('aria-selected', 'true');
    await frameRow(page, 0).click();
    // An unmasked text of the client: the server closes with 1002.
    (client as unknown as { _socket: { write(bytes: Uint8Array): void } })._socket.write(
      Uint8Array.of(0x81, 0x01, 0x61),
    );
    await expect(verdict(page)).toContainText('The client does not mask its frames');
    await expect(frameRow(page, 0)).toHaveAttribute('aria-selected', 'true');
    // Nobody gets the recording without its token.
    const other = await page.request.get(`${new URL(address).origin}/live/${'0'.repeat(32)}`);
    expect(other.status()).toBe(404);
    await tap.interrupt();
    await expect(page.getByTestId('live')).toContainText('The tap has ended');
  } finally {
    await tap.interrupt();
    server.close();
    rmSync(folder, { recursive: true });
  }
});
