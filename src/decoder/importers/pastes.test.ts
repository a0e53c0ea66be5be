// How bytes stand in bug reports: as languages, consoles and logs print them. `81 05 Hello` in most.
import { describe, expect, test } from 'vitest';
import { RecordingSink } from '../../testing/recording-sink.ts';
import { importerById, sniffInput } from './sniff.ts';

function read(text: string): { id: string; client: string; server: string; notes: string[] } {
  const bytes = new TextEncoder().encode(text);
  const { best } = sniffInput(bytes, { name: null, size: bytes.length, pasted: true });
  const sink = new RecordingSink();
  const run = importerById(best[0].id)!.open(sink, { name: null, size: bytes.length });
  run.push(bytes);
  run.end();
  return {
    id: best.map((importer) => importer.id).join(),
    client: sink.stream('client'),
    server: sink.stream('server'),
    notes: sink.notes.filter(({ level }) => level !== 'info').map(({ id }) => id),
  };
}

const hello = '810548656c6c6f';
const decimal = '129, 5, 72, 101, 108, 108, 111';
const two = hello + hello;
/** The client's Hello, masked with 37 fa 21 3d. */
const masked = '818537fa213d7f9f4d5158';

/** `stream`: what the text holds when it is not Hello. */
type Case = readonly [title: string, text: string, id: string, stream?: string];

