// Dumps of recorded connections whose rows are uneven: what they give is held against the capture itself.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RecordingSink } from '../../testing/recording-sink.ts';
import { importerById, sniffInput } from './sniff.ts';

const root = join(import.meta.dirname, '../../../e2e');

function read(bytes: Uint8Array, id: string): RecordingSink {
  const { best } = sniffInput(bytes.subarray(0, 65536), { name: null, size: bytes.length, pasted: false });
  expect(best.map((importer) => importer.id)).toEqual([id]);
  const sink = new RecordingSink();
  const run = importerById(id)!.open(sink, { name: null, size: bytes.length });
  run.push(bytes);
  run.end();
  return sink;
}

const readText = (text: string, id: string) => read(new TextEncoder().encode(text), id);

describe('a followed stream in hex', () => {
  test('rows of one byte before a whole one lose nothing', () => {
    const dump = read(
      readFileSync(join(root, 'fixtures/follow-stream/one-byte-rows-hex.txt')),
      'follow-stream',
    );
    const capture = read(readFileSync(join(root, 'captures/reserved-bits/rsv2-on-text.pcap')), 'pcap');
    for (const sender of ['client', 'server'] as const)
      expect(dump.stream(sender)).toBe(capture.stream(sender));
    expect(dump.notes).toEqual([]);
  });

  test('the same in few rows', () => {
    const dump = readText(
      `Follow: tcp,hex
00000000  47                                                G
00000001  45 54 20 2f 20 48 54 54  50 2f 31 2e 31 0d 0a 0d  ET / HTT P/1.1...
	00000000  81                                                .
	00000001  05 48 65 6c 6c 6f                                 .Hello
`,
      'follow-stream',
    );
    expect(dump.stream('client')).toBe('474554202f20485454502f312e310d0a0d');
    expect(dump.stream('server')).toBe('810548656c6c6f');
  });

  test('a text column that begins and ends with blanks agrees', () => {
    const dump = readText(
      `Follow: tcp,hex
	00000000  20 73 75 70 70 6f 72 74  22 2c 22 77 69 74 68 20   support ","with
	00000010  20 47 65 63 6b 6f 2f 32  30 31 30 30 31 30 31 20   Gecko/2 0100101
`,
      'follow-stream',
    );
    expect(dump.stream('server')).toBe(
      '20737570706f7274222c22776974682020' + '4765636b6f2f323031303031303120',
    );
    expect(dump.notes).toEqual([]);
  });
});

describe('hexdump -C', () => {
  test('a name of a control character in the text column does not make it od -a', () => {
    const dump = readText(
      `00000000  81 0e 63 61 6e 20 79 6f  75 20 64 65 6c 20 75 73  |..can you del us|
00000010
`,
      'hexdump',
    );
    expect(dump.stream('server')).toBe('810e63616e20796f752064656c207573');
  });
});

describe('tshark -x', () => {
  test('offsets of six digits in a section that was inflated are no other format', () => {
    // An Ethernet frame: IPv4, TCP from 5000 to 80, `81 01 41`.
    const frame =
      '0000000000000000000000000800' +
      '4500002b0001400040060000' +
      '0a0000010a000002' +
      '13880050' +
      '00000001000000005018ffff00000000810141';
    const row = (offset: number, width: number, hex: string) =>
      `${offset.toString(16).padStart(width, '0')}  ${(hex.match(/../g) ?? []).join(' ').padEnd(47)}   ................\n`;
    const rows = (width: number, hex: string) =>
      (hex.match(/.{1,32}/g) ?? []).map((each, i) => row(i * 16, width, each)).join('');
    const text = `Frame (57 bytes):\n${rows(4, frame)}Decompressed payload (1056011 bytes):\n${rows(6, '7b'.repeat(4000))}`;
    expect(readText(text, 'tshark-x').stream('client')).toBe('810141');
  });
});

