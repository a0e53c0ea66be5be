// The recorded capture that is offered for the first cause of an error text. A text that names the status of a response
// gets one with this status or none: another status would show another refusal.

import type { CauseId } from '../model/cause-id.ts';
import { sampleNameOfStatus } from '../model/sample-name.ts';
import { factsOfText } from './case-facts.ts';
import type { ExplanationId } from './explanations.ts';
import type { TextVariable } from './text-kind.ts';

/** A recorded capture. */
interface RecordedSample {
  readonly file: string;
  /** What happens in it. */
  readonly hint: string;
}
type Samples = Readonly<Record<string, RecordedSample | undefined>>;

/** The captures that there are. */
export interface RecordedSamples {
  /** By id of the cause. */
  readonly byCause: Samples;
  /** Refused handshakes, by the status of the response. */
  readonly byStatus: Samples;
}

/** A capture that is offered. */
export interface OfferedSample {
  /** As in the link: `#sample=status-404`. */
  readonly name: string;
  /** What it is, in a sentence. */
  readonly words: string;
}

/** The capture for the first cause of an error; `null`: none was recorded. */
export function sampleOfError(
  cause: { readonly cause: CauseId; readonly also: readonly CauseId[]; readonly explanation: ExplanationId },
  variables: readonly TextVariable[],
  { byCause, byStatus }: RecordedSamples,
): OfferedSample | null {
  const facts = factsOfText(cause, variables);
  if (facts === null) return null;
  const { status } = facts;
  if (status !== null) {
    const sample = byStatus[status];
    if (sample === undefined) return null;
    return {
      name: sampleNameOfStatus(String(status)),
      words: `A recorded response with ${status}: ${sample.hint}`,
    };
  }
  const name = [cause.cause, ...cause.also].find((one) => one !== 'healthy' && byCause[one] !== undefined);
  return name === undefined ? null : { name, words: `Of the same kind: ${byCause[name]?.hint}` };
}
