import { afterEach, describe, expect, test } from 'vitest';
import { RecordingSink } from '../../../testing/recording-sink.ts';
import type { TextMark } from '../../model/importer.ts';
import { importerById, sniffInput } from '../sniff.ts';
import { blockSizes } from './blocks.ts';

const encode = (text: string) => new TextEncoder().encode(text);

function read(id: string, ...chunks: readonly Uint8Array[]): RecordingSink {
  const sink = new RecordingSink();
  const run = importerById(id)!.open(sink, { name: null, size: null });
  for (const chunk of chunks) run.push(chunk);
  run.end();
  return sink;
}

/** Rows as xxd writes them. `ascii`: what their text column holds. */
function xxdRows(count: number, ascii = '................'): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const offset = (i * 16).toString(16).padStart(8, '0');
    return `${offset}: ${'0101 '.repeat(8)} ${ascii}\n`;
  });
  return rows.join('');
}

const usual = { ...blockSizes };
afterEach(() => {
  Object.assign(blockSizes, usual);
});

describe('text in blocks', () => {
  test('a row waits for the offset after it across blocks', () => {
    Object.assign(blockSizes, { head: 64, block: 64 });
    const sink = read('xxd', encode(`${xxdRows(40)}00000280: 0202\n`));
    expect(sink.stream('server')).toBe(`${'01'.repeat(640)}0202`);
    expect(sink.notes).toEqual([]);
  });

  test('a place behind many blocks is named as in the whole text', () => {
    Object.assign(blockSizes, { head: 64, block: 64 });
    const text = xxdRows(40).replace('00000200: 0101', '00000200: 01g1');
    const [note] = read('xxd', encode(text)).notes;
    expect(note).toMatchObject({ id: 'not-hex', at: text.indexOf('g') });
    expect(note.text).toContain('line 33, column 13');
  });

  test('the same behind an indent and in another encoding', () => {
    Object.assign(blockSizes, { head: 64, block: 64 });
    const text = xxdRows(40).replace('00000200: 0101', '00000200: 01g1').replaceAll(/^/gm, '    ');
    const [note] = read('xxd', encode(text)).notes;
    expect(note.at).toBe(text.indexOf('g'));
    const wide = new Uint8Array(text.length * 2 + 2).fill(0xff, 0, 1).fill(0xfe, 1, 2);
    for (let i = 0; i < text.length; i++) wide[i * 2 + 2] = text.charCodeAt(i);
    const whole = read('xxd', encode(text)).summary();
    expect(read('xxd', wide.subarray(0, 777), wide.subarray(777)).summary()).toEqual(whole);
  });

  test('blank lines before the head count', () => {
    Object.assign(blockSizes, { head: 64, block: 64 });
    const [note] = read('hex', encode(`${'\n'.repeat(500)}81 05 4g\n`)).notes;
    expect(note).toMatchObject({ id: 'not-hex', at: 507 });
    expect(note.text).toContain('line 501, column 8');
  });

  test('a line has a limit, and what came before it is read', () => {
    Object.assign(blockSizes, { head: 64, block: 64, line: 2 ** 20 });
    const sink = read('hex', encode('810141\n'), encode('01'.repeat(2 ** 20)), encode('\n8101\n'));
    expect(sink.notes[0]).toMatchObject({ level: 'warning', id: 'too-large' });
    expect(sink.notes[0].text).toMatch(/^Expected lines of at most 1 MiB, found a longer one/);
    expect(sink.stream('server').startsWith('81014101')).toBe(true);
  });

  test('packets have the times of their headers when the head shows one for each', () => {
    Object.assign(blockSizes, { head: 200, block: 64 });
    const packet = (second: number, sequence: string, flags: string, payload: string) =>
      `12:00:0${second}.500000 IP 10.0.0.1.5000 > 10.0.0.2.80: Flags [P.], length ${payload.length / 2}\n` +
      `\t0x0000:  4500 00${(40 + payload.length / 2).toString(16)} 0001 4000 4006 0000 0a00 0001\n` +
      `\t0x0010:  0a00 0002 1388 0050 ${sequence.slice(0, 4)} ${sequence.slice(4)} 0000 0000\n` +
      `\t0x0020:  50${flags} ffff 0000 0000 ${payload}\n`;
    const text =
      packet(1, '00000001', '18', '8101') +
      packet(2, '00000003', '18', '4181') +
      packet(3, '00000005', '18', '0142');
    const sink = read('tcpdump-x', encode(text));
    const data = sink.connections[0].events.filter((event) => event.kind === 'data');
    expect(data.map((event) => ('hex' in event ? [event.hex, event.time] : []))).toEqual([
      ['8101', 43201.5],
      ['4181', 43202.5],
      ['0142', 43203.5],
    ]);
  });
});

describe('what a text column spells', () => {
  const words = ["..b'\\x81..b'\\x05", 'M-^A^E..M-^B^F..', '..new byte[]{1,2', '<80><81><82>....'];
  for (const ascii of words) {
    test(`${ascii} is no literal of a program`, () => {
      const head = encode(xxdRows(100, ascii));
      const { best } = sniffInput(head, { name: null, size: head.length, pasted: false });
      expect(best.map(({ id }) => id)).toEqual(['xxd']);
    });
  }
});

describe('marks', () => {
  /** What the marks of a kind cover in `text`. */
  function marked(id: string, text: string, as: TextMark['as']): string[] {
    const run = importerById(id)!.open(new RecordingSink(), { name: null, size: null, marks: true });
    run.pushText?.(text);
    run.end();
    const marks = run.marks?.() ?? [];
    return marks.filter((mark) => mark.as === as).map(({ start, end }) => text.slice(start, end));
  }

  test('are places of the text with its colours', () => {
    const text = 'hex:\n\x1b[32m8105\x1b[0m \x1b[31m4865 6c6c 6f\x1b[0m\n';
    const bytes = marked('hex', text, 'bytes').join('');
    expect(bytes.startsWith('8105') && bytes.endsWith('6f')).toBe(true);
  });

  test('are places of the text with its byte order mark and its indent', () => {
    expect(marked('hex', '\ufeff    81 05\n    48 65\n', 'bytes')).toEqual(['81 05', '48 65']);
  });

  test('of many blocks are those of one', () => {
    const text = xxdRows(40);
    const whole = marked('xxd', text, 'offset');
    Object.assign(blockSizes, { head: 64, block: 64 });
    expect(marked('xxd', text, 'offset')).toEqual(whole);
    expect(whole).toHaveLength(40);
  });
});
