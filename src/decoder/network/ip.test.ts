import { describe, expect, it } from 'vitest';
import { concat, hex } from '../../testing/bytes.ts';
import { ipv4Packet, runPackets } from '../../testing/packets.ts';
import { formatIpv6 } from './flow-table.ts';
import { linkType } from './link-types.ts';

const hello = ipv4Packet({ from: 'client', seq: 101, ack: 501, data: 'Hello', flags: 'PA' });
const tcp = hello.subarray(20);

/** An IPv6 packet: version and flow 4, payload length 2, next header 1, hop limit 1, ::1 to ::1. */
function ipv6(nextHeader: number, body: Uint8Array, length = body.length): Uint8Array {
  const one = '00000000 00000000 00000000 00000001';
  const head = hex(`60000000 0000 00 40 ${one} ${one}`);
  head[4] = length >> 8;
  head[5] = length & 255;
  head[6] = nextHeader;
  return concat([head, body]);
}

/** A fragment of `hello`: `from` and `to` count in its TCP segment. */
function fragment(from: number, to: number, id = 7): Uint8Array {
  const more = to < tcp.length;
  const packet = concat([hello.subarray(0, 20), tcp.subarray(from, to)]);
  packet[3] = packet.length;
  packet[5] = id;
  packet[6] = more ? 0x20 : 0;
  packet[7] = from >> 3;
  return packet;
}

describe('IPv4', () => {
  it('takes the captured length when the total length is 0 (segmentation offload)', () => {
    const packet = hello.slice();
    packet[2] = 0;
    packet[3] = 0;
    expect(runPackets([packet]).text('client')).toBe('Hello');
  });

  it('ignores padding after the total length', () => {
    expect(runPackets([concat([hello, hex('ffffffff')])]).text('client')).toBe('Hello');
  });

  it('skips options', () => {
    const packet = concat([hello.subarray(0, 20), hex('01010101'), tcp]);
    packet[0] = 0x46;
    packet[3] += 4;
    expect(runPackets([packet]).text('client')).toBe('Hello');
  });

  it('reassembles fragments in any order, and gives the file offset of each byte', () => {
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
    ]) {
      const parts = [fragment(0, 8), fragment(8, 24), fragment(24, 25)];
      const packets = order.map((n) => parts[n]);
      const sink = runPackets(packets);
      expect(sink.text('client')).toBe('Hello');
      const file = concat([...packets]);
      for (const { at, hex: bytes } of sink.runs) {
        expect(Buffer.from(file.subarray(at, at + bytes.length / 2)).toString('hex')).toBe(bytes);
      }
      expect(sink.runs).toHaveLength(2);
    }
  });

  it('reads overlapping fragments once', () => {
    expect(
      runPackets([fragment(0, 16), fragment(8, 24), fragment(0, 8), fragment(24, 25)]).text('client'),
    ).toBe('Hello');
  });

  it('reports a missing fragment', () => {
    const sink = runPackets([fragment(0, 8), fragment(16, 25)]);
    expect(sink.noteIds).toContain('fragments-missing');
    expect(sink.connections).toEqual([]);
  });

  it('limits the number of incomplete datagrams', () => {
    const packets = Array.from({ length: 2000 }, (_, n) =>
      fragment(0, 8, n & 255).map((b, i) => (i === 4 ? n >> 8 : b)),
    );
    const sink = runPackets(packets);
    expect(sink.notes[0].text).toContain('2000 IP datagrams lack a fragment');
  });
});

describe('IPv6', () => {
  it('is read', () => {
    const sink = runPackets([ipv6(6, tcp)]);
    expect(sink.text('client')).toBe('Hello');
    expect(sink.connections[0].opening).toMatchObject({ client: '[::1]:51312', server: '[::1]:8080' });
  });

  it('takes the captured length when the payload length is 0', () => {
    expect(runPackets([ipv6(6, tcp, 0)]).text('client')).toBe('Hello');
  });

  it('skips extension headers', () => {
    const chain = concat([
      hex('2b 00 010400000000'), // hop-by-hop: next 43, length 8
      hex('33 00 000000000000'), // routing: next 51
      hex('3c 01 000000000000 00000000'), // authentication: next 60, length 12
      hex('06 01 010c 000000000000000000000000'), // destination options: next 6, length 16
      tcp,
    ]);
    expect(runPackets([ipv6(0, chain)]).text('client')).toBe('Hello');
  });

  it('reassembles fragments', () => {
    const first = concat([hex('06 00 0001 0000000a'), tcp.subarray(0, 24)]);
    const last = concat([hex('06 00 0018 0000000a'), tcp.subarray(24)]);
    expect(runPackets([ipv6(44, last), ipv6(44, first)]).text('client')).toBe('Hello');
    const atomic = concat([hex('06 00 0000 0000000b'), tcp]);
    expect(runPackets([ipv6(44, atomic)]).text('client')).toBe('Hello');
  });

  it('is formatted as RFC 5952 says', () => {
    const text = (bytes: string) => formatIpv6(hex(bytes));
    expect(text('20010db8 00000000 00000000 00000001')).toBe('2001:db8::1');
    expect(text('20010db8 00000001 00010001 00010001')).toBe('2001:db8:0:1:1:1:1:1');
    expect(text('00000000 00000000 00000000 00000000')).toBe('::');
    expect(text('00010000 00000002 00000000 00000003')).toBe('1:0:0:2::3');
    expect(text('00000000 00000000 0000ffff 7f000001')).toBe('::ffff:127.0.0.1');
  });
});

describe('exported PDUs', () => {
  const tags = (name: string, more = '') =>
    `000c ${name} 0014 0004 0a000007 0015 0004 0a000001 0018 0004 00000002 0019 0004 0000c870 001a 0004 00001f90 ${more} 0000 0000`;
  const http = '0004 68747470';

  it('gives application data between the named endpoints', () => {
    const sink = runPackets([concat([hex(tags(http)), hex('4869')])], linkType.wiresharkUpperPdu);
    expect(sink.text('client')).toBe('Hi');
    expect(sink.connections[0].opening).toMatchObject({ client: '10.0.0.7:51312', server: '10.0.0.1:8080' });
    expect(sink.runs[0].at).toBe(hex(tags(http)).length);
  });

  it('recognises by the sequence number what was already exported in part', () => {
    const info = '0022 0013 0001 00000001 00000003 00000001 00 0018 0000';
    const part = concat([hex(tags(http, info)), hex('4869')]);
    const whole = concat([hex(tags(http, info)), hex('4869207468657265')]);
    const sink = runPackets([part, whole], linkType.wiresharkUpperPdu);
    expect(sink.connections[0].lines.slice(1, 3)).toEqual(['client "Hi"', 'client " there"']);
  });

  it('reads whole IP packets', () => {
    const sink = runPackets([concat([hex('000c 0002 6970 0000 0000'), hello])], linkType.wiresharkUpperPdu);
    expect(sink.text('client')).toBe('Hello');
  });

  it('does not read past damaged tags', () => {
    for (const text of ['', '000c', '000c ffff 61', '0000 ffff']) {
      expect(runPackets([hex(text)], linkType.wiresharkUpperPdu).noteIds).toEqual(['no-tcp']);
    }
  });
});
