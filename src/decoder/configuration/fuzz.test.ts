import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpuTime } from '../../testing/cpu-time.ts';
import { checkConfiguration } from './check.ts';
import type { ConfigurationKind } from './report.ts';
import { configurationKinds } from './report.ts';

const words: Record<ConfigurationKind, string[]> = {
  nginx: [
    'server',
    'location / ',
    '{',
    '}',
    ';',
    'proxy_pass http://a:1',
    'proxy_set_header Upgrade $http_upgrade',
    'map $http_upgrade $c',
    '"',
    "'",
    '\\',
    '${',
    'include x',
    'if ($http_upgrade)',
    'return 301 x',
    '#',
    'x_by_lua_block {',
    'upstream a',
    'proxy_http_version',
  ],
  apache: [
    '<VirtualHost *:80>',
    '</VirtualHost>',
    '<',
    '>',
    '</',
    'ProxyPass / http://a/',
    'ProxyPass /ws ws://a/',
    'RewriteRule ^/?(.*) ws://a/$1 [P]',
    'RewriteCond %{HTTP:Upgrade} (',
    '\\',
    '"',
    '#',
    'BalancerMember',
    '<Proxy balancer://a>',
    'ProxyPass / balancer://a',
    'upgrade=websocket',

    'Redirect',
  ],
  haproxy: [
    'frontend f',
    'backend b',
    'defaults',
    'listen l',
    ' bind :80',
    ' server s a:1 ssl',
    ' use_backend b if x',
    ' acl x hdr(Upgrade) -i websocket',
    ' default_backend b',
    ' http-request del-header',
    ' timeout tunnel',
    '!',
    '{',
    '}',
    '||',
    '"',
    '\\',
    '#',
    ' if ',
    '-m reg (',
  ],
  caddy: [
    'a.example',
    '{',
    '}',
    'reverse_proxy',
    '@x',
    'header Connection Upgrade',
    'import y',
    '(y)',
    '"',
    '`',
    '<<E',
    'E',
    '\\',
    '#',
    'handle',
    'respond',
    'header_up -Upgrade',
    ',',
    'transport http {',
    '{$X}',
  ],
  envoy: [
    'static_resources:',
    'http_filters:',
    'route_config:',
    'virtual_hosts:',
    '- ',
    '{',
    '}',
    '[',
    ']',
    ': ',
    '&a',
    '*a',
    '"',
    'upgrade_configs:',
    'routes:',
    'match: {prefix: /}',
    'route: {cluster: a}',
    '|',
    'stat_prefix: x',
    "'@type': x.HttpConnectionManager",
  ],
  traefik: [
    'http:',
    'routers:',
    'a:',
    'service: a',
    'middlewares: [m]',
    'services:',
    'labels:',
    '- traefik.http.routers.a.rule=Host',
    'loadBalancer:',
    'servers:',
    '- url: h2c://a',
    '{',
    '}',
    'headers:',
    'customRequestHeaders:',
    'Upgrade: ""',
    'kind: IngressRoute',
    '---',
    '&a',
    '*a',
  ],
  lighttpd: [
    'server.modules = ( "mod_proxy" )',
    'server.modules +=',
    '$HTTP["url"] =~ "^/ws" {',
    '} else $HTTP["host"] == "a" {',
    'else {',
    '{',
    '}',
    '(',
    ')',
    '=>',
    '+',
    '"',
    '\\',
    '#',
    'proxy.server = ( "" => (( "host" => "a", "port" => 1 )) )',
    'proxy.server = ( "/ws" => ( "host" => "a" ) )',
    'proxy.header = ( "upgrade" => "enable" )',
    'proxy.header = ( "map-urlpath" => ( "/" => "/a" ) )',
    'wstunnel.server = ( "/" => (( "port" => var.x )) )',
    'url.rewrite-repeat = ( "(.*)" => "/$1" )',
    'url.redirect = ( "" => "x" )',
    'url.access-deny = ( "" )',
    'auth.require = ( "/" => () )',
    'var.x = x + 1',
    'include "a"',
    'global {',
  ],
  vite: [
    "import { defineConfig } from 'vite'",
    'export default defineConfig({',
    'export default ({ mode }) => ({',
    'module.exports = {',
    'server: {',
    'proxy: {',
    'proxy: [',
    '}',
    '})',
    ']',
    '(',
    ')',
    ',',
    '`',
    '"',
    '/',
    '...',
    '...x,',
    "'/ws': {",
    "'^/ws(': 'ws://a:1',",
    "'/': 'http://a:1',",
    '[process.env.K]: {',
    "target: 'http://a:3000',",
    'target: process.env.T ||',
    'ws: true,',
    'ws: x,',
    'rewrite: (path) => path.replace(/^/a/, ""),',
    'bypass: (req) => { if (req) return false },',
    'configure(proxy) { proxy.on("error", () => {}) },',
    'const a = b, b = a;',
    'const f = () => [f(), f()];',
    'if (x) return {',
    'hmr: { path: "/ws" },',
    'as const',
    '// ws: true',
  ],
  'node-proxy': [
    "const httpProxy = require('http-proxy');",
    "import { createProxyMiddleware } from 'http-proxy-middleware';",
    'const app = express();',
    'const proxy = createProxyMiddleware({',
    'const proxy = httpProxy.createProxyServer({',
    "target: 'http://a:1',",
    'ws: true,',
    "pathFilter: ['/a', '!/b'],",
    '});',
    "app.use('/a', proxy);",
    'const server = app.listen(3000);',
    "server.on('upgrade', proxy.upgrade);",
    "server.on('upgrade', (req, socket, head) => {",
    'proxy.ws(req, socket, head);',
    "if (req.url.startsWith('/a'))",
    'else',
    'switch (req.url) {',
    "case '/a':",
    'return;',
    'socket.destroy();',
    "req.url = req.url.replace(/a(/, '');",
    'function f(a) { return f(a); }',
    'f(proxy);',
    'new WebSocketServer({ server });',
    'for (const a of b) {',
    '}',
  ],
  webpack: [
    'module.exports = {',
    'module.exports = (env, argv) => ({',
    'module.exports = [{',
    'devServer: {',
    'proxy: [',
    'proxy: {',
    "{ context: ['/live'], target: 'http://a:3000', ws: true },",
    "context: ['/**', '!/a'],",
    "context: ['/a', '/b/*'],",
    'context: (path) => path.startsWith("/a"),',
    "'/api/*': 'ws://a:1',",
    'pathRewrite: { "^/a(": "" },',
    'pathRewrite: (path) => path.slice(1),',
    'webSocketServer: false,',
    'webSocketServer: { options: { path: "/ws" } },',
    'allowedHosts: [".a"],',
    'server: "https",',
    'ws: true,',
    '...x,',
    'x && {',
    '}',
    ']',
    ')',
    ',',
  ],
};

