import type { Diagnosis } from '../../decoder/model/finding.ts';

/** A cause with its consequences. */
export interface CauseNode {
  readonly diagnosis: Diagnosis;
  readonly consequences: readonly CauseNode[];
}

/**
 * Causes with their consequences nested, in the given order. A consequence without its cause stays on the top
 * level.
 */
export function causeTree(all: readonly Diagnosis[]): CauseNode[] {
  const known = new Set(all.map((one) => one.cause));
  const seen = new Set<Diagnosis>();
  const node = (diagnosis: Diagnosis): CauseNode => {
    seen.add(diagnosis);
    const below = all.filter((one) => one.consequenceOf === diagnosis.cause && !seen.has(one));
    return { diagnosis, consequences: below.map(node) };
  };
  const isRoot = (one: Diagnosis) =>
    one.consequenceOf === null || one.consequenceOf === one.cause || !known.has(one.consequenceOf);
  const trees = all.filter(isRoot).map(node);
  // Two causes that name each other: the first is the parent.
  for (const one of all) if (!seen.has(one)) trees.push(node(one));
  return trees;
}
