// Servers and proxies that name themselves in headers, as stacks of the guides.

import { streamOffset } from '../../model/coordinates.ts';
import type { StackId } from '../../model/stack-id.ts';
import type { DiagnosisContext } from '../context.ts';
import { oncePer } from '../once-per.ts';

const names: readonly (readonly [stack: StackId, test: RegExp])[] = [
  ['nginx', /\b(nginx|openresty|tengine)\b/i],
  ['apache', /\b(apache|httpd)\b/i],
  ['haproxy', /\bhaproxy\b/i],
  ['caddy', /\bcaddy\b/i],
  ['lighttpd', /\blighttpd\b/i],
  ['envoy', /\b(envoy|istio)\b|^x-envoy/i],
  ['traefik', /\btraefik\b/i],
  ['cloudflare', /\bcloudflare\b|^cf-/i],
  ['aws-alb', /\bawselb\b|^x-amzn-trace-id/i],
  ['aws-api-gateway', /^x-amz-apigw|^apigw-requestid/i],
  ['iis', /\b(Microsoft-IIS|ARR|Microsoft-HTTPAPI)\b/i],
  ['aiohttp', /\baiohttp\b/i],
  [
    'python-websockets',
    /\b(websockets\/|Python\/\S+ websockets|TornadoServer|uvicorn|gunicorn|hypercorn|daphne|Werkzeug|BaseHTTP|CherryPy|Cheroot|AutobahnPython|TwistedWeb)\b/i,
  ],
  ['node-ws', /\b(Express|node)\b/i],
  ['php', /\b(PHP|Swoole|Workerman|Ratchet)\b/i],
  ['java', /\b(Jetty|Tomcat|Undertow|WildFly|GlassFish|Coyote|Netty)\b/i],
  ['dotnet', /\b(Kestrel|ASP\.NET)\b/i],
  ['go', /\b(gorilla|fasthttp|gws)\b/i],
];

/** Stacks that are proxies: they stand between, so an answer of theirs need not be the application's. */
export const proxyStacks: ReadonlySet<StackId> = new Set<StackId>([
  'nginx',
  'apache',
  'haproxy',
  'caddy',
  'lighttpd',
  'envoy',
  'traefik',
  'cloudflare',
  'aws-alb',
  'aws-api-gateway',
  'iis',
]);

/** A URL of Engine.IO, on which Socket.IO stands: its usual paths, or the version of the protocol. */
const engineIoTarget = /\/(?:socket|engine)\.io\/|[?&]EIO=\d/;

/** The stacks that a connection's headers and URL name, in the order of their headers. */
export const stacksOf = oncePer((context: DiagnosisContext): readonly StackId[] => {
  const prints = context.connection.handshake?.fingerprints ?? [];
  const found = new Set<StackId>();
  for (const print of prints) for (const [stack, test] of names) if (test.test(print)) found.add(stack);
  const response = context.connection.handshake?.response ?? null;
  // Go writes each header name with one capital a word, so Sec-WebSocket becomes Sec-Websocket. It names no server.
  const fields = response?.headers.map(({ name }) => name) ?? [];
  const isNamed = fields.some((name) => name.toLowerCase() === 'server');
  if (!isNamed && fields.some((name) => name.startsWith('Sec-Websocket-'))) found.add('go');
  if (engineIoTarget.test(context.connection.handshake?.request?.target ?? '')) found.add('socketio');
  return [...found];
});

/**
 * The proxy that answered or passed the request on, or `null`: by its headers, `Via` and forwarding headers
 * included.
 */
export function proxySeen(
  context: DiagnosisContext,
): { readonly name: string; readonly stack: StackId | null } | null {
  const stack = stacksOf(context).find((name) => proxyStacks.has(name));
  const handshake = context.connection.handshake;
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
export function headsAreCut(context: DiagnosisContext): boolean {
  return [context.client, context.server].some(
    ({ direction }) =>
      direction.heads.some(({ head }) => !head.complete) ||
      (direction.base > 0 && direction.map.hasHole(streamOffset(0), direction.base)),
  );
}
