import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJavaScriptFile } from './read.ts';
import type { Value } from './values.ts';

/** A value as JavaScript has it; `?` for one that is not known. */
function plain(value: Value | null): unknown {
  switch (value?.kind) {
    case 'text':
      return value.text;
    case 'number':
      return value.number;
    case 'boolean':
      return value.is;
    case 'absent':
      return null;
    case 'object':
      return Object.fromEntries(value.entries.map((entry) => [entry.key, plain(entry.value)]));
    case 'list':
      return value.items.map(plain);
    default:
      return '?';
  }
}

const exported = (text: string) => plain(readJavaScriptFile(text).exported);

describe('what an expression gives', () => {
  test.each([
    ['const a = 1; export default { a, b: a + 1, [`k${a}`]: "x" + a }', { a: 1, b: 2, k1: 'x1' }],
    [
      'const o = { x: 1, y: 2 }; module.exports = { ...o, y: 3, ...{ z: [...[1], 2] } }',
      { x: 1, y: 3, z: [1, 2] },
    ],
    [
      'export default { a: process.env.A, b: process.env.B || "c", c: true && "d", d: undefined ?? "e" }',
      { a: '?', b: '?', c: 'd', d: 'e' },
    ],
    ['export default ({ a: "1" as string, b: <number>2, c: 3! } satisfies object)', { a: '1', b: 2, c: 3 }],
    ['const f = (n: number) => ({ n }); export default { a: f(3), b: f(4).n }', { a: { n: 3 }, b: 4 }],
    ['let a = 1; a = 2; export default { a }', { a: '?' }],
    ['const o = { a: 1 }; o.a = 2; export default o', '?'],
    ['const o = { a: 1 }; Object.assign(o, { a: 2 }); export default o', '?'],
    ['import x from "./x"; export default { x, y: x.z, w: x() }', { x: '?', y: '?', w: '?' }],
    [
      'const { a, b: { c = 5 } = {}, ...d } = { a: 1, b: {} }; export default { a, c, d }',
      { a: 1, c: 5, d: '?' },
    ],
    ['const a = b; const b = a; export default { a }', { a: '?' }],
    ['const f = () => [f(), f()]; export default { a: 1, f: f() }', { a: 1, f: expect.anything() }],
    ['export default { 2: "b", a: 1, 1: "a", a: 3 }', { 1: 'a', 2: 'b', a: 3 }],
  ])('%s', (text, value) => {
    expect(exported(text)).toEqual(value);
  });

  const word = fc.constantFrom('a', 'b', '/ws', '^/x', '1', '');
  const tree = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      word.map((text) => JSON.stringify(text)),
      fc.integer({ min: 0, max: 99 }).map(String),
      fc.constantFrom('true', 'false', 'null', 'undefined', '`t`', 'name', 'other.a', 'other.z'),
      fc
        .array(fc.oneof(tie('value'), fc.constant('...[1, "x"]')), { maxLength: 3 })
        .map((items) => `[${items.join(', ')}]`),
      fc
        .array(
          fc.oneof(
            fc.tuple(word, tie('value')).map(([key, value]) => `${JSON.stringify(key)}: ${value}`),
            fc.constant('...other'),
            fc.constant('name'),
          ),
          { maxLength: 4 },
        )
        .map((entries) => `{ ${entries.join(', ')} }`),
      fc
        .tuple(tie('value'), fc.constantFrom('||', '&&', '??', '===', '!=='), tie('value'))
        .map(([a, operator, b]) =>
          operator === '??' ? `((${a}) ?? (${b}))` : `((${a}) ${operator} (${b}))`,
        ),
      fc.tuple(tie('value'), tie('value'), tie('value')).map(([a, b, c]) => `((${a}) ? (${b}) : (${c}))`),
      fc
        .tuple(word, word, word)
        .map(([a, b, c]) => `${JSON.stringify(a)}.replace(${JSON.stringify(b)}, ${JSON.stringify(c)})`),
    ),
  })).value;

  test('is what JavaScript gives, or is not known', () => {
    const head = 'const name = "n"; const other = { a: 1, b: [2] };';
    fc.assert(
      fc.property(tree, (text) => {
        const own = exported(`${head}\nexport default (${text})`);
        const real = JSON.parse(
          JSON.stringify(runInNewContext(`${head} [${text}]`), (_, value) => value ?? null),
        )[0];
        if (!agrees(own, real))
          throw new Error(`${text}: ${JSON.stringify(own)}, is ${JSON.stringify(real)}`);
      }),
      { numRuns: 2000, seed: 11 },
    );
  });
});

/** Equal, but for parts that are not known. */
function agrees(own: unknown, real: unknown): boolean {
  if (own === '?') return true;
  if (Array.isArray(own) && Array.isArray(real)) {
    return own.length === real.length && own.every((item, index) => agrees(item, real[index]));
  }
  if (typeof own === 'object' && own !== null && typeof real === 'object' && real !== null) {
    const keys = Object.keys(own);
    const same = JSON.stringify(keys) === JSON.stringify(Object.keys(real));
    return (
      same &&
      keys.every((key) =>
        agrees((own as Record<string, unknown>)[key], (real as Record<string, unknown>)[key]),
      )
    );
  }
  return own === real;
}

describe('what is no whole file', () => {
  test.each([
    'server: { port: 1 }',
    '{ "server": { "port": 1 } }',
    '// a comment\nserver: {\n  port: 1,\n},',
  ])('%s', (text) => {
    expect(exported(text)).toEqual({ server: { port: 1 } });
  });

  test('dots stand for what was left out', () => {
    const file = readJavaScriptFile('export default {\n  plugins: [...],\n  ...\n  server: { port: 1 },\n}');
    expect(plain(file.exported)).toEqual({ plugins: [], server: { port: 1 } });
    expect(file.unresolved.map(({ name }) => name)).toEqual(['…', '…']);
  });

  test('a fault is placed', () => {
    const text = "export default {\n  a: 'b'\n  c: 1\n}";
    const [fault] = readJavaScriptFile(text).unresolved;
    expect(fault).toMatchObject({
      kind: 'syntax',
      text: 'This is no JavaScript: unexpected token, expected ",".',
    });
    expect(text.slice(fault.span.start)).toMatch(/^c: 1/);
  });

  test('deep nesting and endless calls end', () => {
    for (const text of [
      '['.repeat(100_000),
      '(a => '.repeat(20_000),
      `export default ${'!'.repeat(50_000)}a`,
    ]) {
      expect(() => readJavaScriptFile(text)).not.toThrow();
    }
    const doubled = Array.from(
      { length: 60 },
      (_, index) => `const a${index + 1} = [a${index}, a${index}];`,
    ).join('\n');
    expect(() => readJavaScriptFile(`const a0 = 1;\n${doubled}\nexport default a60`)).not.toThrow();
    const calls = Array.from(
      { length: 60 },
      (_, index) => `const f${index + 1} = () => [f${index}(), f${index}()];`,
    ).join('\n');
    expect(() => readJavaScriptFile(`const f0 = () => 1;\n${calls}\nexport default f60()`)).not.toThrow();
  });
});
