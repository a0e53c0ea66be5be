// Reads both directions of an HTTP/2 connection for its streams. A stream that is a WebSocket (RFC 8441) is given
// to a sink of its own: its request, its response, and the payload of its DATA frames. All others are counted.

import { decodeLatin1 } from '../bytes/utf8.ts';
import { otherSender, type Sender, senders } from '../model/basics.ts';
import { http2Head } from '../model/build-head.ts';
import type { ConnectionSink, EndKind } from '../model/capture-sink.ts';
import { type HttpHead, headerValue } from '../model/http.ts';
import type { Http2GoAway, Http2Stream, Http2Summary, OrdinaryRequest } from '../model/http2.ts';
import { visibleLine } from '../model/visible-text.ts';
import { Http2Direction } from './direction.ts';
import { errorName, frameType, setting } from './frames.ts';
import { HeaderDecoder } from './header-decoder.ts';
import {
  framesIn,
  kindOfRequest,
  maxUndecided,
  opensTunnel,
  type StreamPart,
  type StreamState,
} from './stream.ts';

/** Window of a stream and of the connection until SETTINGS or WINDOW_UPDATE change it (RFC 9113 6.9.2). */
const initialWindow = 65535;
/** Streams that are open at the same time. Servers allow 100 to 1000 (SETTINGS_MAX_CONCURRENT_STREAMS). */
const maxOpenStreams = 20_000;
/** Streams of which it is not known what they are: only where the capture lacks header blocks. */
const maxUndecidedStreams = 256;
/** WebSockets of one connection, and tunnels. Each has tables of its own. */
const maxWebSockets = 1000;
/** Bytes that wait until their streams are decided. */
const maxWaiting = 1 << 22;
/** Ordinary requests that are listed. */
const maxListed = 8;
/** Characters of a path, and of the debug data of GOAWAY. */
const maxQuoted = 80;

export interface Http2Options {
  readonly start: 'first' | 'middle';
  readonly began: Http2Stream['began'];
  /** Opens the connection of a WebSocket stream. */
  open(stream: number): ConnectionSink;
  /** Opens the connection that a tunnel carries; absent: tunnels are ordinary streams. */
  openTunnel?(): ConnectionSink;
}

/** One HTTP/2 connection. */
export class Http2Connection {
  readonly #options: Http2Options;
  readonly #readers: Record<Sender, Http2Direction>;
  readonly #headers: Record<Sender, HeaderDecoder>;
  readonly #streams = new Map<number, StreamState>();
  readonly #window: Record<Sender, number> = { client: initialWindow, server: initialWindow };
  /** SETTINGS_INITIAL_WINDOW_SIZE that limits each sender: the other end announces it. */
  readonly #initialWindow: Record<Sender, number> = { client: initialWindow, server: initialWindow };
  readonly #webSockets: StreamState[] = [];
  /** Open streams that a gap may concern: WebSockets, tunnels, and those that are not decided. */
  readonly #followed = new Set<StreamState>();
  #undecidedCount = 0;
  #tunnelCount = 0;
  readonly #requests: { -readonly [Key in keyof OrdinaryRequest]: OrdinaryRequest[Key] }[] = [];
  #allowsConnect: boolean | null = null;
  #goAway: Http2GoAway | null = null;
  /** Highest stream so far: of the client's, which are odd, and of the server's. */
  readonly #lastStream = { odd: 0, even: 0 };
  #streamCount = 0;
  #skippedCount = 0;
  #unknownBlockCount = 0;
  #headerError: string | null = null;
  #waitingBytes = 0;
  /** Windows are known: the capture has every frame so far. */
  #isWhole: boolean;
  /** Of the bytes that are being read. */
  #at = 0;
  #time = Number.NaN;

  constructor(options: Http2Options) {
    this.#options = options;
    this.#isWhole = options.start === 'first';
    this.#headers = { client: new HeaderDecoder(options.start), server: new HeaderDecoder(options.start) };
    this.#readers = { client: this.#reader('client'), server: this.#reader('server') };
  }

