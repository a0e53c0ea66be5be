import { describe, expect, test } from 'vitest';
import { checkConfiguration, checkUrl } from '../check.ts';

const middleware = (lines: string, options = "{ target: 'http://localhost:8000' }") =>
  `const express = require('express');
const { createProxyMiddleware } = require('http-proxy-middleware');
const app = express();
const proxy = createProxyMiddleware(${options});
app.use(proxy);
${lines}
`;
const plain = (listener: string) =>
  `const http = require('http');
const httpProxy = require('http-proxy');
const proxy = httpProxy.createProxyServer({ target: 'http://localhost:8000' });
const server = http.createServer((req, res) => proxy.web(req, res));
${listener}
server.listen(3000);
`;
const handler = (body: string) => plain(`server.on('upgrade', (req, socket, head) => {\n${body}\n});`);
const verdict = (text: string, url = 'ws://localhost:3000/live') => checkUrl(text, url)?.verdict;

describe('who hears an upgrade', () => {
  test.each([
    ['app.listen(3000);', 'fails'],
    ["app.listen(3000).on('upgrade', proxy.upgrade);", 'passes'],
    ["const server = app.listen(3000);\nserver.on('upgrade', proxy.upgrade);", 'passes'],
    [
      "const server = require('http').createServer(app);\nserver.on('upgrade', proxy.upgrade);\nserver.listen(3000);",
      'passes',
    ],
    ["app.listen(3000);\napp.on('upgrade', proxy.upgrade);", 'fails'],
    ["const server = app.listen(3000);\nserver.once('upgrade', proxy.upgrade);", 'cannot judge'],
    ['const server = app.listen(3000);\nattach(server);', 'cannot judge'],
    ["const server = app.listen(3000);\nserver.on('upgrade', listener);", 'cannot judge'],
  ])('%s', (lines, expected) => {
    expect(verdict(middleware(lines))).toBe(expected);
  });

  test('ws: true alone depends on a plain request before', () => {
    const report = checkUrl(
      middleware('app.listen(3000);', "{ target: 'http://a:1', ws: true }"),
      'ws://localhost:3000/',
    );
    expect(report?.verdict).toBe('cannot judge');
    expect(report?.outcomes.map((one) => one.verdict)).toEqual(['passes', 'fails']);
  });
});

describe('what a listener does with a path', () => {
  test.each([
    ["if (req.url.startsWith('/live')) proxy.ws(req, socket, head);", 'passes'],
    ["if (req.url === '/chat') proxy.ws(req, socket, head);\nelse socket.destroy();", 'fails'],
    ['if (!/^\\/live/.test(req.url)) return socket.end();\nproxy.ws(req, socket, head);', 'passes'],
    [
      "const { pathname } = new URL(req.url, 'http://a');\nif (['/live', '/chat'].includes(pathname)) proxy.ws(req, socket, head);",
      'passes',
    ],
    [
      "switch (req.url.split('/')[1]) {\ncase 'chat': proxy.ws(req, socket, head); break;\ndefault: socket.destroy();\n}",
      'fails',
    ],
    [
      "const routes = { '/live': 'http://a:1' };\nproxy.ws(req, socket, head, { target: routes[req.url] });",
      'passes',
    ],
    ['if (allowed(req)) proxy.ws(req, socket, head);', 'cannot judge'],
    [
      'check(req, (error) => {\nif (error) return socket.destroy();\nproxy.ws(req, socket, head);\n});',
      'cannot judge',
    ],
    ['delete req.headers.upgrade;\nproxy.ws(req, socket, head);', 'cannot judge'],
    ['proxy.web(req, socket, head);', 'fails'],
  ])('%s', (body, expected) => {
    expect(verdict(handler(body))).toBe(expected);
  });

  test('the path that the backend is asked for', () => {
    const text = handler("req.url = req.url.replace('/live', '/v2');\nproxy.ws(req, socket, head);");
    expect(checkUrl(text, 'ws://localhost:3000/live/a')?.backendPath).toBe('/v2/a');
  });
});

test('every listener hears every upgrade', () => {
  const two = handler('proxy.ws(req, socket, head);').replace(
    'server.listen',
    "server.on('upgrade', (req, socket) => socket.destroy());\nserver.listen",
  );
  expect(checkUrl(two, 'ws://localhost:3000/live')).toMatchObject({
    verdict: 'fails',
    reason: expect.stringContaining('every listener of a server hears every upgrade'),
  });
});

describe('corrections', () => {
  test.each([
    ['a named proxy', middleware('const server = app.listen(3000);'), "server.on('upgrade', proxy.upgrade);"],
    ['a chain', middleware('app.listen(3000);'), "app.listen(3000).on('upgrade', proxy.upgrade);"],
    [
      'http-proxy',
      plain(''),
      "server.listen(3000).on('upgrade', (req, socket, head) => proxy.ws(req, socket, head));",
    ],
    ['the wrong method', handler('  proxy.web(req, socket, head);'), '  proxy.ws(req, socket, head);'],
  ])('%s', (_, text, line) => {
    const { corrected } = checkConfiguration(text);
    expect(corrected?.split('\n')).toContain(line);
    expect(verdict(corrected ?? '')).toBe('passes');
  });

  test('nothing is edited where another listener takes upgrades', () => {
    expect(
      checkConfiguration(handler("if (req.url === '/chat') proxy.ws(req, socket, head);")).corrected,
    ).toBeNull();
  });
});

test('a text that calls itself ends', () => {
  const text = handler('const again = () => again();\nagain();\nproxy.ws(req, socket, head);');
  expect(verdict(text)).toBe('passes');
});
