// What a call of a Node program makes: a proxy of http-proxy, one of http-proxy-middleware, or a server.

import { type Made, madeOf, textOfValue, type Value, valueAt } from '../javascript/values.ts';

/** Words of a value and of what it is taken from: `createServer httpProxy of http-proxy`. */
function originOf(value: Value | null): string {
  if (value?.kind !== 'unknown') return '';
  const { made, words, options } = value;
  const owner = made?.owner ?? made?.callee ?? null;
  return [words, owner === null ? originOf(options[0] ?? null) : originOf(owner)].join(' ');
}

/** Helpers of http-proxy-middleware that are no proxy. */
const helpers = /\b(?:responseInterceptor|fixRequestBody|definePlugin|\w+Plugin)\b/;

/** The call that made a proxy of http-proxy-middleware; null for any other value. */
export function middlewareOf(value: Value | null | undefined): Made | null {
  const made = madeOf(value);
  if (!made?.callee || helpers.test(made.name)) return null;
  if (/^(?:legacyC|c)reateProxyMiddleware$/.test(made.name)) return made;
  const isModule = made.owner === null && originOf(made.callee).includes('http-proxy-middleware');
  return isModule && made.name !== 'require' ? made : null;
}

/** The call that made a proxy of http-proxy; null for any other value. */
export function httpProxyOf(value: Value | null | undefined): Made | null {
  const made = madeOf(value);
  if (!made?.callee) return null;
  if (/^(?:on|once)$/.test(made.name)) return httpProxyOf(made.owner);
  if (made.name === 'createProxyServer') return made;
  const isMaker = /^(?:createServer|createProxy)$/.test(made.name);
  return isMaker && /\bhttp-?_?proxy\b/i.test(originOf(made.callee)) ? made : null;
}

/** Options of a proxy of http-proxy-middleware, and the paths that it takes; undefined for all. */
export interface MiddlewareOptions {
  readonly options: Value | undefined;
  readonly context: Value | undefined;
  /** True for `createProxyMiddleware('/path', { … })`, the form of version 2. */
  readonly hasPathFirst: boolean;
}

export function middlewareOptions({ given }: Made): MiddlewareOptions {
  const [first, second] = given;
  if (second !== undefined) return { options: second, context: first, hasPathFirst: true };
  return { options: first, context: valueAt(first, 'pathFilter'), hasPathFirst: false };
}

/** A server that a text makes; the key tells it from others. */
export interface ServerMade {
  readonly key: number;
  readonly tls: boolean;
  /** What answers its requests: a function, an app, or nothing that is known. */
  readonly handler: Value | undefined;
}

const chained =
  /^(?:on|once|addListener|prependListener|listen|setTimeout|ref|unref|setMaxListeners|off|removeListener)$/;

/** The server that a value is; null when it is not one that the text makes. */
export function serverOf(value: Value | null | undefined): ServerMade | null {
  const made = madeOf(value);
  if (!made?.callee || httpProxyOf(value)) return null;
  if (/^create(?:Secure)?Server$/.test(made.name) || made.name === 'Server') {
    const origin = originOf(made.callee);
    if (made.name === 'Server' && !/\bhttps?\b/.test(origin)) return null;
    const tls = made.name === 'createSecureServer' || /\bhttps\b/.test(origin);
    return { key: made.start, tls, handler: made.given.at(-1) };
  }
  if (!chained.test(made.name)) return null;
  const owner = serverOf(made.owner);
  if (owner || made.name !== 'listen' || made.owner === null || httpProxyOf(made.owner)) return owner;
  return { key: made.start, tls: false, handler: made.owner };
}

/** True for an app, which takes requests and is no server. */
export function isApp(value: Value | null): boolean {
  const name = madeOf(value)?.name ?? '';
  return /^(?:express|connect|polka|Koa|restana|fastify|Fastify|Router)$/.test(name);
}

/** A WebSocket server of the program on a server of the text. */
export interface SocketServer {
  readonly server: Value;
  /** Null for every path. */
  readonly path: string | null;
}

export function socketServerOf(value: Value): SocketServer | null {
  const made = madeOf(value);
  if (!made?.callee || !/^(?:WebSocketServer|Server|WSServer|WsServer)$/.test(made.name)) return null;
  const server = valueAt(made.given[0], 'server');
  return server ? { server, path: textOfValue(valueAt(made.given[0], 'path')) } : null;
}
