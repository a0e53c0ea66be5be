import { Suspense } from 'react';
import { Part } from '../Part.tsx';
import { parts } from '../parts.ts';

/** How to get the bytes. The guides are much text: they come when the rest is drawn. */
export function HowToCapture() {
  return (
    <Suspense fallback={<div className="min-h-60" />}>
      <Part of={parts.captureGuides} />
    </Suspense>
  );
}
