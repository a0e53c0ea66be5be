// Writes a recorded capture as pcapng in the ways that the draft allows and no tool at hand writes: each kind
// of packet block, both byte orders, several sections and interfaces, units of time, options, and blocks that
// hold no packets.

/** A packet of a recording: seconds, and its bytes from the link layer on. */
export interface Packet {
  readonly seconds: number;
  readonly microseconds: number;
  readonly bytes: Buffer;
}

/** Numbers of one byte order. */
class Order {
  readonly big: boolean;
  constructor(big: boolean) {
    this.big = big;
  }
  u16(value: number): Buffer {
    const out = Buffer.alloc(2);
    if (this.big) out.writeUInt16BE(value);
    else out.writeUInt16LE(value);
    return out;
  }
  u32(value: number): Buffer {
    const out = Buffer.alloc(4);
    if (this.big) out.writeUInt32BE(value >>> 0);
    else out.writeUInt32LE(value >>> 0);
    return out;
  }
  u64(value: bigint): Buffer {
    const out = Buffer.alloc(8);
    if (this.big) out.writeBigUInt64BE(value);
    else out.writeBigUInt64LE(value);
    return out;
  }
  option(code: number, value: Buffer): Buffer {
    return Buffer.concat([this.u16(code), this.u16(value.length), padded(value)]);
  }
  block(type: number, body: Buffer): Buffer {
    const length = this.u32(body.length + 12);
    return Buffer.concat([this.u32(type), length, body, length]);
  }
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}

const end = Buffer.alloc(4);

function section(order: Order): Buffer {
  const comment = order.option(1, Buffer.from('made for a test'));
  return order.block(
    0x0a0d0d0a,
    Buffer.concat([order.u32(0x1a2b3c4d), order.u16(1), order.u16(0), Buffer.alloc(8, 0xff), comment, end]),
  );
}

function linkInterface(order: Order, linkType: number, options: readonly Buffer[] = []): Buffer {
  const tail = options.length > 0 ? Buffer.concat([...options, end]) : Buffer.alloc(0);
  return order.block(1, Buffer.concat([order.u16(linkType), order.u16(0), order.u32(0), tail]));
}

/**
 * Blocks that hold no packets: names, statistics, a journal entry, secrets of another kind, custom blocks,
 * one of no known type.
 */
function others(order: Order): Buffer[] {
  const name = Buffer.concat([Buffer.from([127, 0, 0, 1]), Buffer.from('localhost\0')]);
  return [
    order.block(4, Buffer.concat([order.u16(1), order.u16(name.length), padded(name), end])),
    order.block(5, Buffer.concat([order.u32(0), order.u32(0), order.u32(0)])),
    order.block(9, padded(Buffer.from('MESSAGE=not a packet\n'))),
    order.block(10, Buffer.concat([order.u32(0x57474b4c), order.u32(5), padded(Buffer.from('x = y'))])),
    order.block(0xbad, Buffer.concat([order.u32(32_473), Buffer.from('data')])),
    order.block(0x40000bad, Buffer.concat([order.u32(32_473), Buffer.from('data')])),
    order.block(0x7777, Buffer.from('some')),
  ];
}

type Write = (order: Order, packet: Packet) => Buffer;

/** An enhanced packet block with its time in `perSecond` parts of a second after `offset` seconds, and options. */
function enhanced(perSecond: bigint, offset = 0, at = 0): Write {
  return (order, { seconds, microseconds, bytes }) => {
    const ticks = BigInt(seconds - offset) * perSecond + (BigInt(microseconds) * perSecond) / 1_000_000n;
    const time = Buffer.concat([order.u32(Number(ticks >> 32n)), order.u32(Number(ticks & 0xffffffffn))]);
    const flags = order.option(2, order.u32(0));
    const sizes = Buffer.concat([order.u32(bytes.length), order.u32(bytes.length)]);
    return order.block(6, Buffer.concat([order.u32(at), time, sizes, padded(bytes), flags, end]));
  };
}

