import { describe, expect, test } from 'vitest';
import { checkConfiguration, checkUrl } from '../check.ts';

const check = (...lines: string[]) =>
  checkConfiguration(`<VirtualHost *:80>\n${lines.join('\n')}\n</VirtualHost>\n`, 'site.conf', 'apache');
const verdicts = (...lines: string[]): string[] =>
  check(...lines).routes.map(({ where, verdict }) => `${where.split(' › ').at(-1)}: ${verdict}`);

describe('which line takes a WebSocket', () => {
  test('of <Location> sections the last one that contains the path', () => {
    const ws = '<Location /ws>\nProxyPass ws://127.0.0.1:8080/ws\n</Location>';
    const root = '<Location />\nProxyPass http://127.0.0.1:8080/ upgrade=websocket\n</Location>';
    expect(verdicts(ws, root)).toEqual(['ProxyPass /ws: fails', 'ProxyPass /: passes']);
    expect(verdicts(root, ws)).toEqual(['ProxyPass /: passes', 'ProxyPass /ws: passes']);
  });

  test('an earlier ProxyPass takes the paths of an expression; the correction puts the expression first', () => {
    const match = 'ProxyPassMatch ^/(ws|live)/(.*)$ ws://127.0.0.1:8080/$1/$2';
    const root = 'ProxyPass / http://127.0.0.1:9000/';
    const report = check(root, match);
    expect(report.routes.map(({ verdict }) => verdict)).toEqual(['fails', 'fails']);
    expect(report.corrected?.indexOf('ProxyPassMatch')).toBeLessThan(
      report.corrected?.indexOf('ProxyPass / ') ?? 0,
    );
  });

  test('a RewriteRule for every request stands before the one for WebSockets', () => {
    const all = 'RewriteRule ^/(.*)$ http://127.0.0.1:3000/$1 [P,L]';
    const ws =
      'RewriteCond %{HTTP:Upgrade} =websocket [NC]\nRewriteRule ^/(.*)$ ws://127.0.0.1:3000/$1 [P,L]';
    expect(verdicts('RewriteEngine On', all, ws).at(-1)).toBe('RewriteRule ^/(.*)$: fails');
    expect(verdicts('RewriteEngine On', ws, all)[0]).toBe('RewriteRule ^/(.*)$: passes');
  });
});

describe('targets', () => {
  test('a variable without its percent sign is corrected', () => {
    const report = check('RewriteEngine On', 'RewriteRule .* ws://127.0.0.1:8581{REQUEST_URI} [P]');
    expect(report.routes[0].verdict).toBe('fails');
    expect(report.corrected).toContain('ws://127.0.0.1:8581%{REQUEST_URI} [P]');
  });

  test('upgrade=NONE turns a ws: target off', () => {
    expect(verdicts('ProxyPass /b ws://127.0.0.1:8001/b upgrade=NONE')).toEqual(['ProxyPass /b: fails']);
  });

  test('each member of a balancer needs its own upgrade=', () => {
    const members =
      'BalancerMember http://127.0.0.1:8001 upgrade=websocket\nBalancerMember http://127.0.0.1:8002';
    const report = check(`<Proxy balancer://app>\n${members}\n</Proxy>`, 'ProxyPass / balancer://app/');
    expect(report.routes[0].findings.map(({ id, fix }) => [id, fix])).toContainEqual([
      'upgrade-missing',
      'apache/balancer',
    ]);
    expect(report.corrected).toContain('BalancerMember http://127.0.0.1:8002 upgrade=websocket');
  });
});

test('the correction for a TLS backend turns SSLProxyEngine on in its host', () => {
  expect(check('    ProxyPass /ws wss://127.0.0.1:8443/ws timeout=3600').corrected).toBe(
    '<VirtualHost *:80>\n    SSLProxyEngine on\n    ProxyPass /ws wss://127.0.0.1:8443/ws timeout=3600\n</VirtualHost>\n',
  );
});

