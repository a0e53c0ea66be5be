import { describe, expect, test } from 'vitest';
import { checkConfiguration } from './check.ts';
import { secondsOf } from './parse/duration.ts';
import { applyEdits, locator, unifiedDiff } from './parse/text.ts';
import { recogniseConfiguration } from './recognise.ts';
import type { ConfigurationKind, ConfigurationReport } from './report.ts';

const ids = (report: ConfigurationReport, where = ''): string[] =>
  report.routes
    .filter((route) => route.where.includes(where))
    .flatMap((route) => route.findings.map((finding) => finding.id));
const verdicts = (report: ConfigurationReport): string[] =>
  report.routes.map((route) => `${route.where}: ${route.verdict}`);

describe('recognition', () => {
  const samples: [ConfigurationKind | null, string, string?][] = [
    ['nginx', 'location /ws {\n  proxy_pass http://a;\n}\n'],
    ['apache', 'ProxyPass /ws ws://127.0.0.1:8080/\n'],
    ['apache', '<IfModule mod_ssl.c>\n<VirtualHost *:443>\n</VirtualHost>\n</IfModule>\n'],
    ['haproxy', 'frontend web\n    bind :80\n    default_backend app\n'],
    ['caddy', 'example.com {\n\treverse_proxy localhost:8080\n}\n'],
    ['caddy', 'example.com\n\nreverse_proxy localhost:8080\n'],
    ['envoy', 'static_resources:\n  listeners: []\n'],
    ['envoy', '{"static_resources": {"listeners": []}}'],
    ['traefik', 'entryPoints:\n  web:\n    address: ":80"\n'],
    ['traefik', 'services:\n  app:\n    labels:\n      - "traefik.http.routers.app.rule=Host(`a`)"\n'],
    ['traefik', 'apiVersion: traefik.io/v1alpha1\nkind: IngressRoute\n'],
    [null, 'hello world\n'],
    [null, ''],
    [null, 'const a = 1;\nfunction b() {\n  return a;\n}\n'],
    ['caddy', 'import common\n', 'Caddyfile'],
  ];
  test.each(samples)('%s', (kind, text, name) => {
    expect(recogniseConfiguration(text, name).kind).toBe(kind);
  });

  test('a text that nobody knows gives an empty report', () => {
    expect(checkConfiguration('hello')).toMatchObject({ kind: null, routes: [], corrected: null, diff: [] });
  });
});

describe('text', () => {
  test('places count from 1', () => {
    const locate = locator('ab\ncd\nef');
    expect(locate(3, 5)).toEqual({ start: 3, end: 5, line: 2, column: 1, endLine: 2 });
    expect(locate(1, 7)).toMatchObject({ line: 1, column: 2, endLine: 3 });
  });

  test('edits and diff', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\nh\n';
    const after = applyEdits(before, [
      { start: 2, end: 3, text: 'B' },
      { start: 16, end: 16, text: 'i\n' },
    ]);
    expect(after).toBe('a\nB\nc\nd\ne\nf\ng\nh\ni\n');
    expect(unifiedDiff(before, after, 'x')).toEqual([
      '--- x',
      '+++ x',
      '@@ -1,8 +1,9 @@',
      ' a',
      '-b',
      '+B',
      ' c',
      ' d',
      ' e',
      ' f',
      ' g',
      ' h',
      '+i',
    ]);
    expect(unifiedDiff(before, before, 'x')).toEqual([]);
  });

  test('times', () => {
    expect(['60', '60s', '1m', '1h30m', '500ms', '1d', 'x', ''].map((text) => secondsOf(text))).toEqual([
      60,
      60,
      60,
      5400,
      0.5,
      86400,
      null,
      null,
    ]);
    expect(secondsOf('30000', 0.001)).toBe(30);
  });
});

