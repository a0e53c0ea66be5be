// Streams of HTTP/2 connections: which are WebSockets, what is lost with a gap, and hostile connections.

import { describe, expect, test } from 'vitest';
import { cpuTime } from '../../testing/cpu-time.ts';
import { RecordingSink } from '../../testing/recording-sink.ts';
import type { Sender } from '../model/basics.ts';
import { Http2Connection } from './connection.ts';
import { http2Preface } from './frames.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
const ascii = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

function frame(type: number, flags: number, stream: number, payload: Uint8Array): Uint8Array {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Uint8Array.from([...head, ...payload]);
}

/** Literal fields: with `indexed`, each is added to the dynamic table. */
function block(fields: readonly string[], indexed = false): Uint8Array {
  const text = (value: string) => [value.length, ...Buffer.from(value)];
  return Uint8Array.from(
    fields.flatMap((field) => {
      const colon = field.indexOf(':', 1);
      return [indexed ? 0x40 : 0, ...text(field.slice(0, colon)), ...text(field.slice(colon + 1).trim())];
    }),
  );
}

const connect = [
  ':method: CONNECT',
  ':protocol: websocket',
  ':scheme: https',
  ':path: /chat',
  ':authority: a',
];
const preface = ascii(http2Preface);
const settings = frame(4, 0, 0, new Uint8Array(0));
const allowing = frame(4, 0, 0, hex('0008 00000001'));
const hello = hex('8185 37fa213d 7f9f4d5158');
const answer = hex('8105 48656c6c6f');

type Step = readonly [Sender, Uint8Array | number];

/** Reads steps: bytes of a sender, or a number for a gap. */
function read(steps: readonly Step[], start: 'first' | 'middle' = 'first') {
  const sink = new RecordingSink();
  const reader = new Http2Connection({
    start,
    began: 'preface',
    open: () =>
      sink.connection({ transport: 'http2', fidelity: 'bytes', client: null, server: null, roles: 'known' }),
    openTunnel: () =>
      sink.connection({ transport: 'tls', fidelity: 'bytes', client: null, server: null, roles: 'known' }),
  });
  for (const [i, [sender, step]] of steps.entries()) {
    if (typeof step === 'number') reader.gap(sender, step, 0);
    else reader.data(sender, step, i * 1000, 0);
  }
  reader.finish();
  const heads = sink.connections.map(({ calls }) =>
    calls.flatMap((call) => (call.kind === 'handshake' ? [call.head.startLine] : [])),
  );
  return { connections: sink.connections, heads, facts: reader.facts(), summary: reader.summary() };
}

const open: Step[] = [
  ['client', preface],
  ['client', settings],
  ['server', allowing],
];

describe('tunnels', () => {
  const tunnel = frame(1, 4, 1, block([':method: CONNECT', ':authority: example.com:443']));
  const request = ascii('GET /chat HTTP/1.1\r\n\r\n');

  test('carry a connection of their own, without the head of CONNECT', () => {
    const { connections, heads, facts, summary } = read([
      ...open,
      ['client', tunnel],
      ['server', frame(1, 4, 1, block([':status: 200']))],
      ['client', frame(0, 0, 1, request)],
      ['server', frame(0, 1, 1, answer)],
    ]);
    expect(heads).toEqual([[]]);
    expect(connections[0].stream('client')).toBe(Buffer.from(request).toString('hex'));
    expect(connections[0].stream('server')).toBe('810548656c6c6f');
    expect([facts, summary.requests, summary.streamCount]).toEqual([[], [], 1]);
  });

  test('that are refused are listed with their server, and their body is not read', () => {
    const { connections, summary } = read([
      ...open,
      ['client', tunnel],
      ['server', frame(1, 4, 1, block([':status: 403']))],
      ['server', frame(0, 1, 1, ascii('no'))],
    ]);
    expect(connections[0].stream('server')).toBe('');
    expect(summary.requests).toEqual([
      { stream: 1, method: 'CONNECT', path: 'example.com:443', status: 403 },
    ]);
  });

  test('have a gap where the capture lacks bytes', () => {
    const { connections } = read([
      ...open,
      ['client', tunnel],
      ['server', frame(1, 4, 1, block([':status: 200']))],
      ['client', frame(0, 0, 1, request).subarray(0, 20)],
      ['client', 15],
    ]);
    expect(connections[0].calls.some(({ kind }) => kind === 'gap')).toBe(true);
  });
});