test.each([
  ['RewriteEngine On\nRewriteBase /\nProxyPass /ws ws://127.0.0.1:3000/ws\n', 'fails'],
  [
    'RewriteEngine On\nRewriteRule ^api/(.*)$ /x/$1 [L]\nProxyPassReverse / http://127.0.0.1:3000/\n',
    'fails',
  ],
  ['RewriteEngine On\nRewriteBase /\nRewriteRule ^ws$ ws://127.0.0.1:3000/ws [P,L]\n', 'passes'],
  ['ProxyPass /ws ws://127.0.0.1:3000/ws\n', 'passes'],
])('knows what .htaccess does not take: %s', (text, verdict) => {
  expect(checkUrl(text, 'ws://app.example.com/ws', undefined, 'apache')?.verdict).toBe(verdict);
});

describe('what a RewriteRule makes of the path', () => {
  const text = (target: string, pattern = '^/app/(.*)') =>
    `<VirtualHost *:80>\nRewriteEngine On\nRewriteRule ${pattern} ${target} [P,L]\n</VirtualHost>\n`;
  const at = (target: string, pattern?: string) =>
    checkUrl(text(target, pattern), 'ws://a.example/app/ws', undefined, 'apache');

  test('a slash is missing before the captured path', () => {
    const target = 'ws://localhost:8787$1';
    expect(at(target)?.verdict).toBe('fails');
    expect(at(target)?.reason).toMatch(/localhost:8787/);
    const { corrected } = checkConfiguration(text(target), undefined, 'apache');
    expect(corrected).toBe(text('ws://localhost:8787/$1'));
    expect(checkConfiguration(text(`"${target}"`), undefined, 'apache').corrected).toBe(
      text('"ws://localhost:8787/$1"'),
    );
    expect(at('ws://localhost$1')?.verdict).toBe('fails');
  });

  test('a slash too many arrives at the backend', () => {
    expect(at('ws://localhost:8787//$1')).toMatchObject({ verdict: 'fails', backendPath: '//ws' });
  });

  test('captures may be part of the host, of the port, or begin with the slash', () => {
    expect(at('ws://localhost:8787$1', '^/app(/.*)')).toMatchObject({
      verdict: 'passes',
      backendPath: '/ws',
    });
    expect(at('ws://localhost:878$1/x', '^/app(7)?/ws')?.verdict).toBe('passes');
    expect(at('ws://$1.internal:80/', '^/app/(.*)')?.verdict).toBe('passes');
  });
});

test('Define puts its value into sections and lines', () => {
  const text = `<VirtualHost *:80>\nDefine WHERE /app\n<Location \${WHERE}>\nProxyPass ws://127.0.0.1:1/\n</Location>\n</VirtualHost>\n`;
  expect(checkUrl(text, 'ws://a.example/app', undefined, 'apache')?.verdict).toBe('passes');
  expect(checkUrl(text, 'ws://a.example/b', undefined, 'apache')?.verdict).toBe('fails');
  expect(checkConfiguration(text, undefined, 'apache').unresolved).toEqual([]);
});

test.each([
  ['ProxyPassReverse ws://127.0.0.1:1/ retry=3', 'fails'],
  ['ProxyPassReverse ws://127.0.0.1:1/ interpolate', 'passes'],
])('inside of <Location> %s', (line, verdict) => {
  expect(
    check('<Location /ws>', 'ProxyPass ws://127.0.0.1:1/ retry=3', line, '</Location>').routes[0].verdict,
  ).toBe(verdict);
});

describe('rules that leave out the rules after them', () => {
  const at = (path: string, ...rules: string[]) =>
    checkUrl(
      [
        '<VirtualHost *:80>',
        'RewriteEngine On',
        ...rules,
        'RewriteRule ^/(.*) ws://127.0.0.1:1/$1 [P]',
        '</VirtualHost>',
      ].join('\n'),
      `ws://a.example${path}`,
      undefined,
      'apache',
    )?.verdict;
  test.each([
    ['[S=1] of a rule that matches', '/ws/a', ['RewriteRule ^/ws/ - [S=1]'], 'fails'],
    ['[S=1] of a rule that does not match', '/x', ['RewriteRule ^/ws/ - [S=1]'], 'passes'],
    ['[C] of a rule that does not match', '/x', ['RewriteRule ^/ws/ - [C]'], 'fails'],
    ['[C] of a rule that matches', '/ws/a', ['RewriteRule ^/ws/ - [C]'], 'passes'],
  ])('%s', (_, path, rules, expected) => {
    expect(at(path, ...rules)).toBe(expected);
  });
});