describe('a short dump', () => {
  // Too few rows to be known for a dump by its offsets alone.
  const bytes = Buffer.from('\u0081\u000db\'x\' M-^A ^E\u0081\u0005"b":1', 'latin1');
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += 16)
    rows.push(bytes.toString('latin1', at, at + 16).replace(/[^ -~]/g, '.'));
  const pairs = (row: number) => bytes.toString('hex', row * 16, row * 16 + 16).match(/../g) ?? [];
  const offset = (row: number, digits: number) => (row * 16).toString(16).padStart(digits, '0');
  const dumps: Record<string, string> = {
    xxd: rows
      .map(
        (text, i) =>
          `${offset(i, 8)}: ${pairs(i)
            .join('')
            .replace(/.{4}(?=.)/g, '$& ')
            .padEnd(39)}  ${text}`,
      )
      .join('\n'),
    hexdump: rows
      .map((text, i) => {
        const list = pairs(i);
        const hex = `${list.slice(0, 8).join(' ')}  ${list.slice(8).join(' ')}`;
        return `${offset(i, 8)}  ${hex.padEnd(48)}  |${text}|`;
      })
      .join('\n'),
    od: rows.map((text, i) => `${offset(i, 6)} ${pairs(i).join(' ').padEnd(47)}  >${text}<`).join('\n'),
    'socat-x': `> 2026/11/26 17:01:26.000383637  length=${bytes.length} from=0 to=${bytes.length - 1}\n${rows
      .map((text, i) => ` ${pairs(i).join(' ').padEnd(48)} ${text}`)
      .join('\n')}\n--`,
  };

  test.each(Object.keys(dumps))('of %s is that, whatever literals its text column spells', (id) => {
    const text = new TextEncoder().encode(`${dumps[id]}\n`);
    const { best } = sniffInput(text, { name: null, size: text.length, pasted: true });
    expect(best[0]?.id).toBe(id);
    const sink = new RecordingSink();
    const run = best[0].open(sink, { name: null, size: text.length });
    run.push(text);
    run.end();
    expect(sink.stream('client') + sink.stream('server')).toBe(bytes.toString('hex'));
  });
});

describe('one row alone', () => {
  const pairs = '81 85 37 fa 21 3d 7f 9f 4d 51 58';
  const words = '8185 37fa 213d 7f9f 4d51 58';
  test.each([
    [`0x0000:  ${pairs}`, 'hex-view'],
    [`\t0x0000:  ${words}`, 'hex-view'],
    [`0x0000   ${pairs}`, 'hex-view'],
    [`0x0: ${pairs}`, 'hex-view'],
    [`0x00: ${pairs.replace(/\b(?=\w)/g, '0x')}`, 'hex-view'],
    [`00000000  ${pairs}`, 'hex-view'],
    [`0000 ${pairs}`, 'hex-view'],
    [`00000000  ${pairs}  \n0000000b\n`, 'hex-view'],
    [`00: ${pairs}`, 'hex-view'],
    [`00000000: ${words}`, 'xxd'],
    [`1: ${pairs}`, 'hex'],
    [`10: ${pairs}`, 'hex'],
  ])('%j: its number is no byte', (text, id) => {
    const sink = readText(text, id);
    expect(sink.stream('client') + sink.stream('server')).toBe(pairs.replaceAll(' ', ''));
    expect(sink.notes).toEqual([]);
  });

  test('several rows with 0x and no packet in them', () => {
    const sink = readText(`0x0000:  ${words}81 8537 fa21\n\t0x0010:  3d7f 9f4d 5158\n`, 'hex-view');
    expect(sink.stream('client') + sink.stream('server')).toBe(pairs.replaceAll(' ', '').repeat(2));
  });

  test.each(['0000 8185 37fa 213d', '00 81 85 37 fa', '00:11:22:33:44:55'])('%j has no offset', (text) => {
    const { best } = sniffInput(new TextEncoder().encode(text), {
      name: null,
      size: text.length,
      pasted: false,
    });
    expect(best.map(({ id }) => id)).not.toContain('hex-view');
  });
});
