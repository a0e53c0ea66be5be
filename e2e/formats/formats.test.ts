// A recorded broken connection in every format and on every link layer that is read: `inspect` says the same
// of each, frame by frame, and names the same cause first. The tools of Wireshark and tcpdump write what they
// can; the rest is written here.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { inspect } from '../../src/cli/command.ts';
import { lacks, needProgram } from '../fixes/harness/process.ts';
import { recordedPackets, wrapCapture, wrappings } from '../fixtures/network/wrap.ts';
import { type Packet, pcapFile, pcapngVariants } from './pcapng-writer.ts';

const captures = join(import.meta.dirname, '../captures');
const folder = mkdtempSync(join(tmpdir(), 'framescope-formats-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const subjects = [
  'server-masked-frame/masks-only-large-frames.pcap',
  'http-response-on-websocket/client-error-400.pcap',
  'reserved-bits/rsv2-on-text.pcap',
  'healthy/ipv6.pcap',
];

/** What `inspect --json` says, without addresses, times, and places in the file. */
async function said(file: string): Promise<object> {
  const stdout = new PassThrough();
  const parts: Buffer[] = [];
  stdout.on('data', (part: Buffer) => parts.push(part));
  const stderr = new PassThrough();
  const complaints: Buffer[] = [];
  stderr.on('data', (part: Buffer) => complaints.push(part));
  await inspect(['--json', file], { stdin: Readable.from([]), stdout, stderr, env: {} });
  if (complaints.length > 0) throw new Error(Buffer.concat(complaints).toString());
  const { connections } = JSON.parse(Buffer.concat(parts).toString()) as {
    connections: {
      frames: Record<string, unknown>[];
      findings: { rule: string; sender: string; offset: number }[];
      diagnosis: { cause: string }[];
    }[];
  };
  return connections.map(({ frames, findings, diagnosis }) => ({
    cause: diagnosis[0].cause,
    findings: findings.map(({ rule, sender, offset }) => `${rule} ${sender} ${offset}`),
    frames: frames.map((frame) =>
      ['sender', 'offset', 'fin', 'rsv', 'opcode', 'maskingKey', 'payloadLength', 'payloadSha256']
        .map((key) => String(frame[key]))
        .join(' '),
    ),
  }));
}

function ethernetPackets(file: string): Packet[] {
  const all = readFileSync(file);
  const packets: Packet[] = [];
  for (let at = 24; at + 16 <= all.length; at += 16 + all.readUInt32LE(at + 8)) {
    packets.push({
      seconds: all.readUInt32LE(at),
      microseconds: all.readUInt32LE(at + 4),
      bytes: all.subarray(at + 16, at + 16 + all.readUInt32LE(at + 8)),
    });
  }
  return packets;
}

function tool(name: string, args: readonly string[]): Buffer {
  return execFileSync(needProgram(name), args, { stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 });
}

/** Formats that a tool writes: the arguments for it, given the source and the file to write, or its standard output. */
type Conversion = (source: string, target: string) => void;
const editcap =
  (format: string): Conversion =>
  (source, target) =>
    tool('editcap', ['-F', format, source, target]);
const printed =
  (name: string, ...args: string[]): Conversion =>
  (source, target) =>
    writeFileSync(target, tool(name, [...args, '-r', source]));

const byTools: Readonly<Record<string, Conversion>> = {
  ...Object.fromEntries(
    ['pcap', 'pcapng', 'modpcap', 'nokiapcap', 'nsecpcap', 'rh6_1pcap', 'suse6_3pcap', 'snoop'].map(
      (format) => [`editcap -F ${format}`, editcap(format)],
    ),
  ),
  'editcap --inject-secrets': (source, target) => {
    const keys = join(folder, 'keys.log');
    writeFileSync(keys, `CLIENT_RANDOM ${'ab'.repeat(32)} ${'cd'.repeat(48)}\n`);
    tool('editcap', ['--inject-secrets', `tls,${keys}`, source, target]);
  },
  mergecap: (source, target) => {
    // One half of the packets in each of two files.
    const halves = ['1-6', '7-100000'].map((range, i) => {
      const part = `${target}.${i}`;
      tool('editcap', ['-r', source, part, range]);
      return part;
    });
    tool('mergecap', ['-w', target, ...halves]);
  },
  'tshark -w': (source, target) => tool('tshark', ['-r', source, '-w', target]),
  'tshark -U IP': (source, target) => tool('tshark', ['-r', source, '-U', 'IP', '-w', target]),
  'tshark -U layer 4': (source, target) => tool('tshark', ['-r', source, '-U', 'OSI layer 4', '-w', target]),
  text2pcap: (source, target) => {
    const text = `${target}.txt`;
    writeFileSync(
      text,
      tool('tshark', [
        '-x',
        '-o',
        'tcp.desegment_tcp_streams:FALSE',
        '-d',
        'tcp.port==1-65535,data',
        '-r',
        source,
      ]),
    );
    tool('text2pcap', [text, target]);
  },
  'tcpdump -w': (source, target) => tool('tcpdump', ['-r', source, '-w', target]),
  'tcpdump -X': printed('tcpdump', '-nn', '-X'),
  'tcpdump -xx': printed('tcpdump', '-nn', '-xx'),
  'tshark -x': printed('tshark', '-x'),
  'follow,tcp,hex': printed('tshark', '-q', '-z', 'follow,tcp,hex,0'),
  'follow,tcp,raw': printed('tshark', '-q', '-z', 'follow,tcp,raw,0'),
  'follow,tcp,yaml': printed('tshark', '-q', '-z', 'follow,tcp,yaml,0'),
};

let made = 0;
function write(bytes: Uint8Array): string {
  const file = join(folder, `${made++}.bin`);
  writeFileSync(file, bytes);
  return file;
}

describe.each(subjects)('%s', (subject) => {
  const source = join(captures, subject);
  const packets = ethernetPackets(source);
  const expected = said(source);

  it('is what the others are held against', async () => {
    expect(await expected).toMatchObject([{ cause: subject.split('/')[0] }]);
  });

  // IEEE 802.3 has a length where Ethernet has a type, which longer packets (segmentation was offloaded) do
  // not fit into.
  const fitting = wrappings.filter(
    ({ name }) => name !== 'ethernet-llc-snap' || packets.every(({ bytes }) => bytes.length <= 1506),
  );

  it.each(fitting.map((wrapping) => [wrapping.name, wrapping] as const))('%s', async (_name, wrapping) => {
    expect(await said(write(wrapCapture(recordedPackets(source), wrapping)))).toEqual(await expected);
  });

  it.each(Object.keys(pcapngVariants))('%s', async (name) => {
    expect(await said(write(pcapngVariants[name](packets, 1)))).toEqual(await expected);
  });

  it.each([
    ['pcap big-endian', pcapFile(packets, 1, true, false)],
    ['pcap big-endian nanoseconds', pcapFile(packets, 1, true, true)],
    ['pcap nanoseconds', pcapFile(packets, 1, false, true)],
    ['pcap with the length of the frame check sequence', pcapFile(packets, 1, false, false, 0x24000000)],
    ['pcap, gzip', gzipSync(readFileSync(source))],
    ['pcapng, gzip', gzipSync(pcapngVariants['pcapng nanoseconds'](packets, 1))],
  ] as const)('%s', async (_name, bytes) => {
    expect(await said(write(bytes))).toEqual(await expected);
  });

  describe.skipIf(lacks('tshark', 'tcpdump', 'editcap'))('by the tools', () => {
    it.each(Object.keys(byTools))('%s', async (name) => {
      const target = join(folder, `${made++}.bin`);
      byTools[name](source, target);
      expect(await said(target)).toEqual(await expected);
    });

    it('snoop, gzip', async () => {
      const target = join(folder, `${made++}.bin`);
      byTools['editcap -F snoop'](source, target);
      expect(await said(write(gzipSync(readFileSync(target))))).toEqual(await expected);
    });
  });
});
