import { describe, expect, test } from 'vitest';
import { encodeText } from '../bytes/utf8.ts';
import { Http2Direction } from './direction.ts';
import { errorName, framesOf, http2Preface, startsWithPreface } from './frames.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/** The calls of the listener, runs of data joined. */
function read(
  chunks: Iterable<Uint8Array>,
  start: 'first' | 'middle' = 'first',
  preface = false,
): { said: string[]; reader: Http2Direction } {
  const said: string[] = [];
  const say = (text: string) => said.push(text);
  const reader = new Http2Direction(
    {
      headers: (stream) => say(`${stream} headers`),
      data(stream, piece) {
        const hex = Buffer.from(piece).toString('hex');
        const last = said[said.length - 1];
        if (last?.startsWith(`${stream} data`)) said[said.length - 1] = last + hex;
        else say(`${stream} data ${hex}`);
      },
      finished: (stream) => say(`${stream} finished`),
      reset: (stream, code) => say(`${stream} reset ${code}`),
    },
    start,
    preface,
  );
  for (const chunk of chunks) reader.push(chunk);
  return { said, reader };
}

// length 24, type, flags, reserved bit and stream 31
const settings = '000006 04 00 00000000 0008 00000001'; // ENABLE_CONNECT_PROTOCOL 1
const headers = '000003 01 04 00000003 88beb0'; // END_HEADERS
const data = '000007 00 00 00000003 810548656c6c6f'; // text Hello
const padded = '00000f 00 08 00000003 03 8185 37fa213d 7f9f4d5158 000000'; // 3 bytes of padding
const other = '000002 00 01 00000005 6869'; // END_STREAM of another stream
const empty = '000000 00 01 00000003'; // END_STREAM and nothing else
const reset = '000004 03 00 00000003 00000008'; // CANCEL

describe('frames of HTTP/2', () => {
  const all = bytes([settings, headers, data, padded, other, empty, reset].join(''));
  const expected = [
    '3 headers',
    '3 data 810548656c6c6f818537fa213d7f9f4d5158',
    '5 data 6869',
    '5 finished',
    '3 finished',
    '3 reset 8',
  ];

  test('data without padding, ends, resets', () => expect(read([all]).said).toEqual(expected));

  test('byte by byte: the same', () => {
    expect(read(Array.from(all, (byte) => Uint8Array.of(byte))).said).toEqual(expected);
  });

  test('after the preface', () => {
    const client = new Uint8Array([...encodeText(http2Preface), ...all]);
    expect(startsWithPreface(client)).toBe(true);
    expect(read([client.subarray(0, 10), client.subarray(10)], 'first', true).said).toEqual(expected);
  });

  test('from the middle of a connection: begins at a chunk that consists of frames', () => {
    const { said, reader } = read([bytes('6c6c6f 6c6c6f 6c6c6f 6c6c6f'), all], 'middle');
    expect(said).toEqual(expected);
    expect(reader.damage).toBe(0);
  });

  test('ignores the reserved bit of a stream number', () => {
    expect(read([bytes('000001 00 00 80000003 41')]).said).toEqual(['3 data 41']);
  });

  test('counts padding longer than its frame as damage and gives no data', () => {
    const { said, reader } = read([bytes(`000003 00 08 00000003 05 4142 ${data}`)]);
    expect(said).toEqual(['3 data 810548656c6c6f']);
    expect(reader.damage).toBe(1);
  });

  test('a gap inside DATA belongs to its stream; any other gap loses the frames until they are found again', () => {
    const { said, reader } = read([bytes('000007 00 00 00000003 8105')]);
    expect(reader.gap(3)).toBe(3);
    reader.push(bytes('6c6f'));
    expect(reader.gap(100)).toBe(null);
    reader.push(bytes('ffffffffffffffffffffff'));
    reader.push(bytes(data));
    expect(said).toEqual(['3 data 81056c6f810548656c6c6f']);
    expect(reader.damage).toBe(1);
  });
});

