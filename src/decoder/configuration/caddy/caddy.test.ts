import { describe, expect, test } from 'vitest';
import { cpuTime } from '../../../testing/cpu-time.ts';
import { checkConfiguration, checkUrl } from '../check.ts';
import type { ConfigurationReport } from '../report.ts';

const check = (body: string): ConfigurationReport =>
  checkConfiguration(`a.example {\n${body}\n}\n`, 'Caddyfile');
const ids = (report: ConfigurationReport): string[] =>
  report.routes.flatMap((route) => route.findings.map((finding) => finding.id));
const verdicts = (report: ConfigurationReport): string[] => report.routes.map((route) => route.verdict);

describe('matchers', () => {
  const withMatcher = (line: string): string =>
    `\t@ws {\n\t\tpath /ws\n\t\t${line}\n\t}\n\thandle @ws {\n\t\treverse_proxy 127.0.0.1:9001\n\t}`;

  test.each([
    ['header Connection *upgrade*', 'fails'],
    ['header Upgrade WebSocket', 'fails'],
    ['header Connection Upgrade', 'fails'],
    ['header Connection *Upgrade*', 'passes'],
    ['header Upgrade websocket', 'passes'],
    ['header_regexp Connection (?i)upgrade', 'passes'],
  ])('a handle block with %s: %s', (line, verdict) => {
    const report = check(withMatcher(line));
    expect(verdicts(report)).toEqual([verdict]);
    if (verdict === 'fails') {
      expect(verdicts(checkConfiguration(report.corrected ?? '', 'Caddyfile'))).toEqual(['passes']);
    }
  });
});

describe('the order of directives', () => {
  test.each([
    ['try_files {path} /index.html\n\treverse_proxy /ws* 127.0.0.1:3000', 'fails'],
    ['rewrite /index.html\n\treverse_proxy /ws 127.0.0.1:3000', 'fails'],
    ['try_files {path} /index.html\n\thandle /ws* {\n\t\treverse_proxy 127.0.0.1:3000\n\t}', 'fails'],
    // Without a path matcher the rewritten request still comes to the backend.
    ['try_files {path} /index.html\n\treverse_proxy 127.0.0.1:3000', 'passes'],
    ['try_files {path} {path}.html\n\treverse_proxy /ws* 127.0.0.1:3000', 'passes'],
    [
      'handle /ws* {\n\t\treverse_proxy 127.0.0.1:3000\n\t}\n\thandle {\n\t\ttry_files {path} /index.html\n\t\tfile_server\n\t}',
      'passes',
    ],
    ['route {\n\t\treverse_proxy /ws* 127.0.0.1:3000\n\t\ttry_files {path} /index.html\n\t}', 'passes'],
  ])('%j %s', (body, verdict) => {
    expect(verdicts(check(`\t${body}`))).toEqual([verdict]);
  });

  test('a redirect of the whole site comes before its handle blocks', () => {
    const report = check(
      '\tredir https://b.example{uri}\n\thandle /ws {\n\t\treverse_proxy 127.0.0.1:3000\n\t}',
    );
    expect(report.routes.find((route) => route.where.includes('handle'))?.verdict).toBe('fails');
  });
});

describe('a URL through a Caddyfile', () => {
  const follow = (body: string, url = 'wss://a.example/ws') =>
    checkUrl(`a.example {\n${body}\n}\n`, url, 'Caddyfile', 'caddy');

  test('the longest path is tried first, whatever the order of the text', () => {
    const body = '\treverse_proxy 127.0.0.1:1\n\treverse_proxy /ws* 127.0.0.1:2';
    expect(follow(body)?.route?.target).toBe('127.0.0.1:2');
    expect(follow(body, 'wss://a.example/other')?.route?.target).toBe('127.0.0.1:1');
  });

  test('handle_path removes its prefix', () => {
    const body = '\thandle_path /api/* {\n\t\treverse_proxy 127.0.0.1:1\n\t}';
    expect(follow(body, 'wss://a.example/api/ws')).toMatchObject({ verdict: 'passes', backendPath: '/ws' });
  });

  test('files, a condition that no browser meets, and no route at all', () => {
    expect(follow('\tfile_server\n\treverse_proxy /ws 127.0.0.1:1', 'wss://a.example/x')?.verdict).toBe(
      'fails',
    );
    expect(
      follow(
        '\t@ws header Connection *upgrade*\n\thandle @ws {\n\t\treverse_proxy 127.0.0.1:1\n\t}\n\thandle {\n\t\trespond 404\n\t}',
      )?.verdict,
    ).toBe('fails');
    expect(
      follow('\ttry_files {path} /index.html\n\tfile_server\n\treverse_proxy /ws* 127.0.0.1:1')?.verdict,
    ).toBe('fails');
  });
});

