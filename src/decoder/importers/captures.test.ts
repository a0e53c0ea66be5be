// The laws of capture files, over recordings of the real tools and over damage made on purpose.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordedPackets, wrapCapture, wrappings } from '../../../e2e/fixtures/network/wrap.ts';
import { ascii, concat, hex } from '../../testing/bytes.ts';
import { ipv4Packet } from '../../testing/packets.ts';
import { RecordingSink } from '../../testing/recording-sink.ts';
import type { Importer } from '../model/importer.ts';
import { pcap } from './formats/pcap.ts';
import { pcapng } from './formats/pcapng.ts';
import { snoop } from './formats/snoop.ts';
import { sniffInput } from './sniff.ts';

const folder = new URL('../../../e2e/fixtures/network/', import.meta.url).pathname;
const names = readdirSync(folder).filter((name) => /\.(pcap|pcapng|snoop)$/.test(name));
const load = (name: string) => new Uint8Array(readFileSync(folder + name));
const importers = [pcap, pcapng, snoop];
const importerOf = (bytes: Uint8Array) =>
  importers.find((one) => one.sniff(bytes, { name: null, size: null, pasted: false }) !== 'no') ?? pcap;

function run(importer: Importer, chunks: Iterable<Uint8Array>): RecordingSink {
  const sink = new RecordingSink();
  const importRun = importer.open(sink, { name: null, size: null });
  for (const chunk of chunks) importRun.push(chunk);
  importRun.end();
  return sink;
}

const whole = (bytes: Uint8Array, importer = importerOf(bytes)) => run(importer, [bytes]);

function* slices(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  // Copies: what a chunk holds is only good during its call.
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

const linesOf = (sink: RecordingSink) => sink.connections.map(({ opening, lines }) => ({ opening, lines }));

const plain = (sink: RecordingSink) => ({
  connections: linesOf(sink),
  notes: sink.notes,
  descriptions: sink.descriptions,
  runs: sink.runs,
});

/** All that was said of a conversation, without what differs between formats. */
const streams = (sink: RecordingSink) =>
  sink.connections.map(({ opening, lines }) => ({
    ends: [opening.client, opening.server],
    client: lines.filter((line) => line.startsWith('client')),
    server: lines.filter((line) => line.startsWith('server')),
  }));

describe('recordings', () => {
  it.each(names)('%s: sniffed, complete, and every byte lies where it is said to', (name) => {
    const bytes = load(name);
    const { best } = sniffInput(bytes.subarray(0, 65536), { name: null, size: null, pasted: false });
    expect(best.map(({ id }) => id)).toEqual([name.replace(/^.*\./, '')]);
    const sink = whole(bytes);
    expect(sink.connections.length).toBeGreaterThan(0);
    for (const { at, hex: found } of sink.runs) {
      expect(Buffer.from(bytes.subarray(at, at + found.length / 2)).toString('hex')).toBe(found);
    }
    const ids = sink.noteIds.filter((id) => !(name.includes('snaplen') && id === 'snaplen'));
    expect(ids.filter((id) => id !== 'duplicate-packets')).toEqual([]);
    if (!name.startsWith('tls-with')) {
      expect(sink.text('client')).toContain('GET /chat HTTP/1.1');
      expect(sink.text('server')).toContain('HTTP/1.1 101 Switching Proto');
    }
  });

  it.each(names)('%s: chunks of 1, 7 and 1000 bytes give the same', (name) => {
    const bytes = load(name);
    const importer = importerOf(bytes);
    const expected = plain(whole(bytes));
    for (const size of [1, 7, 1000]) expect(plain(run(importer, slices(bytes, size)))).toEqual(expected);
  });

  it.each(names)('%s: cut at any byte, what came before stays', (name) => {
    const bytes = load(name);
    const importer = importerOf(bytes);
    const expected = whole(bytes).runs;
    for (let length = 0; length < bytes.length; length += length < 300 ? 1 : 13) {
      const sink = run(importer, [bytes.subarray(0, length)]);
      const inside = expected.filter(({ at, hex: found }) => at + found.length / 2 <= length);
      // A packet whose trailing bytes are cut is not handed on, so at most one run is missing.
      expect(sink.runs.length).toBeGreaterThanOrEqual(inside.length - 1);
      expect(sink.runs).toEqual(expected.slice(0, sink.runs.length));
    }
  });

  it.each(names)('%s: flipped bytes throw nothing and change nothing before them', (name) => {
    const bytes = load(name);
    const importer = importerOf(bytes);
    const expected = whole(bytes).runs;
    const flip = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(fc.array(flip, { minLength: 1, maxLength: 3 }), (flips) => {
        const damaged = bytes.slice();
        for (const [at, mask] of flips) damaged[at] ^= mask;
        const sink = run(importer, slices(damaged, 512));
        const first = Math.min(...flips.map(([at]) => at));
        if (first < 300) return;
        // Out of order or not, packets that end well before the damage were handed on; 3,000 bytes are a few packets.
        const before = expected.filter(({ at }) => at < first - 3000);
        expect(sink.runs.slice(0, before.length)).toEqual(before);
      }),
      { seed: 11, numRuns: 60 },
    );
  });

  it('of the same conversation give the same streams in every variant of pcap, in snoop and in pcapng', () => {
    const expected = streams(whole(load('tcpdump-ethernet.pcap')));
    expect(expected).toHaveLength(2);
    const variants = names.filter(
      (name) => name.startsWith('editcap-') || name === 'tshark-export-ip.pcapng',
    );
    expect(variants.length).toBeGreaterThanOrEqual(8);
    for (const name of variants) expect(streams(whole(load(name)))).toEqual(expected);
  });

  it.each(wrappings.map((wrapping) => [wrapping.name, wrapping] as const))(
    'carried as %s',
    (_name, wrapping) => {
      const packets = recordedPackets(`${folder}tcpdump-ethernet.pcap`);
      const file = new Uint8Array(wrapCapture(packets, wrapping));
      const original = whole(load('tcpdump-ethernet.pcap'));
      const sink = whole(file);
      expect(sink.text('client')).toBe(original.text('client'));
      expect(sink.text('server')).toBe(original.text('server'));
      expect(sink.notes).toEqual([]);
    },
  );

  it('exported by tshark hold the same bytes', () => {
    const original = whole(load('tcpdump-ethernet.pcap'));
    const exported = whole(load('tshark-export-layer-4.pcapng'));
    expect(exported.text('client')).toBe(original.text('client'));
    expect(exported.text('server')).toBe(original.text('server'));
  });

  it('exported from TLS hold the plain text', () => {
    const exported = whole(load('tls-export-layer-7.pcapng'));
    expect(exported.text('client')).toContain('GET /chat');
    expect(exported.text('server')).toContain('\x81\x05Hello');
  });

  it('hand over the secrets', () => {
    const { secrets } = whole(load('tls-with-secrets.pcapng'));
    expect(secrets.map(({ kind }) => kind)).toEqual(['tls-key-log']);
    expect(secrets[0].text).toMatch(/^[A-Z_0-9]+ [0-9a-f]{64} [0-9a-f]+$/m);
  });

  it('taken on two interfaces at once show each segment once', () => {
    const sink = whole(load('dumpcap-two-interfaces.pcapng'));
    expect(sink.connections).toHaveLength(1);
    expect(sink.connections[0].lines.join()).not.toContain('retransmission');
    expect(sink.descriptions.at(-1)).toBe('pcapng, Ethernet and Linux cooked');
  });
});

