// What logs of decoded frames and messages give: who sent what, what the log leaves out, and whose lines are
// not known. The texts are lines of the programs themselves; whole logs are in e2e/texts/messages.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type RecordedConnection, RecordingSink } from '../../testing/recording-sink.ts';
import { encodeText } from '../bytes/utf8.ts';
import { importerById, sniffInput } from './sniff.ts';

function read(text: string): { id: string; sink: RecordingSink } {
  const bytes = encodeText(text);
  const [importer] = sniffInput(bytes, { name: null, size: bytes.length, pasted: true }).best;
  const sink = new RecordingSink();
  const run = importerById(importer.id)?.open(sink, { name: null, size: bytes.length });
  run?.push(bytes);
  run?.end();
  return { id: importer.id, sink };
}

const hex = (text: string) => Buffer.from(text).toString('hex');

/** A line for each thing that was told, without times. */
function lines({ calls }: RecordedConnection): string[] {
  return calls.flatMap((call) => {
    if (call.kind === 'handshake') return [call.head.startLine];
    if (call.kind === 'message') return [`${call.sender} ${call.opcode} ${call.hex}`];
    if (call.kind === 'data') return [`${call.sender} ${call.hex}`];
    return call.kind === 'symptom' ? [call.text] : [];
  });
}

describe("Python's websockets", () => {
  const cases: [string, string, string[]][] = [
    [
      'a text, a binary message and a Close of a client',
      "= connection is OPEN\n> TEXT 'caf\u00e9' [5 bytes]\n< BINARY 00 01 ff [3 bytes]\n> CLOSE 1001 (going away) bye [5 bytes]\n",
      [`client 1 ${hex('caf\u00e9')}`, 'server 2 0001ff', `client 8 03e9${hex('bye')}`],
    ],
    [
      "the log of a server: what it sends is the server's",
      "DEBUG:websockets.server:< TEXT 'a' [1 byte]\nDEBUG:websockets.server:> PING 5d c6 f7 eb [binary, 4 bytes]\n",
      ['client 1 61', 'server 9 5dc6f7eb'],
    ],
    [
      'the middle of a long payload is missing, never filled',
      `< TEXT '${'x'.repeat(47)}...${'y'.repeat(23)}' [307 bytes]\n< BINARY 00 01 ... fe ff [256 bytes]\n`,
      [`server 1 ${'78'.repeat(47)}[237]${'79'.repeat(23)}`, 'server 2 0001[252]feff'],
    ],
    [
      'an escape that the dots cut in two is not taken',
      `< TEXT '${'\\x00'.repeat(11)}ab\\...${'00'}${'\\x01'.repeat(5)}z' [90 bytes]\n`,
      [`server 1 ${'00'.repeat(11)}6162[71]${'01'.repeat(5)}7a`],
    ],
    [
      'three dots that belong to the text',
      "> TEXT 'it\\'s\\n\"quoted\" \\\\ ...' [19 bytes]\n",
      [`client 1 ${hex('it\'s\n"quoted" \\ ...')}`],
    ],
    [
      'fragments are one message',
      "> TEXT 'He' [2 bytes, continued]\n> CONT 'll' [text, 2 bytes, continued]\n< PING '' [0 bytes]\n> CONT 'o' [text, 1 byte]\n",
      ['server 9 ', `client 1 ${hex('Hello')}`],
    ],
    ['a Close without a code', '< CLOSE 1005 (no status received [internal]) [0 bytes]\n', ['server 8 ']],
    [
      'a failure is reported',
      "= connection is OPEN\n< TEXT 'hi' [2 bytes]\n! failing connection with code 1002\n",
      [`server 1 ${hex('hi')}`, 'failing connection with code 1002'],
    ],
    [
      'versions up to 9',
      "DEBUG:websockets.protocol:server < Frame(fin=True, opcode=1, data=b'Hi \\xc3\\xa9', rsv1=False, rsv2=False, rsv3=False)\nclient > Frame(fin=True, opcode=<Opcode.PING: 9>, data=b'x', rsv1=False, rsv2=False, rsv3=False)\n",
      [`client 1 ${hex('Hi \u00e9')}`, 'client 9 78'],
    ],
  ];
  for (const [title, text, expected] of cases) {
    test(title, () => {
      const { id, sink } = read(text);
      expect(id).toBe('python-websockets');
      expect(sink.connections.flatMap(lines)).toEqual(expected);
      expect(sink.noteIds).toContain('messages-only');
    });
  }

  test('the client and the server in one log are two views, never joined', () => {
    const { sink } = read(
      "DEBUG:websockets.client:> TEXT 'a' [1 byte]\nDEBUG:websockets.server:< TEXT 'a' [1 byte]\n",
    );
    expect(sink.connections.map(lines)).toEqual([['client 1 61'], ['client 1 61']]);
  });

  test('of connections that are open at once the frames are left out, since nobody can tell whose they are', () => {
    const { sink } = read(
      "= connection is CONNECTING\n= connection is OPEN\n< TEXT 'a' [1 byte]\n= connection is CONNECTING\n= connection is OPEN\n< TEXT 'b' [1 byte]\n",
    );
    expect(sink.connections.map(lines)).toEqual([['server 1 61']]);
    expect(sink.noteIds).toContain('connections-mixed');
  });

  test('one connection after the other', () => {
    const one =
      "= connection is CONNECTING\n= connection is OPEN\n< TEXT 'a' [1 byte]\n= connection is CLOSED\n";
    expect(read(one + one).sink.connections.map(lines)).toEqual([['server 1 61'], ['server 1 61']]);
  });
});

