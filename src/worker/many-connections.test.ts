// Captures of very many connections stay within what a page can hold, and say what is left out.

import { describe, expect, test } from 'vitest';
import { concat } from '../decoder/bytes/concat.ts';
import { MemoryStore } from '../decoder/bytes/store.ts';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import { linkType } from '../decoder/network/link-types.ts';
import { pcapFileHeader, pcapRecordHeader } from '../decoder/network/pcap-writer.ts';
import { utf8 } from '../testing/bytes.ts';
import { request, response } from '../testing/frames.ts';
import { ipv4Packet, type Segment } from '../testing/packets.ts';
import { Capture } from './capture.ts';
import { openCapture } from './open.ts';
import { createSession } from './session.ts';

const quiet = { signal: { cancelled: false }, progress: () => undefined };

const rawPcap = { littleEndian: true, nanoseconds: false, linkType: linkType.raw } as const;

// The accept value of RFC 6455 1.3, for the key of its request.
const answer = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n`;

function pcap(packets: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const records = packets.flatMap((packet) => [pcapRecordHeader(0, packet.length), packet]);
  return concat([pcapFileHeader(rawPcap), ...records]);
}

describe('many connections', () => {
  test('without a byte are counted, whether refused, ended or left open', async () => {
    const packets: Uint8Array[] = [];
    for (let i = 0; i < 3000; i++) {
      const ports = { clientPort: 1024 + i, serverPort: 8080 };
      packets.push(ipv4Packet({ from: 'client', seq: 0, flags: 'S', ...ports }));
      if (i % 3 === 0) packets.push(ipv4Packet({ from: 'server', seq: 0, ack: 1, flags: 'RA', ...ports }));
      if (i % 3 === 1) {
        packets.push(ipv4Packet({ from: 'server', seq: 0, ack: 1, flags: 'SA', ...ports }));
        packets.push(ipv4Packet({ from: 'client', seq: 1, ack: 1, flags: 'FA', ...ports }));
        packets.push(ipv4Packet({ from: 'server', seq: 1, ack: 2, flags: 'FA', ...ports }));
      }
    }
    const input = {
      kind: 'bytes',
      bytes: pcap(packets),
      name: 'x',
      format: null,
      assumptions: noAssumptions,
    } as const;
    const capture = await openCapture(input, quiet);
    expect(capture.decoders).toHaveLength(0);
    expect(capture.otherConnections).toBe(3000);
    expect(capture.notes.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^10\.0\.0\.1:8080 answered the SYN of 1,000 TCP connections with RST/),
      expect.stringContaining('found 3,000 TCP connections'),
    ]);
  });

  describe('that never came about', () => {
    const syn = { from: 'client', seq: 0, flags: 'S' } as const;
    const notesOn = async (packets: readonly Segment[]) => {
      const bytes = pcap(packets.map(ipv4Packet));
      const input = { kind: 'bytes', bytes, name: 'x', format: null, assumptions: noAssumptions } as const;
      return (await openCapture(input, quiet)).notes.map(({ id, text }) => [id, text]);
    };

    test('RST in answer to the SYN is a refusal, and nothing else is said', async () => {
      expect(await notesOn([syn, { from: 'server', seq: 0, ack: 1, flags: 'RA' }])).toEqual([
        ['tcp-refused', expect.stringContaining('nothing listens on that port')],
      ]);
    });

    test('RST of a connection that was open is no refusal', async () => {
      expect(
        await notesOn([
          syn,
          { from: 'server', seq: 0, ack: 1, flags: 'SA' },
          { from: 'client', seq: 1, ack: 1 },
          { from: 'server', seq: 1, ack: 1, flags: 'RA' },
        ]),
      ).toEqual([['tcp-reset', expect.stringContaining('opened 1 TCP connection and reset it')]]);
    });

    test('with secrets that come later, still nothing else is said', async () => {
      const session = createSession();
      const bytes = pcap([syn, { from: 'server', seq: 0, ack: 1, flags: 'RA' } as const].map(ipv4Packet));
      const input = { kind: 'bytes', bytes, name: 'x', format: null, assumptions: noAssumptions } as const;
      await session.open(input, quiet);
      const secrets = [
        { kind: 'tls-key-log', text: `CLIENT_RANDOM ${'00'.repeat(32)} ${'11'.repeat(48)}` },
      ] as const;
      const { capture } = await session.keys({ secrets, target: null }, quiet);
      expect(capture.notes.map(({ id }) => id)).not.toContain('no-websocket');
    });

    test('a repeated SYN without an answer', async () => {
      expect(await notesOn([syn, syn, syn])).toEqual([
        ['tcp-unanswered', expect.stringContaining('did not answer the SYN of 1 TCP connection')],
      ]);
    });

    test('one SYN at the end of the capture may still be answered', async () => {
      expect(await notesOn([syn])).toEqual([['no-websocket', expect.any(String)]]);
    });

    test('an answer of which only the acknowledgement was captured is an answer', async () => {
      expect(await notesOn([syn, { from: 'client', seq: 1, ack: 1 }])).toEqual([
        ['no-websocket', expect.any(String)],
      ]);
    });
  });

  test('a server that sends after the client ended its direction is not lost', async () => {
    const packets = [
      ipv4Packet({ from: 'client', seq: 0, flags: 'S' }),
      ipv4Packet({ from: 'server', seq: 0, ack: 1, flags: 'SA' }),
      ipv4Packet({ from: 'client', seq: 1, ack: 1, flags: 'FA' }),
      ipv4Packet({ from: 'server', seq: 1, ack: 2, data: 'HTTP/1.1 101 x\r\nUpgrade: websocket\r\n\r\n' }),
    ];
    const input = {
      kind: 'bytes',
      bytes: pcap(packets),
      name: 'x',
      format: null,
      assumptions: noAssumptions,
    } as const;
    const capture = await openCapture(input, quiet);
    expect(capture.decoders).toHaveLength(1);
    expect(capture.connections[0].connection.directions.client.end).toBe('fin');
  });

  test('that ended are diagnosed and counted past a limit, the faulty ones kept', async () => {
    const packets: Uint8Array[] = [];
    for (let i = 0; i < 2600; i++) {
      const ports = { clientPort: 1024 + i, serverPort: 8080 };
      // The server masks a frame in every hundredth connection.
      const isBroken = i % 100 === 99;
      const hello = isBroken
        ? Uint8Array.of(0x81, 0x82, 1, 2, 3, 4, 0x69, 0x6b)
        : Uint8Array.of(0x81, 2, 0x68, 0x69);
      const closes = {
        client: Uint8Array.of(0x88, 0x82, 0, 0, 0, 0, 3, 0xe8),
        server: Uint8Array.of(0x88, 2, 3, 0xe8),
      };
      const sent = { client: request.length + closes.client.length, server: answer.length + hello.length };
      packets.push(
        ipv4Packet({ from: 'client', seq: 0, flags: 'S', ...ports }),
        ipv4Packet({ from: 'server', seq: 0, ack: 1, flags: 'SA', ...ports }),
        ipv4Packet({ from: 'client', seq: 1, ack: 1, data: request, ...ports }),
        ipv4Packet({ from: 'server', seq: 1, ack: 1, data: answer, ...ports }),
        ipv4Packet({ from: 'server', seq: 1 + answer.length, ack: 1, data: hello, ...ports }),
        ipv4Packet({ from: 'client', seq: 1 + request.length, ack: 1, data: closes.client, ...ports }),
        ipv4Packet({ from: 'server', seq: 1 + sent.server, ack: 1, data: closes.server, ...ports }),
        ipv4Packet({
          from: 'server',
          seq: 1 + sent.server + closes.server.length,
          ack: 1 + sent.client,
          flags: 'FA',
          ...ports,
        }),
        ipv4Packet({ from: 'client', seq: 1 + sent.client, ack: 1, flags: 'FA', ...ports }),
      );
    }
    const { capture } = await createSession().open(
      { kind: 'bytes', bytes: pcap(packets), name: 'x', format: null, assumptions: noAssumptions },
      quiet,
    );
    const { connections, counted, groups } = capture;
    expect(connections.length + counted.connections).toBe(2600);
    expect(connections.filter(({ level }) => level === 'broken')).toHaveLength(26);
    expect(counted.connections).toBeGreaterThan(500);
    expect(
      groups.map(({ level, cause, server, path, count }) => [level, cause, server, path, count]),
    ).toEqual([
      ['broken', 'server-masked-frame', '10.0.0.1:8080', '/chat', 26],
      ['sound', 'healthy', '10.0.0.1:8080', '/chat', 2574],
    ]);
    expect(connections[groups[0].first ?? -1].level).toBe('broken');
  });

  test('without WebSocket are not kept in the place of those with WebSocket', async () => {
    const packets: Uint8Array[] = [];
    const speak = (clientPort: number, asked: string, answer: string) => {
      const ports = { clientPort, serverPort: 8080 };
      packets.push(
        ipv4Packet({ from: 'client', seq: 0, flags: 'S', ...ports }),
        ipv4Packet({ from: 'server', seq: 0, ack: 1, flags: 'SA', ...ports }),
        ipv4Packet({ from: 'client', seq: 1, ack: 1, data: asked, ...ports }),
        ipv4Packet({ from: 'server', seq: 1, ack: 1, data: answer, ...ports }),
        ipv4Packet({ from: 'server', seq: 1 + answer.length, ack: 1, flags: 'FA', ...ports }),
        ipv4Packet({ from: 'client', seq: 1 + asked.length, ack: 1, flags: 'FA', ...ports }),
      );
    };
    for (let i = 0; i < 2300; i++)
      speak(1024 + i, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', 'HTTP/1.1 204 No Content\r\n\r\n');
    speak(9000, request, response);
    const { capture } = await createSession().open(
      { kind: 'bytes', bytes: pcap(packets), name: 'x', format: null, assumptions: noAssumptions },
      quiet,
    );
    expect(capture.connections.map(({ client }) => client)).toEqual(['10.0.0.7:9000']);
    expect(capture.otherConnections).toBe(2300);
  });

  test('beyond a limit are counted, with a sentence', () => {
    const capture = new Capture('x', new MemoryStore('x'), noAssumptions);
    const opening = {
      transport: 'tcp',
      fidelity: 'bytes',
      client: null,
      server: null,
      roles: 'known',
    } as const;
    for (let i = 0; i < 20_010; i++) capture.connection(opening).data('client', new Uint8Array(1), 0, 0);
    capture.finishDecoders();
    expect(capture.decoders).toHaveLength(20_000);
    expect(capture.notes.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Expected at most 20,000 connections to decode at the same time, found 10 more/),
    ]);
  });
});

test('40,000 that are open at the same time are all counted, sound or cut', async () => {
  const store = new MemoryStore('x');
  const capture = new Capture('x', store, noAssumptions);
  const parts: readonly (readonly ['client' | 'server', Uint8Array])[] = [
    ['client', utf8(request)],
    ['server', utf8(answer)],
    ['client', Uint8Array.of(0x88, 0x82, 0, 0, 0, 0, 3, 0xe8)],
    ['server', Uint8Array.of(0x88, 2, 3, 0xe8)],
  ];
  const places = parts.map(([, bytes]) => store.append(bytes.slice()));
  const sinks = Array.from({ length: 40_000 }, (_, i) =>
    capture.connection({
      transport: 'tcp',
      fidelity: 'bytes',
      client: `10.0.0.7:${i}`,
      server: '10.0.0.1:8080',
      roles: 'known',
    }),
  );
  for (const [i, [sender, bytes]] of parts.entries())
    for (const sink of sinks) sink.data(sender, bytes, places[i], i);
  for (const [i, sink] of sinks.entries()) {
    const kind = i < 39_000 ? 'fin' : 'cut';
    sink.end('client', kind, 4);
    sink.end('server', kind, 4);
    if (i % 1000 === 999) await capture.releaseEnded(() => undefined);
  }
  await capture.releaseEnded(() => undefined, true);
  capture.finish();
  expect(capture.connections.length + capture.counted.connections).toBe(40_000);
  expect(capture.connections.length).toBeLessThanOrEqual(20_000);
  expect(capture.countedNotes()).toEqual([]);
}, 60_000);

test('equal notes are counted', () => {
  const capture = new Capture('x', new MemoryStore('x'), noAssumptions);
  for (let i = 0; i < 1234; i++) capture.note({ level: 'warning', id: 'x', text: 'Damaged.' });
  capture.note({ level: 'warning', id: 'x', text: 'Cut.' });
  expect(capture.countedNotes().map(({ text }) => text)).toEqual(['Damaged. (1,234 times)', 'Cut.']);
});
