import { describe, expect, test } from 'vitest';
import { checkConfiguration, checkUrl } from '../check.ts';

const defaults = 'defaults\n mode http\n timeout client 60s\n timeout server 60s\n';
const check = (text: string) => checkConfiguration(`${defaults}${text}`, 'haproxy.cfg', 'haproxy');
const ids = (text: string): string[] =>
  check(text).routes.flatMap((route) => route.findings.map(({ id }) => id));
const verdicts = (text: string): string[] =>
  check(text).routes.map(({ where, verdict }) => `${where.split(' › ').at(-1)}: ${verdict}`);

describe('which backend a WebSocket reaches', () => {
  const backends = 'backend web\n server w a:8080\nbackend ws\n server s b:8081\n';

  test('a condition that every path meets takes WebSockets from the lines after it', () => {
    const front = 'frontend f\n bind :80\n acl ws hdr(Upgrade) -i websocket\n';
    const all = ' use_backend web if { path_beg / }\n';
    const ws = ' use_backend ws if ws\n';
    expect(verdicts(`${front}${all}${ws}${backends}`).at(-1)).toBe('backend ws: fails');
    expect(verdicts(`${front}${ws}${all}${backends}`)[0]).toBe('backend ws: passes');
    expect(verdicts(`${front} use_backend web if { path_beg /api }\n${ws}${backends}`)[1]).toBe(
      'backend ws: passes',
    );
  });

  test('a count of headers that every upgrade has', () => {
    const listen = 'listen l\n bind :80\n server s a:8080\n';
    const deny = (condition: string) =>
      ` http-request deny if ! { hdr_cnt(Sec-WebSocket-Key) ${condition} }\n`;
    expect(verdicts(`${listen}${deny('eq 1')}`)).toEqual(['listen l: passes']);
    expect(verdicts(`${listen}${deny('ge 2')}`)).toEqual(['listen l: fails']);
  });
});

describe('timeouts', () => {
  test('a frontend ignores timeout tunnel', () => {
    const text = (inFront: string, inBack: string) =>
      `frontend f\n bind :80\n${inFront} default_backend b\nbackend b\n${inBack} server s a:8080\n`;
    expect(ids(text(' timeout tunnel 12h\n', ''))).toEqual(['tunnel-timeout-missing']);
    expect(ids(text('', ' timeout tunnel 12h\n'))).toEqual([]);
  });
});

describe('TCP mode', () => {
  test('a tunnel to a TLS port is right', () => {
    expect(verdicts('listen l\n mode tcp\n bind :443\n timeout tunnel 1h\n server s a:8443\n')).toEqual([
      'listen l: passes',
    ]);
  });
});

test('a line with more than 64 words is refused, as HAProxy refuses it, whatever its length', () => {
  const tests = '{ path_beg /a } or '.repeat(10_000);
  const text = `frontend f\n bind :80\n use_backend b if ${tests}{ path /x }\nbackend b\n server s a:8080\n`;
  expect(check(text).unresolved.map(({ text: words }) => words)).toEqual([
    'HAProxy will not start with this: a line has at most 64 words.',
  ]);
});

test('no correction is offered for a limit of a route that fails all the same', () => {
  const text =
    'frontend f\n bind :80\n redirect scheme https if !{ ssl_fc }\n default_backend b\nbackend b\n server s a:8080\n';
  expect(check(text)).toMatchObject({ corrected: null, diff: [] });
});

describe('what the lines before a condition leave', () => {
  const verdict = (lines: string, url = 'ws://a.example/x') =>
    checkUrl(
      `${defaults}frontend f\n bind :80\n${lines}\n default_backend web\nbackend web\n http-request del-header Upgrade\n server s a:1\nbackend ws\n server s a:2\n`,
      url,
      undefined,
      'haproxy',
    )?.verdict;

  test.each([
    [
      'a header that a line sets',
      ' http-request set-header X-Kind ws\n use_backend ws if { hdr(x-kind) ws }',
      'passes',
    ],
    [
      'a header that no line sets and no browser sends',
      ' use_backend ws if { hdr(x-forwarded-proto) https }',
      'fails',
    ],
    [
      'a header of another value',
      ' http-request set-header X-Kind page\n use_backend ws if { hdr(x-kind) ws }',
      'fails',
    ],
    [
      'a header that is deleted',
      ' http-request del-header Upgrade\n use_backend ws if { hdr(upgrade) websocket }',
      'fails',
    ],
    [
      'a variable',
      ' http-request set-var(txn.p) path\n use_backend ws if { var(txn.p) -m beg /x }',
      'passes',
    ],
    [
      'a variable of another path',
      ' http-request set-var(txn.p) path\n use_backend ws if { var(txn.p) -m beg /y }',
      'fails',
    ],
    [
      'a variable that a line sets for others',
      ' http-request set-var(txn.p) str(1) if { path /y }\n use_backend ws if { var(txn.p) -m found }',
      'fails',
    ],
    ['a variable that no line sets', ' use_backend ws if { var(txn.lua) -m found }', 'cannot judge'],
    [
      'a count of Host',
      ' http-request deny if { req.hdr_cnt(host) gt 1 }\n use_backend ws if { path /x }',
      'passes',
    ],
  ])('%s', (_, lines, expected) => {
    expect(verdict(lines)).toBe(expected);
  });

  test('the path that the backend gets from a substitution', () => {
    const text = `${defaults}listen l\n bind :80\n http-request set-path %[path,regsub(^/app/?,/)]\n server s a:1\n`;
    expect(checkUrl(text, 'ws://a.example/app/ws', undefined, 'haproxy')?.backendPath).toBe('/ws');
  });
});

