// IPv4 (RFC 791) and IPv6 (RFC 8200): from the IP header to the transport. Checksums are ignored: with
// offload the capturing machine sees packets before the checksums are computed.

import { u16, u32 } from '../bytes/integers.ts';
import type { Fragments } from './fragments.ts';
import { limit, next, type Packet } from './packet.ts';

/** Reads by the version nibble. */
export function readRawIp(packet: Packet, fragments: Fragments): number {
  if (packet.end - packet.offset < 1) return next.short;
  const version = packet.bytes[packet.offset] >> 4;
  if (version === 4) return readIpv4(packet, fragments);
  return version === 6 ? readIpv6(packet, fragments) : next.notData;
}

/** IPv4. Returns the protocol, or `next.done` for a fragment that completes nothing. */
export function readIpv4(packet: Packet, fragments: Fragments): number {
  const { bytes, offset } = packet;
  if (packet.end - offset < 20) return next.short;
  const first = bytes[offset];
  const header = (first & 15) * 4;
  if (first >> 4 !== 4 || header < 20 || packet.end - offset < header) return next.short;
  const total = u16(bytes, offset + 2);
  // Total length 0: the network card splits this packet later (segmentation offload); the capture knows its
  // length.
  if (total >= header) limit(packet, offset, total);
  else if (total !== 0) return next.short;
  packet.version = 4;
  packet.address = offset + 12;
  packet.identification = u16(bytes, offset + 4);
  packet.offset = offset + header;
  const fragment = u16(bytes, offset + 6) & 0x3fff;
  if (fragment === 0) return next.ipProtocol + bytes[offset + 9];
  const key = fragments.keyOf(bytes, offset + 12, 8, packet.identification, bytes[offset + 9]);
  const whole = fragments.add(packet, key, (fragment & 0x1fff) * 8, (fragment & 0x2000) !== 0);
  return whole ? next.ipProtocol + bytes[offset + 9] : next.done;
}

/** IPv6 with its extension headers. */
export function readIpv6(packet: Packet, fragments: Fragments): number {
  const { bytes } = packet;
  const start = packet.offset;
  if (packet.end - start < 40) return next.short;
  if (bytes[start] >> 4 !== 6) return next.short;
  const length = u16(bytes, start + 4);
  // Payload length 0: a jumbogram or segmentation offload; the capture knows its length.
  if (length !== 0) limit(packet, start + 40, length);
  packet.version = 6;
  packet.address = start + 8;
  packet.identification = 0;
  let protocol = bytes[start + 6];
  let offset = start + 40;
  for (let headers = 0; headers < 16; headers++) {
    switch (protocol) {
      // Hop-by-hop, routing, destination options, mobility, HIP, shim6: next 1, length in 8 bytes without the
      // first 8.
      case 0:
      case 43:
      case 60:
      case 135:
      case 139:
      case 140:
        if (packet.end - offset < 8) return next.short;
        protocol = bytes[offset];
        offset += 8 + bytes[offset + 1] * 8;
        break;
      // Authentication: length in 4 bytes without the first 8.
      case 51:
        if (packet.end - offset < 8) return next.short;
        protocol = bytes[offset];
        offset += 8 + bytes[offset + 1] * 4;
        break;
      // Fragment: next 1, reserved 1, offset and more 2, identification 4.
      case 44: {
        if (packet.end - offset < 8) return next.short;
        const field = u16(bytes, offset + 2);
        const inner = bytes[offset];
        packet.offset = offset + 8;
        if ((field & 0xfff9) === 0) {
          protocol = inner;
          offset += 8;
          break;
        }
        const key = fragments.keyOf(bytes, start + 8, 32, u32(bytes, offset + 4), inner);
        const whole = fragments.add(packet, key, field & 0xfff8, (field & 1) !== 0);
        return whole ? next.ipProtocol + inner : next.done;
      }
      default:
        if (offset > packet.end) return next.short;
        packet.offset = offset;
        return next.ipProtocol + protocol;
    }
    if (offset > packet.end) return next.short;
  }
  return next.short;
}
