import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkUrl } from './check.ts';
import { programs } from './programs.ts';
import type { ConfigurationKind } from './report.ts';
import { rules } from './rules/registry.ts';

const ids = rules.map(({ id }) => id);

test('each rule has an id of its own', () => {
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(Object.entries(programs))('%s', (kind, { names }) => {
  test('names only rules of the table', () => {
    const named = [...Object.keys(names.ids), ...Object.keys(names.fixes)];
    expect(named.filter((id) => !ids.includes(id))).toEqual([]);
  });

  test('the pages of its fixes are its own', () => {
    expect(Object.values(names.fixes).filter((fix) => !fix.startsWith(`${kind}/`))).toEqual([]);
  });

  test('any text and any URL get an answer', () => {
    const url = fc.oneof(fc.webUrl(), fc.constantFrom('ws://a/', 'wss://a.example/ws?x', 'x'), fc.string());
    fc.assert(
      fc.property(fc.string(), url, (text, asked) => {
        const report = checkUrl(text, asked, undefined, kind as ConfigurationKind);
        if (report?.verdict === 'passes') expect(report.route?.verdict).toBe('passes');
      }),
    );
  });
});
