// Texts of an input never reach a terminal as control characters, and never form a line of the report.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeSegments, type Segment } from '../decoder/segments/segments.ts';
import { utf8 } from '../testing/bytes.ts';
import { encodeFrame } from '../testing/frames.ts';
import { inspect } from './command.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'framescope-hostile-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

class Gather extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

async function run(words: string[]) {
  const stdout = new Gather();
  const stderr = new Gather();
  const status = await inspect(words, {
    stdin: Readable.from([]),
    stdout,
    stderr,
    env: { COLUMNS: '80', FRAMESCOPE_DEBUG: '1' },
  });
  return { status, out: stdout.text, err: stderr.text };
}

/** Controls but LF, separators of lines, marks that change the direction of text. */
const raw = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const forged = '  BROKEN  forged';
const hostile = `x\u001b[2J\u009b31m\u202e\u2066\u0007\r\n${forged}\n\u2028${forged}\u0085\u0000\b`;

function har(): string {
  const headers = [
    { name: 'Upgrade', value: 'websocket' },
    { name: hostile, value: hostile },
    { name: 'Server', value: hostile },
    { name: 'Sec-WebSocket-Protocol', value: hostile },
  ];
  return JSON.stringify({
    log: {
      version: '1.2',
      creator: { name: hostile, version: hostile },
      entries: [
        {
          _resourceType: 'websocket',
          startedDateTime: '2024-01-01T00:00:00Z',
          serverIPAddress: hostile,
          request: { method: hostile, url: `ws://a/${hostile}`, httpVersion: 'HTTP/1.1', headers },
          response: { status: 101, statusText: hostile, httpVersion: hostile, headers, _error: hostile },
          _webSocketMessages: [
            { type: 'receive', time: 1, opcode: 1, data: hostile },
            { type: 'receive', time: 2, opcode: 8, data: Buffer.from(`\u0003${hostile}`).toString('base64') },
            { type: 'error', time: 3, opcode: -1, data: hostile },
          ],
        },
      ],
    },
  });
}

function frames(): Uint8Array {
  const data = (sender: 'client' | 'server', bytes: Uint8Array): Segment => ({
    sender,
    kind: 'data',
    time: 1,
    length: bytes.length,
    bytes,
  });
  const request = `GET /${hostile.replace(/[\r\n]/g, '')} HTTP/1.1\r\nHost: ${hostile.replace(/[\r\n]/g, '')}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: \u001b[31m\r\n\r\n`;
  const response = `HTTP/1.1 101 \u001b[31m\u0007\r\nUpgrade: websocket\r\nServer: \u001b]0;x\u0007\r\nSec-WebSocket-Accept: \u009b\r\nSec-WebSocket-Extensions: \u001b[0m\r\n\r\n`;
  const close = utf8(`\u0003\u00e8${hostile}`).subarray(0, 100);
  return encodeSegments({
    connections: [
      {
        client: hostile,
        server: hostile,
        url: hostile,
        roles: 'known',
        transport: 'tcp',
        segments: [
          data('client', utf8(request)),
          data('server', utf8(response)),
          data('server', encodeFrame({ opcode: 1, payload: utf8(hostile) })),
          data('server', encodeFrame({ opcode: 3, payload: utf8(hostile) })),
          data('server', encodeFrame({ opcode: 8, payload: close })),
        ],
      },
    ],
  });
}

function expectHarmless({ out, err }: { readonly out: string; readonly err: string }): void {
  expect(out).not.toMatch(raw);
  expect(err).not.toMatch(raw);
  for (const line of [...out.split('\n'), ...err.split('\n')]) expect(line.startsWith(forged)).toBe(false);
}

describe('hostile texts', () => {
  const inputs: Readonly<Record<string, () => Uint8Array | string>> = {
    'of an HTTP archive': har,
    'of a connection': frames,
    'of a pasted log': () => `Error: ${hostile}: WebSocket connection to 'ws://${hostile}/' failed\n`,
  };
  for (const [name, make] of Object.entries(inputs)) {
    for (const json of [false, true]) {
      test(`${name} are harmless ${json ? 'as JSON' : 'in the report'}`, async () => {
        // The name of a file may hold anything but NUL and a slash.
        const path = join(folder, `${hostile.replaceAll('\u0000', '')}${json}`);
        writeFileSync(path, make());
        const result = await run(json ? ['--json', path] : [path, '--frames', '10']);
        expectHarmless(result);
        if (json) expect(JSON.parse(result.out).source.name).toContain('\u001b[2J');
      });
    }
  }

  test('of a path that is not there are harmless', async () => {
    const result = await run([join(folder, 'missing', hostile.replaceAll('\u0000', ''))]);
    expect(result.status).toBe(2);
    expectHarmless(result);
    expect(result.err.split('\n')[0]).toContain('no such file');
  });

  test('of a word that is no option are harmless', async () => {
    expectHarmless(await run([`--${hostile}`]));
  });
});
