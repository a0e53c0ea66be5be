import { describe, expect, test } from 'vitest';
import { checkUrl } from '../check.ts';

const upgrade = `proxy_http_version 1.1;
proxy_set_header Upgrade $http_upgrade;
proxy_set_header Connection "upgrade";`;
const server = (lines: string, target = 'http://127.0.0.1:3000'): string =>
  `server {\nlisten 80;\nlocation / {\n${lines}\n${upgrade}\nproxy_pass ${target};\n}\n}\n`;
const ask = (text: string, url = 'ws://a.example/ws') => checkUrl(text, url, undefined, 'nginx');

describe('sizes of buffers that do not fit', () => {
  test.each([
    ['a large buffer for the header alone', 'proxy_buffer_size 256k;', 'fails'],
    ['on a machine with larger pages it may fit', 'proxy_buffer_size 16k;', 'cannot judge'],
    ['with enough buffers', 'proxy_buffer_size 128k;\nproxy_buffers 4 256k;', 'passes'],
    [
      'busy buffers below one buffer',
      'proxy_buffers 4 256k;\nproxy_buffer_size 128k;\nproxy_busy_buffers_size 128k;',
      'fails',
    ],
    ['one buffer alone', 'proxy_buffers 1 8k;', 'fails'],
    ['a size with the unit MB', 'client_max_body_size 100MB;', 'fails'],
    ['gigabytes of a body', 'client_max_body_size 2g;', 'passes'],
  ])('%s', (_, lines, verdict) => {
    expect(ask(server(lines))?.verdict).toBe(verdict);
  });

  test('a size of an outer block counts too', () => {
    const text = `proxy_buffers 4 16k;\n${server('proxy_buffer_size 64k;')}`;
    expect(ask(text)?.reason).toMatch(/proxy_busy_buffers_size is not set, so it is 131072 bytes/);
  });
});

test.each([
  ['if ($request_method = POST && $arg_a = 1) { return 403; }', 'fails'],
  ['if ($request_method == POST) { return 403; }', 'fails'],
  ['if ($request_method="POST") { return 403; }', 'fails'],
  ['if($request_method = POST) { return 403; }', 'fails'],
  ['if (POST = $request_method) { return 403; }', 'fails'],
  ['if ( $request_method = POST ) { return 403; }', 'passes'],
  ['if ($request_method ~ "^(POST|PUT)$") { return 403; }', 'passes'],
  ['if ($arg_a) { return 403; }', 'passes'],
  ['if (-f $request_filename) { return 403; }', 'passes'],
])('a condition: %s', (line, verdict) => {
  expect(ask(server(line))?.verdict).toBe(verdict);
});

test('variables have names in any case, and $http alone is none', () => {
  expect(ask(server('').replace('$http_upgrade', '$Http_Upgrade'))?.verdict).toBe('passes');
  expect(ask(`http {\n${server('').replace('$http_upgrade', '$http-upgrade')}}\n`)?.verdict).toBe('fails');
});

test('what the stream block does not take', () => {
  const stream = (lines: string) => `stream {\nserver {\nlisten 9000;\n${lines}\n}\n}\n`;
  const url = 'ws://a.example:9000/ws';
  expect(ask(stream('proxy_pass 127.0.0.1:3000;'), url)?.verdict).toBe('passes');
  expect(ask(stream('proxy_pass http://127.0.0.1:3000;'), url)?.verdict).toBe('fails');
  expect(ask(stream('location / { proxy_pass 127.0.0.1:3000; }'), url)?.verdict).toBe('fails');
});

test('a listener of stream that ends TLS takes wss alone', () => {
  const text = 'stream {\nserver {\nlisten 9000 ssl;\nssl_certificate a;\nproxy_pass 127.0.0.1:3000;\n}\n}\n';
  expect(ask(text, 'wss://a.example:9000/ws')?.verdict).toBe('passes');
  expect(ask(text, 'ws://a.example:9000/ws')?.verdict).toBe('fails');
});

test('the old directive ssl makes the listener speak TLS, in versions that have it', () => {
  const text = server('').replace('listen 80;', 'listen 443;\nssl on;\nssl_certificate a;');
  expect(ask(text, 'wss://a.example/ws')?.reason).toMatch(/1\.25\.1/);
  expect(ask(text, 'ws://a.example:443/ws')?.verdict).toBe('fails');
});

test('a server with a certificate and port 443 without ssl still takes ws on port 80', () => {
  const text = server('').replace('listen 80;', 'listen 80;\nlisten 443;\nssl_certificate a;');
  expect(ask(text)?.verdict).toBe('passes');
  expect(ask(text, 'wss://a.example/ws')?.verdict).toBe('fails');
});