describe("Python's websocket-client", () => {
  test('the raw bytes are read, the decoded lines are not read once more', () => {
    const { id, sink } = read(
      "++Sent raw: b'\\x81\\x85\\x00\\x00\\x00\\x00Hello'\n++Sent decoded: fin=1 opcode=1 data=b'Hello'\n++Rcv raw: b'\\x81\\x01A'\n++Rcv decoded: fin=1 opcode=1 data=b'A'\n",
    );
    expect(id).toBe('websocket-client');
    expect(sink.connections.map(lines)).toEqual([[`client 818500000000${hex('Hello')}`, 'server 810141']]);
    expect(sink.noteIds).toEqual(['bytes-rebuilt']);
  });

  test('a second handler that prints each line again adds nothing', () => {
    const { sink } = read(
      "++Rcv raw: b'\\x81\\x01A'\nDEBUG:websocket:++Rcv raw: b'\\x81\\x01A'\n++Rcv raw: b'\\x81\\x01A'\nDEBUG:websocket:++Rcv raw: b'\\x81\\x01A'\n",
    );
    expect(sink.connections.map(lines)).toEqual([['server 810141', 'server 810141']]);
    expect(sink.noteIds).toContain('lines-repeated');
  });
});

describe('the DevTools Protocol', () => {
  const sent = (data: string, opcode = 1) => ({
    method: 'Network.webSocketFrameSent',
    params: { requestId: '1.2', timestamp: 5, response: { opcode, mask: true, payloadData: data } },
  });
  const error = {
    method: 'Network.webSocketFrameError',
    params: { requestId: '1.2', timestamp: 6, errorMessage: 'Invalid frame header' },
  };

  const dresses: [string, string][] = [
    [
      'one a line',
      `${JSON.stringify(sent('Hi'))}\n${JSON.stringify(sent('AAH/', 2))}\n${JSON.stringify(error)}\n`,
    ],
    ['an array', JSON.stringify([sent('Hi'), sent('AAH/', 2), error], null, 2)],
    [
      'after the words of a logger',
      [sent('Hi'), sent('AAH/', 2), error]
        .map((event) => `2026-11-29T03:40:47.649Z pw:protocol \u25c0 RECV ${JSON.stringify(event)}\n`)
        .join(''),
    ],
    [
      'inside a performance log',
      [sent('Hi'), sent('AAH/', 2), error]
        .map((message) => `${JSON.stringify({ level: 'INFO', message: JSON.stringify({ message }) })}\n`)
        .join(''),
    ],
  ];
  test.each(dresses)('%s', (_, text) => {
    const { id, sink } = read(text);
    expect(id).toBe('cdp-events');
    expect(sink.connections.map(lines)).toEqual([
      [`client 1 ${hex('Hi')}`, 'client 2 0001ff', 'Invalid frame header'],
    ]);
  });

  test('an event that the end of the log cuts is named, not guessed', () => {
    const { sink } = read(`${JSON.stringify(sent('Hi'))}\n${JSON.stringify(sent('Hello')).slice(0, -9)}`);
    expect(sink.connections.map(lines)).toEqual([[`client 1 ${hex('Hi')}`]]);
    expect(sink.noteIds).toContain('line-damaged');
  });
});

describe('archives of Playwright', () => {
  const root = join(import.meta.dirname, '../../../e2e/fixtures/playwright-archive');
  const echo = ['Hello', '\u0000', 'caf\u00e9 "q" \n'].flatMap((text, i) => {
    const shown = i === 1 ? '2 000102ff' : `1 ${hex(text)}`;
    return [`client ${shown}`, `server ${shown}`];
  });
  test.each(['har.zip', 'trace.zip'])('%s: the messages beside the entries', (name) => {
    const bytes = new Uint8Array(readFileSync(join(root, name)));
    const [importer] = sniffInput(bytes, { name: null, size: bytes.length, pasted: false }).best;
    expect(importer.id).toBe('playwright-archive');
    const sink = new RecordingSink();
    const run = importer.open(sink, { name, size: bytes.length });
    run.push(bytes);
    run.end();
    expect(lines(sink.connections[0])).toEqual([
      'GET /chat HTTP/1.1',
      'HTTP/1.1 101 Switching Protocols',
      ...echo,
    ]);
    expect(sink.connections).toHaveLength(name === 'trace.zip' ? 2 : 1);
  });
});

