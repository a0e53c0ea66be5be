// The few members of http-proxy 1.18 that the lab calls; the package ships no types.
declare module 'http-proxy' {
  import type { IncomingMessage, ServerResponse } from 'node:http';
  import type { Duplex } from 'node:stream';

  export interface Proxy {
    web(request: IncomingMessage, response: ServerResponse): void;
    ws(request: IncomingMessage, socket: Duplex, head: Buffer): void;
    on(event: 'error', listener: (error: Error, request: IncomingMessage, socket: Duplex) => void): void;
    close(): void;
  }
  const httpProxy: { createProxyServer(options: { target: string; ws?: boolean }): Proxy };
  export = httpProxy;
}
