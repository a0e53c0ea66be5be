import { describe, expect, test } from 'vitest';
import { checkConfiguration, checkUrl } from '../check.ts';

const upgrade = `proxy_http_version 1.1;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection "upgrade";
  proxy_read_timeout 1h;`;
const location = (match: string, lines: string, target = 'http://127.0.0.1:3000'): string =>
  `location ${match} {\n  proxy_pass ${target};\n  ${lines}\n}\n`;
const check = (...lines: string[]) =>
  checkConfiguration(`server {\n${lines.join('\n')}\n}\n`, 'nginx.conf', 'nginx');
const verdicts = (...lines: string[]): string[] =>
  check(...lines).routes.map(({ where, verdict }) => `${where.split(' › ').at(-1)}: ${verdict}`);

describe('what takes a request before the location does', () => {
  test('an expression that matches every path below a prefix', () => {
    expect(verdicts(location('/ws/', upgrade), location('~ ^/(api|ws)/', ''))).toEqual([
      'location /ws/: fails',
      'location ~ ^/(api|ws)/: fails',
    ]);
    expect(verdicts(location('^~ /ws/', upgrade), location('~ ^/(api|ws)/', ''))[0]).toBe(
      'location ^~ /ws/: passes',
    );
    expect(verdicts(location('/ws/', upgrade), location('~ \\.php$', ''))[0]).toBe('location /ws/: passes');
  });

  test('a return in the same location or in the server', () => {
    expect(verdicts(location('/', `${upgrade}\nreturn 404;`))).toContain('location /: fails');
    expect(verdicts('return 301 https://a;', location('/', upgrade))).toContain('location /: fails');
  });

  test('an if of an outer location does not end the requests of an inner one', () => {
    const inner = location('/a/ws', upgrade);
    expect(verdicts(`location /a {\nif ($http_upgrade) { return 403; }\n${inner}}`)).toEqual([
      'location /a/ws: passes',
    ]);
  });

  test('a location that only auth_request asks is not reported', () => {
    const session = 'location = /session {\n  internal;\n  proxy_pass http://127.0.0.1:3000/check;\n}';
    expect(verdicts(session, location('/', `${upgrade}\nauth_request /session;`))).toEqual([
      'location /: passes',
    ]);
  });
});

describe('what keeps nginx from starting or speaking TLS', () => {
  test('a path in the target of an expression', () => {
    expect(verdicts(location('~ ^/ws/', upgrade, 'http://127.0.0.1:3000/socket/'))).toEqual([
      'location ~ ^/ws/: fails',
    ]);
  });

  test('a certificate without ssl on the listen line is corrected', () => {
    const report = check('listen 443;', 'ssl_certificate a.crt;', location('/', upgrade));
    expect(report.routes[0].verdict).toBe('fails');
    expect(report.corrected).toContain('listen 443 ssl;');
  });
});

describe('the output of nginx -T', () => {
  const dump = (include: string) => `nginx: the configuration file /etc/nginx/nginx.conf syntax is ok
# configuration file /etc/nginx/nginx.conf:
events {}
http {
  ${upgrade}
  include ${include};
}

# configuration file /etc/nginx/conf.d/site.conf:
server {
  listen 80;
  location / { proxy_pass http://127.0.0.1:3000; }
}
`;

  test('a server inherits from the block that includes its file', () => {
    for (const include of ['/etc/nginx/conf.d/*.conf', 'conf.d/site.conf']) {
      const report = checkConfiguration(dump(include), 'nginx.txt', 'nginx');
      expect(report.unresolved).toEqual([]);
      expect(report.routes.map(({ verdict, place }) => [verdict, place.line])).toEqual([['passes', 15]]);
    }
  });

  test('a file that the dump lacks is named', () => {
    const report = checkConfiguration(dump('snippets/other.conf'), 'nginx.txt', 'nginx');
    expect(report.unresolved.map(({ name }) => name)).toEqual(['snippets/other.conf']);
  });
});

describe('values of headers', () => {
  test('a variable of a header that no browser sends is empty', () => {
    const report = check(location('/', upgrade.replace('$http_upgrade', '$http_upgarde')));
    expect(report.routes[0].findings.map(({ id }) => id)).toContain('upgrade-header-wrong');
    expect(report.corrected).toContain('proxy_set_header Upgrade $http_upgrade;');
  });

  test('an include in the location can hide the headers of the server', () => {
    expect(verdicts(upgrade, location('/', 'include proxy.conf;'))).toEqual(['location /: cannot judge']);
  });
});