describe('header blocks and frames of the connection', () => {
  /** What is reported of frames that are read as a whole. `[hex]` is bytes, a number is the length of a gap. */
  function events(parts: readonly (string | number)[]): string[] {
    const said: string[] = [];
    const hex = (piece: Uint8Array | null) => (piece === null ? 'lost' : Buffer.from(piece).toString('hex'));
    const reader = new Http2Direction(
      {
        headers: () => {},
        data: (stream, piece, offset) => said.push(`${stream} data ${hex(piece)} at ${offset}`),
        finished: (stream) => said.push(`${stream} finished`),
        reset: (stream, code) => said.push(`${stream} reset ${errorName(code)}`),
        headerBlock: (stream, block, promised) =>
          said.push(`${stream} block ${hex(block)}${promised === null ? '' : ` promises ${promised}`}`),
        settings: (values) => said.push(`settings ${JSON.stringify([...values])}`),
        windowUpdate: (stream, increment) => said.push(`${stream} window ${increment}`),
        goAway: (last, code, debug) => said.push(`goaway ${last} ${errorName(code)} ${hex(debug)}`),
      },
      'first',
      false,
    );
    for (const part of parts) {
      if (typeof part === 'number') reader.gap(part);
      else reader.push(bytes(part));
    }
    return said;
  }

  const cases: [string, (string | number)[], string[]][] = [
    ['HEADERS', [headers], ['3 block 88beb0']],
    [
      // flags PADDED, PRIORITY, END_HEADERS, END_STREAM; padding of 2, dependency on 1, weight 16
      'HEADERS with padding, priority and END_STREAM',
      ['00000b 01 2d 00000003 02 00000001 0f 88beb0 0000'],
      ['3 block 88beb0', '3 finished'],
    ],
    [
      'HEADERS in three parts: END_STREAM counts when the block ends',
      ['000001 01 01 00000003 88', '000001 09 00 00000003 be 000001 09 04 00000003 b0'],
      ['3 block 88beb0', '3 finished'],
    ],
    [
      'another frame inside a header block',
      ['000001 01 00 00000003 88', data],
      ['3 block lost', '3 data 810548656c6c6f at 9'],
    ],
    ['CONTINUATION without its beginning', ['000001 09 04 00000003 b0'], ['3 block lost']],
    ['padding that is longer than the frame', ['000003 01 0c 00000003 05 88be'], ['3 block lost']],
    [
      'a gap inside HEADERS: the next frame is read',
      ['000003 01 04 00000003 88', 1, 'b0', reset],
      ['3 block lost', '3 reset CANCEL'],
    ],
    ['PUSH_PROMISE', ['000006 05 04 00000003 00000002 8887'], ['3 block 8887 promises 2']],
    ['SETTINGS, and its acknowledgement', [settings, '000000 04 01 00000000'], ['settings [[8,1]]']],
    ['WINDOW_UPDATE', ['000004 08 00 00000003 80000010'], ['3 window 16']],
    ['GOAWAY', ['00000a 07 00 00000000 00000003 0000000b 6869'], ['goaway 3 ENHANCE_YOUR_CALM 6869']],
    [
      'PING, PRIORITY and an unknown type',
      [
        '000008 06 00 00000000 0000000000000000',
        '000005 02 00 00000003 0000000010',
        '000001 fa 00 00000003 41',
      ],
      [],
    ],
    [
      'frames that are too short',
      ['000002 03 00 00000003 0000', '000003 07 00 00000000 000000', '000000 08 00 00000003'],
      [],
    ],
  ];
  for (const [title, parts, expected] of cases) test(title, () => expect(events(parts)).toEqual(expected));
});

describe('a run of frames', () => {
  test('is recognised by lengths, types and streams that fit', () => {
    expect(framesOf(bytes(settings + headers + data.slice(0, 30)))).toEqual([
      { type: 4, stream: 0 },
      { type: 1, stream: 3 },
      { type: 0, stream: 3 },
    ]);
  });

  const none: [string, string][] = [
    ['text', Buffer.from('HTTP/1.1 200 OK').toString('hex')],
    ['a WebSocket frame', '810548656c6c6f810548656c6c6f'],
    ['SETTINGS of a stream', '000006 04 00 00000003 000800000001'],
    ['DATA of stream 0', '000001 00 00 00000000 41'],
    ['a PING of 7 bytes', '000007 06 00 00000000 41414141414141'],
    ['half a header', '000006 04'],
  ];
  for (const [title, hex] of none) test(`not ${title}`, () => expect(framesOf(bytes(hex))).toBe(null));
});
