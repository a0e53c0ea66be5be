// Lazily loaded parts of the page. Each is fetched on use or while the page is idle, so that nothing is
// fetched from the network later. The configuration and handshake checks have parsers as large as the rest
// together: they are fetched when their page is opened.

import { samples } from 'virtual:samples';
import { sampleBytes } from '../app/samples.ts';
import { captureGuidesPart } from './open/HowToCapture.tsx';
import { createPart } from './Part.tsx';

/** With the guides, so that a diagnosis renders once and complete. */
async function screens(): Promise<typeof import('./screens.ts')> {
  const fixes = import('./diagnosis/fixes.ts').then(({ guides }) => guides.load());
  const loaded = await import('./screens.ts');
  await fixes.catch(() => {});
  return loaded;
}

export const parts = {
  mainScreen: createPart(async () => (await screens()).MainScreen),
  /** In place of every screen in a frame of another page. */
  embedScreen: createPart(async () => {
    await screens();
    return (await import('./embed/EmbedScreen.tsx')).EmbedScreen;
  }),
  offerDialog: createPart(async () => (await import('./embed/OfferDialog.tsx')).OfferDialog),
  shareDialog: createPart(async () => (await import('./share/ShareDialog.tsx')).ShareDialog),
  /** Fetched on use: few look at it. */
  keySheet: createPart(async () => (await import('./find/KeySheet.tsx')).KeySheet),
  palette: createPart(async () => (await import('./find/Palette.tsx')).Palette),
  buildFrame: createPart(async () => (await import('./header-bits/BuildFrame.tsx')).BuildFrame),
  schemaDialog: createPart(async () => (await import('./payload/SchemaDialog.tsx')).SchemaDialog),
  pasteDialog: createPart(async () => (await import('./open/PasteDialog.tsx')).PasteDialog),
  compareDialog: createPart(async () => (await import('./compare/CompareDialog.tsx')).CompareDialog),
  captureGuides: captureGuidesPart,
  causePage: createPart(async () => (await import('./diagnosis/CausePage.tsx')).CausePage),
  configurationCheck: createPart(async () => (await import('./checks/checks.ts')).ConfigurationCheck),
  handshakeCheck: createPart(async () => (await import('./checks/checks.ts')).HandshakeCheck),
};

/**
 * Runs `first`, then fetches the parts one after the other while the page is idle. A part that fails is
 * fetched again on use.
 */
export async function loadPartsWhenIdle(first: () => void): Promise<void> {
  const idle =
    typeof requestIdleCallback === 'function'
      ? (task: () => void) => requestIdleCallback(() => task(), { timeout: 2000 })
      : (task: () => void) => setTimeout(task, 200);
  const tasks: (() => Promise<unknown>)[] = [
    async () => first(),
    parts.mainScreen.fetch,
    parts.shareDialog.fetch,
    parts.pasteDialog.fetch,
    parts.captureGuides.fetch,
    parts.causePage.fetch,
    () => import('./diagnosis/CausePage.tsx').then((part) => part.causePages.load()),
    async () => {
      for (const sample of samples) await sampleBytes(sample);
    },
  ];
  for (const task of tasks) {
    await new Promise<void>((resolve) => idle(resolve));
    await task().catch(() => {});
  }
}