describe('packets captured twice', () => {
  it('are left out and counted', () => {
    const packets = recordedPackets(`${folder}tcpdump-ethernet.pcap`).filter(({ ip }) => ip[0] >> 4 === 4);
    const once = { name: 'once', linkType: 101, wrap: (ip: Buffer) => [ip] };
    const twice = { name: 'twice', linkType: 101, wrap: (ip: Buffer) => [ip, ip] };
    const expected = whole(new Uint8Array(wrapCapture(packets, once)));
    const sink = whole(new Uint8Array(wrapCapture(packets, twice)));
    expect(linesOf(sink)).toEqual(linesOf(expected));
    expect(sink.noteIds).toEqual(['duplicate-packets']);
  });
});

/** A pcap record with the time in seconds. */
function record(packet: Uint8Array, seconds = 1_700_000_000, captured = packet.length): Uint8Array {
  const head = new DataView(new ArrayBuffer(16));
  head.setUint32(0, seconds, true);
  head.setUint32(8, captured, true);
  head.setUint32(12, packet.length, true);
  return concat([new Uint8Array(head.buffer), packet]);
}
const data = (seq: number, text: string) =>
  ipv4Packet({ from: 'client', seq, ack: 1, data: text, flags: 'PA' });
const rawHeader = hex('d4c3b2a1 0200 0400 00000000 00000000 00000400 65000000'); // little-endian, us, LINKTYPE_RAW