describe("Netty's LoggingHandler", () => {
  const box = (rows: string) => `+--------+----+\n${rows}+--------+----+\n`;
  const head = (words: string) =>
    `12:00:01 DEBUG [id: 0xd5e9a3ea, L:/127.0.0.1:8080 - R:/127.0.0.1:4459] ${words}\n`;

  test('each heading says who sent its box, and how long it is', () => {
    const { id, sink } = read(
      `${head('READ: 7B')}${box('|00000000| 81 81 37 fa 21 3d 7f                            |..7.!=.         |\n')}${head('WRITE: 3B')}${box('|00000000| 81 01 48                                        |..H             |\n')}`,
    );
    expect(id).toBe('netty-log');
    expect(sink.connections.map(lines)).toEqual([['server 818137fa213d7f', 'client 810148']]);
    expect(sink.connections[0].opening.roles).toBe('guess');
    expect(sink.noteIds).toEqual([]);
  });

  test('a box with fewer bytes than its heading says is short of them, and the next one begins anew', () => {
    const { sink } = read(
      `${head('READ: 20B')}${box('|00000000| 81 12 48 65 6c 6c 6f 20 48 65 6c 6c 6f 20 48 65 |..Hello Hello He|\n')}${head('FLUSH')}`,
    );
    expect(sink.stream('server')).toBe('811248656c6c6f2048656c6c6f204865[4]');
    expect(sink.noteIds).toEqual(['paste-truncated']);
  });

  test('channels are connections of their own', () => {
    const row = box('|00000000| 81 01 48                                        |..H             |\n');
    const other = head('READ: 3B').replace('d5e9a3ea', '0badcafe');
    expect(read(`${head('READ: 3B')}${row}${other}${row}`).sink.connections.map(lines)).toEqual([
      ['server 810148'],
      ['server 810148'],
    ]);
  });
});

describe('a dump of something else', () => {
  const cases: [string, string][] = [
    ['Intel HEX', ':0B000000810548656C6C6F880203E806\n:00000001FF\n'],
    ['S-records', 'S10E0000810548656C6C6F880203E802\nS9030000FC\n'],
    ['a diff', '1c1\n< 810548656c6c6f880203e8\n---\n> 810548616c6c6f880203e9\n'],
  ];
  test.each(cases)('%s is named, and gives no bytes', (_, text) => {
    const { id, sink } = read(text);
    expect(id).toBe('other-dump');
    expect(sink.connections).toEqual([]);
    expect(sink.noteIds).toEqual(['other-dump']);
  });

  test('records with a wrong checksum, and the diff of a program, have other names', () => {
    expect(read(':0B000000810548656C6C6F880203E807\n').id).not.toBe('other-dump');
    expect(read('@@ -1 +1 @@\n-const added = face;\n+const faded = cafe;\n').id).not.toBe('other-dump');
  });
});

describe('a list of messages', () => {
  test('wscat: what it shows between Connected and Disconnected', () => {
    const { id, sink } = read(
      'Connected (press CTRL+C to quit)\n< Received ping (data: "x")\n> Hello\n< two\nlines\n> \nDisconnected (code: 1006, reason: "")\n',
    );
    expect(id).toBe('message-list');
    expect(sink.connections.map(lines)).toEqual([
      [
        'server 9 78',
        `client 1 ${hex('Hello')}`,
        `server 1 ${hex('two\nlines')}`,
        'client 1 ',
        'Disconnected (code: 1006, reason: "")',
      ],
    ]);
  });

  test('the table of developer tools: what a row leaves out is missing', () => {
    const { id, sink } = read(
      'Data\tLength\tTime\n\u2191caf\u00e9\t4\t10:00:01.123\n\u2193{"a":1,"b\u2026\t400\t10:00:01.200\n\u2193Binary Message\t4 B\t10:00:02.000\n',
    );
    expect(id).toBe('message-list');
    expect(sink.connections.map(lines)).toEqual([
      [`client 1 ${hex('caf\u00e9')}`, `server 1 ${hex('{"a":1,"b')}[391]`, 'server 2 [4]'],
    ]);
  });

  test('rows with bytes are a log of bytes', () => {
    expect(read('\u2191 81 01 48\t3\t10:00:01\n\u2193 81 01 49\t3\t10:00:01\n').id).not.toBe('message-list');
  });
});
