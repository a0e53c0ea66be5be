// Random numbers that are the same in every run.

/** Numbers in [0, 1) from a 32-bit seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Gives a whole number from 0 to `limit` - 1. */
export type RandomBelow = (limit: number) => number;

/** Whole numbers from a 32-bit seed. */
export function seededRandomBelow(seed: number): RandomBelow {
  const random = seededRandom(seed);
  return (limit) => Math.floor(random() * limit);
}