  #reader(sender: Sender): Http2Direction {
    return new Http2Direction(
      {
        headers: () => {},
        headerBlock: (id, block, promised) => this.#headerBlock(sender, id, block, promised),
        data: (id, bytes, offset) => this.#data(sender, id, bytes, offset),
        finished: (id) => this.#end(sender, id, 'fin'),
        reset: (id, code) => this.#reset(sender, id, code),
        settings: (values) => this.#settings(sender, values),
        windowUpdate: (id, increment) => this.#windowUpdate(sender, id, increment),
        goAway: (lastStream, code, debug) => {
          const text = visibleLine(decodeLatin1(debug.subarray(0, maxQuoted)));
          this.#goAway ??= { sender, code, name: errorName(code), time: this.#time, lastStream, text };
        },
        frame: (type, id, length) => {
          if (type !== frameType.data) return;
          this.#window[sender] -= length;
          const stream = this.#streams.get(id);
          if (stream) stream.windowChange[sender] -= length;
        },
      },
      this.#options.start,
      sender === 'client',
    );
  }

  /** Takes bytes, borrowed, that are at `at` in the store. */
  data(sender: Sender, bytes: Uint8Array, at: number, time: number): void {
    this.#at = at;
    this.#time = time;
    this.#readers[sender].push(bytes);
  }

  /** Bytes of a sender are missing. */
  gap(sender: Sender, length: number, time: number): void {
    this.#time = time;
    this.#isWhole = false;
    const reader = this.#readers[sender];
    const id = reader.gap(length);
    const inside = id === null ? undefined : this.#streams.get(id);
    if (inside) this.#giveTo(inside, { sender, bytes: null, length, at: 0, time });
    if (reader.isInStep) return;
    this.#headers[sender].lose();
    // Any open stream may have lost bytes.
    for (const stream of this.#followed) this.#giveTo(stream, { sender, bytes: null, length, at: 0, time });
  }

  /** The carrier ended one direction. */
  end(sender: Sender, kind: EndKind, time: number): void {
    this.#time = time;
    for (const id of [...this.#streams.keys()]) this.#end(sender, id, kind);
  }

  /** No more bytes. */
  finish(): void {
    for (const stream of [...this.#streams.values()]) {
      if (stream.role === 'undecided') this.#decideByFrames(stream);
      for (const sender of senders) this.#end(sender, stream.id, 'cut');
    }
  }

  /** What the carrier shows of each WebSocket, in the order in which they were opened. */
  facts(): Http2Stream[] {
    return this.#webSockets.map((stream) => ({
      stream: stream.id,
      kind: stream.kind,
      began: this.#options.began,
      allowsConnect: this.#allowsConnect,
      reset: stream.reset,
      goAway: this.#goAway,
      stalled: stream.wasOpen ? this.#stalled(stream) : null,
    }));
  }

  summary(): Http2Summary {
    const { client, server } = this.#readers;
    return {
      streamCount: this.#streamCount,
      webSocketCount: this.#webSockets.length,
      skippedCount: this.#skippedCount,
      requests: this.#requests,
      unknownBlockCount: this.#unknownBlockCount,
      headerError: this.#headerError,
      damage: client.damage + server.damage,
    };
  }

  #settings(sender: Sender, values: ReadonlyMap<number, number>): void {
    const limited = otherSender(sender);
    const tableSize = values.get(setting.headerTableSize);
    if (tableSize !== undefined) this.#headers[limited].allow(tableSize);
    const window = values.get(setting.initialWindowSize);
    if (window !== undefined) this.#initialWindow[limited] = window;
    if (sender !== 'server') return;
    const connect = values.get(setting.enableConnectProtocol);
    if (connect !== undefined) this.#allowsConnect = connect === 1;
    else if (this.#options.start === 'first') this.#allowsConnect ??= false;
  }

  #windowUpdate(sender: Sender, id: number, increment: number): void {
    const limited = otherSender(sender);
    if (id === 0) this.#window[limited] += increment;
    const stream = this.#streams.get(id);
    if (stream) stream.windowChange[limited] += increment;
  }

  #headerBlock(sender: Sender, id: number, block: Uint8Array | null, promised: number | null): void {
    if (block === null) {
      this.#headers[sender].lose();
      this.#unknownBlockCount++;
      if (sender === 'client' && !this.#hasEnded(id)) this.#state(id);
      return;
    }
    const { fields, error, hasUnknown } = this.#headers[sender].decode(block);
    this.#headerError ??= error;
    if (hasUnknown) this.#unknownBlockCount++;
    if (promised !== null) {
      this.#makeOrdinary(this.#state(promised));
      return;
    }
    const head = http2Head(
      fields.map(({ name, value }) => [name ?? unknown, value ?? unknown] as const),
      hasUnknown || error !== null,
    );
    const stream = this.#streams.get(id) ?? (this.#hasEnded(id) ? null : this.#state(id));
    if (stream === null) return;
    if (sender === 'client') this.#request(stream, head);
    else this.#response(stream, head);
  }

  /** Whether a stream was open before: late frames of it open no new one. */
  #hasEnded(id: number): boolean {
    return this.#isWhole && !this.#streams.has(id) && id <= this.#lastStream[parityOf(id)];
  }

  /** The stream, which these bytes may open. */
  #state(id: number): StreamState {
    const found = this.#streams.get(id);
    if (found) return found;
    const parity = parityOf(id);
    if (id > this.#lastStream[parity]) {
      this.#lastStream[parity] = id;
      this.#streamCount++;
    }
    const state: StreamState = {
      id,
      request: null,
      requestTime: Number.NaN,
      response: null,
      role: 'undecided',
      kind: 'frames',
      sink: null,
      waiting: [],
      waitingBytes: 0,
      ended: new Set(),
      reset: null,
      windowChange: { client: 0, server: 0 },
      wasOpen: false,
    };
    if (this.#streams.size < maxOpenStreams) this.#streams.set(id, state);
    return state;
  }

  /** Keeps the DATA of a stream until it is known what it is. */
  #follow(stream: StreamState): void {
    if (this.#followed.has(stream)) return;
    if (this.#undecidedCount >= maxUndecidedStreams) this.#makeOrdinary(stream);
    else {
      this.#undecidedCount++;
      this.#followed.add(stream);
    }
  }

  /** It is decided what the stream is: the parts that waited for it. */
  #release(stream: StreamState): StreamPart[] {
    if (stream.role === 'undecided' && this.#followed.delete(stream)) this.#undecidedCount--;
    this.#waitingBytes -= stream.waitingBytes;
    stream.waitingBytes = 0;
    return stream.waiting.splice(0);
  }

  #request(stream: StreamState, head: HttpHead): void {
    // Trailers have no method; the first header block of a stream that began before the capture may be those.
    if (stream.request !== null || stream.role !== 'undecided') return;
    const isTrailers = head.lacksFields !== true && head.method === '';
    if (isTrailers) return;
    stream.request = head;
    stream.requestTime = this.#time;
    const kind = kindOfRequest(head);
    if (kind === null) return;
    if (kind === 'ordinary') {
      if (opensTunnel(head) && this.#openTunnel(stream)) return;
      this.#makeOrdinary(stream);
      this.#list(stream.id, head, 0);
    } else this.#openWebSocket(stream, kind);
  }

  #list(stream: number, request: HttpHead, status: number): void {
    if (this.#requests.length >= maxListed) return;
    const path = request.target || (headerValue(request, ':authority') ?? '');
    this.#requests.push({ stream, method: request.method, path: path.slice(0, maxQuoted), status });
  }

  #openTunnel(stream: StreamState): boolean {
    if (this.#options.openTunnel === undefined || this.#tunnelCount >= maxWebSockets) return false;
    this.#tunnelCount++;
    this.#release(stream);
    stream.role = 'tunnel';
    stream.sink = this.#options.openTunnel();
    this.#streams.set(stream.id, stream);
    this.#followed.add(stream);
    return true;
  }

  #response(stream: StreamState, head: HttpHead): void {
    // Trailers have no status; another response follows an interim one.
    if (head.status === 0 || stream.response !== null) return;
    if (head.status >= 200) stream.response = head;
    const listed = this.#requests.find((request) => request.stream === stream.id);
    if (listed && stream.role === 'ordinary') listed.status = head.status;
    const isRefusedTunnel = stream.role === 'tunnel' && head.status >= 300;
    if (isRefusedTunnel && stream.request !== null) this.#list(stream.id, stream.request, head.status);
    if (stream.role === 'websocket') stream.sink?.handshake(head, this.#time);
    // Without its request, a stream that the server refuses holds no frame that could tell what it is.
    if (stream.role === 'undecided' && stream.request === null && head.status >= 300)
      this.#makeOrdinary(stream);
  }

  #makeOrdinary(stream: StreamState): void {
    this.#release(stream);
    stream.role = 'ordinary';
  }

  #openWebSocket(stream: StreamState, kind: Http2Stream['kind']): void {
    if (this.#webSockets.length >= maxWebSockets) {
      this.#skippedCount++;
      this.#makeOrdinary(stream);
      return;
    }
    const waiting = this.#release(stream);
    stream.role = 'websocket';
    stream.kind = kind;
    stream.sink = this.#options.open(stream.id);
    this.#streams.set(stream.id, stream);
    this.#followed.add(stream);
    this.#webSockets.push(stream);
    if (stream.request !== null) stream.sink.handshake(stream.request, stream.requestTime);
    else stream.sink.event({ kind: 'no-syn', sender: null, time: this.#time });
    if (stream.response !== null) stream.sink.handshake(stream.response, this.#time);
    for (const part of waiting) this.#pass(stream, part);
  }

  #stalled(stream: StreamState): Http2Stream['stalled'] {
    if (!this.#isWhole) return null;
    for (const sender of senders) {
      if (this.#initialWindow[sender] + stream.windowChange[sender] <= 0) return { sender, window: 'stream' };
      if (this.#window[sender] <= 0) return { sender, window: 'connection' };
    }
    return null;
  }

  #data(sender: Sender, id: number, bytes: Uint8Array, offset: number): void {
    // DATA of a stream whose HEADERS are not in the capture, or that has ended.
    const stream = this.#streams.get(id) ?? (this.#isWhole ? null : this.#state(id));
    if (stream === null || stream.role === 'ordinary') return;
    this.#giveTo(stream, { sender, bytes, length: bytes.length, at: this.#at + offset, time: this.#time });
  }

  #giveTo(stream: StreamState, part: StreamPart): void {
    if (stream.ended.has(part.sender)) return;
    if (stream.role === 'websocket' || stream.role === 'tunnel') this.#pass(stream, part);
    else if (stream.role === 'undecided') this.#wait(stream, part);
  }

  #pass({ sink, kind, response }: StreamState, { sender, bytes, length, at, time }: StreamPart): void {
    // The body of a refusal is not WebSocket data, and that of an ordinary response is not.
    const isBody = kind === 'upgrade' || (response !== null && response.status >= 300);
    if (sink === null || (sender === 'server' && isBody)) return;
    if (bytes === null) sink.gap(sender, length, time);
    else sink.data(sender, bytes, at, time);
  }

  #wait(stream: StreamState, part: StreamPart): void {
    this.#follow(stream);
    if (stream.role !== 'undecided') return;
    const last = stream.waiting[stream.waiting.length - 1];
    if (part.bytes === null && (last === undefined || last.bytes === null)) return;
    if (part.bytes !== null && this.#waitingBytes + part.length > maxWaiting) {
      this.#makeOrdinary(stream);
      return;
    }
    const length = part.bytes?.length ?? 0;
    stream.waiting.push({ ...part, bytes: part.bytes?.slice() ?? null });
    stream.waitingBytes += length;
    this.#waitingBytes += length;
    if (stream.waitingBytes >= maxUndecided) this.#decideByFrames(stream);
  }

  #decideByFrames(stream: StreamState): void {
    if (framesIn(stream.waiting) > 0) this.#openWebSocket(stream, 'frames');
    else this.#makeOrdinary(stream);
  }

  #reset(sender: Sender, id: number, code: number): void {
    const stream = this.#streams.get(id);
    if (!stream) return;
    stream.reset ??= { sender, code, name: errorName(code), time: this.#time };
    // After END_STREAM it still tells how the stream ended.
    if (stream.ended.has(sender)) stream.sink?.end(sender, 'rst', this.#time);
    this.#end(sender, id, 'rst');
    // The other end may not send on it any more (RFC 9113 5.4.2).
    this.#end(otherSender(sender), id, 'cut');
  }

  #end(sender: Sender, id: number, kind: EndKind): void {
    const stream = this.#streams.get(id);
    if (!stream || stream.ended.has(sender)) return;
    stream.ended.add(sender);
    const isOver = senders.every((one) => stream.ended.has(one));
    if (isOver && stream.role === 'undecided') this.#decideByFrames(stream);
    stream.sink?.end(sender, kind, this.#time);
    if (isOver) {
      stream.wasOpen = kind === 'cut' && stream.reset === null;
      this.#release(stream);
      this.#followed.delete(stream);
      this.#streams.delete(id);
    }
  }
}

function parityOf(id: number): 'odd' | 'even' {
  return id % 2 === 1 ? 'odd' : 'even';
}

/** Stands for a name or a value that the capture does not give. */
export const unknown = '(unknown)';
