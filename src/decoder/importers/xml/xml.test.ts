import { describe, expect, test } from 'vitest';
import { RecordingSink } from '../../../testing/recording-sink.ts';
import { decodeText, encodeText } from '../../bytes/utf8.ts';
import { charles } from '../formats/charles.ts';
import { sniffInput } from '../sniff.ts';
import { attributeOf, childOf, childrenOf, childText } from './element.ts';
import { XmlSplitter } from './splitter.ts';

function split(text: string, size: number, cap?: number): { parts: string[]; splitter: XmlSplitter } {
  const parts: string[] = [];
  const splitter = new XmlSplitter('item', (bytes) => parts.push(decodeText(bytes)), cap);
  const bytes = encodeText(text);
  for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.slice(at, at + size));
  splitter.end();
  return { parts, splitter };
}

describe('elements of a document', () => {
  const text =
    '<!DOCTYPE items [ <!ELEMENT item (a)> ]><items><!-- <item>no</item> --><item a="1"><![CDATA[</item>]]></item><itemless/><item>2</item></items>';

  for (const size of [1, 3, 1000]) {
    test(`are found in chunks of ${size}, not in comments, CDATA and longer names`, () => {
      const { parts, splitter } = split(text, size);
      expect(parts).toEqual(['<item a="1"><![CDATA[</item>]]></item>', '<item>2</item>']);
      expect(splitter.cut).toBe(null);
    });
  }

  test('one that was cut is told', () => {
    const { parts, splitter } = split('<items><item>1</item><item>2', 5);
    expect(parts).toEqual(['<item>1</item>']);
    expect(decodeText(splitter.cut!)).toBe('<item>2');
  });

  test('one that is too long is left out, the ones after it are not', () => {
    const { parts, splitter } = split(`<item>${'x'.repeat(500)}</item><item>2</item>`, 10, 100);
    expect(parts).toEqual(['<item>2</item>']);
    expect(splitter.dropped).toBe(1);
  });
});

describe('an element', () => {
  const xml = `<item><host ip="10.0.0.1">a &amp; b &#x41;</host><empty/><request base64='true'><![CDATA[<host>&amp;</host>]]></request></item>`;

  test('children, texts and attributes', () => {
    expect(childText(xml, 'host')).toBe('a & b A');
    expect(attributeOf(childOf(xml, 'host')?.attributes ?? '', 'ip')).toBe('10.0.0.1');
    expect(childText(xml, 'request')).toBe('<host>&amp;</host>');
    expect(attributeOf(childOf(xml, 'request')?.attributes ?? '', 'base64')).toBe('true');
    expect(childOf(xml, 'empty')).toEqual({ attributes: '', inner: '' });
    expect(childrenOf(xml, 'host')).toHaveLength(1);
    expect(childOf(xml, 'no')).toBe(null);
  });
});

test("Charles' own binary file is refused by its name, with what to save instead", () => {
  const bytes = Uint8Array.from([0xac, 0xed, 0, 5, 0x73, 0x72, 0, 1]);
  const { best } = sniffInput(bytes, { name: 'session.chls', size: bytes.length, pasted: false });
  expect(best.map(({ id }) => id)).toEqual(['charles']);
  const sink = new RecordingSink();
  const run = charles.open(sink, { name: 'session.chls', size: bytes.length });
  run.push(bytes);
  run.end();
  expect(sink.connections).toEqual([]);
  expect(sink.notes).toMatchObject([{ level: 'error', id: 'charles-binary' }]);
  expect(sink.notes[0].text).toMatch(/^Expected .* found .*Export Session/);
});
