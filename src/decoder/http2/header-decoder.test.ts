// HPACK: the examples of RFC 7541 Appendix C, blocks of real encoders, and damaged blocks.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cpuTime } from '../../testing/cpu-time.ts';
import { HeaderDecoder, maxListSize } from './header-decoder.ts';
import { decodeHuffman } from './huffman.ts';
import { staticTable } from './static-table.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));

/** Fields as `name: value`, `?` for what is unknown. */
function decode(decoder: HeaderDecoder, hex: string): string[] {
  const { fields, error } = decoder.decode(bytes(hex));
  const list = fields.map(({ name, value }) => `${name ?? '?'}: ${value ?? '?'}`);
  return error === null ? list : [...list, error];
}

const first = [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com'];
const third = [':method: GET', ':scheme: https', ':path: /index.html', ':authority: www.example.com'];
const date1 = 'date: Mon, 21 Oct 2013 20:13:21 GMT';
const location = 'location: https://www.example.com';
const answer = ['cache-control: private', date1, location];
const last = [
  ':status: 200',
  'cache-control: private',
  'date: Mon, 21 Oct 2013 20:13:22 GMT',
  location,
  'content-encoding: gzip',
  'set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1',
];

describe('RFC 7541 Appendix C', () => {
  const single: [string, string, string, number][] = [
    [
      'C.2.1',
      '400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572',
      'custom-key: custom-header',
      55,
    ],
    ['C.2.2', '040c 2f73 616d 706c 652f 7061 7468', ':path: /sample/path', 0],
    ['C.2.3', '1008 7061 7373 776f 7264 0673 6563 7265 74', 'password: secret', 0],
    ['C.2.4', '82', ':method: GET', 0],
  ];
  for (const [title, hex, field, size] of single) {
    test(title, () => {
      const decoder = new HeaderDecoder('first');
      expect(decode(decoder, hex)).toEqual([field]);
      expect(decoder.tableSize).toBe(size);
    });
  }

  const series: [string, number, [string, string[], number][]][] = [
    [
      'C.3',
      4096,
      [
        ['8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d', first, 57],
        ['8286 84be 5808 6e6f 2d63 6163 6865', [...first, 'cache-control: no-cache'], 110],
        [
          '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
          [...third, 'custom-key: custom-value'],
          164,
        ],
      ],
    ],
    [
      'C.4',
      4096,
      [
        ['8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff', first, 57],
        ['8286 84be 5886 a8eb 1064 9cbf', [...first, 'cache-control: no-cache'], 110],
        [
          '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf',
          [...third, 'custom-key: custom-value'],
          164,
        ],
      ],
    ],
    [
      'C.5',
      256,
      [
        [
          `4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133
           2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d`,
          [':status: 302', ...answer],
          222,
        ],
        ['4803 3330 37c1 c0bf', [':status: 307', ...answer], 222],
        [
          `88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a
           6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d
           6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31`,
          last,
          215,
        ],
      ],
    ],
    [
      'C.6',
      256,
      [
        [
          `4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d
           29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3`,
          [':status: 302', ...answer],
          222,
        ],
        ['4883 640e ffc1 c0bf', [':status: 307', ...answer], 222],
        [
          `88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d
           d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106
           3d50 07`,
          last,
          215,
        ],
      ],
    ],
  ];
  for (const [title, size, blocks] of series) {
    test(title, () => {
      const decoder = new HeaderDecoder('first');
      // 001: a size update of 256 stands for the setting of the examples
      if (size === 256) decoder.decode(bytes('3f e1 01'));
      for (const [hex, fields, tableSize] of blocks) {
        expect(decode(decoder, hex)).toEqual(fields);
        expect(decoder.tableSize).toBe(tableSize);
      }
    });
  }

  test('the static table has 61 entries', () => {
    expect(staticTable).toHaveLength(62);
    expect(staticTable[16]).toEqual(['accept-encoding', 'gzip, deflate']);
    expect(staticTable[61]).toEqual(['www-authenticate', '']);
  });
});

const fixtures = join(import.meta.dirname, '../../../e2e/fixtures/hpack');

describe('blocks of real encoders (e2e/fixtures/make/header-blocks.py)', () => {
  for (const name of readdirSync(fixtures)) {
    const blocks = JSON.parse(readFileSync(join(fixtures, name), 'utf8')) as {
      wire: string;
      fields: [string, string][];
    }[];

    test(name, () => {
      const decoder = new HeaderDecoder('first');
      for (const { wire, fields } of blocks)
        expect(decode(decoder, wire)).toEqual(fields.map(([field, value]) => `${field}: ${value}`));
    });

    test(`${name} from the middle on: each field is right or unknown`, () => {
      const decoder = new HeaderDecoder('middle');
      for (const { wire, fields } of blocks.slice(3)) {
        const list = decoder.decode(bytes(wire));
        expect(list.error).toBe(null);
        expect(list.fields).toHaveLength(fields.length);
        for (const [i, { name: field, value }] of list.fields.entries()) {
          expect([field ?? fields[i][0], value ?? fields[i][1]]).toEqual(fields[i]);
        }
      }
    });
  }
});

describe('damaged and hostile blocks', () => {
  const bad: [string, string, string][] = [
    ['an index of 0', '80', 'Expected the index of a field, found 0.'],
    ['an index that the table does not have', 'be', 'Expected an index up to 61, found 62.'],
    [
      'a string that is longer than the block',
      '40 05 61',
      'Expected a string of 5 bytes, found 1 to the end.',
    ],
    ['no value', '41', 'The block ends before a string.'],
    ['an integer without an end', 'ff ff ff', 'The block ends inside an integer.'],
    [
      'an integer of 70 bits',
      `ff ${'ff '.repeat(9)}01`,
      'Expected an integer of at most 32 bits, found a longer one.',
    ],
    [
      'a size update after a field',
      '82 20',
      'Expected a table size update before the first field, found one at byte 1.',
    ],
    [
      'a size update above the setting',
      '3f ff ff 07',
      'Expected a table of at most 4096 bytes, found an update to 131102.',
    ],
    ['EOS inside a string', '00 84 ff ff ff ff 00', 'Expected a Huffman code, found other bits in 4 bytes.'],
    ['padding of a whole byte', '00 82 1f ff 00', 'Expected a Huffman code, found other bits in 2 bytes.'],
    ['padding of zeros', '00 81 18 00', 'Expected a Huffman code, found other bits in 1 bytes.'],
  ];
  for (const [title, hex, error] of bad) {
    test(title, () => expect(decode(new HeaderDecoder('first'), hex).at(-1)).toBe(error));
  }

  test('fields before an error are kept, and later references are unknown', () => {
    const decoder = new HeaderDecoder('first');
    expect(decode(decoder, '40 01 61 01 62 80')).toEqual(['a: b', 'Expected the index of a field, found 0.']);
    expect(decode(decoder, '82 be')).toEqual([':method: GET', '?: ?']);
  });

  test('after a lost block, new entries keep their indices and old ones are unknown', () => {
    const decoder = new HeaderDecoder('first');
    decode(decoder, '40 01 61 01 62');
    decoder.lose();
    expect(decode(decoder, '88 be 40 01 63 01 64 be bf 7e 01 65')).toEqual([
      ':status: 200',
      '?: ?',
      'c: d',
      'c: d',
      '?: ?',
      'c: e',
    ]);
  });

  test('one large field that is indexed 100,000 times: the list is cut, and the table stays right', () => {
    const decoder = new HeaderDecoder('first');
    const value = '61'.repeat(3000);
    decode(decoder, `40 01 78 7f b9 16 ${value}`);
    const started = cpuTime();
    const list = decoder.decode(new Uint8Array(100_000).fill(0xbe));
    expect(list.isCut).toBe(true);
    expect(list.fields.length).toBeLessThanOrEqual(maxListSize / 3000);
    expect(cpuTime() - started).toBeLessThan(500);
    expect(decode(decoder, 'be')[0]).toMatch(/^x: aaa/);
  });

  test('any bytes: an answer, never an exception', () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      return seed >> 8;
    };
    const decoder = new HeaderDecoder('first');
    for (let i = 0; i < 5000; i++) {
      const block = Uint8Array.from({ length: random() % 60 }, () => random() & 255);
      expect(decoder.decode(block).fields.length).toBeLessThanOrEqual(60);
    }
  });

  test('Huffman: a code of 30 bits and the empty string', () => {
    expect(decodeHuffman(bytes('ff ff ff f3'))).toEqual(Uint8Array.of(10));
    expect(decodeHuffman(new Uint8Array(0))).toEqual(new Uint8Array(0));
  });
});
