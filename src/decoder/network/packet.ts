// One packet on its way through the layers. All packets share one object, so that reading a gigabyte
// allocates none.

/**
 * A range of a datagram put together from fragments: where its bytes lie in the packet's bytes and in the
 * file.
 */
export interface FileRange {
  readonly start: number;
  readonly end: number;
  /** Absolute offset in the file of the byte at `start`. */
  readonly at: number;
}

/**
 * The packet being read. Indices (`start`, `offset`, `end`, `address`) count in `bytes`; `base` is the file
 * offset of index 0, so the byte at index `i` lies at `base + i` in the file, unless `fileRanges` says
 * otherwise.
 */
export interface Packet {
  bytes: Uint8Array;
  base: number;
  /** Index of its first byte. */
  start: number;
  /** Index of the next byte to read: each layer moves it past its own header. */
  offset: number;
  /** Index after the last captured byte that belongs to the current layer. */
  end: number;
  /** Bytes on the wire after `end` that the capture lacks (snapshot length). */
  cut: number;
  /** The capture kept all bytes that were on the wire. */
  isWhole: boolean;
  /** Seconds since 1970, or NaN. */
  time: number;
  /** IP version of the innermost header, 0 before one is read. */
  version: number;
  /** Index of the source address; the destination follows it. */
  address: number;
  /** IPv4 identification, 0 for IPv6. Distinguishes a packet captured twice from one sent twice. */
  identification: number;
  /** Not null for a datagram put together from fragments. */
  fileRanges: FileRange[] | null;
}

/** An empty record to reuse. */
export function newPacket(): Packet {
  return {
    bytes: new Uint8Array(0),
    base: 0,
    start: 0,
    offset: 0,
    end: 0,
    cut: 0,
    isWhole: false,
    time: Number.NaN,
    version: 0,
    address: 0,
    identification: 0,
    fileRanges: null,
  };
}

/** What a layer says comes next: an Ethernet type, or a value above 16 bits for IP protocols and others. */
export const next = {
  /** Nothing more to read in this packet. */
  done: -1,
  /** The packet ends inside a header. */
  short: -2,
  /** A frame whose payload is encrypted (802.11). */
  encrypted: -3,
  /** Not a data frame (802.11 management, BPDU, ...). */
  notData: -4,
  ipv4: 0x0800,
  arp: 0x0806,
  transparentEthernet: 0x6558,
  vlan: 0x8100,
  ipv6: 0x86dd,
  mpls: 0x8847,
  mplsMulticast: 0x8848,
  pppoeSession: 0x8864,
  qinq: 0x88a8,
  /** Add an IP protocol number. */
  ipProtocol: 0x10000,
  tcp: 0x10006,
  /** Looks at the version nibble. */
  rawIp: 0x20000,
  ppp: 0x20001,
} as const;

/**
 * Sets the end of the packet to `start + length`, as its header says: drops padding, counts bytes not
 * captured.
 */
export function limit(packet: Packet, start: number, length: number): void {
  const end = start + length;
  if (end <= packet.end) {
    packet.end = end;
    packet.cut = 0;
  } else {
    packet.cut = end - packet.end;
  }
}
