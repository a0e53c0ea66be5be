import { samplesByCause } from 'virtual:samples';
import { lazy, Suspense } from 'react';
import type { StackId } from '../../decoder/model/stack-id.ts';
import type { ErrorCause } from '../../decoder/recognise/errors.ts';
import { FixTabs } from '../diagnosis/FixTabs.tsx';
import { loadCaptureGuides } from '../open/HowToCapture.tsx';

const DecidingCapture = lazy(() => loadCaptureGuides().then((part) => ({ default: part.DecidingCapture })));

interface FirstCauseProps {
  readonly cause: ErrorCause;
  readonly stacks: readonly StackId[];
  /** Id of the guide to the capture that decides. */
  readonly capture: string;
}

/** For the first cause: the capture that decides, the fix, and a recorded sample to open. */
export function FirstCause({ cause, stacks, capture }: FirstCauseProps) {
  const id = [cause.cause, ...cause.also].find((one) => samplesByCause[one] !== undefined);
  const sample = id === undefined ? undefined : samplesByCause[id];

  return (
    <>
      <section aria-label="The capture that decides" data-testid="deciding-capture">
        <h3 className="heading mb-2">The shortest capture that decides</h3>
        <Suspense fallback={<div className="min-h-24" />}>
          <DecidingCapture id={capture} />
        </Suspense>
      </section>
      <section aria-label="Fix for the first cause">
        <h3 className="heading">If it is “{cause.title}”</h3>
        {sample && (
          <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5">
            <a href={`#sample=${id}`} className="btn" data-testid="open-sample">
              Open a recorded sample
            </a>
            <span className="min-w-0 flex-1 basis-60 text-xs text-dim">Of the same kind: {sample.hint}</span>
          </p>
        )}
        <FixTabs cause={cause.cause} stacks={stacks} />
      </section>
    </>
  );
}