test('read_timeout of the transport closes a silent WebSocket; the correction takes it out', () => {
  const report = check(
    '\treverse_proxy 127.0.0.1:7000 {\n\t\ttransport http {\n\t\t\tread_timeout 60s\n\t\t}\n\t}',
  );
  expect(verdicts(report)).toEqual(['passes']);
  expect(ids(report)).toEqual(['read-timeout']);
  expect(report.corrected).not.toContain('read_timeout');
});

test('several backends of Socket.IO need a policy that keeps a client at one of them', () => {
  const proxy = (policy: string): string =>
    `\treverse_proxy /socket.io/* 10.0.0.1:80 10.0.0.2:80 {\n\t\t${policy}\n\t}`;
  expect(ids(check(proxy('lb_policy round_robin')))).toContain('not-sticky');
  expect(ids(check(proxy('lb_policy cookie')))).not.toContain('not-sticky');
});

test('snippets that import each other are read in a moment', () => {
  const imports = '\timport a\n'.repeat(20);
  const started = cpuTime();
  checkConfiguration(`(a) {\n${imports}}\nb.example {\n${imports}\treverse_proxy :80\n}\n`, 'Caddyfile');
  expect(cpuTime() - started).toBeLessThan(2000);
});

describe('lines of one matcher', () => {
  const verdict = (matcher: string, url = 'wss://a.example/ws') =>
    checkUrl(
      `a.example {\n\t@m {\n${matcher}\n\t}\n\treverse_proxy @m 127.0.0.1:1\n}\n`,
      url,
      undefined,
      'caddy',
    )?.verdict;
  test.each([
    ['several paths are alternatives', '\t\tpath /other/*\n\t\tpath /ws', 'passes'],
    [
      'values of one header are alternatives',
      '\t\theader Upgrade h2c\n\t\theader Upgrade websocket',
      'passes',
    ],
    [
      'headers of two names must both hold',
      '\t\theader Upgrade websocket\n\t\theader Sec-WebSocket-Version 8',
      'fails',
    ],
    ['a path is no file', '\t\tfile', 'fails'],
    [
      'a path may be tried as a page',
      '\t\tfile {\n\t\t\ttry_files {path} /index.html\n\t\t}',
      'cannot judge',
    ],
    [
      'of a not with two kinds both must hold',
      '\t\tnot {\n\t\t\tpath /ws\n\t\t\tmethod POST\n\t\t}',
      'passes',
    ],
  ])('%s', (_, matcher, expected) => {
    expect(verdict(matcher)).toBe(expected);
  });

  test('a subprotocol that the text names decides', () => {
    const text =
      'http://a.example {\n\t@m header Sec-WebSocket-Protocol *mqtt*\n\treverse_proxy @m 127.0.0.1:1\n}\n';
    expect(checkUrl(text, 'ws://a.example/', undefined, 'caddy')?.outcomes).toEqual([
      { verdict: 'passes', when: 'the client offers the subprotocol mqtt' },
      { verdict: 'fails', when: 'the client offers no subprotocol, or offers another subprotocol' },
    ]);
  });

  test('files of a handle block whose matcher does not hold take nothing', () => {
    const text =
      'http://a.example {\n\t@static file\n\thandle @static {\n\t\tfile_server\n\t}\n\treverse_proxy 127.0.0.1:1\n}\n';
    expect(checkUrl(text, 'ws://a.example/ws', undefined, 'caddy')?.verdict).toBe('passes');
  });
});

describe('words that a directive needs', () => {
  const verdict = (line: string) =>
    checkUrl(
      `a.example {\n\t${line}\n\treverse_proxy 127.0.0.1:1\n}\n`,
      'wss://a.example/ws',
      undefined,
      'caddy',
    )?.verdict;
  test.each([
    ['redir /x', 'fails'],
    ['redir /x /y', 'passes'],
    ['error /x', 'fails'],
    ['handle /x /y {\n\t}', 'fails'],
    ['handle_path @x {\n\t}', 'fails'],
    ['handle_path {\n\t}', 'fails'],
    ['root /srv', 'cannot judge'],
    ['root * /srv', 'passes'],
    ['header Connection keep-alive', 'passes'],
  ])('%s: %s', (line, expected) => {
    expect(verdict(line)).toBe(expected);
  });

  test('a path where a word is missing names the versions of Caddy', () => {
    const text = 'a.example {\n\troot /srv\n\treverse_proxy 127.0.0.1:1\n}\n';
    expect(checkUrl(text, 'wss://a.example/ws', undefined, 'caddy')?.outcomes).toEqual([
      { verdict: 'passes', when: 'Caddy is 2.8 or later' },
      { verdict: 'fails', when: 'Caddy is older' },
    ]);
  });
});

