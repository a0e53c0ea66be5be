// What an error text tells of the case. The conditions of the fixes look at it, and so does the choice of a recorded
// capture.

import type { CauseId } from '../model/cause-id.ts';
import { type CaseFacts, noFacts } from '../model/finding.ts';
import type { StackId } from '../model/stack-id.ts';
import type { Explanation } from './explanation.ts';
import { type ExplanationId, explanations } from './explanations.ts';
import { showsInBytes } from './in-bytes.ts';
import type { TextVariable } from './text-kind.ts';

/** The status that opens a WebSocket: a text that names it tells of no refusal. */
const switchingProtocols = 101;

/**
 * The facts for one explanation of a text that names `stacks`; `null`: the bytes of a connection do not tell it.
 */
export function factsOfText(
  { cause, explanation }: { readonly cause: CauseId; readonly explanation: ExplanationId },
  variables: readonly TextVariable[],
  stacks: readonly StackId[] = [],
): CaseFacts | null {
  if (!showsInBytes({ cause, explanation })) return null;
  const { status: usual }: Explanation = explanations[explanation];
  const named = Number(variables.find(({ name }) => name === 'status')?.value ?? Number.NaN);
  const status = Number.isNaN(named) ? (usual ?? null) : named === switchingProtocols ? null : named;
  return { ...noFacts, status, tunnel: explanation === 'client-proxy', seen: stacks };
}

/** Fixes that fit an explanation better than others of its cause, `<stack>/<id>`. */
export function fixesOfExplanation(id: ExplanationId): readonly string[] {
  const { fixes = [] }: Explanation = explanations[id];
  return fixes;
}