describe('streams', () => {
  test('an extended CONNECT is a connection; others are counted', () => {
    const { connections, heads, facts, summary } = read([
      ...open,
      ['client', frame(1, 5, 1, block([':method: GET', ':path: /page']))],
      ['client', frame(1, 4, 3, block(connect))],
      ['server', frame(1, 4, 1, block([':status: 200']))],
      ['server', frame(0, 1, 1, ascii('page'))],
      ['server', frame(1, 4, 3, block([':status: 200']))],
      ['client', frame(0, 0, 3, hello)],
      // padding of 2
      ['server', frame(0, 8, 3, Uint8Array.of(2, ...answer, 0, 0))],
      ['client', frame(3, 0, 3, hex('00000008'))],
    ]);
    expect(heads).toEqual([['CONNECT /chat HTTP/2', 'HTTP/2 200']]);
    expect(connections[0].stream('client')).toBe('818537fa213d7f9f4d5158');
    expect(connections[0].stream('server')).toBe('810548656c6c6f');
    expect(connections[0].lines.slice(-2)).toEqual(['client end rst', 'server end cut']);
    expect(facts).toMatchObject([
      { stream: 3, kind: 'connect', allowsConnect: true, reset: { sender: 'client', name: 'CANCEL' } },
    ]);
    expect(summary).toMatchObject({
      streamCount: 2,
      webSocketCount: 1,
      requests: [{ stream: 1, method: 'GET', path: '/page', status: 200 }],
    });
  });

  test('bytes are where their DATA frame is, its header left out', () => {
    const at: number[] = [];
    const reader = new Http2Connection({
      start: 'first',
      began: 'preface',
      open: () => ({
        ...new RecordingSink().connection({
          transport: 'http2',
          fidelity: 'bytes',
          client: null,
          server: null,
          roles: 'known',
        }),
        handshake: () => {},
        end: () => {},
        data: (_sender, _bytes, place) => at.push(place),
      }),
    });
    reader.data('client', preface, 0, 0);
    reader.data('client', frame(1, 4, 1, block(connect)), 100, 0);
    const data = frame(0, 0, 1, hello);
    reader.data('client', data.subarray(0, 12), 500, 0);
    reader.data('client', data.subarray(12), 900, 0);
    expect(at).toEqual([509, 900]);
  });

  test('the server does not allow an extended CONNECT', () => {
    const { facts } = read([
      ['client', preface],
      ['server', settings],
      ['client', frame(1, 4, 1, block(connect))],
    ]);
    expect(facts[0].allowsConnect).toBe(false);
  });

  test('the fields of an upgrade: a connection of its own, and the answer is no WebSocket', () => {
    const { facts, connections } = read([
      ...open,
      ['client', frame(1, 5, 1, block([':method: GET', ':path: /chat', 'upgrade: websocket']))],
      ['server', frame(1, 4, 1, block([':status: 200']))],
      ['server', frame(0, 1, 1, ascii('page'))],
    ]);
    expect(facts).toMatchObject([{ kind: 'upgrade' }]);
    expect(connections[0].stream('server')).toBe('');
  });

  test('a used-up window at the end of the capture', () => {
    const { facts } = read([
      ['client', preface],
      // SETTINGS_INITIAL_WINDOW_SIZE 7
      ['client', frame(4, 0, 0, hex('0004 00000007'))],
      ['server', allowing],
      ['client', frame(1, 4, 1, block(connect))],
      ['server', frame(1, 4, 1, block([':status: 200']))],
      ['server', frame(0, 0, 1, answer)],
    ]);
    expect(facts[0].stalled).toEqual({ sender: 'server', window: 'stream' });
  });

  test('GOAWAY with its text', () => {
    const { facts } = read([
      ...open,
      ['client', frame(1, 4, 1, block(connect))],
      ['server', frame(7, 0, 0, Uint8Array.of(...hex('00000001 0000000b'), ...ascii('calm down')))],
    ]);
    expect(facts[0].goAway).toMatchObject({ name: 'ENHANCE_YOUR_CALM', lastStream: 1, text: 'calm down' });
  });
});

