import { describe, expect, test } from 'vitest';
import { decodeText, encodeText } from '../../bytes/utf8.ts';
import { JsonSplitter } from './splitter.ts';

function split(text: string, size: number): { said: string[]; splitter: JsonSplitter } {
  const said: string[] = [];
  const splitter = new JsonSplitter(
    [['a', '*', 'x'], ['b']],
    (path, bytes) => said.push(`${path.join('.')} ${decodeText(bytes)}`),
    [{ path: ['a', '*'], enter: () => said.push('enter'), leave: () => said.push('leave') }],
  );
  const bytes = encodeText(text);
  for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.slice(at, at + size));
  return { said, splitter };
}

describe('the parts of a document', () => {
  const text = String.raw`{"n":-1.5e+3,"s":"\\","a":[{"t":"} \" \\\" ]","x":{"k":[1,"]"]}},{"x":"\\\"","y":[[],{}]},7],"b":true}`;
  const expected = [
    'enter',
    'a.*.x {"k":[1,"]"]}',
    'leave',
    'enter',
    String.raw`a.*.x "\\\""`,
    'leave',
    'b true',
  ];

  for (const size of [1, 2, 3, 5, 1000]) {
    test(`in chunks of ${size}: strings that nobody wants are stepped over with their escapes`, () => {
      const { said, splitter } = split(text, size);
      expect(said).toEqual(expected);
      expect(splitter.done).toBe(true);
    });
  }

  test('a truncated part is given up to its end', () => {
    const { splitter } = split('{"a":[{"x":{"k":[1', 4);
    expect(decodeText(splitter.cut!.bytes)).toBe('{"k":[1');
    expect(splitter.done).toBe(false);
  });
});
