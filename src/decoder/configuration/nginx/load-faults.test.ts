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

const upstream = (lines: string, target = 'http://app') =>
  `upstream app {\n${lines}\n}\n${server('', target)}`;

describe('an upstream', () => {
  test.each([
    ['its name has no port', upstream('server 127.0.0.1:3000;', 'http://app:3000'), 'fails'],
    ['a scheme in a server', upstream('server http://127.0.0.1:3000;'), 'fails'],
    ['a socket', upstream('server unix:///run/app.sock;'), 'passes'],
    ['a path in a server', upstream('server 127.0.0.1:3000/ws;'), 'fails'],
    ['a parameter that nothing knows', upstream('server 127.0.0.1:3000 retries=3;'), 'fails'],
    ['a parameter of NGINX Plus', upstream('server 127.0.0.1:3000 slow_start=30s;'), 'cannot judge'],
    ['parameters', upstream('server 127.0.0.1:3000 weight=2 max_fails=0 fail_timeout=30;'), 'passes'],
  ])('%s', (_, text, verdict) => {
    expect(ask(text)?.verdict).toBe(verdict);
  });
});

describe('a listen line', () => {
  const listening = (lines: string) => server('').replace('listen 80;', lines);
  test.each([
    ['one address in two ways', 'listen 80;\nlisten *:80;', 'fails'],
    ['both protocols of IP', 'listen 80;\nlisten [::]:80;', 'passes'],
    ['two ports', 'listen 80 8080;', 'fails'],
    ['ports with a comma', 'listen 80,8080;', 'fails'],
    ['parameters', 'listen 80 default_server backlog=512 reuseport;', 'passes'],
  ])('%s', (_, lines, verdict) => {
    expect(ask(listening(lines))?.verdict).toBe(verdict);
  });

  test('a port of the stream block', () => {
    const text = (port: number) =>
      `stream {\nserver {\nlisten ${port};\nproxy_pass 127.0.0.1:3000;\n}\n}\nhttp {\n${server('')}}\n`;
    expect(ask(text(80))?.verdict).toBe('fails');
    expect(ask(text(81))?.verdict).toBe('passes');
  });

  test('ssl counts for every server of the address', () => {
    const first = 'server {\nlisten 443 ssl;\nserver_name b.example;\nssl_certificate a;\n}\n';
    const second = server('').replace('listen 80;', 'listen 443;\nserver_name a.example;');
    expect(ask(first + second, 'wss://a.example/ws')?.verdict).toBe('passes');
    expect(ask(first + second, 'ws://a.example:443/ws')?.verdict).toBe('fails');
  });
});

test.each([
  ['ssl_protocols TLSv1.2, TLSv1.3;', 'fails'],
  ['ssl_protocols TLSv1.2 TLSv1.3;', 'passes'],
  ['limit_req_zone $binary_remote_addr zone=a:10m rate=9r/h;', 'fails'],
  ['limit_req_zone $binary_remote_addr zone=a:10m rate=90r/m;', 'passes'],
  ['add_header X-Price "100$";', 'fails'],
  ['add_header X-Price "$host $1";', 'passes'],
  ['proxy_redirect default;', 'fails'],
])('a word: %s', (line, verdict) => {
  expect(ask(`${line}\n${server('')}`)?.verdict).toBe(verdict);
});

test('proxy_redirect default comes after a proxy_pass without variables', () => {
  const after = (target: string) =>
    server('', target).replace(/(proxy_pass.*)/, '$1\nproxy_redirect default;');
  expect(ask(after('http://127.0.0.1:3000'))?.verdict).toBe('passes');
  expect(ask(after('http://127.0.0.1:3000$uri'))?.verdict).toBe('fails');
});

test('a time limit of stream in a location', () => {
  expect(ask(server('proxy_timeout 1h;'))?.verdict).toBe('fails');
});

test('stream: addresses, UDP and a name without a port', () => {
  const stream = (lines: string, listen = '9000') =>
    `stream {\nserver {\nlisten ${listen};\n${lines}\n}\n}\n`;
  const url = 'ws://a.example:9000/ws';
  expect(ask(stream('deny all;\nproxy_pass 127.0.0.1:3000;'), url)?.verdict).toBe('fails');
  expect(ask(stream('allow 10.0.0.0/8;\ndeny all;\nproxy_pass 127.0.0.1:3000;'), url)?.outcomes).toHaveLength(
    2,
  );
  const other = 'server { listen 9001; proxy_pass 127.0.0.1:3000; }';
  const both = stream('proxy_pass 127.0.0.1:3000;', '9000 udp').replace('stream {', `stream {\n${other}`);
  expect(ask(both, url)?.verdict).toBe('fails');
  expect(ask(stream('proxy_pass app;'), url)?.verdict).toBe('fails');
});

test.each([
  ['a zone without its size', 'limit_conn_zone $binary_remote_addr zone=a;', 'fails'],
  ['a zone with its size', 'limit_conn_zone $binary_remote_addr zone=a:1m;', 'passes'],
  ['a code of error_page', 'error_page 200 /ok.html;', 'fails'],
  ['codes of error_page', 'error_page 500 503 =200 /ok.html;', 'passes'],
  ['a cache of sessions', 'ssl_session_cache shared;', 'fails'],
  ['two caches of sessions', 'ssl_session_cache builtin shared:SSL:10m;', 'passes'],
  ['an interface to bind', 'proxy_bind eth0;', 'fails'],
  ['a name that is denied', 'deny bad.example;', 'fails'],
  ['flags of Apache', 'rewrite ^/x$ /y [L];', 'fails'],
  ['a map with two defaults', 'map $host $a {\ndefault 1;\ndefault 2;\n}', 'fails'],
  ['a map with two values', 'map $host $a {\na.example b c;\n}', 'fails'],
  ['expressions of a map', 'map $host $a {\n~a 1;\n~b 1;\n}', 'passes'],
])('%s', (_, line, verdict) => {
  const isRewrite = line.startsWith('rewrite');
  expect(ask(isRewrite ? server(line) : `${line}\n${server('')}`)?.verdict).toBe(verdict);
});

test('locations that cannot be nested', () => {
  const within = (outer: string, inner: string) =>
    ask(
      `${server('')}`.replace(
        'location / {',
        `location ${outer} {\nlocation ${inner} { return 200; }\n}\nlocation / {`,
      ),
    );
  expect(within('= /a', '/a/b')?.verdict).toBe('fails');
  expect(within('@a', '/b')?.verdict).toBe('fails');
  expect(within('/a', '@b')?.verdict).toBe('fails');
  expect(within('/a', '/a/b')?.verdict).toBe('passes');
});
