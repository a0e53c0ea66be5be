// Chrome's NetLog (chrome://net-export, --log-net-log): one JSON document, one event per line. With raw bytes
// ("Everything") the bytes of each WebSocket's socket are the stream, decrypted ones (SSL_SOCKET_BYTES_*)
// preferred over those of TCP; without them the WEBSOCKET_*_FRAME_HEADER events give frames without payloads.
// Numbers of event types differ from build to build and are looked up in `constants`. A truncated log (the
// browser was killed) is normal. For WebSockets inside HTTP/2 the bytes are the DATA frames of their stream;
// HTTP2_SESSION_SEND_HEADERS and RECV_HEADERS hold requests and responses.

import { parseBase64 } from '../../bytes/base64.ts';
import { MemoryStore } from '../../bytes/store.ts';
import { decodeText } from '../../bytes/utf8.ts';
import type { Sender } from '../../model/basics.ts';
import type { CaptureSink, ConnectionSink } from '../../model/capture-sink.ts';
import type { Importer, ImportOptions, ImportRun } from '../../model/importer.ts';
import { headOf, http2Head, pairsOf } from '../http-head.ts';
import { Http2Sessions } from '../http2/sessions.ts';
import { areWholeFrames } from '../json/frame-run.ts';
import { JsonInput } from '../json/input.ts';
import { type Fields, linesOf, NetlogConstants, type NetlogEvent } from '../json/netlog-events.ts';
import { netlogNotes } from '../json/netlog-notes.ts';
import { parseLenient } from '../json/repair.ts';
import { SourceLinks } from '../json/source-links.ts';
import { JsonSplitter } from '../json/splitter.ts';
import { byteCountOf, numberOf, objectOf, stringOf } from '../json/values.ts';
import { textHead } from '../text/head.ts';

/** A URL_REQUEST to a ws: or wss: address. */
interface Request {
  /** Empty when the log started after the request. */
  readonly url: string;
  connection: ConnectionSink | null;
  /** The log has the connection's bytes, heads and frame headers included. */
  hasBytes: boolean;
  /** The request was sent as an HTTP/2 stream. */
  http2: boolean;
  /** An error was reported: the net error that follows is redundant. */
  failed: boolean;
  /** Events that arrived before it was known whether the log has bytes. */
  pending: ((connection: ConnectionSink) => void)[];
}

/** A TCP socket. */
interface Socket {
  readonly id: number;
  local: string | null;
  remote: string | null;
  tls: boolean;
  connection: ConnectionSink | null;
  /** Opened for a request other than a WebSocket's: ignored. */
  ignored: boolean;
  sent: boolean;
  received: boolean;
  ended: Set<Sender>;
  /** The log contains the start of the socket. */
  begun: boolean;
  /** Count of reads and writes that were searched for frames. */
  tries: number;
}

const maxPending = 100_000;
/** Reads and writes of a socket older than the log that are searched for frames before it is ignored. */
const maxTries = 100;
/** Chrome's net error for a request that became a WebSocket; it is not a failure. */
const becameWebSocket = -173;

class NetlogRun implements ImportRun {
  readonly #sink: CaptureSink;
  readonly #splitter: JsonSplitter;
  readonly #input = new JsonInput((bytes) => this.#splitter.push(bytes));
  readonly #store: MemoryStore;
  #at = 0;
  #constants: NetlogConstants | null = null;
  #early: Fields[] = [];
  #events = 0;
  #bytesMissing = 0;
  readonly #links = new SourceLinks();
  readonly #requests = new Map<number, Request>();
  /** Requests older than the log. */
  readonly #lateRequests: Request[] = [];
  readonly #sockets = new Map<number, Socket>();
  readonly #http2: Http2Sessions;
  /** Connections older than the log, without a frame event so far. */
  readonly #orphans: ConnectionSink[] = [];
  #opened = 0;

