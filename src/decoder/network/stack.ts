// All the layers together: a captured packet goes in, bytes of TCP streams come out at the sink.

import type { CaptureSink } from '../model/capture-sink.ts';
import { DeliveredSegments } from './delivered-segments.ts';
import { readEthernet, readVlan } from './ethernet.ts';
import { type ExportedPdu, readExportedPdu } from './exported-pdu.ts';
import { Fragments } from './fragments.ts';
import { readIpv4, readIpv6, readRawIp } from './ip.ts';
import { isLinkTypeKnown, readGre, readLink, readMpls, readPpp, readPppoe, readUdp } from './link.ts';
import { linkType, linkTypeName, workaroundFor } from './link-types.ts';
import { newPacket, next } from './packet.ts';
import type { PacketFastPath, PacketRecords } from './packet-fast-path.ts';
import { Tcp } from './tcp.ts';

/** Nested layers of one packet, tunnels included. More of them are damage or an attack. */
const maxLayers = 24;
const progressStep = 1 << 18;

/** Takes packets of any link type. One for each capture. */
export class NetworkStack {
  readonly #sink: CaptureSink;
  readonly #format: string;
  readonly #delivered = new DeliveredSegments();
  readonly #fragments = new Fragments();
  readonly #tcp: Tcp;
  readonly #fastPath: PacketFastPath | null;
  readonly #packet = newPacket();
  readonly #pdu: ExportedPdu = {
    next: 0,
    dissector: '',
    sourcePort: -1,
    destinationPort: -1,
    sequence: null,
  };
  readonly #links: string[] = [];
  #linkSeen = -1;
  #linkKnown = false;
  readonly #unknownLinks = new Set<number>();
  #at = 0;
  #reported = 0;
  #snaplen = 0;
  #firstCutAt = -1;
  #firstEncryptedAt = -1;
  #packets = 0;
  #unread = 0;
  /** Packets with the long header of QUIC: those that begin a connection. */
  #quicHandshakes = 0;
  readonly #others = new Map<string, number>();

  /** `format` begins the description of the input, e.g. `pcapng`. */
  constructor(sink: CaptureSink, format: string, fastPath: PacketFastPath | null = null) {
    this.#sink = sink;
    this.#format = format;
    this.#fastPath = fastPath;
    this.#tcp = new Tcp(sink, this.#delivered, fastPath);
    sink.describe(format);
  }

  /** Call before the packets of a chunk are read. */
  beginChunk(chunk: Uint8Array): void {
    this.#delivered.begin(chunk, this.#at);
    this.#at += chunk.length;
  }

  /** Call after the packets of a chunk were read. */
  endChunk(): void {
    this.#delivered.finish();
    if (this.#at - this.#reported >= progressStep) {
      this.#reported = this.#at;
      this.#sink.progress(this.#at);
    }
  }

  /** Reports the link type of an interface before its packets; call it for each interface. */
  announce(type: number): void {
    const name = linkTypeName(type);
    if (!this.#links.includes(name) && this.#links.length < 8) {
      this.#links.push(name);
      this.#sink.describe(`${this.#format}, ${this.#links.join(' and ')}`);
    }
  }

  /**
   * One captured packet: `length` bytes at `start` of `bytes`, where index 0 lies at `base` in the file;
   * `wire` is its length on the wire, `time` in seconds or NaN.
   */
  packet(
    bytes: Uint8Array,
    start: number,
    length: number,
    wire: number,
    base: number,
    type: number,
    time: number,
  ): void {
    const packet = this.#packet;
    packet.bytes = bytes;
    packet.base = base;
    packet.start = start;
    packet.offset = start;
    packet.end = start + length;
    packet.cut = wire > length ? wire - length : 0;
    packet.isWhole = wire === length;
    packet.time = time;
    packet.version = 0;
    packet.identification = 0;
    packet.fileRanges = null;
    this.#packets++;
    if (packet.cut > 0 && this.#firstCutAt < 0) {
      this.#firstCutAt = base + start;
      this.#snaplen = length;
    }
    if (type !== this.#linkSeen) this.#meet(type, base + start);
    if (!this.#linkKnown) {
      this.#unread++;
      return;
    }
    if (type === linkType.wiresharkUpperPdu) {
      if (!readExportedPdu(packet, this.#pdu)) this.#count('cut or damaged headers');
      else if (this.#pdu.next !== next.done) this.#layers(this.#pdu.next);
      else this.#tcp.applicationData(packet, this.#pdu);
      return;
    }
    this.#layers(readLink(packet, type));
  }

  /** When the last packet came, in seconds or NaN. */
  get time(): number {
    return this.#packet.time;
  }

  /** Whether `readFast` is likely to read some packets. */
  get isFastPathReady(): boolean {
    return this.#fastPath?.isReady ?? false;
  }

  /** Reads records with ordinary packets and returns the index of the first record that it did not read. */
  readFast(records: PacketRecords): number {
    if (this.#fastPath === null) return records.start;
    const { end, packetCount, lastTime } = this.#fastPath.read(records, this.#delivered);
    if (packetCount > 0) {
      this.#packets += packetCount;
      this.#tcp.segments += packetCount;
      this.#packet.time = lastTime;
    }
    return end;
  }

  #layers(first: number): void {
    const packet = this.#packet;
    let type = first;
    for (let layer = 0; layer < maxLayers; layer++) {
      switch (type) {
        case next.tcp:
          if (!this.#tcp.segment(packet)) this.#count('cut or damaged headers');
          return;
        case next.ipv4:
          type = readIpv4(packet, this.#fragments);
          break;
        case next.ipv6:
          type = readIpv6(packet, this.#fragments);
          break;
        case next.rawIp:
          type = readRawIp(packet, this.#fragments);
          break;
        case next.vlan:
        case next.qinq:
        case 0x9100:
        case 0x9200:
          type = readVlan(packet);
          break;
        case next.pppoeSession:
          type = readPppoe(packet);
          break;
        case next.ppp:
          type = readPpp(packet);
          break;
        case next.mpls:
        case next.mplsMulticast:
          type = readMpls(packet);
          break;
        case next.transparentEthernet:
          type = readEthernet(packet);
          break;
        case next.ipProtocol + 4:
          type = next.ipv4;
          break;
        case next.ipProtocol + 41:
          type = next.ipv6;
          break;
        case next.ipProtocol + 47:
          type = readGre(packet);
          if (type === next.notData) this.#count('GRE');
          break;
        case next.ipProtocol + 17: {
          const udp = packet.offset;
          type = readUdp(packet);
          if (type === next.notData) {
            const { bytes } = packet;
            const quic = isPort443(bytes, udp) && packet.end - udp > 8;
            if (quic && isLongHeader(bytes, udp + 8, packet.end)) this.#quicHandshakes++;
            this.#count(quic ? 'UDP on port 443 (QUIC)' : 'UDP');
            return;
          }
          break;
        }
        case next.done:
          return;
        case next.short:
          this.#count('cut or damaged headers');
          return;
        case next.encrypted:
          if (this.#firstEncryptedAt < 0) this.#firstEncryptedAt = packet.base + packet.offset;
          this.#count('encrypted 802.11');
          return;
        case next.notData:
          this.#count('link-layer control');
          return;
        default:
          this.#count(protocolName(type));
          return;
      }
    }
  }

  #count(name: string): void {
    if (this.#others.size < 32 || this.#others.has(name)) {
      this.#others.set(name, (this.#others.get(name) ?? 0) + 1);
    }
  }

  #meet(type: number, at: number): void {
    this.#linkSeen = type;
    this.#linkKnown = isLinkTypeKnown(type) || type === linkType.wiresharkUpperPdu;
    if (this.#linkKnown || this.#unknownLinks.has(type)) return;
    this.#unknownLinks.add(type);
    this.#sink.note({
      level: 'error',
      id: 'unsupported-link-type',
      text: `Packets of link type ${type} (${linkTypeName(type)}) are not read. ${workaroundFor(type)}`,
      at,
    });
  }

  /** The input ends: closes what is open and reports what the whole capture shows. */
  end(): void {
    this.#tcp.end();
    if (this.#at > this.#reported) this.#sink.progress(this.#at);
    const tcp = this.#tcp;
    if (tcp.cut > 0) {
      this.#sink.note({
        level: 'warning',
        id: 'snaplen',
        text:
          `${tcp.cut} of ${tcp.segments} TCP segments are cut: the capture kept ${this.#snaplen} bytes of the first. ` +
          'The rest is not in the file. Capture whole packets: tcpdump -s 0, or no snapshot length in Wireshark.',
        at: this.#firstCutAt,
      });
    }
    if (tcp.short > 0) {
      this.#sink.note({
        level: 'warning',
        id: 'short-packets',
        text:
          `${tcp.short} of ${tcp.segments} TCP segments are shorter than their IP header says, in packets that the ` +
          'capture kept whole: something before the recorder cut them.',
      });
    }
    if (tcp.duplicates > 0) {
      this.#sink.note({
        level: 'info',
        id: 'duplicate-packets',
        text:
          `${tcp.duplicates} TCP segments are in the capture twice, as when it is taken on several interfaces ` +
          'at once. The second copies are left out.',
      });
    }
    if (this.#fragments.dropped + this.#fragments.unfinished > 0) {
      this.#sink.note({
        level: 'warning',
        id: 'fragments-missing',
        text: `${this.#fragments.dropped + this.#fragments.unfinished} IP datagrams lack a fragment and are left out.`,
      });
    }
    if (this.#firstEncryptedAt >= 0) {
      this.#sink.note({
        level: 'warning',
        id: 'encrypted-802.11',
        text:
          `${this.#others.get('encrypted 802.11')} Wi-Fi frames are encrypted and were left out. ` +
          'Capture on the computer itself (not in monitor mode), or decrypt in Wireshark and export the packets.',
        at: this.#firstEncryptedAt,
      });
    }
    this.#notTcp();
    if (this.#quicHandshakes > 0 && this.#tcp.segments > 0) {
      this.#sink.note({
        level: 'info',
        id: 'quic',
        text:
          `${this.#quicHandshakes} UDP packets on port 443 begin QUIC connections (HTTP/3), which are not read. If your WebSocket is missing here, ` +
          'switch QUIC off in the client (Chrome: --disable-quic) and capture again.',
      });
    }
  }

  #notTcp(): void {
    if (this.#packets === 0) {
      this.#sink.note({ level: 'error', id: 'no-packets', text: 'The capture holds no packets.' });
    } else if (this.#tcp.segments === 0 && this.#unread < this.#packets) {
      const found = [...this.#others].sort((a, b) => b[1] - a[1]).slice(0, 4);
      const text = found.map(([name, count]) => `${count} ${name}`).join(', ');
      const quic = found.some(([name]) => name.includes('QUIC'))
        ? ' A WebSocket over HTTP/3 runs inside QUIC, which is not read: switch QUIC off in the browser.'
        : " Capture the WebSocket's own port: tcpdump -i any -w capture.pcap 'tcp port 8080'.";
      this.#sink.note({
        level: 'error',
        id: 'no-tcp',
        text: `Expected TCP packets, found none among ${this.#packets}${text ? ` (${text})` : ''}.${quic}`,
      });
    }
  }
}

