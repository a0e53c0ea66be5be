import { useMemo } from 'react';
import { factsOfText, fixesOfExplanation } from '../../decoder/error-texts/case-facts.ts';
import type { ErrorCause, ErrorText } from '../../decoder/recognise/errors.ts';
import { FixTabs } from '../diagnosis/FixTabs.tsx';
import { SampleLink } from './SampleLink.tsx';

export interface FirstFixProps {
  readonly cause: ErrorCause;
  readonly error: ErrorText;
}

/** For the first cause: a recorded sample to open, and the fix. */
export function FirstFix({ cause, error: { variables, stacks: named } }: FirstFixProps) {
  const facts = useMemo(() => factsOfText(cause, variables, named), [cause, variables, named]);
  const stacks = useMemo(() => [...named, ...cause.stacks], [named, cause]);
  if (facts === null) return null;
  return (
    <>
      <SampleLink cause={cause} variables={variables} />
      <FixTabs
        cause={cause.cause}
        stacks={stacks}
        facts={facts}
        first={fixesOfExplanation(cause.explanation)}
      />
    </>
  );
}