describe('pcap', () => {
  it('ignores the frame check sequence length beside the link type', () => {
    const header = rawHeader.slice();
    header[27 - 4] = 0x44;
    expect(whole(concat([header, record(data(1, 'x'))])).text('client')).toBe('x');
  });

  it('goes on behind a record whose length is absurd, and says so', () => {
    const before = [record(data(1, 'one')), record(data(4, 'two'))];
    const damaged = record(data(7, 'bad'), 1_700_000_000, 0x7fffffff);
    const after = [record(data(10, 'four')), record(data(14, 'five'))];
    const bytes = concat([rawHeader, ...before, damaged, ...after]);
    const at = 24 + before[0].length + before[1].length;
    for (const size of [bytes.length, 1, 100]) {
      const sink = run(pcap, slices(bytes, size));
      expect(sink.text('client')).toBe('onetwo[3]fourfive');
      expect(sink.notes).toEqual([
        {
          level: 'warning',
          id: 'damaged-record',
          text:
            `Expected a packet of at most 262144 bytes, found a length of 2147483647 at 0x${at.toString(16)}. ` +
            `Reading goes on with the packet at 0x${(at + damaged.length).toString(16)}; ${damaged.length} bytes are left out.`,
          at,
        },
      ]);
    }
  });

  it('says that a file ends inside a packet', () => {
    const bytes = concat([rawHeader, record(data(1, 'one')), record(data(4, 'two')).subarray(0, 40)]);
    expect(whole(bytes).notes).toEqual([
      {
        level: 'warning',
        id: 'file-cut',
        text: 'The file ends inside a packet: expected a packet of 43 bytes, found 24. What came before is read.',
        at: 24 + 16 + 43,
      },
    ]);
  });

  it('says that there are no packets, or no whole header', () => {
    expect(whole(rawHeader).noteIds).toEqual(['no-packets']);
    expect(run(pcap, [rawHeader.subarray(0, 10)]).noteIds).toEqual(['file-cut', 'no-packets']);
  });

  it('allocates nothing by a length that a file claims', () => {
    const before = process.memoryUsage().arrayBuffers;
    const sink = new RecordingSink();
    const importRun = pcap.open(sink, { name: null, size: null });
    importRun.push(concat([rawHeader, record(data(1, 'one'), 1, 262144)]));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4_000_000);
  });
});

/** A pcapng block in little-endian order. */
function block(type: number, body: Uint8Array): Uint8Array {
  const padded = (body.length + 3) & ~3;
  const view = new DataView(new ArrayBuffer(12 + padded));
  view.setUint32(0, type, true);
  view.setUint32(4, 12 + padded, true);
  new Uint8Array(view.buffer).set(body, 8);
  view.setUint32(8 + padded, 12 + padded, true);
  return new Uint8Array(view.buffer);
}
const u32 = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);
const section = block(0x0a0d0d0a, hex('4d3c2b1a 0100 0000 ffffffffffffffff'));
const rawInterface = block(1, hex('6500 0000 00000000'));
const enhanced = (packet: Uint8Array, id = 0, high = 0, low = 0) =>
  block(6, concat([u32(id, high, low, packet.length, packet.length), packet]));

/** Times of the runs of data. */
function timesOf(bytes: Uint8Array): number[] {
  const times: number[] = [];
  const sink = new RecordingSink();
  const importRun = pcapng.open(
    {
      connection: (opening) => {
        const connection = sink.connection(opening);
        connection.data = (_sender, _bytes, _at, time) => times.push(time);
        return connection;
      },
      note: (note) => sink.note(note),
      describe: () => {},
      progress: () => {},
    },
    { name: null, size: null },
  );
  importRun.push(bytes);
  importRun.end();
  return times;
}