  constructor(sink: CaptureSink, options: ImportOptions) {
    this.#sink = sink;
    this.#store = new MemoryStore(options.name ?? 'netlog');
    this.#http2 = new Http2Sessions((bytes) => this.#store.append(bytes));
    sink.describe('Chrome NetLog');
    this.#splitter = new JsonSplitter([['constants'], ['events', '*']], (path, bytes) =>
      this.#part(path[0], decodeText(bytes)),
    );
  }

  push(chunk: Uint8Array): void {
    this.#input.push(chunk);
    this.#at += chunk.length;
    this.#sink.progress(this.#at);
  }

  #part(key: string, text: string): void {
    if (key === 'events' && this.#constants?.matters(text) === false) {
      this.#events++;
      return;
    }
    const value = objectOf(parseLenient(text));
    if (key === 'constants') this.#begin(value);
    else if (!this.#constants) {
      if (this.#early.length < maxPending) this.#early.push(value);
    } else this.#event(this.#constants.event(value));
  }

  #begin(fields: Fields): void {
    const constants = new NetlogConstants(fields);
    this.#constants = constants;
    this.#sink.describe(constants.program ? `Chrome NetLog (${constants.program})` : 'Chrome NetLog');
    for (const event of this.#early) this.#event(constants.event(event));
    this.#early = [];
  }

  get #everything(): boolean {
    return this.#constants?.everything ?? false;
  }

  #event(event: NetlogEvent): void {
    this.#events++;
    const { depends } = event;
    if (Number.isFinite(depends)) this.#links.add(event.source, depends);
    const { url } = event.params;
    if (event.sourceType === 'URL_REQUEST' && typeof url === 'string' && /^wss?:/i.test(url)) {
      if (!this.#requests.has(event.source)) this.#addRequest(event.source, url);
    }
    if (event.sourceType === 'SOCKET') this.#socketEvent(event);
    else if (event.type.startsWith('HTTP2_SESSION_')) this.#http2Event(event);
    else this.#requestEvent(event);
  }

  /** A request older than the log that has frame events. */
  #requestOfFrame({ type, source, sourceType }: NetlogEvent): Request | null {
    if (sourceType !== 'URL_REQUEST' || !/^WEBSOCKET_(?:SENT|RECV|INVALID)_FRAME/.test(type)) return null;
    const request = this.#addRequest(source, '');
    this.#lateRequests.push(request);
    const orphan = this.#orphans.pop();
    if (orphan) this.#follow(request, orphan);
    return request;
  }

  /** The request without bytes that had the latest frame event: Chrome logs a frame, then the bytes it sends. */
  #lateRequest(): Request | null {
    const late = this.#lateRequests;
    while (late.at(-1)?.hasBytes) late.pop();
    return late.at(-1) ?? null;
  }

  #addRequest(id: number, url: string): Request {
    const request: Request = {
      url,
      connection: null,
      hasBytes: false,
      http2: false,
      failed: false,
      pending: [],
    };
    this.#requests.set(id, request);
    return request;
  }

  /** The WebSocket request for which a socket was opened. */
  #requestOf(socket: number): Request | null {
    return this.#links.nearest(socket, (id) => {
      const request = this.#requests.get(id);
      return request && !request.hasBytes ? request : null;
    });
  }

  #socket(id: number): Socket {
    let socket = this.#sockets.get(id);
    if (!socket) {
      socket = {
        id,
        local: null,
        remote: null,
        tls: false,
        connection: null,
        ignored: false,
        sent: false,
        received: false,
        ended: new Set(),
        begun: false,
        tries: 0,
      };
      this.#sockets.set(id, socket);
    }
    return socket;
  }

  #socketEvent(event: NetlogEvent): void {
    const socket = this.#socket(event.source);
    const { params } = event;
    if (event.begin && (event.type === 'SOCKET_ALIVE' || event.type === 'TCP_CONNECT')) socket.begun = true;
    switch (event.type) {
      case 'TCP_CONNECT':
        if (params.local_address) socket.local = stringOf(params.local_address);
        if (params.remote_address) socket.remote = stringOf(params.remote_address);
        return;
      case 'SSL_CONNECT':
        if (event.begin) this.#startTls(socket, event.time);
        return;
      case 'SOCKET_BYTES_SENT':
      case 'SOCKET_BYTES_RECEIVED':
        if (!socket.tls) this.#bytes(socket, event.type.endsWith('SENT') ? 'client' : 'server', event);
        return;
      case 'SSL_SOCKET_BYTES_SENT':
      case 'SSL_SOCKET_BYTES_RECEIVED':
        if (!socket.tls) this.#startTls(socket, event.time);
        this.#bytes(socket, event.type.endsWith('SENT') ? 'client' : 'server', event);
        return;
      case 'SOCKET_READ_ERROR':
      case 'SOCKET_WRITE_ERROR':
      case 'SSL_READ_ERROR':
      case 'SSL_WRITE_ERROR': {
        const name = this.#constants?.netError(numberOf(params.net_error)) ?? '';
        if (/RESET|ABORTED|BROKEN/.test(name)) this.#endOf(socket, 'server', 'rst', event.time);
        return;
      }
      case 'SOCKET_ALIVE':
        if (event.begin || numberOf(event.params.net_error) === 0) return;
        this.#close(socket, event.time);
        this.#http2.close(socket.id, event.time);
        return;
      default:
    }
  }

  /** The following bytes of the socket are TLS records; the bytes before were a CONNECT through a proxy. */
  #startTls(socket: Socket, time: number): void {
    if (socket.tls) return;
    socket.tls = true;
    this.#close(socket, time);
    socket.connection = null;
    socket.ignored = false;
    socket.sent = false;
    socket.received = false;
    socket.ended.clear();
  }

  #bytes(socket: Socket, sender: Sender, event: NetlogEvent): void {
    const count = byteCountOf(event.params.byte_count);
    const text = event.params.bytes;
    if (socket.tls && !socket.connection && this.#http2Bytes(socket, sender, event)) return;
    if (socket.ignored) return;
    if (count === 0) {
      if (sender === 'server' && socket.connection) this.#endOf(socket, 'server', 'fin', event.time);
      return;
    }
    const bytes = typeof text === 'string' ? parseBase64(text) : null;
    if (!bytes) {
      // Without raw bytes the request's own events are used.
      if (socket.connection) socket.connection.gap(sender, count || 0, event.time);
      else if (this.#everything || this.#bytesMissing === 0) this.#bytesMissing++;
      return;
    }
    if (!socket.connection) {
      const upgrade =
        sender === 'client' && /\r\nupgrade:[^\r]*websocket/i.test(decodeText(bytes.subarray(0, 8192)));
      const found = this.#requestOf(socket.id);
      const late = !found && !upgrade && !socket.begun && areWholeFrames(bytes, sender);
      if (!found && !upgrade && !late) {
        socket.ignored = socket.begun || ++socket.tries >= maxTries;
        return;
      }
      const request = late ? this.#lateRequest() : found;
      socket.connection = this.#sink.connection({
        transport: socket.tls ? 'tls' : 'tcp',
        fidelity: 'bytes',
        client: socket.local,
        server: socket.remote,
        roles: 'known',
        store: this.#store,
        ...(request?.url ? { url: request.url } : {}),
      });
      this.#opened++;
      // Older than the log: the handshake is missing.
      if (late) socket.connection.event({ kind: 'no-syn', sender: null, time: event.time });
      if (request) this.#follow(request, socket.connection);
      else if (late) this.#orphans.push(socket.connection);
    }
    if (sender === 'client') socket.sent = true;
    else socket.received = true;
    socket.connection.data(sender, bytes, this.#store.append(bytes), event.time);
    if (Number.isFinite(count) && count > bytes.length) {
      socket.connection.gap(sender, count - bytes.length, event.time);
    }
  }

  /** Bytes of a socket that carries HTTP/2. */
  #http2Bytes(socket: Socket, sender: Sender, { params, time }: NetlogEvent): boolean {
    const count = byteCountOf(params.byte_count) || 0;
    const bytes = typeof params.bytes === 'string' ? parseBase64(params.bytes) : null;
    if (!bytes) this.#http2.gap(socket.id, sender, count, time);
    else if (!this.#http2.push(socket.id, sender, bytes, time)) return false;
    else if (count > bytes.length) this.#http2.gap(socket.id, sender, count - bytes.length, time);
    return bytes !== null;
  }

  #http2Event({ type, source, params, time, depends }: NetlogEvent): void {
    if (type === 'HTTP2_SESSION_INITIALIZED' && Number.isFinite(depends))
      this.#http2.started(source, depends);
    const sent = type === 'HTTP2_SESSION_SEND_HEADERS';
    if (!sent && type !== 'HTTP2_SESSION_RECV_HEADERS') return;
    const fields = pairsOf(linesOf(params));
    const stream = numberOf(params.stream_id);
    const head = http2Head(fields);
    if (!sent) this.#http2.answered(source, stream, head, time);
    else if (fields.some(([name, value]) => name === ':protocol' && /^websocket$/i.test(value))) {
      const request = this.#requests.get(depends);
      const authority = fields.find(([name]) => name === ':authority')?.[1] ?? '';
      const url = request?.url ?? `wss://${authority}${head.target}`;
      this.#http2.requested(source, stream, head, time, (id) => this.#openStream(id, url, request));
    }
  }

  #openStream(id: number, url: string, request: Request | undefined): ConnectionSink {
    const { local, remote } = this.#socket(id);
    const connection = this.#sink.connection({
      transport: 'http2',
      fidelity: 'bytes',
      client: local,
      server: remote,
      roles: 'known',
      store: this.#store,
      url,
    });
    this.#opened++;
    if (request) this.#follow(request, connection);
    return connection;
  }

  /** The request has a connection with bytes: its events are redundant. */
  #follow(request: Request, connection: ConnectionSink): void {
    request.connection = connection;
    request.hasBytes = true;
    request.pending = [];
  }

  #endOf(socket: Socket, sender: Sender, kind: 'fin' | 'rst' | 'cut', time: number): void {
    if (!socket.connection || socket.ended.has(sender)) return;
    socket.ended.add(sender);
    socket.connection.end(sender, kind, time);
  }

  /** The browser closed the socket, or the log ends. */
  #close(socket: Socket, time: number): void {
    if (socket.sent) this.#endOf(socket, 'client', 'cut', time);
    if (socket.received) this.#endOf(socket, 'server', 'cut', time);
  }

  #requestEvent(event: NetlogEvent): void {
    const { params, time } = event;
    const request = this.#requests.get(event.source) ?? this.#requestOfFrame(event);
    if (!request) return;
    switch (event.type) {
      case 'HTTP_TRANSACTION_SEND_REQUEST_HEADERS':
      case 'HTTP_TRANSACTION_HTTP2_SEND_REQUEST_HEADERS':
      case 'HTTP_TRANSACTION_READ_RESPONSE_HEADERS': {
        const lines = linesOf(params);
        const isResponse = event.type.endsWith('RESPONSE_HEADERS');
        if (event.type.includes('_HTTP2_')) request.http2 = true;
        const target = /^wss?:\/\/[^/?#]*([^#]*)/i.exec(request.url)?.[1] || '/';
        const start = isResponse ? (lines.shift() ?? '') : stringOf(params.line) || `GET ${target} HTTP/1.1`;
        // Chrome writes the status of HTTP/2 as one of HTTP/1.1.
        if (request.http2 && isResponse) lines.unshift(`:status: ${start.split(' ')[1] ?? ''}`);
        const head = request.http2 ? http2Head(pairsOf(lines)) : headOf(start, pairsOf(lines));
        this.#tell(request, false, (connection) => connection.handshake(head, time));
        return;
      }
      case 'WEBSOCKET_SENT_FRAME_HEADER':
      case 'WEBSOCKET_RECV_FRAME_HEADER': {
        const flag = (name: string, bit: number) => (params[name] === true ? bit : 0);
        const rsv = flag('reserved1', 0x40) | flag('reserved2', 0x20) | flag('reserved3', 0x10);
        const byte0 = flag('final', 0x80) | rsv | (numberOf(params.opcode) & 15);
        const sender: Sender = event.type.includes('SENT') ? 'client' : 'server';
        const masked = params.masked === true;
        const length = byteCountOf(params.payload_length) || 0;
        this.#tell(request, false, (connection) =>
          connection.frameHeader(sender, byte0, masked, length, time),
        );
        return;
      }
      case 'WEBSOCKET_INVALID_FRAME':
        this.#symptom(request, stringOf(params.internal_reason) || stringOf(params.reason), time);
        return;
      case 'WEBSOCKET_UPGRADE_FAILURE':
        this.#symptom(request, stringOf(params.message), time);
        return;
      case 'WEBSOCKET_CLOSE_TIMEOUT':
        this.#symptom(request, 'WEBSOCKET_CLOSE_TIMEOUT', time);
        return;
      case 'FAILED':
      case 'REQUEST_ALIVE': {
        const error = numberOf(params.net_error);
        if (event.begin || !(error < 0) || error === becameWebSocket || error === -3) return;
        const name = this.#constants?.netError(error);
        if (!request.failed) this.#symptom(request, name ? `net::${name}` : `net error ${error}`, time);
        return;
      }
      default:
    }
  }

  #symptom(request: Request, text: string, time: number): void {
    if (text === '') return;
    request.failed = true;
    this.#tell(request, true, (connection) => connection.symptom(text, time));
  }

  /** Adds an event that the bytes do not hold, or any event when there are no bytes. */
  #tell(request: Request, always: boolean, call: (connection: ConnectionSink) => void): void {
    if (request.hasBytes) {
      if (always && request.connection) call(request.connection);
    } else if (request.connection) call(request.connection);
    else {
      request.pending.push(call);
      // If there are no bytes by now, none will follow.
      if (!this.#everything || request.pending.length > maxPending) this.#openFrames(request);
    }
  }

  #openFrames(request: Request): void {
    request.connection = this.#sink.connection({
      transport: request.http2 ? 'http2' : 'browser',
      fidelity: 'frames',
      client: null,
      server: null,
      roles: 'known',
      ...(request.url ? { url: request.url } : {}),
    });
    this.#opened++;
    for (const call of request.pending) call(request.connection);
    request.pending = [];
  }

  end(): void {
    this.#input.end();
    const { cut } = this.#splitter;
    if (cut) this.#part(cut.path[0], decodeText(cut.bytes));
    for (const socket of this.#sockets.values()) {
      this.#close(socket, Number.NaN);
      this.#http2.close(socket.id, Number.NaN);
    }
    for (const request of this.#requests.values()) {
      if (!request.connection) this.#openFrames(request);
      if (!request.hasBytes) {
        for (const sender of ['client', 'server'] as const)
          request.connection?.end(sender, 'cut', Number.NaN);
      }
    }
    const notes = netlogNotes({
      bytes: this.#at,
      whole: this.#splitter.done,
      named: this.#constants !== null,
      events: this.#events,
      unnamed: this.#early.length,
      damage: this.#http2.damage,
      dropped: this.#splitter.dropped,
      opened: this.#opened,
      bytesMissing: this.#bytesMissing,
    });
    for (const note of notes) this.#sink.note(note);
  }
}

/** Chrome's network log. */
export const netlog: Importer = {
  id: 'netlog',
  name: 'Chrome NetLog',
  text: true,
  sniff(head, hint) {
    const seen = textHead(head, hint);
    if (!seen || !/^\s*\{/.test(seen.text)) return 'no';
    if (/^\s*\{\s*"constants"\s*:\s*\{/.test(seen.text)) return 'certain';
    return /"(?:logEventTypes|timeTickOffset|source_dependency)"/.test(seen.text) ? 'likely' : 'no';
  },
  open: (sink, options) => new NetlogRun(sink, options),
};
