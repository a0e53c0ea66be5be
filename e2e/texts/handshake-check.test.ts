// What programs print of a handshake: real outputs against servers whose answer is known (101, 101 with a wrong Accept,
// 101 without Upgrade, refusals, resets, bytes without a status line), and what the check must say of each.

import { expect, test } from 'vitest';
import { checkHandshake } from '../../src/decoder/handshake-check/check.ts';
import { headlineOfHandshake } from '../../src/decoder/handshake-check/headline.ts';
import pastes from './handshake-check.json' with { type: 'json' };

test.each(pastes)('$name', ({ text, level, status, cause, hasRequest }) => {
  const checked = checkHandshake(text);
  const headline = headlineOfHandshake(checked);
  const last = checked.exchanges.at(-1)?.exchange;
  expect({
    level: headline.level,
    status: last?.response?.head.status ?? null,
    cause: headline.cause,
    hasRequest: (last?.request ?? null) !== null,
  }).toEqual({ level, status, cause, hasRequest });
  if (level === 'broken') expect(headline.text).not.toContain('works up to here');
});
