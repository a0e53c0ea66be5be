import { Suspense } from 'react';
import { createPart, Part } from '../Part.tsx';

/** The components that show guides, with the guides. */
export async function loadCaptureGuides(): Promise<typeof import('./CaptureGuides.tsx')> {
  const components = await import('./CaptureGuides.tsx');
  await components.captureGuides.load();
  return components;
}

export const captureGuidesPart = createPart(async () => (await loadCaptureGuides()).CaptureGuides);

/** How to get the bytes. The guides are long and load after the rest of the page. */
export function HowToCapture() {
  return (
    <Suspense fallback={<div className="min-h-60" />}>
      <Part of={captureGuidesPart} />
    </Suspense>
  );
}
