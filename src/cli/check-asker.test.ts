// `check --from` and `--origin`: rules that depend on who opens the URL.

import { Readable, Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { check } from './check.ts';

class Gather extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

async function run(words: string[], text: string): Promise<{ status: number; out: string; err: string }> {
  const stdout = new Gather();
  const stderr = new Gather();
  const stdin = Readable.from([text]);
  const status = await check([...words, '-'], { stdin, stdout, stderr, env: { COLUMNS: '100' } });
  return { status, out: stdout.text, err: stderr.text };
}

const passes = `    proxy_pass http://127.0.0.1:8000;
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection "upgrade";`;
const byAddress = `server {
  listen 80;
  location /ws {
    allow 10.0.0.0/8;
    deny all;
${passes}
  }
}
`;
const byOrigin = `server {
  listen 80;
  location /ws {
    if ($http_origin != "https://app.example.com") { return 403; }
${passes}
  }
}
`;
const url = ['--url', 'ws://app.example.com/ws'];

it.each([
  [byAddress, [], 3],
  [byAddress, ['--from', '10.1.2.3'], 0],
  [byAddress, ['--from', '203.0.113.7'], 1],
  [byOrigin, [], 3],
  [byOrigin, ['--origin', 'https://app.example.com'], 0],
  [byOrigin, ['--origin', 'https://other.example.com'], 1],
  [byOrigin, ['--origin', 'none'], 1],
])('%# judges the URL for the client', async (text, words, status) => {
  expect((await run([...url, ...words], text)).status).toBe(status);
});

it.each([
  [['--from', '10.1.2.3'], '--url'],
  [[...url, '--from', 'office'], 'IP address'],
])('refuses %s', async (words, said) => {
  const { status, err } = await run(words, byAddress);
  expect(status).toBe(2);
  expect(err).toContain(said);
});
