import { lazy, Suspense } from 'react';
import { useAppState } from '../app-context.ts';
import { Icon, Logo } from '../shared/Icon.tsx';
import { ThemeButton } from '../shared/ThemeButton.tsx';
import { HeroBits } from './HeroBits.tsx';
import { PasteBox } from './PasteBox.tsx';
import { SampleList } from './SampleList.tsx';

/** Below the fold: loaded and rendered after the first paint. */
const LowerPart = lazy(() => import('./LowerPart.tsx').then((part) => ({ default: part.LowerPart })));

/** The start screen: what the product is and all ways to open an input. */
export function EmptyScreen() {
  const message = useAppState(({ phase }) => (phase.kind === 'empty' ? phase.message : null));
  const text = useAppState(({ phase }) => (phase.kind === 'empty' ? phase.text : ''));
  return (
    <div className="mx-auto flex min-h-dvh max-w-[1060px] flex-col px-5 pb-8 max-sm:px-3">
      <header className="flex h-14 items-center gap-2.5">
        <Logo size={24} />
        <span className="text-[15px] font-semibold">Framescope</span>
        <span className="flex-1" />
        <span className="flex items-center gap-1.5 text-ok max-sm:hidden">
          <Icon name="lock" size={13} /> nothing leaves this browser
        </span>
        <ThemeButton />
      </header>
      <main className="flex-1">
        <div className="mt-[min(5vh,44px)] mb-6 flex items-center gap-10 max-sm:mt-3">
          <div className="min-w-0 flex-1">
            <h1 className=" max-w-[24ch] text-[34px] leading-[1.12] font-semibold tracking-[-0.02em] text-balance max-sm:text-[26px]">
              See what broke your WebSocket, bit by bit
            </h1>
            <p className="mt-3 max-w-[62ch] text-[15px] leading-relaxed text-dim">
              Paste bytes, an error text, a handshake or a configuration, or drop a capture. Framescope
              decodes every frame, names the cause of the break with the bytes that prove it, and shows the
              fix for your stack. It all happens in this browser: nothing is uploaded.
            </p>
          </div>
          <HeroBits />
        </div>
        {message && (
          <p
            role="alert"
            data-testid="message"
            className="mb-4 flex gap-2 rounded-lg border border-bad/50 bg-badbg px-3 py-2.5 text-[15px]"
          >
            <span className="mt-1 text-bad">
              <Icon name="cross" />
            </span>
            {message}
          </p>
        )}
        <PasteBox rows={7} initial={text} />
        <h2 className="heading mt-8 mb-2.5">Or open a sample capture</h2>
        <SampleList />
        <Suspense fallback={null}>
          <LowerPart />
        </Suspense>
      </main>
    </div>
  );
}
