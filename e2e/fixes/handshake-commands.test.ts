// The curl commands that the handshake check offers, run against real servers, and their output read by it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { checkHandshake } from '../../src/decoder/handshake-check/check.ts';
import { compareLegs } from '../../src/decoder/handshake-check/legs.ts';
import { parseHandshake } from '../../src/decoder/handshake-check/parse.ts';
import { checkUrl } from '../../src/decoder/handshake-check/url-check.ts';
import { fillProxy, needFix } from './harness/guide-text.ts';
import { freePort, lacks, needProgram, withFolder } from './harness/process.ts';
import { startNginx } from './harness/servers.ts';
import { startBackend } from './harness/wire.ts';

/** Runs a command of a check in a shell; curl's own waiting is shortened. */
async function run(command: string, extra = ''): Promise<string> {
  const shortened = command.replace(' -m 5 ', ` -m 1 ${extra} `);
  const child = spawn('/bin/sh', ['-c', `${shortened} 2>&1`], { env: { ...process.env, no_proxy: '*' } });
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString('utf8');
  });
  await once(child, 'close');
  return output;
}

function curlFor(url: string): string {
  const found = checkUrl(url)?.commands.find((one) => one.tool === 'curl' && one.shell === 'sh');
  if (!found) {
    throw new Error(`No command for ${url}`);
  }
  return found.command;
}

describe.skipIf(lacks('curl', 'nginx', 'openssl'))('curl', () => {
  let sockets: WebSocketServer;
  let pages: Server;
  let silent: net.Server;
  const port = (server: { address(): unknown }): number => (server.address() as net.AddressInfo).port;

  beforeAll(async () => {
    needProgram('curl');
    sockets = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/ws' });
    sockets.on('connection', (ws) => ws.send('hello'));
    // Answers with the status that the path names; no upgrade listener, so an upgrade is a plain request.
    pages = createServer((request, response) => {
      const status = Number(request.url?.slice(1));
      response.writeHead(status, status >= 300 && status < 400 ? { Location: 'https://a.example/ws' } : {});
      response.end(`status ${status}`);
    }).listen(0, '127.0.0.1');
    silent = net.createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await Promise.all([once(sockets, 'listening'), once(pages, 'listening'), once(silent, 'listening')]);
  });
  afterAll(() => {
    sockets.close();
    pages.close();
    pages.closeAllConnections();
    silent.close();
  });

  test('101 from a WebSocket server, with -i and with -v', async () => {
    for (const extra of ['', '-v']) {
      const checked = checkHandshake(await run(curlFor(`ws://127.0.0.1:${port(sockets)}/ws`), extra));
      const last = checked.exchanges.at(-1);
      expect(last?.audit.accepted).toBe(true);
      expect(last?.audit.checks.filter((check) => !check.ok && check.severity === 'error')).toEqual([]);
      expect(last?.meaning?.id).toBe('101');
      expect(checked.error).toBeNull();
    }
  });

  test('the command and its output pasted together', async () => {
    const command = curlFor(`ws://127.0.0.1:${port(sockets)}/ws`);
    const checked = checkHandshake(`$ ${command}\n${await run(command)}`);
    expect(checked.pasted.url).toBe(`http://127.0.0.1:${port(sockets)}/ws`);
    expect(checked.exchanges[0].exchange.request?.head.target).toBe('/ws');
    expect(checked.exchanges[0].audit.checks.find((check) => check.id === 'accept')?.ok).toBe(true);
  });

  test('400 for another path of the WebSocket server', async () => {
    const checked = checkHandshake(await run(curlFor(`ws://127.0.0.1:${port(sockets)}/other`)));
    expect(checked.exchanges[0].meaning?.id).toBe('400');
  });

  test.each([200, 301, 308, 401, 403, 404, 426, 429, 500, 502, 503, 504])('%i', async (status) => {
    const checked = checkHandshake(await run(curlFor(`ws://127.0.0.1:${port(pages)}/${status}`)));
    expect(checked.exchanges[0].exchange.response?.head.status).toBe(status);
    expect(checked.exchanges[0].meaning?.id).toBe(status === 308 ? '301' : String(status));
  });

  test('TLS to a plain port', async () => {
    const checked = checkHandshake(await run(curlFor(`wss://127.0.0.1:${port(pages)}/200`)));
    expect(checked.error?.id).toBe('TLS error');
  });

  test('no answer in time, nothing there', async () => {
    expect(checkHandshake(await run(curlFor(`ws://127.0.0.1:${port(silent)}/`))).error?.id).toBe('timeout');
    expect(checkHandshake(await run(curlFor(`ws://127.0.0.1:${await freePort()}/`))).error?.id).toBe(
      'refused',
    );
  });

  test('both legs of nginx without and with the upgrade lines', { timeout: 20_000 }, async () => {
    const fix = needFix('nginx/upgrade-headers');
    for (const [text, stripped] of [
      [fix.wrong.text, true],
      [fix.right.text, false],
    ] as const) {
      await withFolder(async (folder) => {
        const backend = await startBackend();
        const listen = await freePort();
        const server = await startNginx(
          fillProxy(text, { port: listen, backend: backend.port }),
          listen,
          folder,
        );
        try {
          const outer = parseHandshake(await run(curlFor(`ws://127.0.0.1:${listen}/ws`), '-v')).exchanges[0];
          const inner = parseHandshake(backend.seen.at(-1)?.head ?? '').exchanges[0];
          const { request } = compareLegs({
            outer: { request: outer.request?.head ?? null, response: outer.response?.head ?? null },
            inner: { request: inner.request?.head ?? null, response: null },
          });
          const causes = request.filter((one) => one.severity === 'error').map((one) => one.cause);
          expect(causes.includes('proxy-stripped-upgrade')).toBe(stripped);
          expect(causes.includes('proxy-http-1.0')).toBe(stripped);
        } finally {
          await server.stop();
          await backend.close();
        }
      });
    }
  });
});
