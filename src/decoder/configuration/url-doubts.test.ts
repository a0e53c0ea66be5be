// A URL whose route looks sound and still fails, or may fail. What nginx refuses follows `nginx -t` 1.22 in part; not
// every text here was run.

import { describe, expect, test } from 'vitest';
import { checkUrl } from './check.ts';
import type { ConfigurationKind } from './report.ts';

const verdict = (kind: ConfigurationKind, text: string, url = 'ws://x.example/ws') =>
  checkUrl(text, url, undefined, kind)?.verdict;

const pass = `proxy_pass http://127.0.0.1:9000; proxy_http_version 1.1;
  proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";`;

const server = (lines: string): string =>
  `events {}\nhttp {\n server {\n listen 80;\n server_name x.example;\n ${lines}\n }\n}\n`;

describe('nginx', () => {
  test.each([
    ['nothing else', `location /ws { ${pass} }`, 'passes'],
    ['a password', `location /ws { auth_basic "x"; ${pass} }`, 'fails'],
    ['a password of the server', `auth_basic "x"; location /ws { ${pass} }`, 'fails'],
    ['a password that is turned off', `auth_basic "x"; location /ws { auth_basic off; ${pass} }`, 'passes'],
    [
      'TLS on one of two addresses',
      `listen [::]:80 ssl; ssl_certificate c; ssl_certificate_key k; location /ws { ${pass} }`,
      'cannot judge',
    ],
    ['addresses', `location /ws { allow 10.0.0.0/8; deny all; ${pass} }`, 'cannot judge'],
    ['internal', `location /ws { internal; ${pass} }`, 'fails'],
    [
      'a condition on Origin',
      `location /ws { if ($http_origin !~ "x") { return 403; } ${pass} }`,
      'cannot judge',
    ],
    ['try_files', `location /ws { try_files $uri /index.html; ${pass} }`, 'fails'],
    ['an unknown include', `include snippets/own.conf; location /ws { ${pass} }`, 'cannot judge'],
    [
      'an absent semicolon',
      `location /ws { ${pass} proxy_read_timeout 1h\n proxy_send_timeout 1h; }`,
      'fails',
    ],
    ['a brace too many', `location /ws { ${pass} } }`, 'fails'],
    ['a repeated line', `location /ws { ${pass} proxy_http_version 1.1; }`, 'fails'],
    ['a repeated location', `location /ws { ${pass} } location ^~ /ws { ${pass} }`, 'fails'],
    ['repeated expressions', `location ~ ^/ws { ${pass} } location ~ ^/ws { ${pass} }`, 'passes'],
    ['a map in the server', `map $host $a { default b; } location /ws { ${pass} }`, 'fails'],
    ['a word too many', `location /ws { ${pass} proxy_set_header A b c; }`, 'fails'],
    ['a switch that is neither on nor off', `location /ws { ${pass} proxy_buffering no; }`, 'fails'],
    ['a time that nginx cannot read', `location /ws { ${pass} proxy_read_timeout 1hour; }`, 'fails'],
    ['a time of several words', `location /ws { ${pass} proxy_read_timeout "1h 30m"; }`, 'passes'],
  ])('%s', (_, lines, expected) => {
    expect(verdict('nginx', server(lines))).toBe(expected);
  });

  test('a line after the http block', () => {
    const text = `${server(`location /ws { ${pass} }`)}proxy_read_timeout 1h;\n`;
    expect(verdict('nginx', text)).toBe('fails');
  });
});

