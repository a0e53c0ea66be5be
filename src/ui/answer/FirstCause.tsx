import { lazy, Suspense, useMemo } from 'react';
import { factsOfText, fixesOfExplanation } from '../../decoder/error-texts/case-facts.ts';
import type { ErrorCause, ErrorText } from '../../decoder/recognise/errors.ts';
import { FixTabs } from '../diagnosis/FixTabs.tsx';
import { loadCaptureGuides } from '../open/HowToCapture.tsx';

const SampleLink = lazy(() => import('./SampleLink.tsx').then((part) => ({ default: part.SampleLink })));
const DecidingCapture = lazy(() => loadCaptureGuides().then((part) => ({ default: part.DecidingCapture })));

interface FirstCauseProps {
  readonly cause: ErrorCause;
  readonly error: ErrorText;
}

/** For the first cause: the capture that decides, the fix, and a recorded sample to open. */
export function FirstCause({ cause, error }: FirstCauseProps) {
  const { variables, stacks: named, capture } = error;
  const facts = useMemo(() => factsOfText(cause, variables, named), [cause, variables, named]);
  const stacks = useMemo(() => [...named, ...cause.stacks], [named, cause]);
  return (
    <>
      <section aria-label="The capture that decides" data-testid="deciding-capture">
        <h3 className="heading mb-2">The shortest capture that decides</h3>
        <Suspense fallback={<div className="min-h-24" />}>
          <DecidingCapture id={capture} />
        </Suspense>
      </section>
      {facts !== null && (
        <section aria-label="Fix for the first cause">
          <h3 className="heading">If it is “{cause.title}”</h3>
          <Suspense fallback={<div className="min-h-12" />}>
            <SampleLink cause={cause} variables={variables} />
          </Suspense>
          <FixTabs
            cause={cause.cause}
            stacks={stacks}
            facts={facts}
            first={fixesOfExplanation(cause.explanation)}
          />
        </section>
      )}
    </>
  );
}