describe('which handle block comes first', () => {
  const text = (matcher: string) =>
    `http://a.example {\n\t@m {\n\t\t${matcher}\n\t}\n\thandle @m {\n\t\treverse_proxy 127.0.0.1:1\n\t}\n\thandle /hub* {\n\t\trespond 400\n\t}\n}\n`;
  test.each([
    ['path /hub /x', '/hub', 'passes'],
    ['path /h*', '/hub', 'fails'],
    ['query id=*', '/hub?id=1', 'passes'],
    ['query id=*', '/hub', 'fails'],
  ])('a block for %s beside one for /hub*: %s %s', (matcher, path, expected) => {
    expect(checkUrl(text(matcher), `ws://a.example${path}`, undefined, 'caddy')?.verdict).toBe(expected);
  });
});

describe('what decides before a proxy', () => {
  const verdict = (site: string, path = '/ws', options = '') =>
    checkUrl(`${options}http://a.example {\n${site}\n}\n`, `ws://a.example${path}`, undefined, 'caddy')
      ?.verdict;
  const proxy = '\treverse_proxy 127.0.0.1:1';
  test.each([
    [
      'a condition on Host',
      '\t@w header_regexp w Host ^www\\.\n\tredir @w https://a.example\n',
      '/ws',
      '',
      'passes',
    ],
    [
      'respond, which an order line puts after it',
      '\trespond hello\n',
      '/ws',
      '{\n\torder respond last\n}\n',
      'passes',
    ],
    [
      'respond, which an order line puts before it',
      '\trespond hello\n',
      '/ws',
      '{\n\torder respond before reverse_proxy\n}\n',
      'fails',
    ],
  ])('%s', (_, lines, path, options, expected) => {
    expect(verdict(`${lines}${proxy}`, path, options)).toBe(expected);
  });

  test('a path without the prefix that uri strips is compared', () => {
    const inside =
      '\t\thandle /red/* {\n\t\t\treverse_proxy 127.0.0.1:1\n\t\t}\n\t\thandle {\n\t\t\trespond 404\n\t\t}';
    const site = `\troute /tools/* {\n\t\turi strip_prefix /tools\n${inside}\n\t}`;
    expect(verdict(site, '/tools/red/ws')).toBe('passes');
    expect(verdict(site, '/tools/ws')).toBe('fails');
  });

  test('a URL fails where each route that may take it fails', () => {
    const site = '\t@m header X-Key right\n\treverse_proxy @m 127.0.0.1:1\n';
    expect(verdict(`${site}\trespond 404`)).toBe('fails');
    expect(verdict(`${site}${proxy}`)).toBe('cannot judge');
  });
});

test.each([
  [
    'reverse_proxy localhost:3000 {\n\t@gone status 404\n\thandle_response @gone {\n\t\trespond x\n\t}\n}',
    'passes',
  ],
  ['reverse_proxy localhost:3000 {\n\thandle_response {\n\t\tcopy_response\n\t}\n}', 'passes'],
  ['reverse_proxy localhost:3000 {\n\thandle_response {\n\t\trespond x\n\t}\n}', 'fails'],
  ['reverse_proxy localhost:3000 {\n\theader_up Upgrade websocket socket\n}', 'fails'],
  ['reverse_proxy localhost:3000 {\n\theader_up Upgrade h2c socket\n}', 'passes'],
])('what a proxy does with the upgrade and the 101: %s', (lines, expected) => {
  const text = `http://a.example {\n${lines}\n}\n`;
  expect(checkUrl(text, 'ws://a.example/ws', undefined, 'caddy')?.verdict).toBe(expected);
});

test.each([
  ['ws://a.example/ws', 'passes'],
  ['ws://a.example/live/x', 'passes'],
  ['ws://a.example/other', 'fails'],
])('a site with a path takes its paths from the site of the same host: %s', (url, expected) => {
  const text =
    'http://a.example {\n\thandle /live/* {\n\t\treverse_proxy localhost:3001\n\t}\n\thandle {\n\t\trespond x 404\n\t}\n}\nhttp://a.example/ws* {\n\treverse_proxy localhost:3000\n}\n';
  expect(checkUrl(text, url, undefined, 'caddy')?.verdict).toBe(expected);
});