describe('Apache', () => {
  const host = (lines: string): string =>
    `<VirtualHost *:80>\nServerName x.example\nProxyPass /ws http://127.0.0.1:9000/ws upgrade=websocket\n${lines}\n</VirtualHost>\n`;
  test.each([
    ['nothing else', '', 'passes'],
    ['everybody', '<Location />\nRequire all granted\n</Location>', 'passes'],
    ['a password', '<Location /ws>\nAuthType Basic\nRequire valid-user\n</Location>', 'fails'],
    ['a password for another path', '<Location /admin>\nRequire valid-user\n</Location>', 'passes'],
    ['addresses', '<Location />\nRequire ip 10.0.0.0/8\n</Location>', 'cannot judge'],
    ['all proxies denied', '<Proxy *>\nRequire all denied\n</Proxy>', 'fails'],
    ['a directory', '<Directory /var/www>\nRequire all denied\n</Directory>', 'passes'],
    ['the old words', '<Location /ws>\nOrder deny,allow\nDeny from all\n</Location>', 'fails'],
    ['a rule that forbids', 'RewriteEngine On\nRewriteRule ^/ws - [F]', 'fails'],
  ])('%s', (_, lines, expected) => {
    expect(verdict('apache', host(lines))).toBe(expected);
  });

  test('a password beside the pass', () => {
    const lines =
      '<Location />\nAuthType Basic\nRequire valid-user\nProxyPass http://127.0.0.1:9000/ upgrade=websocket\n</Location>';
    expect(verdict('apache', `<VirtualHost *:80>\nServerName x.example\n${lines}\n</VirtualHost>\n`)).toBe(
      'fails',
    );
  });
});

describe('HAProxy', () => {
  const frontend = (lines: string): string =>
    `defaults\n mode http\n timeout client 1h\n timeout server 1h\nfrontend f\n bind :80\n${lines}\n default_backend b\nbackend b\n server s 127.0.0.1:9000\n`;
  test.each([
    ['nothing else', '', 'passes'],
    ['Origin', ' http-request deny unless { hdr(origin) -i https://x.example }', 'cannot judge'],
    ['a password', ' http-request auth unless { http_auth(users) }', 'fails'],
    ['every connection', ' tcp-request connection reject', 'fails'],
    ['some connections', ' tcp-request connection reject if { src 10.0.0.0/8 }', 'cannot judge'],
    ['a path that HAProxy answers', ' monitor-uri /ws', 'fails'],
  ])('%s', (_, lines, expected) => {
    expect(verdict('haproxy', frontend(lines))).toBe(expected);
  });
});

describe('code that is not read gives no verdict', () => {
  const inPlace = (line: string): string => server(`location /ws { ${line} ${pass} }`);
  const haproxy = (line: string): string =>
    `defaults\n mode http\n timeout connect 5s\n timeout client 5s\n timeout server 5s\nfrontend f\n bind *:80\n ${line}\n default_backend b\nbackend b\n server s 127.0.0.1:3000\n`;
  const apache = (lines: string): string =>
    `<VirtualHost *:80>\nServerName x.example\n${lines}\n</VirtualHost>\n`;
  const caddy = (lines: string): string =>
    `http://x.example {\n${lines}\n\treverse_proxy 127.0.0.1:3000\n}\n`;

  test.each<[ConfigurationKind, string]>([
    ['nginx', inPlace('access_by_lua_block { ngx.exit(403) }')],
    ['nginx', inPlace('header_filter_by_lua_block { ngx.header.upgrade = nil }')],
    ['nginx', inPlace('js_access main.check;')],
    ['nginx', inPlace('perl main::handler;')],
    ['nginx', server('location / { js_content main.hello; }')],
    ['nginx', server('location / { content_by_lua_file x.lua; }')],
    ['haproxy', haproxy('http-request lua.check')],
    ['haproxy', haproxy('use_backend %[lua.route]')],
    ['apache', apache('LuaHookAccessChecker /x.lua h\nProxyPass /ws ws://127.0.0.1:3000/ws')],
    ['apache', apache('RewriteEngine On\nRewriteMap m prg:/x\nRewriteRule ^/(.*)$ ${m:$1} [P]')],
    ['apache', apache('PerlAccessHandler My::H\nProxyPass /ws ws://127.0.0.1:3000/ws')],
    ['caddy', caddy('\tcoraza_waf {\n\t}')],
    ['caddy', caddy('\t@x expression custom({path})\n\trespond @x 403')],
  ])('%s: %s', (kind, text) => {
    expect(verdict(kind, text)).toBe('cannot judge');
  });
});

describe('a port that expects more than a client sends', () => {
  test.each([
    ['listen 80 proxy_protocol;', 'cannot judge'],
    ['listen 80 http2;', 'cannot judge'],
    ['listen 80;', 'passes'],
  ])('%s', (listen, expected) => {
    const text = server(`location /ws { ${pass} }`).replace('listen 80;', listen);
    expect(verdict('nginx', text)).toBe(expected);
  });
});