const printed: readonly Case[] = [
  ['JSON.stringify of a Uint8Array', '{"0":129,"1":5,"2":72,"3":101,"4":108,"5":108,"6":111}', 'node-buffer'],
  [
    'JSON.stringify of two of them',
    '[{"0":129,"1":5,"2":72,"3":101,"4":108,"5":108,"6":111},{"0":136,"1":2,"2":3,"3":232}]',
    'node-buffer',
    `${hello}880203e8`,
  ],
  ['arrays in an array', `[[${decimal}],[${decimal}]]`, 'decimal-list', two],
  [
    'arrays in an array, a number in each line',
    `[[${decimal}],[${decimal}]]`.replace(/[[,]/g, '$&\n  '),
    'decimal-list',
    two,
  ],
  ['arrays in an array, one of a single number', '[[129],[5,72],[101,108,108,111]]', 'decimal-list'],
  ['an array in a JSON document', `{"dir":"in","data":[${decimal}]}`, 'json-lines'],
  [
    'json_encode of what unpack gives',
    '{"1":129,"2":5,"3":72,"4":101,"5":108,"6":108,"7":111}',
    'decimal-list',
  ],
  [
    'var_export',
    `array (\n${decimal
      .split(', ')
      .map((n, i) => `  ${i + 1} => ${n},\n`)
      .join('')})`,
    'decimal-list',
  ],
  [
    'a typed array in the console of Chrome',
    `Uint8Array(7) [${decimal}, buffer: ArrayBuffer(7), byteLength: 7, byteOffset: 0, length: 7]`,
    'node-buffer',
  ],
  [
    'the same, unfolded',
    `Uint8Array(7)\n${decimal
      .split(', ')
      .map((n, i) => `${i}: ${n}\n`)
      .join('')}buffer: ArrayBuffer(7)\nbyteLength: 7\n`,
    'decimal-list',
  ],
  [
    'Arrays.toString over several lines',
    '[-127, 5, 72, 101,\n 108, 108, 111,\n -127, 5, 72, 101, 108, 108, 111]',
    'java-bytes',
    two,
  ],
  [
    'Java with casts',
    'byte[] b = {\n  (byte)0x81, (byte)0x05, 0x48,\n  0x65, 0x6c, 0x6c, 0x6f\n};',
    'java-bytes',
  ],
  ['Kotlin', 'byteArrayOf(0x81.toByte(), 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f)', 'c-array'],
  ['Kotlin, signed', 'val b = byteArrayOf(-127, 5, 72, 101, 108, 108, 111)', 'c-array'],
  ['Rust, {:?}', `[${decimal}]`, 'decimal-list'],
  ['Rust, {:#?}', `[\n    ${decimal.replaceAll(', ', ',\n    ')},\n]`, 'decimal-list'],
  ['tungstenite', `Message::Binary([${decimal}])`, 'decimal-list'],
  ['Rust, bytes', 'b"\\x81\\x05Hello"', 'python-bytes'],
  ['Python, fromhex', "bytes.fromhex('81 05 48 65 6c 6c 6f')", 'python-bytes'],
  ['Python, unhexlify', "binascii.unhexlify(b'810548656c6c6f')", 'python-bytes'],
  ['Rust, vec!', 'let b: Vec<u8> = vec![0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f];', 'c-array'],
  ['Rust, u8', 'let b = [0x81u8, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f];', 'c-array'],
  ['C#', 'var b = new byte[] { 0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F };', 'c-array'],
  ['C# 12', 'byte[] b = [0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F];', 'c-array'],
  ['Swift', 'let b = Data([0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f])', 'c-array'],
  [
    'dump() of Swift',
    `▿ 7 bytes\n  - count: 7\n  ▿ bytes: 7 elements\n    - ${decimal.replaceAll(', ', '\n    - ')}\n`,
    'decimal-list',
  ],
  ['Verilog', "8'h81, 8'h05, 8'h48, 8'h65, 8'h6c, 8'h6c, 8'h6f", 'number-literals'],
  ['VHDL', '(x"81", x"05", x"48", x"65", x"6c", x"6c", x"6f")', 'number-literals'],
  ['NASM', 'frame: db 0x81, 0x05, "Hello"', 'number-literals'],
  ['a signed char of C', 'ffffff81 5 48 65 6c 6c 6f', 'number-literals'],
  ['percent-encoded', 'data=%81%05Hello', 'encoded-characters'],
  ['quoted-printable', '=81=05Hel=\nlo', 'encoded-characters'],
  ['a dict of Python', '{0: 129, 1: 5, 2: 72, 3: 101, 4: 108, 5: 108, 6: 111}', 'decimal-list'],
  ['GDB, words', '0x7ffe00 <b>:\t0x0481\t0x6970\t0x676e', 'debugger-memory', '810470696e67'],
  ['Scapy', "<Raw  load='\\\\x81\\x05Hello' |>", 'escaped'],
  ['bat -A', '\\x81\\u{5}Hello', 'escaped'],
  ['NSData', '<81054865 6c6c6f>', 'nsdata'],
  ['NSData in a log', '2026-11-22 12:00:01.123 App[123:456] received <81054865 6c6c6f>', 'nsdata'],
  ['NSData since 2019', '{length = 7, bytes = 0x81054865 6c6c6f}', 'nsdata'],
  ['Elixir', `{:binary, <<${decimal}>>}`, 'erlang-binary'],
  ['Ruby', '"\\x81\\x05Hello"', 'escaped'],
  ['Lua', '"\\129\\5Hello\\136\\2\\003\\232"', 'escaped', `${hello}880203e8`],
  ['Perl', '$VAR1 = "\\201\\5Hello";', 'escaped'],
  ['Perl, braces', '"\\x{81}\\x{05}Hello"', 'escaped'],
  ['hex behind a bracket', 'buffer is [0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]', 'hex'],
  ['Scala', 'ByteString(-127, 5, 72, 101, 108, 108, 111)', 'java-bytes'],
  [
    'decimal in a log',
    'recv 7 bytes: 129 5 72 101 108 108 111\nrecv 11 bytes: 129 133 55 250 33 61 127 159 77 81 88\n',
    'decimal-list',
    hello + masked,
  ],
  ['okio', 'ByteString[size=7 hex=810548656c6c6f]', 'hex'],
  ['members of JSON logs in hex', '{"msg":"recv","hex":"810548656c6c6f"}\n', 'json-lines'],
  ['hex behind numbers of a log', 'worker[123] got 81 05 48 65 6c 6c 6f', 'hex'],
  ['hex of a browser over several lines', '810548656c6c6f81\n0548656c6c6f', 'hex', two],
  ['base64 of a browser', 'gQVIZWxsb4EFSGVsbG8=\n', 'base64', two],
];

describe('as programs print them', () => {
  for (const [title, text, id, stream] of printed) {
    test(title, () => {
      expect(read(text)).toEqual({ id, client: '', server: stream ?? hello, notes: [] });
    });
  }

  test('Java, two directions', () => {
    const text = 'received [-127, 5, 72, 101, 108, 108, 111]\nsent [-127, -123, 55, -6, 33, 61]\n';
    expect(read(text)).toMatchObject({ id: 'java-bytes', client: masked.slice(0, 12), server: hello });
  });

  test('decimal is not taken for hex, nor hex for decimal, nor hex for base64', () => {
    expect(read('129 5 72 101 108').server).toBe('810548656c');
    expect(read('10 20 30 40').server).toBe('10203040');
    expect(read('810548656c6c6f81').id).toBe('hex');
  });

  test('an arrow behind numbers of a log', () => {
    const text = '[conn 12] -> 81 85 37 fa 21 3d 7f 9f 4d 51 58\n[conn 12] <- 81 05 48 65 6c 6c 6f\n';
    expect(read(text)).toMatchObject({ id: 'hex', client: masked, server: hello, notes: [] });
  });

  test('octal escapes stay octal', () => {
    expect(read('"\\201\\005Hello\\0019"').server).toBe(`${hello}0139`);
  });

  test('numbered lines of one byte in hex are hex', () => {
    expect(read('1: 81\n2: 05\n3: 48\n').server).toBe('810548');
  });

  test('what an index says to be missing is a hole', () => {
    const text = 'array (\n  1 => 129,\n  2 => 5,\n  5 => 101,\n  6 => 108,\n  7 => 108,\n  8 => 111,\n)';
    expect(read(text)).toMatchObject({ server: '8105[2]656c6c6f', notes: ['paste-truncated'] });
  });
});

describe('base64 among words', () => {
  const cases: readonly (readonly [title: string, text: string, client: string, server: string])[] = [
    ['in quotes', '2026-11-22 12:00:01 DEBUG received: "gQVIZWxsb4EFSGVsbG8=" (14 bytes)', '', two],
    ['behind a key', 'INFO payload=gQVIZWxsb4EFSGVsbG8= len=14', '', two],
    [
      'behind a key in each line',
      'recv payload=gQVIZWxsbw== len=7\nrecv payload=gQVIZWxsbw== len=7\nrecv payload=gQ== len=1\n',
      '',
      two,
    ],
    ['in brackets', 'got frame of 7 bytes (base64 gQVIZWxsbw==), closing\n', '', hello],
    [
      'among somebody’s words',
      'We see this, then it dies:\n\n[ws] received: "gQVIZWxsbw=="\n[ws] sent: "gYU3+iE9f59NUVg="\n[ws] error: Invalid frame header\n\nWhat is wrong?\n',
      masked,
      hello,
    ],
    ['beside a token', 'token="eyJhbGciOiJIUzI1NiJ9" payload="gQVIZWxsbw==" x', '', hello],
    ['every line ends in a word', 'recv: "gQVIZWxs" as text\nrecv: "b4EFSGVsbG8=" as text\n', '', two],
  ];
  test.each(cases)('%s', (_title, text, client, server) => {
    expect(read(text)).toEqual({ id: 'base64', client, server, notes: [] });
  });

  test.each([
    [
      'in the members of JSON logs',
      '{"dir":"in","payload":"gQVIZWxsbw=="}\n{"dir":"out","payload":"gYU3+iE9f59NUVg="}\n',
      masked,
      hello,
    ],
    ['with slashes that PHP escapes', '{"payload":"gQM\\/Pz8="}', '', '81033f3f3f'],
  ])('%s', (_title, text, client, server) => {
    expect(read(text)).toEqual({ id: 'json-lines', client, server, notes: [] });
  });

  test.each([
    ['the key of a handshake', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
    ['a key that would begin as a frame', 'Sec-WebSocket-Key: gQVIZWxsb4EFSGVsbG+BBQ==\n'],
    [
      'headers',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: 13\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n',
    ],
    [
      'headers of a table',
      'Sec-WebSocket-Key\tdGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Accept\ts3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n',
    ],
    ['words about a key', 'The handshake fails with key "gQVIZWxsb4EFSGVsbG+BBQ==" in Chrome.'],
    [
      'names and paths',
      'WebSocketConnection2Factory failed in /usr/lib/node_modules/ws/lib/Receiver2.js with InvalidFrameHeaderException',
    ],
    ['the name of a connection', 'connection 3f2504e0-4f89-11d3-9a0c-0305e82c3301 closed'],
    ['a login', 'Authorization: Basic gQVIZWxsb4EFSGVsbG8=\n'],
  ])('%s: no payload', (_title, text) => {
    expect(read(text)).toMatchObject({ client: '', server: '', notes: ['plain-text'] });
  });

  test('a handshake stays a handshake', () => {
    const text =
      'GET / HTTP/1.1\nHost: a\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\nHTTP/1.1 101 OK\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n\n';
    expect(read(text).id).toBe('http-text');
  });
});

describe('an error text is no hex', () => {
  test.each([
    'Error: Invalid WebSocket frame: invalid opcode 3',
    'RangeError: Invalid WebSocket frame: invalid status code 13331',
    'Invalid opcode 0xb',
    'Unrecognized frame opcode: 11',
    'Error: Unexpected server response: 502',
    'One or more reserved bits are on: reserved1 = 0, reserved2 = 1, reserved3 = 0',
    'RSV != 0 and no extension negotiated, RSV:4',
    'WebSocket closed: 1006',
    'Max frame length of 65536 has been exceeded.',
    'expected CONTINUATION, got <Opcode.TEXT: 1>',
    'Control frame with payload len > 125',
    'Error: invalid opcode 3\n    at Receiver.getInfo (/app/node_modules/ws/lib/receiver.js:290:14)\n    at node:net:153:22\n',
  ])('%s', (text) => {
    expect(read(text)).toEqual({ id: 'hex', client: '', server: '', notes: ['plain-text'] });
  });

  test('beside hex it is left out', () => {
    expect(read('recv: 81 05 48 65 6c 6c 6f\nerror: invalid opcode 3\nclosed: 1002\n').server).toBe(hello);
  });

  test('headers of two bytes and logs of single bytes are hex', () => {
    expect(read('recv: 8900').server).toBe('8900');
    expect(read('recv: 81\nrecv: 01\nrecv: 41\n').server).toBe('810141');
    expect(read('got 0x81\ngot 0x01\ngot 0x41\n').server).toBe('810141');
  });
});