describe('a backend without a server line', () => {
  const of = (lines: string) => verdicts(`frontend f\n bind :80\n default_backend b\nbackend b\n${lines}`);
  test('answers 503 where its lines are written out', () => {
    expect(of(' balance roundrobin\n')).toEqual(['backend b: fails']);
    expect(of('')).toEqual(['backend b: cannot judge']);
    expect(of(' http-request set-dst var(txn.ip)\n')).toEqual(['backend b: passes']);
  });
});

test('a condition on HTTP in a frontend in TCP mode never holds, unless the content is inspected', () => {
  const text = (lines: string) =>
    `frontend f\n bind :80\n${lines} use_backend b if { path_beg /ws }\nbackend b\n server s a:1\n`;
  const verdict = (lines: string) =>
    checkUrl(text(lines), 'ws://a.example/ws', undefined, 'haproxy')?.verdict;
  expect(verdict('')).toBe('fails');
  expect(verdict(' tcp-request inspect-delay 5s\n tcp-request content accept if HTTP\n')).toBe('passes');
  expect(
    checkConfiguration(`${text('')}${defaults}`, undefined, 'haproxy').routes[0].findings[0].text,
  ).toMatch(/in mode tcp/);
});

test.each(['dynamic-cookie-key K', 'max-session-srv-conns 3', 'transparent'])('HAProxy knows %s', (line) => {
  expect(check(`backend b\n ${line}\n server s a:1\n`).unresolved).toEqual([]);
});

describe('rules of http-request', () => {
  const at = (lines: string, url = 'ws://a.example/ws') =>
    checkUrl(
      `${defaults}frontend f\n bind :80\n${lines} default_backend b\nbackend b\n http-request deny if { path /b }\n server s a:1\n`,
      url,
      undefined,
      'haproxy',
    )?.verdict;

  test.each([
    [
      'allow ends the rules of its section',
      ' http-request allow if { path /ws }\n http-request deny\n',
      'ws://a.example/ws',
      'passes',
    ],
    [
      'allow for another path',
      ' http-request allow if { path /x }\n http-request deny\n',
      'ws://a.example/ws',
      'fails',
    ],
    ['allow does not end the rules of the backend', ' http-request allow\n', 'ws://a.example/b', 'fails'],
    [
      'a replacement that keeps the value',
      ' http-request replace-header Connection (.*) \\1\n',
      'ws://a.example/ws',
      'passes',
    ],
    [
      'a replacement that keeps no upgrade',
      ' http-request replace-header Connection .* close\n',
      'ws://a.example/ws',
      'fails',
    ],
    [
      'a replacement for one browser',
      ' http-request replace-value Connection keep-alive x\n',
      'ws://a.example/ws',
      'passes',
    ],
    ['the version of HTTP', ' http-request deny unless { req.ver 1.1 }\n', 'ws://a.example/ws', 'passes'],
    ['a body', ' http-request deny if { req.hdr(content-length) -m found }\n', 'ws://a.example/ws', 'passes'],
    ['the page of stats', ' stats enable\n stats uri /stats\n', 'ws://a.example/stats', 'fails'],
    ['a path beside the page of stats', ' stats enable\n stats uri /stats\n', 'ws://a.example/ws', 'passes'],
  ])('%s', (_, lines, url, expected) => {
    expect(at(lines, url)).toBe(expected);
  });
});

test.each([
  ['url_len gt 30', '/ws', 'passes'],
  ['url_len gt 30', `/ws?x=${'a'.repeat(30)}`, 'fails'],
  ['path -m len 3', '/ws', 'fails'],
])('a length is compared as a number: deny if { %s } for %s', (condition, path, expected) => {
  const text = `${defaults}listen l\n bind :80\n http-request deny if { ${condition} }\n server s a:1\n`;
  expect(checkUrl(text, `ws://a.example${path}`, undefined, 'haproxy')?.verdict).toBe(expected);
});

test('the number of servers that are not disabled decides nbsrv', () => {
  const verdict = (server: string) =>
    checkUrl(
      `${defaults}frontend f\n bind :80\n use_backend spare if { nbsrv(main) lt 1 }\n default_backend main\nbackend main\n server m a:1${server}\nbackend spare\n http-request deny\n server s a:2\n`,
      'ws://a.example/ws',
      undefined,
      'haproxy',
    )?.verdict;
  expect(verdict('')).toBe('passes');
  expect(verdict(' disabled')).toBe('fails');
});

test.each([
  ['ws://a.example/ping', 'fails'],
  ['ws://a.example/ping?x=1', 'passes'],
  ['ws://a.example/old/ws', 'passes'],
])('HAProxy answers one path, and a URI that it makes is followed: %s', (url, expected) => {
  const text = `${defaults}frontend f\n bind :80\n monitor-uri /ping\n http-request set-uri http://b.example/ws%[path]?a=1 if { path_beg /old }\n http-request deny if { path_beg /old }\n default_backend b\nbackend b\n server s a:1\n`;
  expect(checkUrl(text, url, undefined, 'haproxy')?.verdict).toBe(expected);
});

test('a query that a line makes is compared by the lines after it', () => {
  const text = `${defaults}listen l\n bind :80\n http-request set-query token=1&%[query]\n http-request deny unless { query -m beg token=1 }\n server s a:1\n`;
  expect(checkUrl(text, 'ws://a.example/ws?room=1', undefined, 'haproxy')?.verdict).toBe('passes');
});
