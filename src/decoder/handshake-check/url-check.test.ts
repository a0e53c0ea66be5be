import { expect, test } from 'vitest';
import { meaningOfStatus } from './meanings.ts';
import { checkUrl } from './url-check.ts';

test.each([
  ['wss://app.example/ws', 'wss://app.example/ws', 'https://app.example/ws'],
  ['http://localhost:3000', 'ws://localhost:3000/', 'http://localhost:3000/'],
  ['localhost:8080/ws?a=b', 'ws://localhost:8080/ws?a=b', 'http://localhost:8080/ws?a=b'],
  ['example.com:443', 'wss://example.com:443/', 'https://example.com:443/'],
  ['ws://[::1]:9000/x', 'ws://[::1]:9000/x', 'http://[::1]:9000/x'],
  ['wss://a.example?x=1#y', 'wss://a.example/?x=1', 'https://a.example/?x=1'],
])('%s', (text, url, httpUrl) => {
  expect(checkUrl(text)).toMatchObject({ url, httpUrl });
});

test('refuses texts that are not a URL', () => {
  for (const text of ['', 'hello', 'ftp://a.example', 'two words', 'ws://', 'ws:///x']) {
    expect(checkUrl(text), text).toBeNull();
  }
});

test('quotes are safe in a shell', () => {
  const command = checkUrl("ws://localhost:1/it's")?.commands.find(
    (one) => one.tool === 'curl' && one.shell === 'sh',
  )?.command;
  expect(command).toContain("'http://localhost:1/it'\\''s'");
});

test('notes problems of the URL', () => {
  expect(checkUrl('wss://a.example/#frag')?.notes.join(' ')).toContain('fragment');
  expect(checkUrl('wss://a.example:8080/')?.notes.join(' ')).toContain('plain HTTP');
  expect(checkUrl('ws://a.example/')?.notes.join(' ')).toContain('mixed content');
});

test('every status that is asked for has a meaning', () => {
  for (const status of [101, 200, 301, 302, 307, 308, 400, 401, 403, 404, 426, 429, 500, 502, 503, 504]) {
    expect(meaningOfStatus(status), String(status)).not.toBeNull();
  }
  expect(meaningOfStatus(418)).toBeNull();
});
