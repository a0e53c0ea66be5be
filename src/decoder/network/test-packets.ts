// Test aid: TCP segments as bytes, and a sink that writes down what comes out of them as short lines.

import { formatHex, parseHex } from '../bytes/hex.ts';
import type { Note, Sender } from '../model/basics.ts';
import type { CaptureSink, ConnectionSink, Opening } from '../model/capture-sink.ts';
import { linkType } from './link-types.ts';
import { NetworkStack } from './stack.ts';

/** Bytes from hex; anything else in the text is taken for white space. */
export function hex(text: string): Uint8Array<ArrayBuffer> {
  return parseHex(text.replace(/[^0-9a-fA-F]/g, '')) ?? new Uint8Array(0);
}

/** Bytes of ASCII text. */
export function ascii(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** One after the other. */
export function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

/** What a segment is made of; the client is 10.0.0.7:51312, the server 10.0.0.1:8080. */
export interface Segment {
  readonly from: Sender;
  readonly seq: number;
  readonly ack?: number;
  /** Letters of S, A, F, R, P; `A` when left out. */
  readonly flags?: string;
  readonly data?: string | Uint8Array;
  readonly window?: number;
  /** IP identification; each packet gets another one when left out. */
  readonly id?: number;
  readonly clientPort?: number;
  readonly serverPort?: number;
}

let identification = 1;

/** The segment as an IPv4 packet, checksums left at 0. */
export function ipv4Packet(segment: Segment): Uint8Array<ArrayBuffer> {
  const data = typeof segment.data === 'string' ? ascii(segment.data) : (segment.data ?? new Uint8Array(0));
  const packet = join(
    hex(
      '45 00 0000  0000 0000  40 06 0000  00000000 00000000' + // IPv4: length at 2, id at 4, addresses at 12
        '0000 0000  00000000 00000000  50 00 0000 0000 0000', // TCP: ports, seq at 24, ack at 28, flags at 33, window at 34
    ),
    data,
  );
  const view = new DataView(packet.buffer);
  const client = [0x0a000007, segment.clientPort ?? 51312];
  const server = [0x0a000001, segment.serverPort ?? 8080];
  const [from, to] = segment.from === 'client' ? [client, server] : [server, client];
  view.setUint16(2, packet.length);
  view.setUint16(4, segment.id ?? identification++ & 0xffff);
  view.setUint32(12, from[0]);
  view.setUint32(16, to[0]);
  view.setUint16(20, from[1]);
  view.setUint16(22, to[1]);
  view.setUint32(24, segment.seq >>> 0);
  view.setUint32(28, (segment.ack ?? 0) >>> 0);
  const flags = segment.flags ?? 'A';
  for (const [letter, bit] of Object.entries({ F: 1, S: 2, R: 4, P: 8, A: 16 })) {
    if (flags.includes(letter)) packet[33] |= bit;
  }
  view.setUint16(34, segment.window ?? 65535);
  return packet;
}

/** Writes a capture down as lines: `client "Hello"`, `client gap 5`, `client end fin`, `event reordered client 0`. */
export class LineSink implements CaptureSink {
  readonly connections: { readonly opening: Opening; readonly lines: string[] }[] = [];
  readonly notes: Note[] = [];
  readonly descriptions: string[] = [];
  readonly secretKinds: number[] = [];
  /** File offset and bytes of every run, to compare with the file. */
  readonly runs: { readonly at: number; readonly hex: string }[] = [];

  connection(opening: Opening): ConnectionSink {
    const lines: string[] = [];
    this.connections.push({ opening, lines });
    const ignore = () => {};
    return {
      data: (sender, bytes, at) => {
        this.runs.push({ at, hex: formatHex(bytes) });
        let text = '';
        for (const byte of bytes) text += String.fromCharCode(byte);
        lines.push(`${sender} "${text}"`);
      },
      gap: (sender, length) => lines.push(`${sender} gap ${length}`),
      end: (sender, kind) => lines.push(`${sender} end ${kind}`),
      event: (event) =>
        lines.push(
          `event ${event.kind} ${event.sender ?? '-'}${event.offset === undefined ? '' : ` ${event.offset}`}`,
        ),
      handshake: ignore,
      frameHeader: ignore,
      message: ignore,
      symptom: ignore,
    };
  }
  note(note: Note): void {
    this.notes.push(note);
  }
  describe(text: string): void {
    this.descriptions.push(text);
  }
  secrets(kind: number): void {
    this.secretKinds.push(kind);
  }
  progress(): void {}

  get noteIds(): string[] {
    return this.notes.map((note) => note.id);
  }
  /** Text of one sender over all connections, holes as `[n]`. */
  text(sender: Sender): string {
    return this.connections
      .flatMap(({ lines }) => lines)
      .map((line) => {
        const match = new RegExp(`^${sender} (?:"(.*)"|gap (\\d+))$`, 's').exec(line);
        return match ? (match[1] ?? `[${match[2]}]`) : '';
      })
      .join('');
  }
}

/** Packets with their times, in seconds; 1 ms apart when left out. */
export type Timed =
  | Uint8Array
  | { readonly packet: Uint8Array; readonly time: number; readonly wire?: number };

/** Runs packets of one link type through the stack; they lie one behind the other in the file. */
export function runPackets(packets: readonly Timed[], type: number = linkType.raw): LineSink {
  const sink = new LineSink();
  const stack = new NetworkStack(sink, 'test');
  let at = 0;
  packets.forEach((timed, n) => {
    const { packet, time, wire } =
      timed instanceof Uint8Array
        ? { packet: timed, time: n / 1000, wire: undefined }
        : { wire: undefined, ...timed };
    stack.beginChunk(packet);
    stack.packet(packet, 0, packet.length, wire ?? packet.length, at, type, time);
    stack.endChunk();
    at += packet.length;
  });
  stack.end();
  return sink;
}

/** The lines of the only connection. */
export function linesOf(packets: readonly Timed[], type: number = linkType.raw): string[] {
  const sink = runPackets(packets, type);
  if (sink.connections.length !== 1) throw new Error(`${sink.connections.length} connections`);
  return sink.connections[0].lines;
}