const simple: Write = (order, { bytes }) =>
  order.block(3, Buffer.concat([order.u32(bytes.length), padded(bytes)]));

const obsolete: Write = (order, { seconds, microseconds, bytes }) => {
  const ticks = BigInt(seconds) * 1_000_000n + BigInt(microseconds);
  const time = Buffer.concat([order.u32(Number(ticks >> 32n)), order.u32(Number(ticks & 0xffffffffn))]);
  const sizes = Buffer.concat([order.u32(bytes.length), order.u32(bytes.length)]);
  return order.block(2, Buffer.concat([order.u16(0), order.u16(0xffff), time, sizes, padded(bytes)]));
};

const little = new Order(false);
const big = new Order(true);
const tsresol = (order: Order, value: number) => order.option(9, Buffer.from([value]));

function whole(order: Order, head: Buffer, write: Write, packets: readonly Packet[]): Buffer {
  return Buffer.concat([section(order), head, ...packets.map((packet) => write(order, packet))]);
}

/** Every variant, by name. */
export const pcapngVariants: Readonly<
  Record<string, (packets: readonly Packet[], linkType: number) => Buffer>
> = {
  'pcapng big-endian': (packets, link) => whole(big, linkInterface(big, link), enhanced(1_000_000n), packets),
  'pcapng simple packets': (packets, link) => whole(little, linkInterface(little, link), simple, packets),
  'pcapng obsolete packets': (packets, link) => whole(big, linkInterface(big, link), obsolete, packets),
  'pcapng nanoseconds': (packets, link) =>
    whole(little, linkInterface(little, link, [tsresol(little, 9)]), enhanced(1_000_000_000n), packets),
  'pcapng powers of two, offset': (packets, link) => {
    const options = [tsresol(little, 0x80 | 20), little.option(14, little.u64(1_700_000_000n))];
    return whole(little, linkInterface(little, link, options), enhanced(1n << 20n, 1_700_000_000), packets);
  },
  'pcapng other blocks between': (packets, link) =>
    Buffer.concat([
      section(little),
      ...others(little).slice(2),
      linkInterface(little, link),
      ...packets.flatMap((packet) => [...others(little), enhanced(1_000_000n)(little, packet)]),
    ]),
  'pcapng two interfaces': (packets, link) =>
    Buffer.concat([
      section(little),
      linkInterface(little, 147),
      linkInterface(little, link, [little.option(2, Buffer.from('eth0')), tsresol(little, 6)]),
      ...packets.map((packet) => enhanced(1_000_000n, 0, 1)(little, packet)),
    ]),
  'pcapng sections of both byte orders': (packets, link) => {
    const half = packets.length >> 1;
    return Buffer.concat([
      whole(little, linkInterface(little, link), enhanced(1_000_000n), packets.slice(0, half)),
      whole(big, linkInterface(big, link), enhanced(1_000_000n), packets.slice(half)),
    ]);
  },
};

/** A pcap file: microseconds or nanoseconds, either byte order. `extra` goes into the upper bits of the link type. */
export function pcapFile(
  packets: readonly Packet[],
  linkType: number,
  isBig: boolean,
  nano: boolean,
  extra = 0,
): Buffer {
  const order = isBig ? big : little;
  const magic = nano ? 0xa1b23c4d : 0xa1b2c3d4;
  const head = [order.u32(magic), order.u16(2), order.u16(4), Buffer.alloc(8), order.u32(262_144)];
  const records = packets.map(({ seconds, microseconds, bytes }) =>
    Buffer.concat([
      order.u32(seconds),
      order.u32(nano ? microseconds * 1000 : microseconds),
      order.u32(bytes.length),
      order.u32(bytes.length),
      bytes,
    ]),
  );
  return Buffer.concat([...head, order.u32(linkType | extra), ...records]);
}
