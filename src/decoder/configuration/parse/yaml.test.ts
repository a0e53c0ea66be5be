import { describe, expect, test } from 'vitest';
import { cpuTime } from '../../../testing/cpu-time.ts';
import { checkConfiguration } from '../check.ts';
import type { ConfigurationReport } from '../report.ts';

const ids = (report: ConfigurationReport): string[] =>
  report.routes.flatMap((route) => route.findings.map((finding) => finding.id));
const verdicts = (report: ConfigurationReport): string[] =>
  report.routes.map((route) => `${route.where}: ${route.verdict}`);

describe('envoy', () => {
  const envoy = (manager: string, route = 'cluster: app', cluster = ''): string => `static_resources:
  listeners:
  - name: main
    address: { socket_address: { address: 0.0.0.0, port_value: 10000 } }
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: ingress
${manager}
          route_config:
            virtual_hosts:
            - name: app
              domains: ["*"]
              routes:
              - match: { prefix: "/" }
                route:
                  ${route}
          http_filters:
          - name: envoy.filters.http.router
  clusters:
  - name: app
    type: STRICT_DNS
${cluster}
    load_assignment:
      endpoints:
      - lb_endpoints:
        - endpoint: { address: { socket_address: { address: app, port_value: 8080 } } }
`;
  const listed = '          upgrade_configs:\n          - upgrade_type: websocket';

  test('without upgrade_configs, and its correction', () => {
    const report = checkConfiguration(envoy('          codec_type: AUTO'));
    expect(verdicts(report)).toEqual(['ingress › app › prefix /: fails']);
    expect(verdicts(checkConfiguration(report.corrected ?? ''))).toEqual([
      'ingress › app › prefix /: passes',
    ]);
    expect(report.diff.filter((line) => /^\+ /.test(line))).toEqual([
      '+          upgrade_configs:',
      '+          - upgrade_type: websocket',
    ]);
  });

  test('the table of manager and route', () => {
    const off = `${listed}\n            enabled: false`;
    const routeOn = 'cluster: app\n                  upgrade_configs: [{ upgrade_type: websocket }]';
    const routeOff =
      'cluster: app\n                  upgrade_configs: [{ upgrade_type: websocket, enabled: false }]';
    expect(checkConfiguration(envoy(listed)).routes[0].verdict).toBe('passes');
    expect(checkConfiguration(envoy(listed, routeOff)).routes[0].verdict).toBe('fails');
    expect(checkConfiguration(envoy(off)).routes[0].verdict).toBe('fails');
    expect(checkConfiguration(envoy(off, routeOn)).routes[0].verdict).toBe('passes');
    expect(checkConfiguration(envoy('          codec_type: AUTO', routeOn)).routes[0].verdict).toBe('passes');
    expect(checkConfiguration(checkConfiguration(envoy(off)).corrected ?? '').routes[0].verdict).toBe(
      'passes',
    );
  });

  test('HTTP/2 to the cluster, timeouts, unknown clusters', () => {
    expect(
      checkConfiguration(envoy(listed, 'cluster: app', '    http2_protocol_options: {}')).routes[0].verdict,
    ).toBe('cannot judge');
    expect(checkConfiguration(envoy(listed, 'cluster: other')).routes[0].verdict).toBe('cannot judge');
    expect(ids(checkConfiguration(envoy(`${listed}\n          stream_idle_timeout: 30s`)))).toContain(
      'idle-timeout-short',
    );
    expect(ids(checkConfiguration(envoy(listed)))).toContain('idle-timeout-default');
  });

  test('routes from elsewhere are named', () => {
    const text = envoy(listed).replace(
      / {10}route_config:[\s\S]*? {10}http_filters/,
      '          rds:\n            route_config_name: a\n          http_filters',
    );
    const report = checkConfiguration(text);
    expect(report.unresolved.map((one) => one.name)).toContain('route_config');
  });

  test('broken YAML is said', () => {
    expect(
      checkConfiguration('static_resources:\n  listeners: [\n').unresolved.some(
        (one) => one.kind === 'syntax',
      ),
    ).toBe(true);
  });
});

