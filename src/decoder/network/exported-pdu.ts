// Wireshark's "Export PDUs": a list of tags before the data that a dissector was given. Tags are big-endian:
// type 2, length 2, value (its padding, if any, is counted in the length); tag 0 ends the list. Source:
// epan/exported_pdu_tlvs.h in Wireshark, and what tshark writes.

import { u16, u32 } from '../bytes/integers.ts';
import { next, type Packet } from './packet.ts';

const tag = {
  end: 0,
  dissector: 12,
  heuristicDissector: 13,
  dissectorTable: 14,
  ipv4Source: 20,
  ipv4Destination: 21,
  ipv6Source: 22,
  ipv6Destination: 23,
  portType: 24,
  sourcePort: 25,
  destinationPort: 26,
  tcpInfo: 34,
} as const;

/** `EXP_PDU_PT_TCP`. */
const portTypeTcp = 2;

/** What the tags say. */
export interface ExportedPdu {
  /** Ethernet type, `next.tcp`, `next.done` for data of an application, or another of `next`. */
  next: number;
  /** Name of the dissector, e.g. `http`, `websocket`, `ip`, `tcp`. */
  dissector: string;
  sourcePort: number;
  destinationPort: number;
  /** Sequence number of the first byte where the tags say it, or `null`. */
  sequence: number | null;
}

/** Reads the tags and moves the packet to the data. `result` is reused. */
export function readExportedPdu(packet: Packet, result: ExportedPdu): boolean {
  const { bytes } = packet;
  let { offset } = packet;
  result.next = next.notData;
  result.dissector = '';
  result.sourcePort = -1;
  result.destinationPort = -1;
  result.sequence = null;
  let source = -1;
  let destination = -1;
  let width = 0;
  let portType = portTypeTcp;
  for (;;) {
    if (packet.end - offset < 4) return false;
    const type = u16(bytes, offset);
    const length = u16(bytes, offset + 2);
    const value = offset + 4;
    if (type === tag.end) {
      packet.offset = value + length;
      break;
    }
    offset = value + length;
    if (offset > packet.end) return false;
    if (type === tag.dissector || type === tag.heuristicDissector || type === tag.dissectorTable) {
      result.dissector = text(bytes, value, length);
    } else if (type === tag.ipv4Source && length === 4) {
      source = value;
      width = 4;
    } else if (type === tag.ipv4Destination && length === 4) destination = value;
    else if (type === tag.ipv6Source && length === 16) {
      source = value;
      width = 16;
    } else if (type === tag.ipv6Destination && length === 16) destination = value;
    else if (type === tag.portType && length >= 4) portType = u32(bytes, value);
    else if (type === tag.sourcePort && length >= 4) result.sourcePort = u32(bytes, value) & 0xffff;
    else if (type === tag.destinationPort && length >= 4) result.destinationPort = u32(bytes, value) & 0xffff;
    // Version 2, sequence 4, next sequence 4, last acknowledged 4, reassembled 1, flags 2, urgent 2.
    else if (type === tag.tcpInfo && length >= 6) result.sequence = u32(bytes, value + 2) | 0;
  }
  if (packet.offset > packet.end) return false;
  result.next = nextOf(result.dissector);
  if (result.next !== next.done && result.next !== next.tcp) return true;
  if (source < 0 || destination < 0 || portType !== portTypeTcp) {
    result.next = next.notData;
    return true;
  }
  setAddresses(packet, source, destination, width);
  if (result.next === next.done && result.sourcePort < 0) result.next = next.notData;
  return true;
}

function nextOf(dissector: string): number {
  switch (dissector) {
    case 'ip':
    case 'ipv6':
      return next.rawIp;
    case 'eth':
    case 'eth_withoutfcs':
    case 'eth_maybefcs':
      return next.transparentEthernet;
    case 'tcp':
      return next.tcp;
    default:
      return next.done;
  }
}

/**
 * Copies the addresses so that the destination follows the source, as the layers above expect. The tags have
 * four bytes between them.
 */
function setAddresses(packet: Packet, source: number, destination: number, width: number): void {
  packet.version = width === 4 ? 4 : 6;
  packet.identification = 0;
  if (destination === source + width) {
    packet.address = source;
    return;
  }
  const length = packet.end - packet.offset;
  const bytes = new Uint8Array(2 * width + length);
  bytes.set(packet.bytes.subarray(source, source + width));
  bytes.set(packet.bytes.subarray(destination, destination + width), width);
  bytes.set(packet.bytes.subarray(packet.offset, packet.end), 2 * width);
  packet.base = packet.base + packet.offset - 2 * width;
  packet.bytes = bytes;
  packet.address = 0;
  packet.offset = 2 * width;
  packet.end = 2 * width + length;
}

function text(bytes: Uint8Array, start: number, length: number): string {
  let result = '';
  for (let i = start; i < start + length && bytes[i] !== 0; i++) result += String.fromCharCode(bytes[i]);
  return result;
}
