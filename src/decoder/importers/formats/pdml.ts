// Packet details as XML (`tshark -T pdml`, "Export Packet Dissections" in Wireshark). Of each packet the
// addresses, ports, sequence number, flags and payload are taken; with headers made of them it goes through
// reassembly like any other.

import { parseHex } from '../../bytes/hex.ts';
import type { TextBlock } from '../text/blocks.ts';
import { linesOfBlock } from '../text/lines.ts';
import { PacketWriter } from '../text/packets.ts';
import { type TextReader, textImporter } from '../text/text-importer.ts';
import type { Transcript } from '../text/transcript.ts';

/** The fields that are read, by the name that Wireshark gives them, with their bytes. */
const wanted = new Set([
  'ip.src',
  'ip.dst',
  'ipv6.src',
  'ipv6.dst',
  'tcp.srcport',
  'tcp.dstport',
  'tcp.seq',
  'tcp.ack',
  'tcp.flags',
  'tcp.payload',
]);
const field = /<field name="([a-z0-9_.]+)"/y;
const maxIpv4Length = 65535;

/** The value of an attribute in a line, or '' without it. */
function attribute(line: string, name: string): string {
  const start = line.indexOf(` ${name}="`);
  if (start < 0) return '';
  const from = start + name.length + 3;
  const end = line.indexOf('"', from);
  return end < 0 ? '' : line.slice(from, end);
}

/** The fields of one packet. */
class Packet {
  readonly #fields = new Map<string, Uint8Array>();
  time = Number.NaN;

  /** Only the first counts: an encapsulated packet repeats a name. */
  set(name: string, hex: string): void {
    const bytes = parseHex(hex);
    if (bytes !== null && !this.#fields.has(name)) this.#fields.set(name, bytes);
  }

  #bytes(name: string, length: number): number[] {
    const bytes = this.#fields.get(name) ?? new Uint8Array(0);
    return Array.from({ length }, (_, i) => bytes[bytes.length - length + i] ?? 0);
  }

  /** An IP packet with these fields; `null` when it is no segment of TCP. */
  toBytes(): Uint8Array | null {
    const payload = this.#fields.get('tcp.payload') ?? new Uint8Array(0);
    if (!this.#fields.has('tcp.srcport') || !this.#fields.has('tcp.dstport')) return null;
    const tcp = [
      ...this.#bytes('tcp.srcport', 2),
      ...this.#bytes('tcp.dstport', 2),
      ...this.#bytes('tcp.seq', 4),
      ...this.#bytes('tcp.ack', 4),
      0x50,
      this.#bytes('tcp.flags', 1)[0],
      ...[0xff, 0xff, 0, 0, 0, 0],
    ];
    const length = tcp.length + payload.length;
    let ip: number[];
    if (this.#fields.has('ipv6.src')) {
      ip = [0x60, 0, 0, 0, (length >> 8) & 255, length & 255, 6, 64];
      ip.push(...this.#bytes('ipv6.src', 16), ...this.#bytes('ipv6.dst', 16));
    } else {
      // A length of 0 stands for a segment that the network card was to cut up.
      const total = length + 20 > maxIpv4Length ? 0 : length + 20;
      ip = [0x45, 0, total >> 8, total & 255, 0, 0, 0x40, 0, 64, 6, 0, 0];
      ip.push(...this.#bytes('ip.src', 4), ...this.#bytes('ip.dst', 4));
    }
    const bytes = new Uint8Array(ip.length + length);
    bytes.set(ip);
    bytes.set(tcp, ip.length);
    bytes.set(payload, ip.length + tcp.length);
    return bytes;
  }
}

class PdmlReader implements TextReader {
  readonly #out: Transcript;
  readonly #writer: PacketWriter;
  #packet: Packet | null = null;
  #payloads = 0;

  constructor(out: Transcript) {
    this.#out = out;
    this.#writer = new PacketWriter('PDML', out);
  }

  read(block: TextBlock): void {
    for (const { start, end } of linesOfBlock(block)) {
      let from = start;
      while (from < end && block.text.charCodeAt(from) === 32) from++;
      this.#line(block.text, from, end);
    }
    this.#writer.flush();
  }

  #line(text: string, start: number, end: number): void {
    const bytesEnd = this.#take(text, start, end);
    this.#out.mark(bytesEnd, end, 'header');
  }

  /** Reads one line. Gives the end of the bytes that were marked in it, its start without any. */
  #take(text: string, start: number, end: number): number {
    if (text.startsWith('<packet>', start)) this.#packet = new Packet();
    else if (text.startsWith('</packet>', start)) this.#endPacket();
    if (this.#packet === null) return start;
    field.lastIndex = start;
    const name = field.exec(text)?.[1];
    if (name === undefined) return start;
    if (name === 'timestamp') this.#packet.time = Number(attribute(text.slice(start, end), 'value'));
    if (!wanted.has(name)) return start;
    const line = text.slice(start, end);
    const hex = attribute(line, 'unmaskedvalue') || attribute(line, 'value');
    this.#packet.set(name, hex);
    if (name !== 'tcp.payload' || hex === '') return start;
    this.#payloads++;
    const at = start + line.lastIndexOf(hex);
    this.#out.mark(start, at, 'header');
    this.#out.mark(at, at + hex.length, 'bytes');
    return at + hex.length;
  }

  #endPacket(): void {
    const bytes = this.#packet?.toBytes();
    if (bytes) this.#writer.add({ bytes, time: this.#packet?.time ?? Number.NaN });
    this.#packet = null;
  }

  end(): void {
    this.#writer.end();
    if (this.#payloads > 0) return;
    this.#out.note(
      'error',
      'no-bytes',
      'Expected fields "tcp.payload" in these packet details, found none. Export with `tshark -r FILE -T pdml`, or keep the capture itself.',
    );
  }
}

/** Packet details by tshark -T pdml. */
export const pdml = textImporter({
  id: 'pdml',
  name: 'Wireshark packet details (PDML)',
  grade: ({ text }) =>
    /<pdml[ >]/.test(text.slice(0, 2000)) || (text.includes('<packet>') && text.includes('<proto name="'))
      ? 'certain'
      : 'no',
  open: (_, out) => new PdmlReader(out),
});
