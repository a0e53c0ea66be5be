// Names of the link types that a capture file may announce, and what to do about unsupported ones.
// Numbers: https://www.tcpdump.org/linktypes.html

/** The supported LINKTYPE_ numbers. */
export const linkType = {
  null: 0,
  ethernet: 1,
  ppp: 9,
  /** DLT_RAW as some systems wrote it before LINKTYPE_RAW existed. */
  rawBsd: 12,
  rawOpenBsd: 14,
  pppHdlc: 50,
  pppoe: 51,
  raw: 101,
  ciscoHdlc: 104,
  ieee80211: 105,
  loop: 108,
  linuxSll: 113,
  prism: 119,
  radiotap: 127,
  avs: 163,
  pppPppd: 166,
  ppi: 192,
  pppWithDirection: 204,
  ipv4: 228,
  ipv6: 229,
  nflog: 239,
  wiresharkUpperPdu: 252,
  pktap: 258,
  linuxSll2: 276,
} as const;

const names: Readonly<Record<number, string>> = {
  0: 'BSD loopback',
  1: 'Ethernet',
  3: 'AX.25',
  6: 'IEEE 802.5 Token Ring',
  7: 'ARCNET',
  8: 'SLIP',
  9: 'PPP',
  10: 'FDDI',
  12: 'raw IP',
  14: 'raw IP',
  50: 'PPP in HDLC-like framing',
  51: 'PPPoE',
  100: 'LLC/SNAP ATM',
  101: 'raw IP',
  104: 'Cisco HDLC',
  105: '802.11',
  107: 'Frame Relay',
  108: 'OpenBSD loopback',
  113: 'Linux cooked',
  114: 'LocalTalk',
  117: 'OpenBSD pflog',
  119: '802.11 with Prism header',
  122: 'IP over Fibre Channel',
  127: '802.11 with radiotap header',
  138: 'IP over IEEE 1394',
  139: 'SS7 MTP2 with pseudo-header',
  140: 'SS7 MTP2',
  141: 'SS7 MTP3',
  143: 'DOCSIS',
  147: 'user 0',
  163: '802.11 with AVS header',
  166: 'PPP of pppd',
  187: 'Bluetooth HCI H4',
  189: 'USB (Linux)',
  192: 'PPI',
  195: 'IEEE 802.15.4',
  201: 'Bluetooth HCI H4 with direction',
  204: 'PPP with direction',
  209: 'I2C',
  220: 'USB (Linux, padded)',
  227: 'CAN (SocketCAN)',
  228: 'IPv4',
  229: 'IPv6',
  230: 'IEEE 802.15.4 without FCS',
  231: 'D-Bus',
  239: 'Linux NFLOG',
  240: 'Hilscher netANALYZER',
  242: 'IP over InfiniBand',
  243: 'MPEG-2 transport stream',
  245: 'NFC LLCP',
  247: 'InfiniBand',
  248: 'SCTP',
  249: 'USB (USBPcap)',
  251: 'Bluetooth LE',
  252: 'exported PDU',
  253: 'Linux netlink',
  254: 'Bluetooth monitor',
  256: 'Bluetooth LE with RF header',
  258: 'Apple PKTAP',
  266: 'USB (macOS)',
  272: 'nRF Sniffer',
  274: 'Ethernet mPackets',
  276: 'Linux cooked v2',
  288: 'USB 2.0',
};

/** Name of a link type for people, e.g. `Ethernet`; `link type 4242` when it has none here. */
export function linkTypeName(type: number): string {
  return names[type] ?? `link type ${type}`;
}

/** What to do about a capture of this unsupported link type. */
export function workaroundFor(type: number): string {
  switch (type) {
    case 187:
    case 189:
    case 201:
    case 220:
    case 227:
    case 249:
    case 251:
    case 253:
    case 254:
    case 256:
    case 266:
    case 272:
    case 288:
      return 'It carries no TCP. Capture the network interface instead: tcpdump -i any -w capture.pcap';
    default:
      return (
        'Capture again with: tcpdump -i any -y LINUX_SLL2 -w capture.pcap. ' +
        'If the packets are Ethernet frames after all: editcap -T ether in.pcap out.pcap'
      );
  }
}
