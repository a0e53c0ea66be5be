// What the first screen does not show. Each part is fetched when it is wanted, or when the page has nothing else to do, so
// that nothing is asked from the network once the page has come to rest. The checks of configurations and handshakes are
// pages of their own with parsers as large as the rest together: they are fetched when one is gone to.

import { samples } from 'virtual:samples';
import { sampleBytes } from '../app/samples.ts';

export const parts = {
  /** With the guides, so that a diagnosis is drawn once and whole. */
  mainScreen: async () => {
    const guides = import('./diagnosis/fixes.ts').then((part) => part.loadGuides());
    const part = await import('./MainScreen.tsx');
    await guides.catch(() => {});
    return { default: part.MainScreen };
  },
  shareDialog: () => import('./share/ShareDialog.tsx').then((part) => ({ default: part.ShareDialog })),
  pasteDialog: () => import('./open/PasteDialog.tsx').then((part) => ({ default: part.PasteDialog })),
  captureGuides: () => import('./open/CaptureGuides.tsx').then((part) => ({ default: part.CaptureGuides })),
  causePage: () => import('./diagnosis/CausePage.tsx').then((part) => ({ default: part.CausePage })),
  configurationCheck: () =>
    import('./checks/checks.ts').then((part) => ({ default: part.ConfigurationCheck })),
  handshakeCheck: () => import('./checks/checks.ts').then((part) => ({ default: part.HandshakeCheck })),
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
    parts.mainScreen,
    parts.shareDialog,
    parts.pasteDialog,
    parts.captureGuides,
    parts.causePage,
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