describe('pcapng', () => {
  it('reads enhanced, simple and obsolete packet blocks and skips the rest', () => {
    const one = data(1, 'one');
    const two = data(4, 'two');
    const six = data(7, 'six');
    const bytes = concat([
      section,
      block(0x0bad, ascii('custom block of somebody')),
      rawInterface,
      block(4, hex('00000000')), // name resolution: end of records
      enhanced(one),
      block(5, hex('00000000 00000000 00000000')), // interface statistics
      block(3, concat([u32(two.length), two])), // simple: length on the wire, data
      block(0x77777777, ascii('a block of the future')),
      block(2, concat([hex('0000 ffff'), u32(0, 0, six.length, six.length), six])), // obsolete: interface 2, drops 2
    ]);
    for (const size of [bytes.length, 1, 5]) {
      const sink = run(pcapng, slices(bytes, size));
      expect(sink.text('client')).toBe('onetwosix');
      expect(sink.notes).toEqual([]);
    }
  });

  it('counts time in the units of the interface', () => {
    const interfaceWith = (options: string) => block(1, concat([hex('6500 0000 00000000'), hex(options)]));
    const bytes = concat([
      section,
      interfaceWith('0900 0100 09000000'), // if_tsresol 10^-9
      interfaceWith('0900 0100 8a000000'), // if_tsresol 2^-10
      interfaceWith('0e00 0800 00f15365 00000000'), // if_tsoffset 1,700,000,000 s
      interfaceWith('0e00 0800 ffffffff ffffffff'), // if_tsoffset -1 s
      enhanced(data(1, 'a'), 0, 0, 2_500_000_000),
      enhanced(data(2, 'b'), 1, 0, 2048 + 512),
      enhanced(data(3, 'c'), 2, 0, 500_000),
      enhanced(data(4, 'd'), 3, 1, 0),
    ]);
    expect(timesOf(bytes)).toEqual([2.5, 2.5, 1_700_000_000.5, 4294.967296 - 1]);
  });

  it('reads several sections, each in its own byte order', () => {
    const packet = data(4, 'two');
    const bigSection = hex('0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c');
    const bigInterface = hex('00000001 00000014 0065 0000 00000000 00000014');
    const padded = (packet.length + 3) & ~3;
    const view = new DataView(new ArrayBuffer(32 + padded));
    view.setUint32(0, 6);
    view.setUint32(4, 32 + padded);
    view.setUint32(20, packet.length);
    view.setUint32(24, packet.length);
    new Uint8Array(view.buffer).set(packet, 28);
    view.setUint32(28 + padded, 32 + padded);
    const bytes = concat([
      section,
      rawInterface,
      enhanced(data(1, 'one')),
      bigSection,
      bigInterface,
      new Uint8Array(view.buffer),
      section,
      rawInterface,
      enhanced(data(7, 'six')),
    ]);
    expect(whole(bytes).text('client')).toBe('onetwosix');
  });

  it('recognises what a transfer in text mode does', () => {
    const bytes = concat([section, rawInterface, enhanced(data(1, 'one'))]);
    const toCrLf = Uint8Array.from([...bytes].flatMap((byte) => (byte === 10 ? [13, 10] : [byte])));
    const toLf = Uint8Array.from([...bytes].filter((byte, i) => !(byte === 13 && bytes[i + 1] === 10)));
    const withoutCr = Uint8Array.from([...bytes].filter((byte) => byte !== 13));
    for (const damaged of [toCrLf, toLf, withoutCr]) {
      expect(pcapng.sniff(damaged, { name: null, size: null, pasted: false })).toBe('likely');
      const sink = run(pcapng, slices(damaged, 1));
      expect(sink.noteIds).toEqual(['ascii-transfer', 'no-packets']);
      expect(sink.notes[0].text).toContain('Copy the original again in binary mode');
    }
  });

  it('goes on behind a damaged block', () => {
    const bad = enhanced(data(4, 'bad'));
    bad[bad.length - 4] ^= 0x40; // the length at the end no longer matches
    const bytes = concat([section, rawInterface, enhanced(data(1, 'one')), bad, enhanced(data(7, 'six'))]);
    for (const size of [bytes.length, 1]) {
      const sink = run(pcapng, slices(bytes, size));
      expect(sink.text('client')).toBe('one[3]six');
      expect(sink.noteIds).toEqual(['damaged-record']);
      expect(sink.notes[0].text).toMatch(/^Expected the block length 76 again at its end, found 12 at 0x/);
    }
  });

  it('says when a packet names an interface that is not described', () => {
    const bytes = concat([section, rawInterface, enhanced(data(1, 'one')), enhanced(data(4, 'two'), 5)]);
    const sink = whole(bytes);
    expect(sink.noteIds).toEqual(['interface-missing']);
    expect(sink.text('client')).toBe('one');
  });

  it('skips a huge block without holding it', () => {
    const huge = new Uint8Array(8);
    new DataView(huge.buffer).setUint32(0, 0x0bad, true);
    new DataView(huge.buffer).setUint32(4, 50_000_000, true);
    const sink = new RecordingSink();
    const importRun = pcapng.open(sink, { name: null, size: null });
    importRun.push(concat([section, rawInterface, enhanced(data(1, 'one')), huge]));
    const before = process.memoryUsage().arrayBuffers;
    const filler = new Uint8Array(1_000_000);
    for (let n = 0; n < 49; n++) importRun.push(filler);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000);
    importRun.push(new Uint8Array(50_000_000 - 49_000_000 - 8));
    importRun.push(enhanced(data(4, 'two')));
    importRun.end();
    expect(sink.text('client')).toBe('onetwo');
  });
});

describe('snoop', () => {
  it('names a link that is not read', () => {
    const header = hex('736e6f6f70000000 00000002 00000008'); // version 2, FDDI
    const sink = whole(
      concat([header, hex('00000001 00000001 0000001c 00000000 00000000 00000000 00 000000')]),
      snoop,
    );
    expect(sink.noteIds).toEqual(['unsupported-link-type']);
  });

  it('stops at a damaged record and says so', () => {
    const header = hex('736e6f6f70000000 00000002 00000004');
    const sink = whole(concat([header, hex('00000001 7fffffff 0000001c 00000000 00000000 00000000')]), snoop);
    expect(sink.noteIds).toEqual(['damaged-record', 'no-packets']);
  });
});