describe('a RewriteRule to a balancer', () => {
  const text = (member: string) =>
    `<VirtualHost *:80>\n<Proxy balancer://app>\nBalancerMember http://127.0.0.1:1${member}\n</Proxy>\nRewriteEngine On\nRewriteRule ^/(.*)$ balancer://app%{REQUEST_URI} [P]\n</VirtualHost>\n`;
  const verdict = (member: string) =>
    checkUrl(text(member), 'ws://a.example/ws', undefined, 'apache')?.verdict;
  test('needs the upgrade on its members', () => {
    expect(verdict('')).toBe('fails');
    expect(verdict(' upgrade=websocket')).toBe('passes');
    expect(checkConfiguration(text(''), undefined, 'apache').corrected).toBe(text(' upgrade=websocket'));
  });

  test('whose members are elsewhere is not judged', () => {
    expect(
      checkUrl(text('').replace(/<Proxy[\s\S]*<.Proxy>/, ''), 'ws://a.example/ws', undefined, 'apache')
        ?.verdict,
    ).toBe('cannot judge');
  });
});

test.each([
  ['BrowserMatch "^OldThing"', 'passes'],
  ['BrowserMatch ""', 'fails'],
])('HTTP/1.0 that %s forces', (line, verdict) => {
  const text = `<VirtualHost *:80>\n${line} force-proxy-request-1.0\nProxyPass / http://127.0.0.1:1/ upgrade=websocket\n</VirtualHost>\n`;
  expect(checkUrl(text, 'ws://a.example/', undefined, 'apache')?.verdict).toBe(verdict);
});

test.each([
  ['RewriteRule "^/?(.*)" "ws://127.0.0.1:3000/$1 [P,L]', 'fails'],
  ['RewriteRule ^/ws/(.*)$ ws://127.0.0.1:3000/ws/$1 [P,NC]', 'passes'],
  ['RewriteMap lc int:tolower\nRewriteRule ^/ws/(.*)$ ws://127.0.0.1:3000/ws/${lc:$1} [P,NC]', 'passes'],
  ['SSLProxyEngine on\nSSLProxyVerify require\nProxyPass / wss://127.0.0.1:8443/', 'fails'],
  [
    '<If "%{HTTP:Origin} != \'http://a.example\'">\nRequire all denied\n</If>\nProxyPass / ws://127.0.0.1:3000/',
    'cannot judge',
  ],
])('a URL with a path in capitals and these lines: %s', (lines, expected) => {
  const text = `<VirtualHost *:80>\nServerName a.example\nRewriteEngine On\n${lines}\n</VirtualHost>\n`;
  expect(checkUrl(text, 'ws://a.example/WS/x', undefined, 'apache')?.verdict).toBe(expected);
});

test('the quote before the target of a rule is closed by the correction', () => {
  const text = `<VirtualHost *:80>\nRewriteEngine On\nRewriteRule "^/?(.*)" "ws://127.0.0.1:3000/$1 [P,L]\n</VirtualHost>\n`;
  expect(checkConfiguration(text, undefined, 'apache').corrected).toContain(
    '"ws://127.0.0.1:3000/$1" [P,L]\n',
  );
});

test('what Require asks of another module is named, not refused', () => {
  const text =
    '<VirtualHost *:80>\n<Location /ws>\nRequire openid-scope admin\nProxyPass ws://a:1/ws\n</Location>\n</VirtualHost>\n';
  const { unresolved } = checkConfiguration(text, 'a.conf', 'apache');
  expect(unresolved.map(({ kind, name }) => [kind, name])).toContainEqual([
    'directive',
    'Require openid-scope',
  ]);
});
