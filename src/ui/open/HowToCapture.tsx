import { Suspense } from 'react';
import { createPart, Part } from '../Part.tsx';

export const captureGuidesPart = createPart(async () => (await import('./CaptureGuides.tsx')).CaptureGuides);

/** How to get the bytes. The guides are long and load after the rest of the page. */
export function HowToCapture() {
  return (
    <Suspense fallback={<div className="min-h-60" />}>
      <Part of={captureGuidesPart} />
    </Suspense>
  );
}
