import { describe, expect, it } from 'vitest';
import { bitPicture } from '../decoder/websocket/bit-picture.ts';
import type { FieldView } from '../worker/protocol.ts';
import { parseArguments } from './arguments.ts';
import { printable, styleFor, wrap } from './style.ts';

describe('arguments', () => {
  it('accepts options in any place, with a space or =', () => {
    expect(parseArguments(['a.pcap', '--json', '--frames=3', '--sender', 'server'])).toEqual({
      json: true,
      payloads: false,
      keylog: null,
      sender: 'server',
      frames: 3,
      as: null,
      url: null,
      page: null,
      input: 'a.pcap',
      further: [],
    });
    expect(parseArguments(['a', 'b', 'c'])).toMatchObject({ input: 'a', further: ['b', 'c'] });
    expect(parseArguments(['-'])).toMatchObject({ input: '-' });
    expect(parseArguments(['--', '--json'])).toMatchObject({ input: '--json', json: false });
  });

  it.each([
    [[], 'Expected a file, or - for standard input, found none.'],
    [['a', '-'], 'Expected files, or - alone for standard input, found both.'],
    [['--frames', 'x', 'a'], 'Expected a number after --frames, found x.'],
    [['--frames'], 'found nothing.'],
    [['--sender', 'me', 'a'], 'Expected client or server after --sender, found me.'],
    [['--url', 'nowhere', 'a'], 'Expected a URL such as wss://example.com/ws after --url, found nowhere.'],
    [
      ['--jsn', 'a'],
      'Expected one of --json, --payloads, --keylog, --sender, --frames, --as, --url, --page, found --jsn.',
    ],
  ])('says what is wrong with %j', (words, part) => {
    expect(parseArguments(words)).toEqual({ problem: expect.stringContaining(part) });
  });
});

describe('bit picture', () => {
  const field = (id: FieldView['id'], bitStart: number, bitEnd: number, rules: string[] = []): FieldView => ({
    id,
    label: id,
    bitStart,
    bitEnd,
    value: '',
    meaning: '',
    right: null,
    rules,
  });

  it('draws a header as the RFC does and marks the field that breaks a rule', () => {
    // c1 fe 01 00 37 fa 21 3d: FIN, RSV1, text; masked, 16-bit length 256; key
    const header = Uint8Array.of(0xc1, 0xfe, 0x01, 0x00, 0x37, 0xfa, 0x21, 0x3d);
    const fields = [
      field('fin', 0, 1),
      field('rsv1', 1, 2, ['rsv1-not-agreed']),
      field('rsv2', 2, 3),
      field('rsv3', 3, 4),
      field('opcode', 4, 8),
      field('mask', 8, 9),
      field('length', 9, 16),
      field('extended-length', 16, 32),
      field('masking-key', 32, 64),
    ];
    expect(bitPicture(header, fields, (text) => text)).toEqual([
      ' 0                   1                   2                   3',
      ' 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1',
      '+-+-+-+-+-------+-+-------------+-------------------------------+',
      '|F|R|R|R|opcode |M| Payload len |    Extended payload length    |',
      '|1|1|0|0|0 0 0 1|1|1 1 1 1 1 1 0|0 0 0 0 0 0 0 1 0 0 0 0 0 0 0 0|',
      '+-+-+-+-+-------+-+-------------+-------------------------------+',
      '   ^',
      '|                          Masking-key                          |',
      '|0 0 1 1 0 1 1 1 1 1 1 1 1 0 1 0 0 0 1 0 0 0 0 1 0 0 1 1 1 1 0 1|',
      '+---------------------------------------------------------------+',
    ]);
  });
});

describe('terminal text', () => {
  it('wraps at spaces', () => {
    expect(wrap('one two three four', 9, '  ')).toBe('one two\n  three\n  four');
  });

  it('removes control characters of a capture', () => {
    expect(printable('a\u001b[31mb\u009bc\u202ed')).toBe('a·[31mb·c·d');
  });

  it('writes colours to a terminal only', () => {
    expect(styleFor({}, {}).bad('x')).toBe('x');
    expect(styleFor({ isTTY: true }, { NO_COLOR: '1' }).bad('x')).toBe('x');
    expect(styleFor({ isTTY: true }, {}).bad('x')).toBe('\u001b[31mx\u001b[0m');
    expect(styleFor({}, { FORCE_COLOR: '1', NO_COLOR: '1' }).bad('x')).toBe('\u001b[31mx\u001b[0m');
    expect(styleFor({ isTTY: true }, { FORCE_COLOR: '0' }).bad('x')).toBe('x');
  });
});
