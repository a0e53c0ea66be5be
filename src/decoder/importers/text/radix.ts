/**
 * In which radix the offsets of a dump are written: the one in which they rise by the size of the rows most often.
 * `sizes` are the bytes in each row. `candidates` in order of preference.
 */
export function pickRadix<T extends number>(
  offsets: readonly string[],
  sizes: readonly number[],
  candidates: readonly T[],
): T {
  let best = candidates[0];
  let bestHits = 0;
  for (const radix of candidates) {
    if (!offsets.every((offset) => validIn(offset, radix))) continue;
    let hits = 0;
    for (let i = 0; i + 1 < offsets.length; i++) {
      const step = Number.parseInt(offsets[i + 1], radix) - Number.parseInt(offsets[i], radix);
      if (step === sizes[i]) hits++;
    }
    if (hits > bestHits) {
      best = radix;
      bestHits = hits;
    }
  }
  return best;
}

function validIn(digits: string, radix: number): boolean {
  if (radix === 8) return /^[0-7]+$/.test(digits);
  return radix === 10 ? /^\d+$/.test(digits) : true;
}
