// What the first screen does not show. Each part is fetched when it is wanted, or when the page has nothing else to do, so
// that nothing is asked from the network once the page has come to rest. The checks of configurations and handshakes are
// pages of their own with parsers as large as the rest together: they are fetched when one is gone to.

import { samples } from 'virtual:samples';
import { sampleBytes } from '../app/samples.ts';
import { createPart } from './Part.tsx';

export const parts = {
  /** With the guides, so that a diagnosis is drawn once and whole. */
  mainScreen: createPart(async () => {
    const guides = import('./diagnosis/fixes.ts').then(({ loadGuides }) => loadGuides());
    const { MainScreen } = await import('./MainScreen.tsx');
    await guides.catch(() => {});
    return MainScreen;
  }),
  shareDialog: createPart(async () => (await import('./share/ShareDialog.tsx')).ShareDialog),
  pasteDialog: createPart(async () => (await import('./open/PasteDialog.tsx')).PasteDialog),
  captureGuides: createPart(async () => (await import('./open/CaptureGuides.tsx')).CaptureGuides),
  causePage: createPart(async () => (await import('./diagnosis/CausePage.tsx')).CausePage),
  configurationCheck: createPart(async () => (await import('./checks/checks.ts')).ConfigurationCheck),
  handshakeCheck: createPart(async () => (await import('./checks/checks.ts')).HandshakeCheck),
};

/**
 * Runs `first`, then fetches what a capture may need, one part after the other, while the page is idle. A part that fails is tried again when it
 * is wanted.
 */
export function loadPartsWhenIdle(first: () => void): void {
  const idle =
    typeof requestIdleCallback === 'function'
      ? (task: () => void) => requestIdleCallback(task, { timeout: 2000 })
      : (task: () => void) => setTimeout(task, 200);
  const tasks: (() => Promise<unknown>)[] = [
    async () => first(),
    parts.mainScreen.fetch,
    parts.shareDialog.fetch,
    parts.pasteDialog.fetch,
    parts.captureGuides.fetch,
    parts.causePage.fetch,
    () => import('./diagnosis/CausePage.tsx').then((part) => part.loadCausePages()),
    () => import('../app/link-reader.ts'),
    async () => {
      for (const sample of samples) await sampleBytes(sample);
    },
  ];
  const next = () => {
    const task = tasks.shift();
    if (!task) return;
    idle(() => {
      task()
        .catch(() => {})
        .finally(next);
    });
  };
  next();
}
