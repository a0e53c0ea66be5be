import { describe, expect, it } from 'vitest';
import { concat, hex } from '../../testing/bytes.ts';
import { ipv4Packet, runPackets } from '../../testing/packets.ts';
import { isLinkTypeKnown } from './link.ts';
import { linkType, linkTypeName, workaroundFor } from './link-types.ts';

const ip = ipv4Packet({ from: 'client', seq: 101, ack: 501, data: 'Hello', flags: 'PA' });
const macs = '020000000001 020000000007'; // destination, source

/** Link header, link type, trailer. Each carries the same IPv4 packet. */
const carriers: [string, number, string, string?][] = [
  ['Ethernet', linkType.ethernet, `${macs} 0800`],
  ['Ethernet, padded', linkType.ethernet, `${macs} 0800`, '00000000 00000000'],
  ['Ethernet, 802.1Q', linkType.ethernet, `${macs} 8100 a005 0800`],
  ['Ethernet, QinQ', linkType.ethernet, `${macs} 88a8 0064 8100 0005 0800`],
  ['Ethernet, QinQ as 9100', linkType.ethernet, `${macs} 9100 0064 8100 0005 0800`],
  ['Ethernet, LLC/SNAP', linkType.ethernet, `${macs} 0035 aaaa03 000000 0800`],
  ['Ethernet, MPLS', linkType.ethernet, `${macs} 8847 00064140`],
  ['Ethernet, PPPoE', linkType.ethernet, `${macs} 8864 1100 0001 002f 0021`],
  ['NULL, little-endian', linkType.null, '02000000'],
  ['NULL, big-endian', linkType.null, '00000002'],
  ['LOOP', linkType.loop, '00000002'],
  ['RAW', linkType.raw, ''],
  ['RAW of BSD', linkType.rawBsd, ''],
  ['IPV4', linkType.ipv4, ''],
  ['PPP', linkType.ppp, '0021'],
  ['PPP, protocol field compressed', linkType.ppp, '21'],
  ['PPP, HDLC framing', linkType.pppHdlc, 'ff03 0021'],
  ['PPP with direction', linkType.pppWithDirection, '01 ff03 0021'],
  ['PPP of pppd', linkType.pppPppd, '00 03 0021'],
  ['Cisco HDLC', linkType.ciscoHdlc, '0f 00 0800'],
  ['NFLOG, little-endian', linkType.nflog, '02 00 0000  0500 0a00 00 000000  3100 0900'], // prefix "", payload
  ['NFLOG, big-endian', linkType.nflog, '02 00 0000  0005 000a 00 000000  0031 0009'],
  ['PPI', linkType.ppi, `00 00 0800 69000000 08 01 0000 ${macs} 020000000001 1000 aaaa03 000000 0800`],
  ['PKTAP', linkType.pktap, `10000000 01000000 01000000 00000000 ${macs} 0800`],
  ['PPPoE', linkType.pppoe, '1100 0001 002f 0021'],
  ['SLL', linkType.linuxSll, '0000 0001 0006 020000000007 0000 0800'], // type, ARPHRD, length, address, protocol
  ['SLL2', linkType.linuxSll2, '0800 0000 00000002 0001 00 06 020000000007 0000'],
  ['SLL2 of a tunnel', linkType.linuxSll2, '0800 0000 00000002 fffe 00 00 0000000000000000'],
  ['802.11', linkType.ieee80211, `08 01 0000 ${macs} 020000000001 1000 aaaa03 000000 0800`],
  ['802.11 QoS', linkType.ieee80211, `88 01 0000 ${macs} 020000000001 1000 0000 aaaa03 000000 0800`],
  [
    '802.11 between access points',
    linkType.ieee80211,
    `08 03 0000 ${macs} 020000000001 1000 020000000009 aaaa03 000000 0800`,
  ],
  [
    '802.11 aggregate',
    linkType.ieee80211,
    `88 01 0000 ${macs} 020000000001 1000 8000 ${macs} 0035 aaaa03 000000 0800`,
    '000000 020000000001',
  ],
  [
    'radiotap',
    linkType.radiotap,
    `00 00 0800 00000000 08 01 0000 ${macs} 020000000001 1000 aaaa03 000000 0800`,
  ],
  [
    'radiotap with TSFT, flags (FCS) and two present words',
    linkType.radiotap,
    `00 00 1a00 03000080 00000000 00000000 1122334455667788 10 00 08 01 0000 ${macs} 020000000001 1000 aaaa03 000000 0800`,
    'deadbeef',
  ],
  [
    'radiotap with padded header',
    linkType.radiotap,
    `00 00 0900 02000000 20 88 01 0000 ${macs} 020000000001 1000 0000 0000 aaaa03 000000 0800`,
  ],
  [
    'Prism',
    linkType.prism,
    `44000000 0c000000 00000000 08 01 0000 ${macs} 020000000001 1000 aaaa03 000000 0800`,
  ],
  ['AVS', linkType.avs, `80211001 0000000c 00000000 08 01 0000 ${macs} 020000000001 1000 aaaa03 000000 0800`],
];

