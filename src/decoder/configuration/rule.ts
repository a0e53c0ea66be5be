// A rule: what it looks for on a route, how bad that is, and the sentence. One table of rules serves every
// program.

import type { CauseId } from '../model/cause-id.ts';
import type { Cases, EditIntent, Fact, Route } from './model.ts';
import type { ProgramNames } from './program.ts';
import type { FindingSeverity } from './report.ts';

/** What a rule says of one fact. */
export interface Judgement {
  readonly rule: string;
  readonly severity: FindingSeverity;
  readonly text: string;
  readonly fact: Fact;
  readonly cause: CauseId | null;
  readonly edits: readonly EditIntent[];
  /** The two outcomes of one that is `unknown`. */
  readonly cases?: Cases;
}

/** A rule of the table. */
export interface Rule {
  /** Names the fault. A program may report it by an older id of its own (`ProgramNames.ids`). */
  readonly id: string;
  readonly judge: (route: Route, names: ProgramNames) => Judgement[];
}

/** What the author of a rule writes. `F` is the kind of fact that it looks for. */
export interface RuleDefinition<F extends Fact> {
  readonly id: string;
  /** Id of the cause of the diagnosis that this brings about, or null. */
  readonly cause: CauseId | null | ((fact: F) => CauseId | null);
  /** The facts of a route that this rule objects to. */
  readonly find: (route: Route) => readonly F[];
  readonly severity: FindingSeverity | ((fact: F, route: Route) => FindingSeverity);
  readonly sentence: (fact: F, route: Route, names: ProgramNames) => string;
  /** When a WebSocket passes all the same, and when it fails; absent when that cannot be said. */
  readonly cases?: (fact: F) => Cases | undefined;
  /** What mends it; absent when no edit is safe. */
  readonly edits?: (fact: F) => readonly EditIntent[];
}

/** Makes a rule of its definition. */
export function defineRule<F extends Fact>(definition: RuleDefinition<F>): Rule {
  const { id, cause, find, severity, sentence, edits, cases } = definition;
  return {
    id,
    judge: (route, names) =>
      find(route).map((fact) => ({
        rule: id,
        severity: typeof severity === 'function' ? severity(fact, route) : severity,
        text: sentence(fact, route, names).trim(),
        fact,
        cause: typeof cause === 'function' ? cause(fact) : cause,
        edits: edits?.(fact) ?? [],
        cases: cases?.(fact),
      })),
  };
}