describe('nginx', () => {
  const at = (body: string, before = ''): ConfigurationReport =>
    checkConfiguration(
      `${before}server {\n    listen 80;\n    location /ws {\n        proxy_pass http://127.0.0.1:8080;\n${body}\n    }\n}\n`,
    );
  const good =
    '        proxy_http_version 1.1;\n        proxy_set_header Upgrade $http_upgrade;\n        proxy_set_header Connection "upgrade";';

  test('an include in the location is named, and nothing is promised', () => {
    const report = at(`${good}\n        include snippets/proxy.conf;`);
    expect(report.routes[0].verdict).toBe('cannot judge');
    expect(report.unresolved.map((one) => one.name)).toContain('snippets/proxy.conf');
  });

  test('an include in the server block does not touch a location with lines of its own', () => {
    expect(at(good, '').routes[0].verdict).toBe('passes');
    const report = checkConfiguration(
      `server {\n include ssl.conf;\n location / {\n proxy_pass http://a;\n${good}\n }\n}\n`,
    );
    expect(report.routes[0].verdict).toBe('passes');
    expect(report.unresolved[0].name).toBe('ssl.conf');
  });

  test('an include in the server block could hold what a bare location lacks', () => {
    expect(
      checkConfiguration('server {\n include ws.conf;\n location / {\n proxy_pass http://a;\n }\n}\n')
        .routes[0].verdict,
    ).toBe('cannot judge');
  });

  test("Debian's proxy_params hides inherited headers", () => {
    const report = checkConfiguration(
      `server {\n proxy_set_header Upgrade $http_upgrade;\n proxy_set_header Connection "upgrade";\n proxy_http_version 1.1;\n location / {\n include proxy_params;\n proxy_pass http://a;\n }\n}\n`,
    );
    expect(ids(report)).toContain('upgrade-header-missing');
    expect(report.routes[0].verdict).toBe('fails');
  });

  test('a variable of another file is named', () => {
    const report = at(
      '        proxy_http_version 1.1;\n        proxy_set_header Upgrade $http_upgrade;\n        proxy_set_header Connection $connection_upgrade;',
    );
    expect(report.routes[0].verdict).toBe('cannot judge');
    expect(report.unresolved.map((one) => one.name)).toContain('$connection_upgrade');
    expect(report.corrected).toBeNull();
  });

  test('set, geo and Lua', () => {
    const set = at(
      '        set $up upgrade;\n        proxy_http_version 1.1;\n        proxy_set_header Upgrade $http_upgrade;\n        proxy_set_header Connection $up;',
    );
    expect(set.routes[0].verdict).toBe('passes');
    expect(
      at(`${good}\n        access_by_lua_block { if x then return ngx.exit(403) end }`).routes[0].verdict,
    ).toBe('cannot judge');
  });

  test('a map with an expression', () => {
    const map = 'map $http_upgrade $c {\n    ~*^websocket$ Upgrade;\n    default       close;\n}\n';
    expect(
      at(
        '        proxy_http_version 1.1;\n        proxy_set_header Upgrade $http_upgrade;\n        proxy_set_header Connection $c;',
        map,
      ).routes[0].verdict,
    ).toBe('passes');
  });

  test('other schemes and other passes', () => {
    expect(ids(checkConfiguration('location / {\n proxy_pass ws://a;\n}\n'))).toContain('target-scheme');
    expect(ids(checkConfiguration('location / {\n grpc_pass grpc://a;\n}\n'))).toContain('not-http-proxy');
    expect(checkConfiguration('location / {\n uwsgi_pass a;\n}\n', 'nginx.conf').routes[0].verdict).toBe(
      'fails',
    );
  });

  test('HTTP/2 to the backend', () => {
    expect(ids(at(good.replace('1.1', '2')))).toContain('http-version-wrong');
  });

  test('upstream servers on 443 are named', () => {
    const report = checkConfiguration(
      `upstream app {\n server 10.0.0.1:443;\n}\nserver {\n location / {\n proxy_pass http://app;\n${good}\n }\n}\n`,
    );
    expect(report.routes[0].verdict).toBe('cannot judge');
    expect(ids(report)).toContain('plain-to-tls-port');
  });

  test('stream, with a PROXY header', () => {
    expect(
      checkConfiguration('stream {\n server {\n listen 443;\n proxy_pass 127.0.0.1:8443;\n }\n}\n').routes[0]
        .verdict,
    ).toBe('passes');
    expect(
      checkConfiguration(
        'stream {\n server {\n listen 443;\n proxy_protocol on;\n proxy_pass 127.0.0.1:8443;\n }\n}\n',
      ).routes[0].verdict,
    ).toBe('cannot judge');
  });

  test('a broken file is said', () => {
    const report = checkConfiguration('server {\n  location / {\n    proxy_pass http://a:1\n  }\n');
    expect(report.unresolved.filter((one) => one.kind === 'syntax').length).toBeGreaterThan(0);
  });

  test('the correction keeps inherited headers and adds one map', () => {
    const report = checkConfiguration(
      `http {\n    server {\n        proxy_set_header Host $host;\n        location /a {\n            proxy_pass http://a:1;\n        }\n        location /b {\n            proxy_pass http://b:1;\n        }\n    }\n}\n`,
    );
    expect(report.corrected?.match(/map \$http_upgrade/g)?.length).toBe(1);
    expect(report.corrected?.match(/proxy_set_header Host \$host;/g)?.length).toBe(3);
    expect(verdicts(checkConfiguration(report.corrected ?? '')).every((one) => one.endsWith('passes'))).toBe(
      true,
    );
    expect(report.diff.slice(0, 2)).toEqual(['--- nginx.conf', '+++ nginx.conf']);
  });
});

