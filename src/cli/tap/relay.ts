// Relays one connection through the tap: bytes are forwarded first and recorded then. A FIN closes one
// direction, a RST both; what one end does reaches the other as it came.

import { connect, type Socket } from 'node:net';
import type { Sender } from '../../decoder/model/basics.ts';
import type { CaptureFile } from './capture-file.ts';
import { type Endpoint, maxPacketData, TcpPackets, tcpFlag } from './packets.ts';
import { Ranges } from './ranges.ts';

const { fin, syn, rst, push, ack } = tcpFlag;

/** How a connection ended, for the sentence in the output. */
export type RelayEnd =
  | { readonly kind: 'closed'; readonly first: Sender }
  | { readonly kind: 'reset'; readonly by: Sender; readonly code: string }
  | { readonly kind: 'unreachable'; readonly code: string; readonly text: string }
  | { readonly kind: 'stopped' };

/** Microseconds since 1970, by the clock that does not jump. */
export function microseconds(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}

/** A client's connection, the one made for it to the target, and the record of both. */
export class Relay {
  readonly id: number;
  readonly started = Date.now();
  readonly bytes: Record<Sender, number> = { client: 0, server: 0 };
  readonly ranges = new Ranges();
  readonly client: Endpoint;
  /** The first bytes of the client look like a TLS record. */
  tls = false;
  /** When bytes last came, in milliseconds. */
  lastActive = Date.now();
  /** Resolves when both sockets are gone and all is recorded. Never rejects. */
  readonly ended: Promise<RelayEnd>;
  readonly #file: CaptureFile;
  readonly #sockets: Readonly<Record<Sender, Socket>>;
  #packets: TcpPackets | null = null;
  #end: RelayEnd | null = null;
  #firstFin: Sender | null = null;
  readonly #finished: Record<Sender, boolean> = { client: false, server: false };
  readonly #closed: Record<Sender, boolean> = { client: false, server: false };
  #resolve: (end: RelayEnd) => void = () => {};

  constructor(id: number, client: Socket, target: { host: string; port: number }, file: CaptureFile) {
    this.id = id;
    this.#file = file;
    this.client = { address: plain(client.remoteAddress), port: client.remotePort ?? 0 };
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    const server = connect({ host: target.host, port: target.port, allowHalfOpen: true, noDelay: true });
    this.#sockets = { client, server };
    const opened = microseconds();
    client.setNoDelay(true);
    client.pause();
    this.#watch('client', 'server');
    this.#watch('server', 'client');
    server.once('connect', () => {
      const address = { address: plain(server.remoteAddress), port: server.remotePort ?? target.port };
      this.#packets = new TcpPackets(this.client, address);
      this.#record('client', syn, null, null, opened);
      this.#record('server', syn | ack);
      this.#record('client', ack);
      this.#forward('client', 'server');
      this.#forward('server', 'client');
    });
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (this.#packets === null) this.#refuse(error, opened, target.port);
    });
  }

  /** Ends both connections: the tap stops. */
  stop(): void {
    this.#end ??= { kind: 'stopped' };
    this.#sockets.client.destroy();
    this.#sockets.server.destroy();
  }

  #record(
    sender: Sender,
    flags: number,
    data: Uint8Array | null = null,
    comment: string | null = null,
    time = microseconds(),
  ): void {
    if (this.#packets === null || this.#file.failed) return;
    const header = this.#packets.packet(sender, flags, data ?? undefined);
    const { start, end } = this.#file.packet(time, header, data, comment);
    if (end > start) this.ranges.add(start, end);
  }

  /** The target refused or did not answer: the client gets the same result. */
  #refuse(error: NodeJS.ErrnoException, opened: number, port: number): void {
    const inner = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException) : error;
    const code = inner.code ?? error.code ?? 'unknown error';
    const at = inner as NodeJS.ErrnoException & { address?: string };
    this.#packets = new TcpPackets(this.client, { address: at.address ?? '0.0.0.0', port });
    this.#record('client', syn, null, null, opened);
    this.#record('server', rst | ack, null, `the tap could not connect: ${code}`);
    this.#end = { kind: 'unreachable', code, text: inner.message || error.message };
    this.#sockets.client.resetAndDestroy();
  }

  #forward(from: Sender, to: Sender): void {
    const source = this.#sockets[from];
    const sink = this.#sockets[to];
    source.on('data', (chunk: Buffer) => {
      const room = sink.write(chunk, (error) => {
        if (error) return;
        this.#packets?.delivered(from, chunk.length);
        this.#record(to, ack);
      });
      if (!room) {
        source.pause();
        sink.once('drain', () => this.#resume(source));
      }
      this.lastActive = Date.now();
      if (from === 'client' && this.bytes.client === 0) this.tls = chunk[0] === 0x16 && (chunk[1] ?? 3) === 3;
      this.bytes[from] += chunk.length;
      const packets = Math.ceil(chunk.length / maxPacketData);
      const size = Math.ceil(chunk.length / packets);
      for (let at = 0; at < chunk.length; at += size) {
        this.#record(from, at + size < chunk.length ? ack : ack | push, chunk.subarray(at, at + size));
      }
      if (this.#file.isBacklogged) {
        source.pause();
        void this.#file.relief().then(() => this.#resume(source));
      }
    });
    source.once('end', () => {
      this.#firstFin ??= from;
      this.#finished[from] = true;
      this.#record(from, fin | ack);
      sink.end(() => {
        this.#packets?.delivered(from, 1);
        this.#record(to, ack);
      });
    });
    source.resume();
  }

  #resume(source: Socket): void {
    const sink = source === this.#sockets.client ? this.#sockets.server : this.#sockets.client;
    if (!sink.writableNeedDrain && !this.#file.isBacklogged && !source.destroyed) source.resume();
  }

  #watch(side: Sender, other: Sender): void {
    const socket = this.#sockets[side];
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#end !== null || this.#packets === null) return;
      const code = error.code ?? error.message;
      this.#end = { kind: 'reset', by: side, code };
      this.#record(side, rst | ack, null, code);
    });
    socket.once('close', () => {
      this.#closed[side] = true;
      this.#over(side, other);
    });
  }

  /**
   * One socket is gone: the other follows, by FIN when both directions were ended, else by RST once its bytes
   * are out.
   */
  #over(side: Sender, other: Sender): void {
    const rest = this.#sockets[other];
    if (this.#closed[other]) {
      this.#resolve(this.#end ?? { kind: 'closed', first: this.#firstFin ?? side });
      return;
    }
    if (this.#finished.client && this.#finished.server) return;
    if (this.#packets === null && this.#end === null) {
      // The client left before the target answered.
      this.#end = { kind: 'closed', first: side };
      rest.destroy();
      return;
    }
    const reset = () => {
      if (!rest.destroyed) rest.resetAndDestroy();
    };
    rest.pause();
    if (rest.writableLength === 0) reset();
    else if (rest.writableEnded) rest.once('finish', reset);
    else rest.once('drain', reset);
  }
}

function plain(address: string | undefined): string {
  return (address ?? '0.0.0.0').replace(/^::ffff:(?=\d+\.)/i, '');
}
