// The few members that the lab calls of packages that ship no types (http-proxy 1.18, websocket 1.0,
// websocket-driver 0.8).
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

declare module 'websocket' {
  import type { Server } from 'node:http';

  type Message = { type: 'utf8'; utf8Data: string } | { type: 'binary'; binaryData: Buffer };
  interface Connection {
    sendUTF(text: string): void;
    on(event: 'message', listener: (message: Message) => void): void;
    on(event: 'error', listener: (error: Error) => void): void;
  }
  interface Request {
    origin: string;
    accept(protocol: string | undefined, origin: string): Connection;
  }
  interface Options {
    httpServer: Server;
    autoAcceptConnections?: boolean;
    maxReceivedFrameSize?: number;
    maxReceivedMessageSize?: number;
  }
  const websocket: {
    server: new (options: Options) => { on(event: 'request', listener: (request: Request) => void): void };
  };
  export = websocket;
}

declare module 'websocket-driver' {
  import type { Duplex } from 'node:stream';

  const driver: {
    server(options: object): {
      io: Duplex;
      messages: Duplex;
      start(): boolean;
      on(event: 'connect', listener: () => void): void;
    };
  };
  export = driver;
}