describe('apache', () => {
  test('includes and macros in a virtual host keep it from passing', () => {
    const report = checkConfiguration(
      '<VirtualHost *:80>\n  Include conf/proxy.conf\n  ProxyPass / http://127.0.0.1:8080/ upgrade=websocket\n</VirtualHost>\n',
    );
    expect(report.routes[0].verdict).toBe('cannot judge');
    expect(report.unresolved[0].name).toBe('conf/proxy.conf');
  });

  test("Certbot's own include is known to be harmless", () => {
    const report = checkConfiguration(
      '<IfModule mod_ssl.c>\n<VirtualHost *:443>\n  ProxyPass / http://127.0.0.1:8080/ upgrade=websocket\n  Include /etc/letsencrypt/options-ssl-apache.conf\n</VirtualHost>\n</IfModule>\n',
    );
    expect(report.routes[0].verdict).toBe('passes');
    expect(report.unresolved.map((one) => one.name)).toContain('<IfModule mod_ssl.c>');
  });

  test('conditions inside a virtual host are named', () => {
    const report = checkConfiguration(
      '<VirtualHost *:80>\n<IfModule mod_proxy.c>\n  ProxyPass / http://127.0.0.1:8080/ upgrade=websocket\n</IfModule>\n</VirtualHost>\n',
    );
    expect(report.routes[0].verdict).toBe('cannot judge');
    const loaded = checkConfiguration(
      'LoadModule proxy_module x.so\nLoadModule proxy_http_module y.so\n<VirtualHost *:80>\n<IfModule mod_proxy.c>\n  ProxyPass / http://127.0.0.1:8080/ upgrade=websocket\n</IfModule>\n</VirtualHost>\n',
    );
    expect(loaded.routes[0].verdict).toBe('passes');
  });

  test('Define is expanded, an unknown variable is named', () => {
    const variable = '$' + '{B}';
    expect(
      checkConfiguration(`Define B http://127.0.0.1:8080\nProxyPass / ${variable}/ upgrade=websocket\n`)
        .routes[0].verdict,
    ).toBe('passes');
    const report = checkConfiguration(`ProxyPass / ${variable}/ upgrade=websocket\n`);
    expect(report.routes[0].verdict).not.toBe('passes');
    expect(report.unresolved.map((one) => one.name)).toContain(variable);
  });

  test('continued lines, quotes and comments', () => {
    const report = checkConfiguration(
      '# ProxyPass / http://x/\nProxyPass \\\n  \'/\' \\\n  "http://127.0.0.1:8080/" \\\n  upgrade=websocket\n',
    );
    expect(verdicts(report)).toEqual(['ProxyPass /: passes']);
  });

  test('rules of files are no ways for a WebSocket', () => {
    const report = checkConfiguration(
      'RewriteEngine On\nRewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule ^ index.html [L]\nProxyPass /ws http://127.0.0.1:8080/ws upgrade=websocket\n',
    );
    expect(verdicts(report)).toEqual(['ProxyPass /ws: passes']);
  });

  test('a rule that catches WebSockets spares the ProxyPass below', () => {
    const report = checkConfiguration(
      'RewriteEngine On\nRewriteCond %{HTTP:Upgrade} =websocket [NC]\nRewriteRule /(.*) ws://127.0.0.1:8080/$1 [P,L]\nProxyPass / http://127.0.0.1:8080/\n',
    );
    expect(report.routes.map((route) => route.verdict)).toEqual(['passes', 'passes']);
    expect(ids(report, 'ProxyPass')).toContain('caught-by-rewrite');
  });

  test('unclosed sections are said', () => {
    expect(
      checkConfiguration('<VirtualHost *:80>\nProxyPass / http://a/\n').unresolved.some(
        (one) => one.kind === 'syntax',
      ),
    ).toBe(true);
  });
});

