// WebSockets inside HTTP/2 as Chromium logged them: e2e/fixtures/make/http2.ts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type RecordedConnection, RecordingSink } from '../../../testing/recording-sink.ts';
import { netlog } from '../formats/netlog.ts';

const folder = join(import.meta.dirname, '../../../../e2e/fixtures/netlog');
const load = (name: string) => readFileSync(join(folder, name), 'utf8');

function read(text: string): RecordingSink {
  const sink = new RecordingSink();
  const run = netlog.open(sink, { name: null, size: null });
  run.push(new TextEncoder().encode(text));
  run.end();
  return sink;
}

const path = (connection: RecordedConnection) => new URL(connection.opening.url ?? '').pathname;
const heads = (connection: RecordedConnection) =>
  connection.events.flatMap((event) => (event.kind === 'handshake' ? [event.head.startLine] : []));
const ends = (connection: RecordedConnection) =>
  connection.events.flatMap((event) => (event.kind === 'end' ? [`${event.sender} ${event.how}`] : [])).sort();
const symptoms = (connection: RecordedConnection) =>
  connection.events.flatMap((event) => (event.kind === 'symptom' ? [event.text] : []));

describe('sound ones', () => {
  const { connections, notes } = read(load('http2-sound.json'));

  test('each stream is a connection of bytes with its own heads', () => {
    expect(notes).toEqual([]);
    expect(connections.map(path)).toEqual(['/echo', '/echo', '/deflate', '/refused']);
    for (const connection of connections) {
      expect(connection.opening).toMatchObject({ transport: 'http2', fidelity: 'bytes', roles: 'known' });
      expect(connection.misplaced).toBe(0);
    }
    expect(connections.map(heads)).toEqual([
      ['CONNECT /echo HTTP/2', 'HTTP/2 200'],
      ['CONNECT /echo HTTP/2', 'HTTP/2 200'],
      ['CONNECT /deflate HTTP/2', 'HTTP/2 200'],
      ['CONNECT /refused HTTP/2', 'HTTP/2 403'],
    ]);
  });

  test('two sockets at once keep their bytes apart, whole and without padding', () => {
    for (const connection of connections.slice(0, 2)) {
      // text Hello, the first fragment, a ping, the last fragment, 20000 times A, close 1000 bye
      const server = `810548656c6c6f010466726167890170800 56d656e7473827e4e20${'41'.repeat(20000)}88 0503e8627965`;
      expect(connection.stream('server')).toBe(server.replaceAll(' ', ''));
      // masked: text of 5, pong of 1, binary of 20000, close of 5
      expect(connection.stream('client')).toMatch(/^8185.{18}8a81.{10}82fe4e20.{40008}8885.{18}$/);
      expect(ends(connection)).toEqual(['client fin', 'server fin']);
    }
  });

  test('the body of a refusal is no WebSocket', () => {
    expect(connections[3].stream('server')).toBe('');
    expect(symptoms(connections[3])).toEqual(['net::ERR_INVALID_RESPONSE']);
  });
});

test('through HAProxy to a ws server: its heads, and compressed frames of both sides', () => {
  const { connections, notes } = read(load('http2-haproxy.json'));
  expect(notes).toEqual([]);
  expect(connections.map(heads)).toEqual([
    ['CONNECT /deflate HTTP/2', 'HTTP/2 200'],
    ['CONNECT /nowhere HTTP/2', 'HTTP/2 400'],
  ]);
  const [open, refused] = connections;
  // welcome, then Hello four times, each FIN and RSV1
  expect(open.stream('server')).toMatch(/^c109.{18}c10a.{20}$/);
  expect(open.stream('client')).toMatch(/^c18b.{30}c2a6.{84}8885.{18}$/);
  // Chrome ends the stream with its Close; HAProxy then ends its side without waiting for the answer of ws.
  expect(ends(open)).toEqual(['client fin', 'server fin']);
  const answer = open.events.flatMap((event) => (event.kind === 'handshake' ? [event.head] : []))[1];
  expect(answer.headers.find(({ name }) => name === 'sec-websocket-extensions')?.value).toBe(
    'permessage-deflate',
  );
  expect(refused.stream('server')).toBe('');
});

describe('broken ones', () => {
  const { connections } = read(load('http2-broken.json'));

  test('the bytes that broke them, and what Chrome said', () => {
    expect(connections.map(path)).toEqual(['/rsv1', '/http', '/masked', '/reset']);
    const text = Buffer.from('HTTP/1.1 500 Internal Server Error\r\n').toString('hex');
    const after = connections.map((connection) => connection.stream('server').replace('810548656c6c6f', ''));
    expect(after[0]).toBe('c10548656c6c6f');
    expect(after[1].startsWith(text)).toBe(true);
    expect(after.slice(2)).toEqual(['818537fa213d7f9f4d5158', '']);
    expect(connections.map(ends)).toEqual([
      ['client rst', 'server cut'],
      ['client rst', 'server cut'],
      ['client rst', 'server cut'],
      ['client rst', 'server fin'],
    ]);
    expect(connections.flatMap(symptoms).slice(0, 3)).toEqual([
      'One or more reserved bits are on: reserved1 = 1, reserved2 = 0, reserved3 = 0',
      'Invalid frame header',
      'A server must not mask any frames that it sends to the client.',
    ]);
  });
});

describe('less than all', () => {
  test('without raw bytes the frame headers are left', () => {
    const { connections, noteIds } = { ...read(load('http2-default.json')), noteIds: [] };
    expect(noteIds).toEqual([]);
    expect(connections.map(({ opening }) => [opening.transport, opening.fidelity])).toEqual([
      ['http2', 'frames'],
      ['http2', 'frames'],
    ]);
    expect(heads(connections[0])).toEqual(['CONNECT /echo HTTP/2', 'HTTP/2 200']);
  });

  test('a log that began after the session did finds its socket', () => {
    const whole = load('http2-sound.json');
    const lines = whole.split('\n');
    const first = lines.findIndex((line) => line.includes('"wss://'));
    const late = [...lines.slice(0, 2), ...lines.slice(first)].join('\n');
    expect(late.length).toBeLessThan(whole.length - 1000);
    const streams = (text: string) =>
      read(text).connections.map((each) => [each.stream('client'), each.stream('server'), ends(each)]);
    expect(streams(late)).toEqual(streams(whole));
  });
});
