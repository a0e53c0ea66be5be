import { describe, expect, test } from 'vitest';
import { checkConfiguration } from '../check.ts';
import type { ConfigurationReport } from '../report.ts';

const check = (middlewares: string, used = '[m]', service = ''): ConfigurationReport =>
  checkConfiguration(
    `http:
  routers:
    app:
      rule: Host(\`a.example\`)
      service: app
      middlewares: ${used}
  services:
    app:
      loadBalancer:
        servers:
          - url: http://127.0.0.1:8080
${service}
  middlewares:
${middlewares}
`,
    undefined,
    'traefik',
  );
const ids = (report: ConfigurationReport): string[] =>
  report.routes.flatMap((route) => route.findings.map((finding) => finding.id));

describe('middlewares', () => {
  test.each([
    ['m:\n      redirectScheme:\n        scheme: https', 'redirect'],
    ['m:\n      basicAuth:\n        users: [a]', 'auth'],
    ['m:\n      inFlightReq:\n        amount: 10', 'in-flight'],
    ['m:\n      errors:\n        status: ["500"]', 'errors'],
    ['m:\n      plugin:\n        x: {}', 'plugin'],
    ['m:\n      headers:\n        customRequestHeaders:\n          Upgrade: websocket', 'header-not-needed'],
    ['m:\n      headers:\n        customRequestHeaders:\n          Upgrade: ""', 'request-header-changed'],
    [
      'm:\n      headers:\n        customResponseHeaders:\n          Sec-WebSocket-Accept: ""',
      'response-header-changed',
    ],
  ])('%j: %s', (middleware, id) => {
    expect(ids(check(`    ${middleware}`))).toEqual([id]);
  });

  test('a chain is followed, also when it leads back to itself', () => {
    const chain =
      '    c:\n      chain:\n        middlewares: [m, c, other]\n    m:\n      headers:\n        customRequestHeaders:\n          Connection: close';
    expect(ids(check(chain, '[c]'))).toEqual(['request-header-changed', 'middleware-missing']);
  });
});

test('several servers without sticky, and a Host that is replaced', () => {
  const service = '          - url: http://127.0.0.1:8081\n        passHostHeader: false';
  expect(ids(check('    m:\n      compress: {}', '[m]', service))).toEqual(['not-sticky', 'host-not-passed']);
});
