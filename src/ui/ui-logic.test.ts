import { describe, expect, it } from 'vitest';
import { hexDump } from '../decoder/bytes/hex-dump.ts';
import type { CauseId } from '../decoder/model/cause-id.ts';
import type { Diagnosis } from '../decoder/model/finding.ts';
import { visibleText } from '../decoder/model/visible-text.ts';
import { formatBytes } from '../decoder/model/words.ts';
import type { FieldView } from '../worker/protocol.ts';
import { causeTree } from './diagnosis/cause-tree.ts';
import { lineDiff } from './diagnosis/line-diff.ts';
import { hasTerm, toggleTerm } from './frame-table/filter-terms.ts';
import { bitRows, bitsPerRow } from './header-bits/bit-rows.ts';
import { fieldOfByte } from './hex-view/hex-lines.ts';
import { markedPieces } from './open/TextMarks.tsx';
import { firstBadUtf8 } from './payload/payload-text.ts';
import { isJsonDocument, prettyJson } from './payload/pretty-json.ts';
import { certainty } from './shared/format.ts';
import { rfcUrl } from './shared/RfcLink.tsx';

const field = (id: FieldView['id'], bitStart: number, bitEnd: number, rules: string[] = []): FieldView => ({
  id,
  label: id,
  bitStart,
  bitEnd,
  value: '0',
  meaning: '',
  right: null,
  rules,
});

/** A masked text frame of 5 bytes: 81 85 and a key. */
const fields = [
  field('fin', 0, 1),
  field('rsv1', 1, 2),
  field('rsv2', 2, 3),
  field('rsv3', 3, 4),
  field('opcode', 4, 8),
  field('mask', 8, 9, ['masked-server-frame']),
  field('length', 9, 16),
  field('masking-key', 16, 48),
  field('payload', 48, 88),
];

describe('bit rows', () => {
  it('breaks a key over two rows and fills the last with payload', () => {
    const rows = bitRows(fields, 48, 40, 32);
    expect(rows.map((row) => row.runs.map((run) => `${run.field} ${run.start}-${run.end}`))).toEqual([
      [
        'fin 0-1',
        'rsv1 1-2',
        'rsv2 2-3',
        'rsv3 3-4',
        'opcode 4-8',
        'mask 8-9',
        'length 9-16',
        'masking-key 16-32',
      ],
      ['masking-key 32-48', 'payload 48-64'],
    ]);
    expect(rows[0].runs[5].bad).toBe(true);
    expect(rows[1].runs[1].header).toBe(false);
  });

  it('covers every header bit once at every width', () => {
    for (const perRow of [8, 16, 32]) {
      const bits = bitRows(fields, 48, 0, perRow)
        .flatMap((row) => row.runs)
        .flatMap((run) => Array.from({ length: run.end - run.start }, (_, i) => run.start + i));
      expect(bits).toEqual(Array.from({ length: 48 }, (_, i) => i));
    }
  });

  it('takes fewer bits a row rather than cells too small to hit', () => {
    expect(bitsPerRow(800, 26, 24)).toBe(32);
    expect(bitsPerRow(793, 26, 24)).toBe(16);
    expect(bitsPerRow(366, 26, 24)).toBe(8);
  });
});

describe('hex', () => {
  it('colours a byte by its widest field', () => {
    expect([0, 1, 2, 6].map((byte) => fieldOfByte(fields, 6, byte))).toEqual([
      'opcode',
      'length',
      'masking-key',
      'payload',
    ]);
  });

  it('dumps as hexdump -C does', () => {
    expect(hexDump(3, (index) => [0x81, 0x05, 0x48][index], 16)).toBe(
      '00000010  81 05 48                                          |..H|',
    );
  });
});

describe('JSON', () => {
  it('keeps every digit, double keys and empty values', () => {
    const text = '{"a":12345678901234567890,"a":[],"b":{"c":[1,"x,y"]}}';
    expect(isJsonDocument(text)).toBe(true);
    const { lines, more } = prettyJson(text, 100);
    expect(more).toBe(false);
    const shown = lines.map((line) => '  '.repeat(line.depth) + line.tokens.map((t) => t.text).join(''));
    expect(shown).toEqual([
      '{',
      '  "a": 12345678901234567890,',
      '  "a": [],',
      '  "b": {',
      '    "c": [',
      '      1,',
      '      "x,y"',
      '    ]',
      '  }',
      '}',
    ]);
  });

  it('is not taken for text, numbers or damaged JSON', () => {
    for (const text of ['hello', '12', '{"a":', '[1,]']) expect(isJsonDocument(text)).toBe(false);
  });
});

