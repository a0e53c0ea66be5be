// Names that differ from a known one by a slip of the keyboard.

/** Shorter names are too easily near to another. */
const minComparedLength = 5;
/** Longer words are no names of directives. */
const maxComparedLength = 60;
/** Names shorter than this may differ in one letter only. */
const longNameLength = 8;
const maxSlips = 2;

/** A known name that differs in one or two letters, or null. */
export function nearestName(name: string, known: Iterable<string>): string | null {
  if (name.length < minComparedLength || name.length > maxComparedLength) return null;
  const limit = name.length < longNameLength ? 1 : maxSlips;
  for (const one of known) {
    if (Math.abs(one.length - name.length) <= limit && slipsBetween(name, one) <= limit) return one;
  }
  return null;
}

/** Letters to insert, remove or replace. */
function slipsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(same, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}
