// WebSockets inside HTTP/2 connections (RFC 8441), from a log that gives two things separately: the plaintext of
// sockets, and the header fields of each stream. A stream is followed once its request is known and its
// HEADERS frame was seen in the bytes; server bytes before the response is known are buffered.

import { Http2Direction } from '../../http2/direction.ts';
import { framesOf, startsWithPreface } from '../../http2/frames.ts';
import { type Sender, senders } from '../../model/basics.ts';
import type { ConnectionSink } from '../../model/capture-sink.ts';
import type { HttpHead } from '../../model/http.ts';

/** Opens the connection of a stream; `socket` carries it. */
export type OpenStream = (socket: number) => ConnectionSink;

/** Stores bytes and returns their offset. */
export type Keep = (bytes: Uint8Array) => number;

interface Stream {
  readonly open: OpenStream;
  readonly request: HttpHead;
  readonly requestTime: number;
  connection: ConnectionSink | null;
  answer: 'awaited' | 'accepted' | 'refused';
  /** Server bytes before the response was known. */
  held: { readonly size: number; call(): void }[];
  heldLength: number;
  readonly ended: Set<Sender>;
}

const heldLimit = 16 * 1024 * 1024;
const typeHeaders = 1;

/** One HTTP/2 connection. */
class Session {
  readonly streams = new Map<number, Stream>();
  readonly readers: { client: Http2Direction; server: Http2Direction };
  socket: number | null = null;
  time = Number.NaN;
  readonly #keep: Keep;

  constructor(keep: Keep, start: 'first' | 'middle') {
    this.#keep = keep;
    const reader = (sender: Sender) =>
      new Http2Direction(
        {
          headers: (id) => this.#headers(sender, id),
          data: (id, bytes) => this.#data(sender, id, bytes),
          finished: (id) => this.#end(sender, id, 'fin'),
          reset: (id) => this.#end(sender, id, 'rst'),
        },
        start,
        sender === 'client',
      );
    this.readers = { client: reader('client'), server: reader('server') };
  }

  #headers(sender: Sender, id: number): void {
    const stream = this.streams.get(id);
    if (!stream || stream.connection || sender !== 'client' || this.socket === null) return;
    stream.connection = stream.open(this.socket);
    stream.connection.handshake(stream.request, stream.requestTime);
  }

  #data(sender: Sender, id: number, bytes: Uint8Array): void {
    const stream = this.streams.get(id);
    if (!stream?.connection || stream.ended.has(sender)) return;
    // The frame reader borrows the chunk; only bytes of followed streams are copied.
    const copy = bytes.slice();
    const { connection } = stream;
    const { time } = this;
    this.#say(stream, sender, copy.length, () => {
      // The body of a refusal is not WebSocket data.
      if (sender === 'client' || stream.answer !== 'refused')
        connection.data(sender, copy, this.#keep(copy), time);
    });
  }

  #say(stream: Stream, sender: Sender, size: number, call: () => void): void {
    if (sender === 'server' && stream.answer === 'awaited' && stream.heldLength < heldLimit) {
      stream.heldLength += size;
      stream.held.push({ size, call });
    } else {
      this.#release(stream);
      call();
    }
  }

  #end(sender: Sender, id: number, kind: 'fin' | 'rst' | 'cut'): void {
    const stream = this.streams.get(id);
    if (!stream?.connection || stream.ended.has(sender)) return;
    stream.ended.add(sender);
    const { connection } = stream;
    const { time } = this;
    this.#say(stream, sender, 0, () => connection.end(sender, kind, time));
  }

  #release({ held }: Stream): void {
    for (const { call } of held.splice(0)) call();
  }

  answered(id: number, head: HttpHead, time: number): void {
    const stream = this.streams.get(id);
    // Trailers have no status; another response follows an interim one.
    if (!stream?.connection || stream.answer !== 'awaited' || head.status === 0) return;
    stream.connection.handshake(head, time);
    if (head.status < 200) return;
    stream.answer = head.status < 300 ? 'accepted' : 'refused';
    this.#release(stream);
  }

  gap(sender: Sender, length: number, time: number): void {
    const id = this.readers[sender].gap(length);
    const stream = id === null ? null : this.streams.get(id);
    if (stream?.connection && !stream.ended.has(sender)) stream.connection.gap(sender, length, time);
  }

  close(time: number): void {
    this.time = time;
    for (const [id, stream] of this.streams) {
      // The log ends before the response: the server's bytes may be the body of a refusal, so they are not
      // read as frames.
      if (stream.answer === 'awaited') stream.held = stream.held.filter(({ size }) => size === 0);
      for (const sender of senders) this.#end(sender, id, 'cut');
      this.#release(stream);
    }
  }
}

/** All HTTP/2 connections of a log, by their ids in the log. */
export class Http2Sessions {
  readonly #keep: Keep;
  readonly #byId = new Map<number, Session>();
  readonly #bySocket = new Map<number, Session>();

  constructor(keep: Keep) {
    this.#keep = keep;
  }

  /** Links a session to its socket. */
  started(session: number, socket: number): void {
    if (this.#bySocket.has(socket)) return;
    const found = new Session(this.#keep, 'first');
    found.socket = socket;
    this.#byId.set(session, found);
    this.#bySocket.set(socket, found);
  }

  /** Records a WebSocket request. */
  requested(session: number, stream: number, request: HttpHead, time: number, open: OpenStream): void {
    let found = this.#byId.get(session);
    if (!found) {
      // The session is older than the log: its socket is found by the bytes of this request.
      found = new Session(this.#keep, 'middle');
      this.#byId.set(session, found);
    }
    if (found.streams.has(stream)) return;
    found.streams.set(stream, {
      open,
      request,
      requestTime: time,
      connection: null,
      answer: 'awaited',
      held: [],
      heldLength: 0,
      ended: new Set(),
    });
  }

  /** The header fields of an answer. */
  answered(session: number, stream: number, head: HttpHead, time: number): void {
    this.#byId.get(session)?.answered(stream, head, time);
  }

  /** Reads plaintext of a socket, borrowed. `false`: the socket is not known to carry HTTP/2. */
  push(socket: number, sender: Sender, bytes: Uint8Array, time: number): boolean {
    const session = this.#bySocket.get(socket) ?? this.#find(socket, sender, bytes);
    if (!session) return sender === 'client' && startsWithPreface(bytes);
    session.time = time;
    session.readers[sender].push(bytes);
    return true;
  }

  /** The session without a socket whose request starts in these bytes. */
  #find(socket: number, sender: Sender, bytes: Uint8Array): Session | null {
    if (sender !== 'client') return null;
    for (const session of this.#byId.values()) {
      if (session.socket !== null) continue;
      const asks = framesOf(bytes)?.some(
        ({ type, stream }) => type === typeHeaders && session.streams.has(stream),
      );
      if (!asks) continue;
      session.socket = socket;
      this.#bySocket.set(socket, session);
      return session;
    }
    return null;
  }

  /** Bytes of a socket are missing. */
  gap(socket: number, sender: Sender, length: number, time: number): void {
    this.#bySocket.get(socket)?.gap(sender, length, time);
  }

  /** A socket was closed, or the log ends. */
  close(socket: number, time: number): void {
    this.#bySocket.get(socket)?.close(time);
  }

  /** Count of offsets where the frames of a session are inconsistent or lost. */
  get damage(): number {
    let sum = 0;
    for (const { readers } of this.#byId.values()) sum += readers.client.damage + readers.server.damage;
    return sum;
  }
}
