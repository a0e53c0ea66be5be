// One end of a TCP connection, driven by hand: reads heads and frames, counts what it wrote after the blank line.
import type { Socket } from 'node:net';
import { exampleHandshakeKey, type Headers, maskBytes, upgradeRequest, upgradeResponse } from './raw.ts';

/** One frame as a peer read it; the payload is unmasked. */
export interface PeerFrame {
  first: number;
  masked: boolean;
  payload: Buffer;
}

/** A raw end of a connection. `sent` counts the bytes written since `mark()`, the offset of a truth. */
export class Peer {
  readonly socket: Socket;
  /** Bytes received and not yet taken. */
  pending: Buffer = Buffer.alloc(0);
  /** Bytes written since the last `mark()`: after the handshake's blank line. */
  sent = 0;
  /** True once the other end has ended, reset or vanished. */
  ended = false;
  private wake: (() => void)[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.pending = Buffer.concat([this.pending, chunk]);
      this.notify();
    });
    for (const event of ['end', 'close', 'error']) {
      socket.on(event, () => {
        this.ended = true;
        this.notify();
      });
    }
  }

  private notify(): void {
    const waiting = this.wake;
    this.wake = [];
    for (const resolve of waiting) resolve();
  }

  /** Waits until `ready` returns something other than null; fails when the other end ends first. */
  async until<T>(ready: () => T | null, what: string): Promise<T> {
    for (;;) {
      const value = ready();
      if (value !== null) return value;
      if (this.ended) throw new Error(`the other end closed while waiting for ${what}`);
      await new Promise<void>((resolve) => this.wake.push(resolve));
    }
  }

  /** Starts the count of `sent` anew. */
  mark(): void {
    this.sent = 0;
  }

  /** Writes bytes; resolves when the kernel took them. */
  send(bytes: Buffer | string): Promise<void> {
    const buffer = typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes;
    this.sent += buffer.length;
    return new Promise((resolve) => {
      this.socket.write(buffer, () => resolve());
    });
  }

  /** Takes exactly `n` bytes. */
  take(n: number): Promise<Buffer> {
    return this.until(() => {
      if (this.pending.length < n) return null;
      const bytes = this.pending.subarray(0, n);
      this.pending = this.pending.subarray(n);
      return bytes;
    }, `${n} bytes`);
  }

  /** Takes an HTTP head up to and with its blank line, as Latin-1 text. */
  readHead(): Promise<string> {
    return this.until(() => {
      const end = this.pending.indexOf('\r\n\r\n');
      if (end < 0) return null;
      const head = this.pending.subarray(0, end + 4).toString('latin1');
      this.pending = this.pending.subarray(end + 4);
      return head;
    }, 'the end of an HTTP head');
  }

  /** Takes one frame. */
  async readFrame(): Promise<PeerFrame> {
    const [first, second] = await this.take(2);
    let length = second & 0x7f;
    if (length === 126) length = (await this.take(2)).readUInt16BE(0);
    else if (length === 127) length = Number((await this.take(8)).readBigUInt64BE(0));
    const masked = (second & 0x80) !== 0;
    const key = masked ? await this.take(4) : null;
    const payload = await this.take(length);
    return { first, masked, payload: key ? maskBytes(payload, key) : Buffer.from(payload) };
  }

  /** Client: sends an upgrade request, reads the answer's head and starts counting. Returns that head. */
  async upgrade(path = '/', headers: Headers = {}, key = exampleHandshakeKey): Promise<string> {
    await this.send(upgradeRequest(key, path, headers));
    const head = await this.readHead();
    this.mark();
    return head;
  }

  /** Server: reads the request, answers 101 and starts counting. Returns the request's head. */
  async accept(headers: Headers = {}): Promise<string> {
    const head = await this.readHead();
    await this.send(upgradeResponse(headerOf(head, 'sec-websocket-key') ?? '', headers));
    this.mark();
    return head;
  }

  /** Ends the sending side (FIN). */
  end(): Promise<void> {
    return new Promise((resolve) => {
      if (this.socket.destroyed) resolve();
      else this.socket.end(() => resolve());
    });
  }

  /** Sends a RST. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  /** Waits for the other end's FIN or RST. */
  async closed(): Promise<void> {
    while (!this.ended) await new Promise<void>((resolve) => this.wake.push(resolve));
  }
}

/** The value of a header in a head, or null. Name in lower case. */
export function headerOf(head: string, name: string): string | null {
  for (const line of head.split('\r\n').slice(1)) {
    const colon = line.indexOf(':');
    if (colon > 0 && line.slice(0, colon).toLowerCase() === name) return line.slice(colon + 1).trim();
  }
  return null;
}