describe('traefik', () => {
  const dynamic = (middlewares: string, used = '[m]', url = 'http://127.0.0.1:8080'): string => `http:
  routers:
    app:
      rule: Host(\`a.example\`)
      service: app
      middlewares: ${used}
  services:
    app:
      loadBalancer:
        servers:
          - url: ${url}
  middlewares:
${middlewares}
`;

  test('passes by itself', () => {
    expect(checkConfiguration(dynamic('    m:\n      compress: {}')).routes[0].verdict).toBe('passes');
  });

  test('headers that take the upgrade away, and the correction', () => {
    const report = checkConfiguration(
      dynamic(
        '    m:\n      headers:\n        customRequestHeaders:\n          X-A: b\n          Connection: ""',
      ),
    );
    expect(report.routes[0].verdict).toBe('fails');
    expect(checkConfiguration(report.corrected ?? '').routes[0].verdict).toBe('passes');
  });

  test('what is not here is named', () => {
    expect(checkConfiguration(dynamic('    m:\n      compress: {}', '[other@file]')).routes[0].verdict).toBe(
      'cannot judge',
    );
    expect(checkConfiguration(dynamic('    m:\n      plugin:\n        x: {}')).routes[0].verdict).toBe(
      'cannot judge',
    );
  });

  test('h2c and redirects', () => {
    const h2c = checkConfiguration(dynamic('    m:\n      compress: {}', '[m]', 'h2c://127.0.0.1:8080'));
    expect(h2c.routes[0].verdict).toBe('fails');
    expect(checkConfiguration(h2c.corrected ?? '').routes[0].verdict).toBe('passes');
    expect(
      ids(
        checkConfiguration(
          'entryPoints:\n  web:\n    address: ":80"\n    http:\n      redirections:\n        entryPoint:\n          to: websecure\n',
        ),
      ),
    ).toContain('redirect');
  });

  test('labels of a compose file', () => {
    const text = `services:
  app:
    labels:
      - "traefik.enable=true"
      - "traefik.http.routers.app.rule=Host(\`a.example\`)"
      - "traefik.http.routers.app.middlewares=strip"
      - "traefik.http.middlewares.strip.headers.customrequestheaders.Upgrade="
`;
    expect(verdicts(checkConfiguration(text))).toEqual(['router app › Host(`a.example`): fails']);
  });

  test('IngressRoute', () => {
    const text =
      'apiVersion: traefik.io/v1alpha1\nkind: IngressRoute\nmetadata:\n  name: app\nspec:\n  routes:\n    - match: Host(`a`)\n      kind: Rule\n      services:\n        - name: app\n          port: 8080\n          scheme: h2c\n';
    expect(checkConfiguration(text).routes[0].verdict).toBe('fails');
  });

  test('TOML is said', () => {
    expect(
      checkConfiguration('[entryPoints]\n  [entryPoints.web]\n    address = ":80"\n').unresolved[0].text,
    ).toContain('TOML');
  });
});

describe('YAML that grows without end', () => {
  const nested = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]']
    .concat(Array.from({ length: 8 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(10)}]`))
    .join('\n');
  const refused: [string, string, RegExp][] = [
    ['aliases of aliases', `static_resources:\n  listeners: []\n${nested}\n`, /aliases .* repeat more than/],
    [
      'an anchor that contains itself',
      'static_resources: &a\n  listeners: [*a, *a, *a]\n',
      /&a contains itself/,
    ],
    ['deep nesting', `static_resources: ${'['.repeat(50_000)}`, /too deeply/],
    ['deep lists', `static_resources:\n  ${'- '.repeat(50_000)}`, /too deeply/],
  ];
  test.each(refused)('%s is refused with a sentence', (_, text, sentence) => {
    const started = cpuTime();
    const report = checkConfiguration(text, undefined, 'envoy');
    expect(report.routes).toEqual([]);
    expect(report.unresolved[0]).toMatchObject({ kind: 'syntax', text: expect.stringMatching(sentence) });
    expect(cpuTime() - started).toBeLessThan(2000);
  });

  test('an anchor that is used often, and a merge key, are read', () => {
    const text = `x: &labels
  traefik.enable: "true"
  traefik.http.middlewares.strip.headers.customrequestheaders.Upgrade: ""
services:
  app:
    labels:
      <<: *labels
      traefik.http.routers.app.rule: Host(\`a.example\`)
      traefik.http.routers.app.middlewares: strip
`;
    expect(verdicts(checkConfiguration(text))).toEqual(['router app › Host(`a.example`): fails']);
  });
});

describe('what a part of an Envoy configuration says', () => {
  const hosts = (virtualHost: string, route: string): string => `virtual_hosts:
- name: app
  domains: ["*"]
${virtualHost}
  routes:
  - match: { prefix: "/ws" }
${route}
`;
  const proxied = '    route: { cluster: app, upgrade_configs: [{ upgrade_type: websocket }] }';
  const check = (virtualHost: string, route = proxied) =>
    checkConfiguration(hosts(virtualHost, route), undefined, 'envoy');

  test('headers that a virtual host takes out', () => {
    expect(ids(check('  request_headers_to_remove: [upgrade]'))).toContain('request-header-removed');
    expect(
      ids(
        check(
          '  request_headers_to_add: [{ header: { key: Connection, value: close }, append_action: OVERWRITE_IF_EXISTS_OR_ADD }]',
        ),
      ),
    ).toContain('request-header-removed');
    expect(ids(check('  request_headers_to_remove: [x-a]'))).not.toContain('request-header-removed');
  });

  test('a route that answers, and one that redirects', () => {
    expect(verdicts(check('', '    direct_response: { status: 404 }'))).toEqual(['app › prefix /ws: fails']);
    expect(check('', '    redirect: { https_redirect: true }').routes[0]).toMatchObject({
      verdict: 'fails',
      target: 'redirect to another URL',
    });
  });

  test('a route that turns the upgrade off is corrected in its own place', () => {
    const report = check(
      '',
      '    route: { cluster: app, upgrade_configs: [{ upgrade_type: websocket, enabled: false }] }',
    );
    expect(ids(report)).toContain('upgrade-disabled');
  });
});
