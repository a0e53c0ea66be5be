// Writes one TCP connection as a pcap file, segment by segment, with the disorder that real captures show.
import { closeSync, openSync, writeSync } from 'node:fs';
import type { TlsSealer } from './tls-sealer.ts';

/** Who sends. */
export type Side = 'client' | 'server';

const mss = 1448;
/** Ethernet 14, IPv4 20, TCP 20, timestamps option 12. */
const headers = 66;
const flushAt = 4 << 20;
const retransmitted = 0.002;
const reordered = 0.003;

/**
 * A pcap file of one connection, 10.0.0.7:51312 to 10.0.0.1:8080. Times advance by what the bytes take at 1
 * Gbit/s.
 */
export class CaptureWriter {
  readonly #file: number;
  readonly #random: () => number;
  /** Encrypts what is sent; `null` for plain bytes. */
  readonly #sealer: TlsSealer | null;
  readonly #buffer = Buffer.alloc(flushAt + 65536);
  #used = 0;
  #written = 0;
  #microseconds = 1_700_000_000_000_000;
  #identification = 0;
  readonly #sequence: Record<Side, number> = { client: 0xfff00000, server: 0x10000000 };
  readonly #template: Record<Side, Buffer>;
  #unacknowledged = 0;

  constructor(path: string, random: () => number, sealer: TlsSealer | null = null) {
    this.#sealer = sealer;
    this.#file = openSync(path, 'w');
    this.#random = random;
    this.#template = { client: template(true), server: template(false) };
    const head = Buffer.alloc(24);
    head.writeUInt32LE(0xa1b2c3d4, 0);
    head.writeUInt16LE(2, 4);
    head.writeUInt16LE(4, 6);
    head.writeUInt32LE(262144, 16);
    head.writeUInt32LE(1, 20);
    head.copy(this.#buffer);
    this.#used = head.length;
  }

  /** Bytes of the file so far. */
  get bytes(): number {
    return this.#written + this.#used;
  }

  /** SYN, SYN and ACK, ACK, then the WebSocket upgrade. */
  handshake(extension: string | null): void {
    this.#segment('client', this.#sequence.client, nothing, 0, 0, 0x02);
    this.#sequence.client = (this.#sequence.client + 1) >>> 0;
    this.#segment('server', this.#sequence.server, nothing, 0, 0, 0x12);
    this.#sequence.server = (this.#sequence.server + 1) >>> 0;
    this.#segment('client', this.#sequence.client, nothing, 0, 0, 0x10);
    for (const [side, bytes] of this.#sealer?.handshake() ?? []) this.#write(side, bytes);
    const offer = extension ? `Sec-WebSocket-Extensions: ${extension}\r\n` : '';
    const request =
      'GET /bench HTTP/1.1\r\nHost: 10.0.0.1:8080\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${offer}\r\n`;
    const response =
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      `Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n${offer}\r\n`;
    this.send('client', Buffer.from(request, 'latin1'));
    this.send('server', Buffer.from(response, 'latin1'));
  }

  /**
   * One write of a program: cut at the MSS, sometimes sent again, sometimes overtaken by the next segment.
   * `recordEnds`: where a TLS record ends, apart from the longest one.
   */
  send(side: Side, bytes: Buffer, recordEnds: readonly number[] = []): void {
    this.#write(side, this.#sealer?.seal(side, bytes, recordEnds) ?? bytes);
  }

  #write(side: Side, bytes: Buffer): void {
    const first = this.#sequence[side];
    const count = Math.ceil(bytes.length / mss);
    const one = (n: number) => {
      const at = n * mss;
      const length = Math.min(mss, bytes.length - at);
      this.#segment(side, (first + at) >>> 0, bytes, at, length, n === count - 1 ? 0x18 : 0x10);
    };
    for (let n = 0; n < count; n++) {
      const dice = this.#random();
      if (dice < reordered && n + 1 < count) {
        one(n + 1);
        one(n);
        n++;
      } else {
        one(n);
        if (dice > 1 - retransmitted) {
          this.#microseconds += 220_000;
          one(n);
        }
      }
      if (++this.#unacknowledged >= 2) {
        this.#unacknowledged = 0;
        const sent = (first + Math.min((n + 1) * mss, bytes.length)) >>> 0;
        this.#acknowledge(side === 'client' ? 'server' : 'client', sent);
      }
    }
    this.#sequence[side] = (first + bytes.length) >>> 0;
  }

  /** FIN from both sides; returns the length of the file. */
  close(): number {
    for (const side of ['server', 'client'] as const) {
      this.#segment(side, this.#sequence[side], nothing, 0, 0, 0x11);
      this.#sequence[side] = (this.#sequence[side] + 1) >>> 0;
    }
    this.#segment('server', this.#sequence.server, nothing, 0, 0, 0x10);
    this.#flush();
    closeSync(this.#file);
    return this.#written;
  }

  #acknowledge(side: Side, acknowledgement: number): void {
    this.#segment(side, this.#sequence[side], nothing, 0, 0, 0x10, acknowledgement);
  }

  #segment(
    side: Side,
    sequence: number,
    bytes: Buffer,
    at: number,
    length: number,
    flags: number,
    acknowledgement?: number,
  ): void {
    if (this.#used > flushAt) this.#flush();
    const out = this.#buffer;
    let i = this.#used;
    const size = headers + length;
    this.#microseconds += 1 + (size >> 7);
    out.writeUInt32LE(Math.floor(this.#microseconds / 1e6), i);
    out.writeUInt32LE(this.#microseconds % 1e6, i + 4);
    out.writeUInt32LE(size, i + 8);
    out.writeUInt32LE(size, i + 12);
    i += 16;
    this.#template[side].copy(out, i);
    out.writeUInt16BE(size - 14, i + 16);
    this.#identification = (this.#identification + 1) & 0xffff;
    out.writeUInt16BE(this.#identification, i + 18);
    out.writeUInt32BE(sequence, i + 38);
    const other = acknowledgement ?? this.#sequence[side === 'client' ? 'server' : 'client'];
    out.writeUInt32BE(flags & 0x10 ? other : 0, i + 42);
    out[i + 47] = flags;
    bytes.copy(out, i + headers, at, at + length);
    this.#used = i + size;
  }

  #flush(): void {
    writeSync(this.#file, this.#buffer, 0, this.#used);
    this.#written += this.#used;
    this.#used = 0;
  }
}

const nothing = Buffer.alloc(0);

function template(fromClient: boolean): Buffer {
  const client = { mac: '020000000007', ip: '0a000007', port: 51312 };
  const server = { mac: '020000000001', ip: '0a000001', port: 8080 };
  const [from, to] = fromClient ? [client, server] : [server, client];
  const port = (value: number) => value.toString(16).padStart(4, '0');
  return Buffer.from(
    `${to.mac}${from.mac}0800` +
      `45000000000040004006${'0000'}${from.ip}${to.ip}` +
      `${port(from.port)}${port(to.port)}0000000000000000${'8010'}fff0${'00000000'}` +
      '0101080a0000000100000001',
    'hex',
  );
}