describe('haproxy', () => {
  const defaults =
    'defaults\n    mode http\n    timeout client 30s\n    timeout server 30s\n    timeout tunnel 1h\n';

  test('several backends, one route each; a missing one is named', () => {
    const report = checkConfiguration(
      `${defaults}frontend web\n    bind :80\n    use_backend api if { path_beg /api }\n    default_backend app\nbackend app\n    server s 127.0.0.1:8080\n`,
    );
    expect(verdicts(report)).toEqual(['frontend web: cannot judge', 'frontend web › backend app: passes']);
    expect(ids(report)).toContain('backend-missing');
  });

  test('named defaults', () => {
    const report = checkConfiguration(
      'defaults a\n    mode http\ndefaults b\n    mode http\n    timeout client 10s\nfrontend f from a\n    bind :80\n    default_backend x\nbackend x from a\n    server s 127.0.0.1:8080\n',
    );
    expect(ids(report)).not.toContain('tunnel-timeout-missing');
  });

  test('no mode is TCP: header rules do not count there', () => {
    expect(
      checkConfiguration(
        'listen a\n    bind :80\n    http-request del-header Upgrade\n    server s 127.0.0.1:8080\n',
      ).routes[0].verdict,
    ).toBe('passes');
  });

  test('a rule with a condition that is not about the upgrade', () => {
    const report = checkConfiguration(
      `${defaults}listen a\n    bind :80\n    http-request del-header Upgrade if { src 10.0.0.0/8 }\n    server s 127.0.0.1:8080\n`,
    );
    expect(report.routes[0].verdict).toBe('cannot judge');
  });

  test('a rule that spares WebSockets', () => {
    const report = checkConfiguration(
      `${defaults}listen a\n    bind :80\n    http-request redirect scheme https unless { hdr(Upgrade) -i websocket }\n    http-request deny if !{ hdr(Upgrade) -i websocket }\n    server s 127.0.0.1:8080\n`,
    );
    expect(report.routes[0].verdict).toBe('passes');
  });

  test('ssl_fc follows from the bind lines', () => {
    const rule = '    http-request redirect scheme https unless { ssl_fc }\n    server s 127.0.0.1:8080\n';
    expect(checkConfiguration(`${defaults}listen a\n    bind :80\n${rule}`).routes[0].verdict).toBe('fails');
    expect(
      checkConfiguration(`${defaults}listen a\n    bind :443 ssl crt x\n${rule}`).routes[0].verdict,
    ).toBe('passes');
    const mixed = checkConfiguration(`${defaults}listen a\n    bind :80\n    bind :443 ssl crt x\n${rule}`);
    expect(mixed.routes[0].verdict).toBe('passes');
    expect(ids(mixed)).toContain('redirect');
  });

  test('the correction gives tunnels a timeout', () => {
    const report = checkConfiguration(
      'defaults\n    mode http\n    timeout client 30s\n    timeout server 30s\n\nlisten a\n    bind :80\n    server s 127.0.0.1:8080\n',
    );
    expect(report.corrected).toContain('    timeout tunnel 1h\n');
    expect(ids(checkConfiguration(report.corrected ?? ''))).toEqual([]);
  });
});

describe('caddy', () => {
  test('imports of other files keep it from passing, snippets do not', () => {
    expect(
      checkConfiguration('a.example {\n\timport common.conf\n\treverse_proxy 127.0.0.1:8080\n}\n').routes[0]
        .verdict,
    ).toBe('cannot judge');
    expect(
      checkConfiguration(
        '(c) {\n\tencode gzip\n}\na.example {\n\timport c\n\treverse_proxy 127.0.0.1:8080\n}\n',
      ).routes[0].verdict,
    ).toBe('passes');
    expect(
      checkConfiguration(
        '(c) {\n\trequest_header -Upgrade\n}\na.example {\n\timport c\n\treverse_proxy 127.0.0.1:8080\n}\n',
      ).routes[0].verdict,
    ).toBe('fails');
  });

  test('one site without braces, an exact path', () => {
    const report = checkConfiguration('a.example\n\nreverse_proxy /ws 127.0.0.1:8080\n');
    expect(report.routes[0]).toMatchObject({ where: 'a.example › reverse_proxy /ws', verdict: 'passes' });
    expect(ids(report)).toContain('exact-path');
  });

  test('a header set in handle above', () => {
    expect(
      checkConfiguration(
        'a.example {\n\thandle /ws* {\n\t\trequest_header Connection close\n\t\treverse_proxy 127.0.0.1:8080\n\t}\n}\n',
      ).routes[0].verdict,
    ).toBe('fails');
  });

  test('route keeps the order of the file', () => {
    expect(
      checkConfiguration(
        'a.example {\n\troute {\n\t\treverse_proxy /ws 127.0.0.1:8080\n\t\trespond "x"\n\t}\n}\n',
      ).routes[0].verdict,
    ).toBe('passes');
  });

  test('Caddy 1', () => {
    expect(
      ids(
        checkConfiguration('a.example {\n\tproxy / localhost:8080 {\n\t\twebsocket\n\t}\n}\n', 'Caddyfile'),
      ),
    ).toContain('caddy-1');
  });
});
