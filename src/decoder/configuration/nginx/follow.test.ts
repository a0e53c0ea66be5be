import { describe, expect, test } from 'vitest';
import { checkUrl } from '../check.ts';

const upgrade = `proxy_http_version 1.1;
proxy_set_header Upgrade $http_upgrade;
proxy_set_header Connection "upgrade";`;
const proxied = (match: string, target = 'http://127.0.0.1:3000', lines = ''): string =>
  `location ${match} {\n${upgrade}\n${lines}\nproxy_pass ${target};\n}\n`;
const ask = (lines: string, path = '/ws') =>
  checkUrl(`server {\nlisten 80;\n${lines}\n}\n`, `ws://a.example${path}`, undefined, 'nginx');

describe('the page of an error', () => {
  const app = proxied('@app');
  test.each([
    ['for what is no file', `error_page 404 = @app;\n${app}`, 'passes'],
    ['without an equals sign the status stays', `error_page 404 @app;\n${app}`, 'fails'],
    ['of another status', `error_page 403 = @app;\n${app}`, 'fails'],
    ['for the last word of try_files', `error_page 404 = @app;\ntry_files $uri =404;\n${app}`, 'passes'],
    [
      'for a refused subrequest',
      `error_page 401 = @app;\nlocation = /auth { return 401; }\n${app}${proxied('/', undefined, 'auth_request /auth;')}`,
      'passes',
    ],
    ['another location', `error_page 404 = /app;\n${proxied('/app')}`, 'passes'],
    ['a page that is not there either', `error_page 404 = /gone;\n${app}`, 'fails'],
  ])('%s', (_, lines, verdict) => {
    expect(ask(lines)?.verdict).toBe(verdict);
  });
});

describe('a path is decoded before it is compared', () => {
  test.each([
    ['/%77s/a%20b', '/ws/a%20b'],
    ['//ws', '//ws'],
    ['/x/../ws', '/x/../ws'],
  ])('%s', (path) => {
    const report = ask(proxied('/ws'), path);
    expect(report?.verdict).toBe('passes');
    expect(report?.backendPath).toBe(path);
  });

  test('a path in proxy_pass takes the decoded one', () => {
    expect(ask(proxied('/ws/', 'http://127.0.0.1:3000/in/'), '/%77s/a')?.backendPath).toBe('/in/a');
  });
});

test('the text itself is found in a map before expressions', () => {
  const map = 'map $http_upgrade $c {\n~. close;\nwebsocket upgrade;\n}\n';
  const text = `${map}server {\nlisten 80;\n${proxied('/').replace('"upgrade"', '$c')}}\n`;
  expect(checkUrl(text, 'ws://a.example/', undefined, 'nginx')?.verdict).toBe('passes');
});

describe('a name in a variable', () => {
  const variable = proxied('/', 'http://$up', 'set $up app:3000;');
  test.each([
    ['Docker knows it', `resolver 127.0.0.11;\n${variable}`, 'passes'],
    ['a public name server does not', `resolver 8.8.8.8 valid=30s;\n${variable}`, 'fails'],
    ['another place has it without variables', `${proxied('/b', 'http://app:3000')}${variable}`, 'passes'],
    ['with another port it is not known', `${proxied('/b', 'http://app:3001')}${variable}`, 'cannot judge'],
  ])('%s', (_, lines, verdict) => {
    expect(ask(lines)?.verdict).toBe(verdict);
  });
});

describe('a path that variables make', () => {
  test.each([
    ['http://127.0.0.1:3000/$request_uri', '//ws', 'fails'],
    ['http://127.0.0.1:3000$request_uri', '/ws', 'passes'],
    ['http://127.0.0.1:3000/base$uri$is_args$args', '/base/ws', 'passes'],
  ])('%s', (target, path, verdict) => {
    const report = ask(proxied('/', target));
    expect(report?.verdict).toBe(verdict);
    expect(report?.backendPath).toBe(path);
  });
});

test('rewrite to nothing is an error', () => {
  const lines = proxied('/app', undefined, 'rewrite ^/app(/.*)?$ $1 break;');
  expect(ask(lines, '/app')?.verdict).toBe('fails');
  expect(ask(lines, '/app/ws')?.verdict).toBe('passes');
});

test('break in an if ends the lines after it', () => {
  const lines = proxied('/', undefined, 'if ($uri = /ws) { break; }\nreturn 404;');
  expect(ask(lines)?.verdict).toBe('passes');
  expect(ask(lines, '/x')?.verdict).toBe('fails');
});

test('the page of a refused address', () => {
  const page = `location / {\ndeny all;\nerror_page 403 = @app;\n}\n${proxied('@app')}`;
  expect(ask(page)?.verdict).toBe('passes');
});

test('one denied address decides nothing for the others', () => {
  expect(ask(proxied('/', undefined, 'deny 203.0.113.7;'))?.verdict).toBe('cannot judge');
});

test('a WebSocket has no Referer header', () => {
  const lines = (referers: string) =>
    proxied('/', undefined, `valid_referers ${referers};\nif ($invalid_referer) { return 403; }`);
  expect(ask(lines('server_names'))?.verdict).toBe('fails');
  expect(ask(lines('none server_names'))?.verdict).toBe('passes');
});
