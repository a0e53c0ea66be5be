// Texts that are only a part of a configuration: what another file decides is never judged as if it were absent.

import { expect, test } from 'vitest';
import { checkConfiguration, checkUrl } from './check.ts';

const upgrade =
  'proxy_http_version 1.1;\n  proxy_set_header Upgrade $http_upgrade;\n  proxy_set_header Connection "upgrade";';
const location = `location /ws {\n  proxy_pass http://127.0.0.1:3000;\n  ${upgrade}\n}\n`;

test.each([
  ['nginx', 'an http block without a server', 'http {\n  upstream app { server 127.0.0.1:3000; }\n}\n'],
  ['nginx', 'an upstream', 'upstream app {\n  ip_hash;\n  server 127.0.0.1:3000;\n}\n'],
  ['nginx', 'a map', "map $http_upgrade $connection_upgrade {\n  default upgrade;\n  '' close;\n}\n"],
  [
    'nginx',
    'the stock file',
    'worker_processes auto;\nevents { worker_connections 768; }\nhttp {\n  include /etc/nginx/sites-enabled/*;\n}\n',
  ],
  ['nginx', 'headers', `${upgrade}\n`],
  ['caddy', 'global options', '{\n  email me@example.com\n  auto_https off\n}\n'],
  ['caddy', 'a snippet', '(proxy) {\n  reverse_proxy 127.0.0.1:3000\n}\n'],
  ['haproxy', 'defaults', 'defaults\n  mode http\n  timeout client 50s\n'],
  ['haproxy', 'a global section', 'global\n  daemon\n  maxconn 4096\n'],
  [
    'apache',
    '.htaccess of an application',
    'RewriteEngine On\nRewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule ^ index.php [QSA,L]\n',
  ],
  ['apache', 'modules', 'LoadModule proxy_module modules/mod_proxy.so\n'],
])('%s: %s', (kind, _, text) => {
  expect(checkConfiguration(text).kind).toBe(kind);
  expect(checkUrl(text, 'ws://a.example/ws')?.verdict).toBe('cannot judge');
});

test('a location takes its path, and says nothing of others', () => {
  expect(checkUrl(location, 'ws://a.example/ws')?.verdict).toBe('passes');
  expect(checkUrl(location, 'ws://a.example/other')?.verdict).toBe('cannot judge');
});

test('a rule of .htaccess is compared without the slash', () => {
  const text =
    'RewriteEngine On\nRewriteCond %{HTTP:Upgrade} websocket [NC]\nRewriteRule ^ws$ ws://127.0.0.1:3000/ws [P]\n';
  expect(checkUrl(text, 'ws://a.example/ws')?.verdict).toBe('passes');
});

test('a part between sentences', () => {
  const text = `Hello,\n\nthis is the part of my nginx config that does not work:\n\n${location}\nThe rest is the default file. Does anyone have an idea?\n`;
  expect(checkUrl(text, 'ws://a.example/ws')?.verdict).toBe('passes');
});
