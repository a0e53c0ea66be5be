// How well each of some formats fits an input.

import { type Grade, grades, type Importer, type InputHint } from '../model/importer.ts';

/** What sniffing an input came to. */
export interface Sniffed {
  /** All importers with the best grade: more than one is a tie, none means that nobody knows the input. */
  readonly best: readonly Importer[];
  /** Every importer that was asked, best grade first. */
  readonly tried: readonly { readonly id: string; readonly name: string; readonly grade: Grade }[];
}

/** Asks importers for their grades. `head`: the first bytes, up to 64 KiB. */
export function gradeInput(importers: readonly Importer[], head: Uint8Array, hint: InputHint): Sniffed {
  const graded = importers.map((importer) => ({ importer, grade: importer.sniff(head, hint) }));
  graded.sort(
    (a, b) =>
      grades.indexOf(a.grade) - grades.indexOf(b.grade) ||
      Number(a.importer.comesLast === true) - Number(b.importer.comesLast === true) ||
      Number(a.importer.findsValues === true) - Number(b.importer.findsValues === true) ||
      (a.importer.id < b.importer.id ? -1 : 1),
  );
  const top = graded[0]?.grade ?? 'no';
  const equals = graded.filter(({ grade }) => grade === top).map(({ importer }) => importer);
  const first = equals.filter(({ comesLast }) => comesLast !== true);
  return {
    best: top === 'no' ? [] : first.length > 0 ? first : equals,
    tried: graded.map(({ importer: { id, name }, grade }) => ({ id, name, grade })),
  };
}
