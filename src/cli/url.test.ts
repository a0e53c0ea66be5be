// `inspect --url`: a WebSocket URL through a configuration.

import { Readable, Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { inspect } from './command.ts';
import { breaches, inspectShape } from './contract.ts';

class Gather extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

async function run(words: string[], text: string) {
  const stdout = new Gather();
  const stderr = new Gather();
  const stdin = Readable.from([text]);
  const status = await inspect([...words, '-'], { stdin, stdout, stderr, env: { COLUMNS: '80' } });
  return { status, out: stdout.text, err: stderr.text };
}

const passing = `server {
  listen 80;
  location /ws/ {
    proxy_pass http://127.0.0.1:8000/;
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection "upgrade";
  }
}
`;

it.each([
  ['ws://app.example.com/ws/chat', passing, 'passes', '/chat', 0],
  ['wss://app.example.com/ws/chat', passing, 'fails', null, 1],
  ['ws://app.example.com/ws/chat', passing.replace(/.*Upgrade.*\n/, ''), 'fails', '/chat', 1],
])('follows %s through a configuration', async (url, text, verdict, backendPath, status) => {
  const result = await run(['--json', '--url', url], text);
  const report = JSON.parse(result.out) as { checks: { url: unknown }[] };
  expect(report.checks[0].url).toMatchObject(backendPath === null ? { verdict } : { verdict, backendPath });
  expect(result.status).toBe(status);
  expect(breaches(report, inspectShape)).toEqual([]);
});

it('shows each step with its line', async () => {
  const { out } = await run(['--url', 'ws://app.example.com/ws/chat'], passing);
  expect(out).toContain('This URL: passes.');
  expect(out).toMatch(/asked for \/chat instead of\s+\/ws\/chat\. \(line 4\)/);
});

it('says so when there is no configuration for the URL', async () => {
  const { status, err } = await run(['--url', 'ws://a/'], '81 05 48 65 6c 6c 6f');
  expect(status).toBe(2);
  expect(err).toContain('Expected a configuration that --url can be followed through, found none.');
});
