// Servers and proxies that name themselves in headers, as stacks of the guides.

import type { HttpHead } from '../../model/http.ts';
import type { Scene } from '../scene.ts';

const names: readonly (readonly [stack: string, test: RegExp])[] = [
  ['nginx', /\b(nginx|openresty|tengine)\b/i],
  ['apache', /\b(apache|httpd)\b/i],
  ['haproxy', /\bhaproxy\b/i],
  ['caddy', /\bcaddy\b/i],
  ['envoy', /\b(envoy|istio)\b|^x-envoy/i],
  ['traefik', /\btraefik\b/i],
  ['cloudflare', /\bcloudflare\b|^cf-/i],
  ['aws-alb', /\bawselb\b|^x-amzn-trace-id/i],
  ['aws-api-gateway', /^x-amz-apigw|^apigw-requestid/i],
  ['iis', /\b(Microsoft-IIS|ARR|Microsoft-HTTPAPI)\b/i],
  ['aiohttp', /\baiohttp\b/i],
  [
    'python-websockets',
    /\b(websockets\/|Python\/\S+ websockets|TornadoServer|uvicorn|gunicorn|hypercorn|daphne|Werkzeug|BaseHTTP)\b/i,
  ],
  ['node-ws', /\b(Express|node)\b/i],
  ['php', /\b(PHP|Swoole|Workerman|Ratchet)\b/i],
  ['java', /\b(Jetty|Tomcat|Undertow|WildFly|GlassFish|Coyote|Netty)\b/i],
  ['dotnet', /\b(Kestrel|ASP\.NET)\b/i],
  ['go', /\b(gorilla|fasthttp|gws)\b/i],
];

/** Stacks that are proxies: they stand between, so an answer of theirs need not be the application's. */
export const proxyStacks: ReadonlySet<string> = new Set([
  'nginx',
  'apache',
  'haproxy',
  'caddy',
  'envoy',
  'traefik',
  'cloudflare',
  'aws-alb',
  'aws-api-gateway',
  'iis',
]);

/** The stacks that a connection's headers name, in the order of their headers. */
export function stacksOf(scene: Scene): string[] {
  return scene.once('stacks', () => {
    const prints = scene.connection.handshake?.fingerprints ?? [];
    const found = new Set<string>();
    for (const print of prints) for (const [stack, test] of names) if (test.test(print)) found.add(stack);
    return [...found];
  });
}

/** The proxy that answered or passed the request on, or `null`: by its headers, `Via` and forwarding headers included. */
export function proxySeen(scene: Scene): { readonly name: string; readonly stack: string | null } | null {
  const stack = stacksOf(scene).find((name) => proxyStacks.has(name));
  const handshake = scene.connection.handshake;
  if (stack !== undefined) {
    const print = handshake?.fingerprints.find((one) =>
      names.some(([name, test]) => name === stack && test.test(one)),
    );
    return { name: print ?? stack, stack };
  }
  const passing = handshake?.fingerprints.find((print) =>
    /^(via|x-forwarded-|forwarded|x-real-ip)/i.test(print),
  );
  return passing === undefined ? null : { name: passing, stack: null };
}

/** The capture lacks bytes of a head, so what is not in it may have been there. */
export function headsAreCut(scene: Scene): boolean {
  return [scene.client, scene.server].some(
    ({ direction }) =>
      direction.heads.some(({ head }) => !head.complete) ||
      (direction.base > 0 && direction.map.hasHole(0, direction.base)),
  );
}

/** The body of an answer as text, as far as it lies in the first bytes. */
export function bodyOf(scene: Scene, head: HttpHead | null): string {
  if (head === null || head.kind !== 'response') return '';
  const { raw, direction } = scene.server;
  const start = direction.heads.at(-1)?.start ?? 0;
  return new TextDecoder().decode(raw.subarray(start + head.byteLength, start + head.byteLength + 2048));
}