describe('link layers', () => {
  it.each(carriers)('%s', (_name, type, header, trailer = '') => {
    const sink = runPackets([concat([hex(header), ip, hex(trailer)])], type);
    expect(sink.text('client')).toBe('Hello');
    expect(sink.notes).toEqual([]);
  });

  it.each(carriers)(
    '%s: cut anywhere, it throws nothing and makes nothing up',
    (_name, type, header, trailer = '') => {
      const packet = concat([hex(header), ip, hex(trailer)]);
      for (let length = 0; length < packet.length; length++) {
        const sink = runPackets([{ packet: packet.subarray(0, length), time: 0, wire: packet.length }], type);
        expect('Hello'.startsWith(sink.text('client').replace(/\[\d+\]$/, ''))).toBe(true);
      }
    },
  );

  it('counts encrypted 802.11 frames', () => {
    const frame = concat([hex(`08 41 0000 ${macs} 020000000001 1000 0011223344556677`), ip]);
    const sink = runPackets([frame, frame], linkType.ieee80211);
    expect(sink.noteIds).toEqual(['encrypted-802.11', 'no-tcp']);
    expect(sink.notes[0].text).toContain('2 Wi-Fi frames are encrypted');
  });

  it('names an unsupported link type once, with its workaround', () => {
    const sink = runPackets([ip, ip], 189);
    expect(sink.notes).toHaveLength(1);
    expect(sink.notes[0]).toMatchObject({ level: 'error', id: 'unsupported-link-type', at: 0 });
    expect(sink.notes[0].text).toBe(
      'Packets of link type 189 (USB (Linux)) are not read. ' +
        'It carries no TCP. Capture the network interface instead: tcpdump -i any -w capture.pcap',
    );
  });

  it('has a name for every supported link type, and a workaround for the others', () => {
    for (const type of Object.values(linkType)) {
      expect(isLinkTypeKnown(type)).toBe(true);
      expect(linkTypeName(type)).not.toContain('link type');
    }
    expect(linkTypeName(4242)).toBe('link type 4242');
    expect(workaroundFor(4242)).toContain('tcpdump -i any -y LINUX_SLL2');
  });

  it('says what was found when there is no TCP', () => {
    // IPv4 with UDP from port 443, and ARP.
    const quic = hex(
      '45 00 0026 0001 0000 40 11 0000 0a000001 0a000007 01bb c000 0012 0000 00112233445566778899',
    );
    const arp = hex(`${macs} 0806 0001 0800 06 04 0001`);
    const sink = runPackets([concat([hex(`${macs} 0800`), quic]), arp], linkType.ethernet);
    expect(sink.notes).toEqual([
      {
        level: 'error',
        id: 'no-tcp',
        text:
          'Expected TCP packets, found none among 2 (1 UDP on port 443 (QUIC), 1 ARP). ' +
          'A WebSocket over HTTP/3 runs inside QUIC, which is not read: switch QUIC off in the browser.',
      },
    ]);
    expect(runPackets([]).noteIds).toEqual(['no-packets']);
  });
});
