// One real handshake: what was sent, what came back, or why there is no connection.

import { randomBytes } from 'node:crypto';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Sender } from '../../decoder/model/basics.ts';
import type { Segment } from '../../decoder/segments/segments.ts';
import { authority } from '../tap/arguments.ts';

/** What is asked for. */
export interface HandshakeRequest {
  readonly url: URL;
  /** Names and values of further headers; one of ours with the same name is replaced. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly subprotocols: readonly string[];
  /** Accept every certificate. */
  readonly insecure: boolean;
  /** How long frames are recorded after a 101, in milliseconds. */
  readonly waitMs: number;
}

/** What became of it. `failure`: the error text of DNS, TCP or TLS, when no request could be sent. */
export type HandshakeAttempt =
  | { readonly failure: string }
  | {
      readonly failure: null;
      readonly segments: readonly Segment[];
      readonly client: string;
      readonly server: string;
      /** The head of the answer, or what came instead; empty when nothing came. */
      readonly answer: string;
      /** The head of the answer came to its end in time. */
      readonly isAnswered: boolean;
      /** The server ended the connection. */
      readonly hasEnded: boolean;
    };

/** How long connecting, and the answer, may take, in milliseconds. */
const maxConnectMs = 10_000;
export const maxAnswerMs = 10_000;
/** More of the answer is not recorded, in bytes. */
const maxRecorded = 1 << 20;
/** After a refusal its body is awaited this long, in milliseconds. */
const bodyMs = 300;

/** Whether an address begins with wss:// or https://. */
export function isSecure({ protocol }: URL): boolean {
  return protocol === 'wss:' || protocol === 'https:';
}

/** The text of the request, to the blank line. */
export function requestText({ url, headers, subprotocols }: HandshakeRequest): string {
  const own: (readonly [string, string])[] = [
    ['Host', url.host],
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Key', randomBytes(16).toString('base64')],
    ['Sec-WebSocket-Version', '13'],
    ['Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits'],
  ];
  if (subprotocols.length > 0) own.push(['Sec-WebSocket-Protocol', subprotocols.join(', ')]);
  if (url.username !== '') {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    own.push(['Authorization', `Basic ${Buffer.from(credentials).toString('base64')}`]);
  }
  const replaced = new Set(headers.map(([name]) => name.toLowerCase()));
  const all = [...own.filter(([name]) => !replaced.has(name.toLowerCase())), ...headers];
  const lines = all.map(([name, value]) => `${name}: ${value}`);
  return `${[`GET ${url.pathname}${url.search} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`;
}

function openSocket({ url, insecure }: HandshakeRequest): Promise<Socket> {
  const secure = isSecure(url);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const socket = secure
    ? connectTls({
        host,
        port,
        ALPNProtocols: ['http/1.1'],
        rejectUnauthorized: !insecure,
        ...(isIP(host) ? {} : { servername: host }),
      })
    : connectTcp({ host, port });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`connect ETIMEDOUT ${authority(host, port)}`));
    }, maxConnectMs);
    socket.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

/** The error text of a connection that could not be opened, as Node prints it. */
function failureText(error: unknown): string {
  // Node tries all addresses of a name and reports them together, with an empty message.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error ? first.message : String(first);
}

/** Records what comes until the answer and the time after it are over, the peer ends, or enough was recorded. */
function record(socket: Socket, segments: Segment[], waitMs: number): Promise<Buffer> {
  let received = Buffer.alloc(0);
  let isAnswered = false;
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(received);
    };
    const end = (sender: Sender, kind: 'fin' | 'rst') => {
      segments.push({ sender, kind, time: Date.now() / 1000, length: 0, bytes: new Uint8Array(0) });
      done();
    };
    // This side gives up: of an answer that has begun, its beginning is judged.
    let timer = setTimeout(() => (received.length === 0 ? end('client', 'fin') : done()), maxAnswerMs);
    socket.on('data', (bytes: Buffer) => {
      segments.push({ sender: 'server', kind: 'data', time: Date.now() / 1000, length: bytes.length, bytes });
      received = Buffer.concat([received, bytes]);
      if (received.length > maxRecorded) done();
      else if (!isAnswered && received.includes('\r\n\r\n')) {
        isAnswered = true;
        clearTimeout(timer);
        timer = setTimeout(
          done,
          /^HTTP\/1\.1 101\b/.test(received.toString('latin1', 0, 16)) ? waitMs : bodyMs,
        );
      }
    });
    socket.once('end', () => end('server', 'fin'));
    socket.once('error', () => end('server', 'rst'));
  });
}

/** Makes the handshake. Never rejects for a fault of network or peer. */
export async function attemptHandshake(
  request: HandshakeRequest,
  requestHead: string,
): Promise<HandshakeAttempt> {
  let socket: Socket;
  try {
    socket = await openSocket(request);
  } catch (error) {
    return { failure: failureText(error) };
  }
  const bytes = Buffer.from(requestHead, 'latin1');
  const { localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 } = socket;
  const segments: Segment[] = [
    { sender: 'client', kind: 'data', time: Date.now() / 1000, length: bytes.length, bytes },
  ];
  const recorded = record(socket, segments, request.waitMs);
  socket.write(bytes);
  const received = await recorded;
  const head = received.indexOf('\r\n\r\n');
  return {
    failure: null,
    segments,
    client: authority(localAddress, localPort),
    server: authority(remoteAddress, remotePort),
    isAnswered: head >= 0,
    hasEnded: segments.some(({ sender, kind }) => sender === 'server' && kind !== 'data'),
    answer: received.toString('latin1', 0, head < 0 ? Math.min(received.length, 512) : head),
  };
}
