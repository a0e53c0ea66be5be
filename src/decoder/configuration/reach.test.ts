import { describe, expect, test } from 'vitest';
import { checkUrl } from './check.ts';
import { readUrl } from './reach.ts';
import type { ConfigurationKind } from './report.ts';

const upgrade = `proxy_http_version 1.1;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection "upgrade";
  proxy_read_timeout 1h;`;

const where = (kind: ConfigurationKind, text: string, url: string): string => {
  const report = checkUrl(text, url, undefined, kind);
  const last = report?.route?.where.split(' › ').at(-1) ?? 'no route';
  return `${last}: ${report?.verdict}, ${report?.backendPath}`;
};

test('parts of a URL', () => {
  expect(readUrl('wss://A.example/ws?x=1')).toEqual({
    host: 'a.example',
    port: 443,
    tls: true,
    path: '/ws',
    query: 'x=1',
  });
  expect(readUrl('ws://[::1]:8080')).toEqual({ host: '[::1]', port: 8080, tls: false, path: '/', query: '' });
  expect(readUrl('ftp://a.example/')).toBeNull();
});

describe('nginx: exact, final prefix, expression, longest prefix', () => {
  const location = (match: string, target = 'http://127.0.0.1:3000'): string =>
    `location ${match} {\n proxy_pass ${target};\n ${upgrade}\n}\n`;
  const text = `server {
  listen 80;
  server_name a.example;
  ${location('= /ws')}${location('/ws/')}${location('^~ /static/ws')}${location('~ ^/ws/v[0-9]')}
  ${location('/api', 'http://127.0.0.1:3000/')}
  location / { root /var/www; }
}
server { listen 80; server_name *.b.example; ${location('/')} }
`;
  test.each([
    ['ws://a.example/ws', 'location = /ws: passes, /ws'],
    ['ws://a.example/ws/x', 'location /ws/: passes, /ws/x'],
    ['ws://a.example/ws/v2', 'location ~ ^/ws/v[0-9]: passes, /ws/v2'],
    ['ws://a.example/static/ws/v1', 'location ^~ /static/ws: passes, /static/ws/v1'],
    ['ws://a.example/socket', 'no route: fails, null'],
    ['ws://a.example/api', 'location /api: passes, /'],
    ['ws://a.example/api/chat', 'location /api: fails, //chat'],
    ['ws://x.b.example/any', 'location /: passes, /any'],
    ['ws://a.example:8080/ws', 'no route: fails, null'],
  ])('%s', (url, result) => {
    expect(where('nginx', text, url)).toBe(result);
  });

  test('wss:// to a port without TLS fails', () => {
    expect(checkUrl(text.replaceAll('80;', '443;'), 'wss://a.example/ws', 'nginx.conf')?.reason).toContain(
      'speaks plain HTTP',
    );
  });
});

describe('Apache: rewrite rules, sections, then ProxyPass in order', () => {
  const text = `<VirtualHost *:80>
  ServerName a.example
  RewriteEngine On
  RewriteCond %{HTTP:Upgrade} =websocket [NC]
  RewriteRule ^/live/(.*) ws://127.0.0.1:3001/$1 [P]
  ProxyPass /static !
  ProxyPass /ws http://127.0.0.1:3000/socket upgrade=websocket
  ProxyPass / http://127.0.0.1:3000/
</VirtualHost>
`;
  test.each([
    ['ws://a.example/live/1', 'RewriteRule ^/live/(.*): passes, /1'],
    ['ws://a.example/ws/chat', 'ProxyPass /ws: passes, /socket/chat'],
    ['ws://a.example/wsx', 'ProxyPass /: fails, /wsx'],
    ['ws://a.example/static/x', 'no route: fails, null'],
  ])('%s', (url, result) => {
    expect(where('apache', text, url)).toBe(result);
  });
});

describe('HAProxy: use_backend in order, then default_backend', () => {
  const text = `defaults
  mode http
  timeout client 1h
  timeout server 1h
frontend f
  bind :80
  use_backend api if { path_beg /api }
  use_backend blue if { src 10.0.0.0/8 }
  default_backend ws
backend api
  http-request del-header Upgrade
  server a a:8080
backend blue
  server b b:8080
backend ws
  server c c:8080
`;
  test.each([
    ['ws://a.example/api/x', 'backend api: fails, /api/x'],
    ['ws://a.example/ws', 'backend ws: passes, /ws'],
  ])('%s', (url, result) => {
    expect(where('haproxy', text, url)).toBe(result);
  });
});

test.each([
  [
    'listen 80;',
    'wss://a.example/ws',
    'wss:// goes to port 443 here, and the text listens on port 80 (without TLS). If TLS ends in front of it, check what comes from there: ws://a.example/ws.',
  ],
  [
    'listen 443 ssl;',
    'ws://a.example/ws',
    'ws:// goes to port 80 here, and the text listens on port 443 (TLS).',
  ],
  [
    'listen 8080; listen 8443 ssl;',
    'wss://a.example/ws',
    'wss:// goes to port 443 here, and the text listens on ports 8080 (without TLS), 8443 (TLS).',
  ],
])('a server with %s names its ports to %s', (listens, url, words) => {
  const text = `server {\n ${listens}\n server_name a.example;\n location / { proxy_pass http://127.0.0.1:1; }\n}\n`;
  const reason = checkUrl(text, url, undefined, 'nginx')?.reason;
  expect(reason).toBe(`Nothing in this text listens for this URL: ${words}`);
});