describe('bytes that the capture lacks', () => {
  const messages: Step[] = [
    ['client', frame(0, 0, 5, hello)],
    ['server', frame(0, 0, 5, answer)],
    ['client', frame(0, 0, 5, hello)],
  ];

  test('from the middle of a connection, a stream is recognised by frames that fit', () => {
    const { connections, facts, heads } = read(messages, 'middle');
    expect(facts).toMatchObject([{ stream: 5, kind: 'frames', allowsConnect: null, stalled: null }]);
    expect(heads).toEqual([[]]);
    expect(connections[0].lines[0]).toBe('event no-syn -');
    expect(connections[0].stream('client')).toBe('818537fa213d7f9f4d5158'.repeat(2));
  });

  test('one frame alone is chance, and gRPC and zeros are no frames', () => {
    const grpc = frame(0, 0, 5, hex('00 00000005 0a03616263'));
    for (const steps of [
      messages.slice(0, 1),
      [
        ['client', grpc],
        ['server', grpc],
        ['client', grpc],
      ] as Step[],
      [
        ['client', frame(0, 0, 5, new Uint8Array(200))],
        ['server', frame(0, 0, 5, new Uint8Array(200))],
      ] as Step[],
    ])
      expect(read(steps, 'middle').facts).toEqual([]);
  });

  test('a gap that loses HEADERS: later references are unknown, literal fields and DATA are read', () => {
    const { facts, heads, summary } = read([
      ...open,
      ['client', frame(1, 4, 1, block(['x-first: 1'], true))],
      ['client', 100],
      // 3e is the newest entry of the table, which was lost
      ['client', Uint8Array.from([...frame(1, 4, 5, Uint8Array.of(0xbe, ...block(connect)))])],
      ['server', frame(1, 4, 5, block([':status: 200']))],
      ...messages,
    ]);
    expect(facts).toMatchObject([{ stream: 5, kind: 'connect' }]);
    expect(heads).toEqual([['CONNECT /chat HTTP/2', 'HTTP/2 200']]);
    expect(summary.unknownBlockCount).toBe(1);
  });

  test('a gap inside DATA belongs to its stream alone', () => {
    const data = frame(0, 0, 1, hello);
    const { connections } = read([
      ...open,
      ['client', frame(1, 4, 1, block(connect))],
      ['client', frame(1, 4, 3, block(connect))],
      ['client', data.subarray(0, 12)],
      ['client', 4],
      ['client', data.subarray(16)],
    ]);
    expect(connections[0].stream('client')).toBe('818537[4]9f4d5158');
    expect(connections[1].stream('client')).toBe('');
  });
});

describe('hostile connections', () => {
  test('10,000 streams, SETTINGS between them, and a bomb of header fields', () => {
    const started = cpuTime();
    const steps: Step[] = [...open];
    const get = block([':method: GET', ':path: /']);
    for (let i = 0; i < 100; i++) {
      const part: number[] = [];
      for (let j = 0; j < 100; j++) part.push(...frame(1, 4, (i * 100 + j) * 2 + 1, get), ...settings);
      steps.push(['client', Uint8Array.from(part)]);
    }
    const bomb = Uint8Array.of(0x40, 1, 0x78, 0x7f, 0xb9, 0x16, ...new Uint8Array(3000).fill(0x61));
    steps.push(
      ['client', frame(1, 4, 300_001, bomb)],
      ['client', frame(1, 4, 300_003, new Uint8Array(100_000).fill(0xbe))],
    );
    const { summary } = read(steps);
    expect(summary.streamCount).toBe(10_002);
    expect(summary.requests).toHaveLength(8);
    expect(cpuTime() - started).toBeLessThan(20_000);
  });

  test('gaps between thousands of undecided streams', () => {
    const started = cpuTime();
    const steps: Step[] = [];
    for (let i = 0; i < 5000; i++) steps.push(['client', frame(0, 0, i * 2 + 1, hello)], ['client', 1]);
    expect(read(steps, 'middle').facts.length).toBe(0);
    expect(cpuTime() - started).toBeLessThan(20_000);
  });
});
