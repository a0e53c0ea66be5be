import type { Diagnosis } from '../../decoder/model/finding.ts';

/** A cause with what follows from it. */
export interface CauseNode {
  readonly diagnosis: Diagnosis;
  readonly consequences: readonly CauseNode[];
}

/** Causes with their consequences below them, both in the order given. A consequence whose cause is not there stands alone. */
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
  // Two that name each other as their cause: the first is shown with the other below it.
  for (const one of all) if (!seen.has(one)) trees.push(node(one));
  return trees;
}