for (const kind of Object.keys(configurationKinds) as ConfigurationKind[]) {
  test(`${kind}: any text is read, places lie in it, and a correction is stable`, () => {
    const piece = fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...words[kind]) },
      { weight: 4, arbitrary: fc.constantFrom('\n', '\n  ', ' ', '\r\n', '\r', '\t') },
      { weight: 1, arbitrary: fc.string() },
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        const report = checkConfiguration(text, undefined, kind);
        for (const { place } of [
          ...report.routes,
          ...report.unresolved,
          ...report.routes.flatMap((route) => route.findings),
        ]) {
          expect(place.start).toBeLessThanOrEqual(place.end);
          expect(place.end).toBeLessThanOrEqual(text.length);
          expect(place.line).toBeGreaterThan(0);
          expect(place.endLine).toBeGreaterThanOrEqual(place.line);
        }
        for (const route of report.routes) {
          const bad = route.findings.some(
            (finding) => finding.severity === 'error' || finding.severity === 'unknown',
          );
          expect(route.verdict === 'passes').toBe(!bad);
        }
        expect(report.corrected === null).toBe(report.diff.length === 0);
      }),
      { numRuns: 500 },
    );
  });
}

test('large texts are read in reasonable time', () => {
  const block = 'location /a { proxy_pass http://127.0.0.1:8080; proxy_set_header X y; }\n';
  const started = cpuTime();
  checkConfiguration(`server {\n${block.repeat(500)}}\n`, undefined, 'nginx');
  checkConfiguration('ProxyPass /a http://127.0.0.1:8080/\n'.repeat(500), undefined, 'apache');
  checkConfiguration(
    `defaults\n mode http\nlisten a\n${' http-request del-header X\n'.repeat(1000)} server a b:1\n`,
    undefined,
    'haproxy',
  );
  checkConfiguration(`:80 {\n${'\treverse_proxy /a 127.0.0.1:8080\n'.repeat(500)}}\n`, undefined, 'caddy');
  expect(cpuTime() - started).toBeLessThan(10_000);
});

test('blocks that nest without end are named, not followed', () => {
  const count = 20_000;
  const nginx = checkConfiguration('a {'.repeat(count), 'nginx.conf', 'nginx');
  expect(nginx.unresolved.map(({ text }) => text).join(' ')).toContain('nest deeper');
  const apache = checkConfiguration('<Location /a>\n'.repeat(count / 10), 'a.conf', 'apache');
  expect(apache.unresolved.map(({ text }) => text).join(' ')).toContain('nest deeper');
});
