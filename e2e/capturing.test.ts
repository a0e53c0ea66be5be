// The snippets of docs/capturing.md are run as they stand there, and what they print must open as a sound connection.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createSession } from '../src/worker/session.ts';

const page = readFileSync(new URL('../docs/capturing.md', import.meta.url), 'utf8');
type Tap = (socket: Socket, me: 'client' | 'server') => void;

/** The first indented block below a heading. */
function snippet(heading: string): string {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  const block = /(?:^ {4}.*\n|^\n(?= {4}))+/m.exec(section);
  return (block?.[0] ?? '').replace(/^ {4}/gm, '');
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'framescope-capturing-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A server that echoes, and a client that says Hello and closes. `through` is the port to connect to. */
async function talk(
  tapServer: Tap | null,
  tapClient: Tap | null,
  through?: (port: number) => Promise<number>,
) {
  const server = createServer();
  if (tapServer)
    server.prependListener('upgrade', (_request, socket) => tapServer(socket as Socket, 'server'));
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (one) => one.on('message', (data, binary) => one.send(data, { binary })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const client = new WebSocket(`ws://127.0.0.1:${(await through?.(port)) ?? port}/`);
    if (tapClient) client.on('upgrade', (response) => tapClient(response.socket as Socket, 'client'));
    client.on('open', () => client.send('Hello'));
    client.on('message', () => client.close(1000));
    await new Promise<void>((resolve, reject) => client.on('close', () => resolve()).on('error', reject));
  } finally {
    sockets.close();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function expectSound(text: string): Promise<void> {
  const session = createSession();
  const context = { signal: { cancelled: false }, progress: () => {} };
  const assumptions = { sender: null, deflate: null };
  const capture = await session.open({ kind: 'text', text, name: 'log', format: null, assumptions }, context);
  expect(capture.connections).toHaveLength(1);
  const [connection] = capture.connections;
  expect(connection.diagnosis[0].cause).toBe('healthy');
  expect(connection.framesBySender).toEqual({ client: 2, server: 2 });
}

async function loadTap(): Promise<{ tap: Tap; lines: string[]; restore: () => void }> {
  const path = join(folder, 'tap.mjs');
  writeFileSync(path, snippet('Node'));
  const { tap } = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as { tap: Tap };
  const lines: string[] = [];
  const spy = vi.spyOn(console, 'error').mockImplementation((line) => lines.push(String(line)));
  return { tap, lines, restore: () => spy.mockRestore() };
}

it('the Node snippet in a server', async () => {
  const { tap, lines, restore } = await loadTap();
  await talk(tap, null).finally(restore);
  await expectSound(lines.join('\n'));
});

it('the Node snippet in a client', async () => {
  const { tap, lines, restore } = await loadTap();
  await talk(null, tap).finally(restore);
  await expectSound(lines.join('\n'));
});

it('the Python snippet between client and server', async () => {
  const path = join(folder, 'tap.py');
  writeFileSync(path, snippet('Python'));
  const free = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => free.once('listening', resolve));
  const { port: listen } = free.address() as AddressInfo;
  await new Promise((resolve) => free.close(resolve));
  let printed = '';
  let stop = () => {};
  try {
    await talk(null, null, async (port) => {
      const child = spawn('python3', [path, String(listen), '127.0.0.1', String(port)]);
      stop = () => child.kill();
      child.stdout.on('data', (chunk) => {
        printed += chunk;
      });
      // it says nothing when it is ready: knock until it opens
      await vi.waitFor(
        async () => {
          const { connect } = await import('node:net');
          await new Promise<void>((resolve, reject) => {
            const socket = connect(listen, '127.0.0.1', () => resolve(void socket.destroy()));
            socket.on('error', reject);
          });
        },
        { timeout: 15_000, interval: 50 },
      );
      return listen;
    });
    await vi.waitFor(() => expect(printed).toContain('880203e8'), { timeout: 5_000 });
  } finally {
    stop();
  }
  await expectSound(printed);
}, 30_000);
