// The misses of the examination on damaged recordings are known by name.
import { describe, expect, it } from 'vitest';
import { damagedAnswers, missesOf, parts, readDamagedMisses } from './exam-damaged.ts';

describe.each(parts)('the %s part of the damaged recordings', (part) => {
  // A difference is a fault of the change or an improvement; then `npm run exam -- damaged --ledger` writes it down.
  it('has the misses that are known by name, and no others', async () => {
    expect(missesOf(await damagedAnswers(part))).toEqual(readDamagedMisses()[part]);
  }, 180_000);
});
