import { lazy, Suspense } from 'react';
import { showsInBytes } from '../../decoder/error-texts/in-bytes.ts';
import { loadCaptureGuides } from '../open/HowToCapture.tsx';
import type { FirstFixProps } from './FirstFix.tsx';

const FirstFix = lazy(() => import('./FirstFix.tsx').then((part) => ({ default: part.FirstFix })));
const DecidingCapture = lazy(() => loadCaptureGuides().then((part) => ({ default: part.DecidingCapture })));

/** For the first cause: the capture that decides, the fix, and a recorded sample to open. */
export function FirstCause({ cause, error }: FirstFixProps) {
  return (
    <>
      <section aria-label="The capture that decides" data-testid="deciding-capture">
        <h3 className="heading mb-2">The shortest capture that decides</h3>
        <Suspense fallback={<div className="min-h-24" />}>
          <DecidingCapture id={error.capture} />
        </Suspense>
      </section>
      {showsInBytes(cause) && (
        <section aria-label="Fix for the first cause">
          <h3 className="heading">If it is “{cause.title}”</h3>
          <Suspense fallback={<div className="min-h-12" />}>
            <FirstFix cause={cause} error={error} />
          </Suspense>
        </section>
      )}
    </>
  );
}
