// What else a paste says: programs, addresses, paths and circumstances. The same signs are looked for in the
// software that the public cases name, so that the counts and the paste are compared by one measure.

import type { StackId } from '../model/stack-id.ts';

/** What a sign is about. Of one group the strongest sign alone counts, because they come together. */
export type SignGroup = 'stack' | 'server set-up' | 'path' | 'address' | 'role' | 'payload' | 'values';

export interface Sign {
  readonly id: string;
  readonly group: SignGroup;
  /** As shown: `http-proxy-middleware`. */
  readonly name: string;
  readonly pattern: RegExp;
  /** The guide with the fixes for it. */
  readonly stack?: StackId;
}

/** All signs. */
export const signs: readonly Sign[] = [
  {
    id: 'node-proxy',
    group: 'path',
    name: 'a proxy inside Node',
    pattern: /http-proxy|setupProxy|\bproxyReq\b|node-http-proxy|\[HPM\]|proxy-middleware/i,
    stack: 'node-ws',
  },
  {
    id: 'dev-server',
    group: 'server set-up',
    name: 'a dev server with hot reload',
    // A port that a proxy's configuration names as its backend is that of any server.
    pattern:
      /webpack|\bHMR\b|\bvite\b|_next\/|next\.?js|next-ws|sockjs-node|create-react-app|\bCRA\b|angular cli|ng-cli-ws|(?<!\b(?:proxy_pass|proxypass\w*|reverse_proxy|server|backend|upstream)\b[^\n]{0,80}):(?:5173|3000|4200|24678)\b|hot-?reload|__vite/i,
  },
  { id: 'next', group: 'stack', name: 'Next.js', pattern: /next\.?js|_next\/|next-ws/i, stack: 'next' },
  { id: 'vite', group: 'stack', name: 'Vite', pattern: /\bvite\b|:5173\b/i, stack: 'vite' },
  {
    id: 'socket.io',
    group: 'server set-up',
    name: 'Socket.IO',
    pattern: /socket\.io|engine\.io|peerjs|peerserver/i,
    stack: 'socketio',
  },
  {
    id: 'express-ws',
    group: 'server set-up',
    name: 'a WebSocket plug-in of a Node framework',
    pattern: /express-ws|koa-easy-ws|\bnes\b|handleUpgrade/i,
    stack: 'node-ws',
  },
  {
    id: 'node-ws',
    group: 'stack',
    name: 'ws for Node',
    pattern:
      /node_modules\/ws\/|\bws\.Server\b|WS_ERR_|\bNode(?:\.js)? ws\b|(?<![/.\w-])ws\b(?! ?:?\/\/)|RangeError: Invalid WebSocket frame|\bexpress\b/,
    stack: 'node-ws',
  },
  {
    id: 'websocket-node',
    group: 'stack',
    name: 'websocket for Node',
    pattern: /WebSocket-Node|websocket@1|websocket\/lib/i,
    stack: 'node-ws',
  },
  {
    id: 'wsgi',
    group: 'stack',
    name: 'a WSGI server (Flask, gunicorn, gevent)',
    pattern: /flask|gunicorn|gevent|werkzeug|wsgi/i,
    stack: 'python-websockets',
  },
  {
    id: 'python',
    group: 'stack',
    name: 'Python',
    pattern:
      /python|aiohttp|websockets[/.](?:exceptions|legacy|client|server)|Traceback|\.py\b|ws4py|uvicorn|tornado|autobahn/i,
    stack: 'python-websockets',
  },
  {
    id: 'rack',
    group: 'stack',
    name: 'a Ruby server (Rack, Thin, Puma)',
    pattern: /\bruby\b|\brack\b|\bthin\b|\bpuma\b|faye|actioncable|em-websocket|goliath/i,
  },
  {
    id: 'php',
    group: 'stack',
    name: 'PHP',
    pattern: /\bphp|ratchet|swoole|workerman|hoa\//i,
    stack: 'php',
  },
  {
    id: 'micro',
    group: 'stack',
    name: 'a microcontroller',
    pattern:
      /\besp(?:32|8266)?\b|esp[-_]?idf|arduino|esphttpd|ESPAsync|zephyr|\bpico\b|espruino|sming|lwip|mWebSockets|simba/i,
    stack: 'esp32',
  },
  {
    id: 'go',
    group: 'stack',
    name: 'Go',
    pattern: /gorilla|gobwas|\bgo\b|nhooyr|coder\/websocket|goroutine|^websocket: /im,
    stack: 'go',
  },
  {
    id: 'netty',
    group: 'stack',
    name: 'Netty',
    pattern: /netty|webflux|reactor|vert\.?x|\bRSV:[0-7]|linkis|gravitee/i,
    stack: 'java',
  },
  {
    id: 'java',
    group: 'stack',
    name: 'Java',
    pattern:
      /\bjava\b|java-websocket|jetty|tomcat|undertow|grizzly|atmosphere|spring|javax?\.|org\.(?:java_websocket|apache|eclipse)|okhttp|ktor/i,
    stack: 'java',
  },
  {
    id: 'dotnet',
    group: 'stack',
    name: '.NET',
    pattern:
      /(?:\b(?:ASP|VB)|(?<![\w-]))\.NET\b|ClientWebSocket|System\.Net|signalr|kestrel|websocket-sharp|SuperWebSocket|SuperSocket|NetCoreServer|Alchemy|websocket-manager/i,
    stack: 'dotnet',
  },
  {
    id: 'c',
    group: 'stack',
    name: 'a library in C or C++',
    pattern:
      /C\+\+|\(C\)|libwebsockets|\blws|beast|websocketpp|mongoose|uwebsockets|libhv|\bcrow\b|\bpoco\b|seasocks|civetweb|drogon|janus|wsServer/i,
  },
  { id: 'rust', group: 'stack', name: 'Rust', pattern: /tungstenite|\brust\b|\baxum\b|\bwarp\b|\btokio\b/i },
  {
    id: 'apple',
    group: 'stack',
    name: 'Apple platforms',
    pattern: /swift|starscream|NSURL|NSPOSIX|kNWError|PocketSocket|\bSafari\b|Cocoa/i,
  },
  {
    id: 'reverse-proxy',
    group: 'path',
    name: 'a reverse proxy or gateway',
    pattern:
      /nginx|apache httpd|proxy_wstunnel|traefik|haproxy|envoy|istio|caddy|lighttpd|cloudflare|\bALB\b|\bELB\b|\bIIS\b|\bARR\b|gateway|pingora|yarp|ingress/i,
  },
  { id: 'nginx', group: 'stack', name: 'nginx', pattern: /nginx/i, stack: 'nginx' },
  {
    id: 'apache',
    group: 'stack',
    name: 'Apache',
    pattern: /apache httpd|AH\d{5}|proxy_wstunnel/i,
    stack: 'apache',
  },
  { id: 'haproxy', group: 'stack', name: 'HAProxy', pattern: /haproxy/i, stack: 'haproxy' },
  { id: 'caddy', group: 'stack', name: 'Caddy', pattern: /\bcaddy\b/i, stack: 'caddy' },
  { id: 'lighttpd', group: 'stack', name: 'lighttpd', pattern: /lighttpd/i, stack: 'lighttpd' },
  { id: 'traefik', group: 'stack', name: 'Traefik', pattern: /traefik/i, stack: 'traefik' },
  { id: 'envoy', group: 'stack', name: 'Envoy', pattern: /envoy|istio/i, stack: 'envoy' },
  { id: 'iis', group: 'stack', name: 'IIS', pattern: /\bIIS\b|\bARR\b/, stack: 'iis' },
  { id: 'cloudflare', group: 'path', name: 'Cloudflare', pattern: /cloudflare|cf-ray/i, stack: 'cloudflare' },
  {
    id: 'aws',
    group: 'path',
    name: 'AWS',
    pattern: /amazonaws|\bALB\b|\bELB\b|execute-api/i,
    stack: 'aws-alb',
  },
  {
    id: 'interceptor',
    group: 'path',
    name: 'a debugging or filtering proxy',
    pattern:
      /NOD32|ESET|kaspersky|avast|antivirus|mitmproxy|caido|lint-http|greyproxy|proxypin|burp|fiddler|transparent proxy|tunnelto|ngrok|zscaler/i,
  },
  {
    id: 'frame-in-payload',
    group: 'payload',
    name: 'a frame header at the start of a quoted payload',
    pattern: /(?:decode|payload|data|message)\b[^'"\n]{0,20}b?['"]\\x8[12](?:~|\\x7[ef]|\\x[0-6][0-9a-f])/i,
  },
  { id: 'tls', group: 'address', name: 'wss://', pattern: /\bwss:\/\/|\bwss\b/i },
  { id: 'plain', group: 'address', name: 'ws://', pattern: /\bws:\/\// },
  { id: 'local', group: 'path', name: 'localhost', pattern: /localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0/ },
];

/** The same error with other opcodes or reserved bits each time. It is not found by words. */
export const differentValues: Sign = {
  id: 'different-values',
  group: 'values',
  name: 'the same error with different values',
  pattern: /(?!)/,
};

const byId = new Map(signs.map((sign) => [sign.id, sign]));

/** Looks a sign up by its id. */
export function signOf(id: string): Sign | undefined {
  return byId.get(id);
}

/** More of a text is not searched for signs, in characters. */
const maxSearched = 16_384;

/** The signs in a text. */
export function signsIn(text: string): Sign[] {
  const part = text.slice(0, maxSearched);
  return signs.filter(({ pattern }) => pattern.test(part));
}

/** The stacks that a text names, in the order of the signs. */
export function stacksOf(found: readonly Sign[]): StackId[] {
  return [...new Set(found.flatMap(({ stack }) => stack ?? []))];
}
