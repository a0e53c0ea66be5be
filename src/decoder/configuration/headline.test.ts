// The headline of everyday configurations: what passes is named, and what was never meant for WebSockets is no fault.

import { describe, expect, test } from 'vitest';
import { checkConfiguration, checkUrl } from './check.ts';
import { headlineOfConfiguration } from './headline.ts';
import type { ConfigurationKind } from './report.ts';

const headline = (text: string, kind: ConfigurationKind = 'nginx') =>
  headlineOfConfiguration(checkConfiguration(text, undefined, kind));

const pass = 'proxy_pass http://127.0.0.1:9000; proxy_http_version 1.1; proxy_read_timeout 1h;';
const upgrade = 'proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";';
const socket = `location /ws { ${pass} ${upgrade} }`;
const plain = 'location / { proxy_pass http://127.0.0.1:9000; proxy_set_header Host $host; }';
const redirect = 'server { listen 80; server_name a.example; return 301 https://$host$request_uri; }';
const secure = (lines: string): string =>
  `server { listen 443 ssl; server_name a.example; ssl_certificate a; ssl_certificate_key b; ${lines} }`;
const http = (...servers: string[]): string => `events {}\nhttp {\n${servers.join('\n')}\n}\n`;

describe('routes that are not for WebSockets', () => {
  test.each([
    [
      'a redirect to https',
      http(redirect, secure(socket)),
      'A WebSocket passes at /ws. Not for WebSockets: 1 redirect.',
    ],
    [
      'a default server that closes',
      http('server { listen 80 default_server; return 444; }', secure(socket)),
      'A WebSocket passes at /ws. Not for WebSockets: 1 answer of the server itself.',
    ],
    [
      'a page without an upgrade',
      http(secure(`${plain} ${socket}`)),
      'A WebSocket passes at /ws. Not for WebSockets: 1 route without an upgrade.',
    ],
    [
      'all of them',
      http(redirect, 'server { listen 80 default_server; return 444; }', secure(`${plain} ${socket}`)),
      'A WebSocket passes at /ws. Not for WebSockets: 1 route without an upgrade, 1 redirect, 1 answer of the server itself.',
    ],
  ])('%s', (_, text, title) => {
    expect(headline(text)).toMatchObject({ level: 'sound', title });
  });

  test('a file that nginx brings along leaves nothing open', () => {
    const text = http('include mime.types;', secure(socket));
    expect(headline(text)).toMatchObject({ level: 'sound' });
  });

  test.each([
    [
      'HAProxy',
      'haproxy',
      'frontend plain\n  bind :80\n  mode http\n  http-request redirect scheme https\nfrontend web\n  bind :443 ssl crt a.pem\n  mode http\n  timeout client 1h\n  default_backend app\nbackend app\n  mode http\n  timeout tunnel 1h\n  timeout server 1h\n  timeout connect 5s\n  server a 127.0.0.1:9000\n',
    ],
    [
      'Apache',
      'apache',
      '<VirtualHost *:80>\nRedirect permanent / https://a.example/\n</VirtualHost>\n<VirtualHost *:443>\nSSLEngine on\nSSLCertificateFile a.pem\nProxyTimeout 3600\nProxyPass /ws http://127.0.0.1:9000/ws upgrade=websocket\nProxyPass / http://127.0.0.1:9000/\n</VirtualHost>\n',
    ],
    [
      'HAProxy with a backend for plain requests',
      'haproxy',
      'frontend web\n  bind :80\n  mode http\n  use_backend sockets if { hdr(Upgrade) -i websocket }\n  default_backend pages\nbackend pages\n  mode http\n  http-request del-header Upgrade\n  server a 127.0.0.1:9000\nbackend sockets\n  mode http\n  server a 127.0.0.1:9001\n',
    ],
    [
      'Apache with upgrade=NONE',
      'apache',
      '<VirtualHost *:80>\nProxyPass /a http://127.0.0.1:9000/a upgrade=websocket\nProxyPass /b http://127.0.0.1:9000/b upgrade=NONE\n</VirtualHost>\n',
    ],
  ] as const)('%s', (_, kind, text) => {
    expect(headline(text, kind).level).not.toBe('broken');
  });
});

describe('a configuration is broken', () => {
  test.each([
    ['where no route lets a WebSocket pass', http(redirect, secure(plain))],
    ['where there are only redirects', http(redirect)],
    [
      'where a place with upgrade lines fails beside one that passes',
      http(secure(`${socket} location /chat { ${pass} proxy_set_header Upgrade $http_upgrade; }`)),
    ],
    [
      'where a place with the name of WebSockets has no upgrade',
      http(secure(`location /app { ${pass} ${upgrade} } location /socket.io/ { ${pass} }`)),
    ],
    [
      'where clients cannot ask for the only place',
      http(secure(`location /ws { internal; ${pass} ${upgrade} }`)),
    ],
    ['where nginx does not start', http(secure(`${socket} ${plain} no_end`))],
  ])('%s', (_, text) => {
    expect(headline(text).level).toBe('broken');
  });

  test('an internal place that a rewrite leads to passes', () => {
    const inner = `location /inner { internal; ${pass} ${upgrade} }`;
    const text = http(secure(`location /ws { rewrite ^ /inner last; } ${inner}`));
    expect(headline(text).level).toBe('sound');
  });
});

describe('with a URL the headline is that of the URL', () => {
  const words = (lines: string, url: string) => {
    const text = http(redirect, secure(lines));
    return headlineOfConfiguration(checkConfiguration(text), checkUrl(text, url));
  };
  const secured = socket.replace('{', '{ auth_basic x; auth_basic_user_file y;');
  test.each([
    ['sound', `${plain} ${socket}`, 'wss://a.example/ws', 'A WebSocket to this URL passes.'],
    ['broken', `${plain} ${socket}`, 'wss://a.example/other', 'A WebSocket to this URL fails.'],
    ['broken', socket, 'ws://a.example/ws', 'A WebSocket to this URL fails.'],
    ['broken', secured, 'wss://a.example/ws', 'A WebSocket to this URL fails.'],
    [
      'warning',
      socket.replace('proxy_read_timeout 1h;', ''),
      'wss://a.example/ws',
      'A WebSocket to this URL passes. See the warnings.',
    ],
    [
      'unknown',
      `include own.conf; ${socket}`,
      'wss://a.example/ws',
      'Whether a WebSocket to this URL passes cannot be judged from this text.',
    ],
  ])('%s: %s', (level, lines, url, title) => {
    expect(words(lines, url)).toMatchObject({ level, title });
  });
});
