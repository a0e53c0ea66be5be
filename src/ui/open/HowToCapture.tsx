import { lazy, Suspense } from 'react';
import { parts } from '../parts.ts';

const CaptureGuides = lazy(parts.captureGuides);

/** How to get the bytes. The guides are much text: they come when the rest is drawn. */
export function HowToCapture() {
  return (
    <Suspense fallback={<div className="min-h-60" />}>
      <CaptureGuides />
    </Suspense>
  );
}