describe('a URL on its way', () => {
  const upgraded =
    'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";';
  const server = (lines: string): string => `server { listen 80; ${lines} }`;
  const follow = (text: string, path: string) => checkUrl(text, `ws://a.example${path}`, undefined, 'nginx');

  test.each([
    ['', 'fails', 'redirect'],
    ['location / { root /srv; }', 'fails', 'redirect'],
    ['location ~ ^/ws { return 403; }', 'fails', 'redirect'],
    [`location = /ws { proxy_pass http://127.0.0.1:9000; ${upgraded} }`, 'passes', 'passes'],
    [`location /ws { proxy_pass http://127.0.0.1:9000; ${upgraded} }`, 'passes', 'passes'],
  ])('a path without the last slash of its location, beside %j', (lines, verdict, reason) => {
    const text = server(`location /ws/ { proxy_pass http://127.0.0.1:9000; ${upgraded} } ${lines}`);
    const report = follow(text, '/ws');
    expect(report?.verdict).toBe(verdict);
    expect(report?.reason).toContain(reason);
    expect(follow(text, '/ws/')?.verdict).toBe(lines.includes('~') ? 'fails' : 'passes');
  });

  test('the redirect to the last slash names the path to use', () => {
    const text = server(`location /ws/ { proxy_pass http://127.0.0.1:9000; ${upgraded} }`);
    expect(follow(text, '/ws')?.reason).toMatch(/must use the path \/ws\/\.$/);
  });

  test('a directive of Lua names OpenResty', () => {
    const { unresolved } = checkConfiguration(server('location /ws { content_by_lua_block { a() } }'));
    expect(unresolved.map(({ text }) => text).join(' ')).toContain('OpenResty');
  });

  test('a location of files has no such redirect', () => {
    const report = follow(server('location /ws/ { root /srv; }'), '/ws');
    expect(report?.reason).not.toContain('redirect');
  });

  test('a stream server passes bytes on', () => {
    const text = 'events {}\nstream { server { listen 80; proxy_pass 127.0.0.1:9000; } }\n';
    const report = follow(text, '/ws');
    expect(report?.verdict).toBe('passes');
    expect(report?.steps.map((step) => step.text).join(' ')).not.toContain('answers');
  });

  test('try_files finds the file that it fell back to', () => {
    const report = follow(server('location / { root /srv; try_files $uri /index.html; }'), '/ws');
    const words = report?.steps.map((step) => step.text) ?? [];
    expect(report?.verdict).toBe('fails');
    expect(words.filter((text) => text.includes('try_files'))).toHaveLength(1);
    expect(report?.reason).toContain('serves files');
  });

  test('a return before the pass of its location leaves one route', () => {
    const text = server(`location /ws { return 200; proxy_pass http://127.0.0.1:9000; ${upgraded} }`);
    const { routes } = checkConfiguration(text, undefined, 'nginx');
    expect(routes.map(({ verdict }) => verdict)).toEqual(['fails']);
  });
});

describe('auth_request of a server', () => {
  const text = (check: string) =>
    `server {\nlisten 80;\nauth_request /check;\nlocation = /check {\n${check}\n}\n${location('/', upgrade)}}\n`;
  test('is not asked again for its own request', () => {
    const at = (lines: string) => checkUrl(text(lines), 'ws://a.example/ws', undefined, 'nginx')?.verdict;
    expect(at('proxy_pass http://127.0.0.1:9000/verify;')).toBe('passes');
    expect(at('return 401;')).toBe('fails');
  });
});

describe('a variable that ifs set', () => {
  const headers = (...lines: string[]) =>
    verdicts(
      'listen 80;',
      ...lines,
      location(
        '/',
        'proxy_http_version 1.1;\nproxy_set_header Upgrade $http_upgrade;\nproxy_set_header Connection $c;',
      ),
    );
  test.each([
    [
      'the last line that holds',
      'set $c close;\nif ($http_upgrade ~* websocket) { set $c upgrade; }',
      'passes',
    ],
    ['a line that does not hold', 'set $c close;\nif ($http_upgrade = h2c) { set $c upgrade; }', 'fails'],
    ['a value made of the one before', 'set $c up;\nif ($http_upgrade) { set $c "${c}grade"; }', 'passes'],
    ['a condition that is open', 'set $c close;\nif ($cookie_ws) { set $c upgrade; }', 'cannot judge'],
  ])('%s', (_, lines, expected) => {
    expect(headers(lines)).toEqual([`location /: ${expected}`]);
  });
});

test('variables of the FastCGI module are known', () => {
  const php = 'location ~ \\.php$ {\nset $p $fastcgi_path_info;\nfastcgi_pass 127.0.0.1:9000;\n}';
  expect(check(php, location('/ws', upgrade)).unresolved).toEqual([]);
});

test('beside a location for WebSockets one without an upgrade stays as it is', () => {
  const api = location('/api', '');
  expect(check(location('/ws', upgrade), api).corrected).toBeNull();
  const broken = check(location('/ws', upgrade.replace('http_upgrade', 'http_upgarde')), api).corrected;
  expect(broken).toContain('$http_upgrade');
  expect(broken).toContain(api);
  expect(check(api).corrected).toContain('proxy_http_version');
});

test('headers that proxies add are absent where the client connects directly', () => {
  const redirect = 'if ($http_x_forwarded_proto != "https") { return 301 https://$host$request_uri; }';
  const text = `server {\nlisten 80;\n${redirect}\n${location('/', upgrade)}}\n`;
  expect(checkUrl(text, 'ws://a.example/', undefined, 'nginx')?.verdict).toBe('fails');
});

describe('a backend that a map of hosts names', () => {
  const map =
    'map $host $to {\nhostnames;\na.example 127.0.0.1:1;\n*.b.example 127.0.0.1:2;\nwww.c.* 127.0.0.1:3;\n}\n';
  const text = `${map}server {\nlisten 80;\nserver_name _;\n${location('/', upgrade, 'http://$to')}}\n`;
  test.each([
    ['a.example', 'passes'],
    ['x.b.example', 'passes'],
    ['b.example', 'fails'],
    ['www.c.example', 'passes'],
    ['d.example', 'fails'],
  ])('%s: %s', (host, verdict) => {
    const report = checkUrl(text, `ws://${host}/`, undefined, 'nginx');
    expect(report?.verdict).toBe(verdict);
    if (verdict === 'fails') expect(report?.reason).toMatch(/no address/);
  });
});
