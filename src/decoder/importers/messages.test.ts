// What logs of whole messages give, over files of the tools themselves (e2e/fixtures).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type RecordedConnection, RecordingSink } from '../../testing/recording-sink.ts';
import { encodeText } from '../bytes/utf8.ts';
import { har } from './formats/har.ts';
import { mitmproxy } from './formats/mitmproxy.ts';
import { sniffInput } from './sniff.ts';

const root = join(import.meta.dirname, '../../../e2e/fixtures');

function read(importer: typeof har, bytes: Uint8Array, chunk = bytes.length): RecordingSink {
  const sink = new RecordingSink();
  const run = importer.open(sink, { name: null, size: null });
  for (let at = 0; at < bytes.length; at += chunk) run.push(bytes.slice(at, at + chunk));
  run.end();
  return sink;
}

const load = (name: string) => new Uint8Array(readFileSync(join(root, name)));

/** A line for each thing that was told, without times. */
function lines({ events }: RecordedConnection): string[] {
  return events.flatMap((event) => {
    switch (event.kind) {
      case 'handshake':
        return [event.head.startLine];
      case 'message':
        return [`${event.sender} ${event.opcode} ${event.hex}`];
      case 'symptom':
        return [event.text];
      default:
        return [];
    }
  });
}

const hex = (text: string) => Buffer.from(text).toString('hex');

describe('mitmproxy 8.1.1', () => {
  const opened = ['GET /echo HTTP/1.1', 'HTTP/1.1 101 Switching Protocols'];
  const echo = [
    ...opened,
    `client 1 ${hex('Hello')}`,
    `server 1 ${hex('Hello')}`,
    `server 1 ${hex('fragments')}`,
    'client 2 8105ff00',
    'server 2 8105ff00',
    `client 8 03e8${hex('bye')}`,
  ];

  test('as a reverse proxy: messages, an end without Close, a refusal', () => {
    const { connections } = read(mitmproxy, load('mitmproxy/reverse.mitm'));
    expect(connections.map(lines)).toEqual([
      echo,
      [
        'GET /cut HTTP/1.1',
        'HTTP/1.1 101 Switching Protocols',
        `client 1 ${hex('Hello')}`,
        'WebSocket closed with code 1006',
      ],
      ['GET /refused HTTP/1.1', 'HTTP/1.1 403 Forbidden'],
    ]);
  });

  test('as a regular proxy: what it found wrong with a frame, and a close of the server', () => {
    const { connections } = read(mitmproxy, load('mitmproxy/regular.mitm'));
    expect(lines(connections[0])).toEqual(echo);
    expect(lines(connections[1]).slice(2)).toEqual([
      `client 1 ${hex('Hello')}`,
      `server 1 ${hex('Hello')}`,
      'Reserved bit set unexpectedly',
      `server 8 03ea${hex('Reserved bit set unexpectedly')}`,
    ]);
    expect(lines(connections[2]).slice(2)).toEqual([
      `client 1 ${hex('Hello')}`,
      `server 8 03f3${hex('internal')}`,
    ]);
  });
});