/** The long header of QUIC with version 1 or 2 (RFC 9000 17.2, RFC 9369 3.1). */
function isLongHeader(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 5 > end || bytes[at] < 0xc0) return false;
  const version =
    ((bytes[at + 1] << 24) | (bytes[at + 2] << 16) | (bytes[at + 3] << 8) | bytes[at + 4]) >>> 0;
  return version === 1 || version === 0x6b3343cf;
}

function isPort443(bytes: Uint8Array, udp: number): boolean {
  const source = (bytes[udp] << 8) | bytes[udp + 1];
  const destination = (bytes[udp + 2] << 8) | bytes[udp + 3];
  return source === 443 || destination === 443;
}

const protocolNames: Readonly<Record<number, string>> = {
  [next.arp]: 'ARP',
  34958: '802.1X',
  35020: 'LLDP',
  [next.ipProtocol + 1]: 'ICMP',
  [next.ipProtocol + 2]: 'IGMP',
  [next.ipProtocol + 50]: 'IPsec ESP (encrypted)',
  [next.ipProtocol + 58]: 'ICMPv6',
  [next.ipProtocol + 132]: 'SCTP',
};

function protocolName(type: number): string {
  if (protocolNames[type]) return protocolNames[type];
  return type >= next.ipProtocol
    ? `IP protocol ${type - next.ipProtocol}`
    : `Ethernet type 0x${type.toString(16)}`;
}