describe('UTF-8', () => {
  it('finds the first bad byte', () => {
    const whole = { begins: true, ends: true };
    expect(firstBadUtf8(new TextEncoder().encode('Zoë'), whole)).toBe(-1);
    expect(firstBadUtf8(new Uint8Array([0x41, 0x42, 0xff, 0x43]), whole)).toBe(2);
    expect(firstBadUtf8(new Uint8Array([0x41, 0xc3]), whole)).toBe(2);
  });
});

describe('text', () => {
  it('shows control characters and keeps line ends', () => {
    expect(visibleText('a\r\nb\x00\x7f\r')).toBe('a\nb␀␡␍');
  });

  it('is cut at its marks without losing a character', () => {
    const text = '0000: 81 05  ..';
    const pieces = markedPieces(
      text,
      [
        { start: 6, end: 11, as: 'bytes' },
        { start: 0, end: 4, as: 'offset' },
        { start: 13, end: 15, as: 'ascii' },
      ],
      100,
    );
    expect(pieces.map((piece) => `${piece.as} ${piece.text}`)).toEqual([
      'offset 0000',
      'rest : ',
      'bytes 81 05',
      'rest   ',
      'ascii ..',
    ]);
    expect(pieces.map((piece) => piece.text).join('')).toBe(text);
    expect(markedPieces(text, [{ start: 6, end: 11, as: 'bytes' }], 8).at(-1)?.text).toBe('81');
  });
});

describe('causes', () => {
  const cause = (id: CauseId, of: CauseId | null): Diagnosis => ({
    cause: id,
    confidence: 1,
    title: id,
    claim: '',
    evidence: [],
    against: null,
    confirm: null,
    section: null,
    consequenceOf: of,
    stacks: [],
    facts: { variant: null, status: null, tunnel: false, sender: null, silence: null, seen: [] },
  });

  it('nests consequences and loses nothing, even when two name each other', () => {
    const tree = causeTree([
      cause('bytes-lost', null),
      cause('reserved-bits', 'bytes-lost'),
      cause('abnormal-close', 'reserved-bits'),
      cause('idle-timeout', 'capture-loss'),
    ]);
    expect(tree.map((node) => node.diagnosis.cause)).toEqual(['bytes-lost', 'idle-timeout']);
    expect(tree[0].consequences[0].consequences[0].diagnosis.cause).toBe('abnormal-close');
    const circle = causeTree([cause('bytes-lost', 'bytes-inserted'), cause('bytes-inserted', 'bytes-lost')]);
    expect(circle).toHaveLength(1);
    expect(circle[0].consequences).toHaveLength(1);
  });
});

describe('line diff', () => {
  it('keeps what both have in order', () => {
    const lines = lineDiff('a\nb\nc\n', 'a\nx\nc\nd\n');
    expect(lines.map((line) => `${line.kind} ${line.text}`)).toEqual([
      'same a',
      'old b',
      'new x',
      'same c',
      'new d',
    ]);
  });
});

describe('words', () => {
  it('puts filters in and out', () => {
    expect(toggleTerm('', 'from:client')).toBe('from:client');
    expect(toggleTerm('from:client "a from:server b"', 'from:server')).toBe('"a from:server b" from:server');
    expect(toggleTerm('finding len>3', 'finding')).toBe('len>3');
    expect(hasTerm('"finding"', 'finding')).toBe(false);
  });

  it('names certainty, sizes and sections', () => {
    expect([0.97, 0.96, 0.7, 0.3].map(certainty)).toEqual(['certain', 'very likely', 'likely', 'possible']);
    expect([0, 1, 1023, 2048, 5_000_000].map(formatBytes)).toEqual([
      '0 bytes',
      '1 byte',
      '1,023 bytes',
      '2.0 KiB',
      '4.8 MiB',
    ]);
    expect(rfcUrl('RFC 6455 5.2')).toBe('https://www.rfc-editor.org/rfc/rfc6455#section-5.2');
    expect(rfcUrl('RFC 7692')).toBe('https://www.rfc-editor.org/rfc/rfc7692');
    expect(rfcUrl('IANA')).toBeNull();
  });
});