describe('HAR', () => {
  // As the export of mitmproxy 11 and later writes an entry, and HTTP Toolkit its close.
  const entry = (more: object) => ({
    startedDateTime: '2026-11-22T06:40:15.100000+00:00',
    time: 12.5,
    request: { method: 'GET', url: 'https://h.test/x', httpVersion: 'HTTP/1.1', headers: [] },
    response: { status: 101, statusText: 'Switching Protocols', httpVersion: 'HTTP/1.1', headers: [] },
    ...more,
  });
  const document = (...entries: object[]) =>
    encodeText(
      JSON.stringify({ log: { version: '1.2', creator: { name: 'x', version: '1' }, pages: [], entries } }),
    );

  test('messages of mitmproxy: base64 for what is no text', () => {
    const messages = [
      { type: 'send', time: 1795329615.2, opcode: 1, data: 'Hello' },
      { type: 'receive', time: 1795329615.3, opcode: 2, data: 'gQX/' },
    ];
    const { connections } = read(
      har,
      document(entry({ _resourceType: 'websocket', _webSocketMessages: messages })),
    );
    expect(lines(connections[0]).slice(2)).toEqual([`client 1 ${hex('Hello')}`, 'server 2 8105ff']);
  });

  test('Chrome 156, as its network panel exports it: messages, and errors among them', () => {
    const { connections } = read(har, load('har/browser-chrome.har'));
    const echo = [
      'GET /ws HTTP/1.1',
      'HTTP/1.1 101 Switching Protocols',
      `client 1 ${hex('Hello')}`,
      `server 1 ${hex('Hello')}`,
      'server 2 0102ff',
      'client 2 8105ff',
      'server 2 8105ff',
      'server 2 0102ff',
    ];
    expect(connections.map(lines)).toEqual([
      echo,
      echo,
      [
        'GET /rsv1 HTTP/1.1',
        'HTTP/1.1 101 Switching Protocols',
        `client 1 ${hex('Hello')}`,
        `server 1 ${hex('Hello')}`,
        'One or more reserved bits are on: reserved1 = 1, reserved2 = 0, reserved3 = 0',
      ],
      // Of a refusal it keeps no answer, only the words.
      ['GET /refused HTTP/1.1', 'Error during WebSocket handshake: Unexpected response code: 400'],
    ]);
  });

  test('Firefox 153 leaves the messages out, and the note says what to take instead', () => {
    const { connections, notes } = read(har, load('har/firefox.har'));
    expect(connections.map(lines)).toEqual([
      ['GET /ws HTTP/1.1', 'HTTP/1.1 101 Switching Protocols'],
      ['GET /refused HTTP/1.1', 'HTTP/1.1 400 Bad Request'],
    ]);
    expect(notes).toMatchObject([{ level: 'warning', id: 'no-messages' }]);
    expect(notes[0].text).toContain('Firefox 153');
  });

  test('in UTF-16, and packed by zlib as mitmproxy does (.zhar), it is the same', () => {
    const bytes = load('har/browser-playwright.har');
    const text = `\ufeff${new TextDecoder().decode(bytes)}`;
    const wide = new Uint8Array(Buffer.from(text, 'utf16le'));
    const packed = new Uint8Array(deflateSync(bytes));
    const expected = read(har, bytes).connections.map(lines);
    for (const dressed of [wide, packed]) {
      const hint = { name: null, size: dressed.length, pasted: false };
      expect(sniffInput(dressed.subarray(0, 65536), hint).best.map(({ id }) => id)).toEqual(['har']);
      expect(read(har, dressed).connections.map(lines)).toEqual(expected);
      expect(read(har, dressed, 1).connections.map(lines)).toEqual(expected);
    }
  });

  test('messages that come before their request are held, but not without end', () => {
    // Members in the order in which Chrome writes them.
    const text = (count: number) => {
      const message = JSON.stringify({
        type: 'receive',
        time: 1795329615.3,
        opcode: 1,
        data: 'x'.repeat(1000),
      });
      const { request, response } = entry({}) as { request: object; response: object };
      const rest = `"request":${JSON.stringify(request)},"response":${JSON.stringify(response)}`;
      return encodeText(
        `{"log":{"entries":[{"_webSocketMessages":[${Array(count).fill(message).join()}],${rest}}]}}`,
      );
    };
    const few = read(har, text(10)).connections;
    expect(few[0].opening.url).toBe('https://h.test/x');
    const many = read(har, text(20_000)).connections;
    expect(many).toHaveLength(1);
    expect(many[0].opening.url).toBe(undefined);
    expect(lines(many[0]).filter((line) => line.startsWith('server 1'))).toHaveLength(20_000);
    expect(lines(many[0])).toContain('GET /x HTTP/1.1');
  });

  test('an error of Chrome and a close of HTTP Toolkit are what a program reported', () => {
    const messages = [{ type: 'error', time: 1795329615.4, opcode: -1, data: 'Invalid frame header' }];
    const { connections } = read(
      har,
      document(
        entry({ _webSocketMessages: messages }),
        entry({ _webSocketMessages: [], _webSocketClose: { code: 1011, reason: 'oops', timestamp: 1 } }),
        entry({ _webSocketMessages: [], _webSocketClose: 'aborted' }),
      ),
    );
    expect(connections.map((connection) => lines(connection).slice(2))).toEqual([
      ['Invalid frame header'],
      ['WebSocket closed with code 1011: oops'],
      ['WebSocket connection aborted'],
    ]);
  });
});
