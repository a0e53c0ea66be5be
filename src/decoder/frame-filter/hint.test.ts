import { expect, it } from 'vitest';
import { filterHint } from './hint.ts';
import { parseFilter } from './parse.ts';

it.each([
  ['ping', 'opcode:ping'],
  ['Pings', 'opcode:ping'],
  ['server', 'from:server'],
  ['opcode:text "needle"', 'opcode:text or "needle"'],
  ['len', null],
  ['"needle"', null],
  ['not (error or data)', null],
])('a hint for %s', (filter, meant) => {
  const hint = filterHint(filter);
  expect(hint.filter).toBe(meant);
  expect(hint.text).toMatch(/[.:]$/);
  if (hint.filter !== null) expect(parseFilter(hint.filter).ok).toBe(true);
});
