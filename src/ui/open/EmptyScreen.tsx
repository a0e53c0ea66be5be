import { useAppState } from '../app-context.ts';
import { Icon, Logo } from '../shared/Icon.tsx';
import { ThemeButton } from '../shared/ThemeButton.tsx';
import { HeroBits } from './HeroBits.tsx';
import { HowToCapture } from './HowToCapture.tsx';
import { PasteBox } from './PasteBox.tsx';
import { SampleList } from './SampleList.tsx';

const tools = [
  {
    route: 'check/configuration',
    title: 'Check a proxy configuration',
    text: 'nginx, Apache and HAProxy settings that break the upgrade, with the line and the change.',
  },
  {
    route: 'check/handshake',
    title: 'Check a handshake',
    text: 'Paste a request, a response or a Key: every header judged, Accept recomputed.',
  },
];

/** What the page is, and everything that can be opened. */
export function EmptyScreen() {
  const message = useAppState((state) => state.message);
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
              Paste a hex dump or drop a capture. Framescope decodes every frame, names the cause of the break
              with the bytes that prove it, and shows the fix for your stack. It all happens in this browser:
              nothing is uploaded.
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
        <PasteBox rows={7} />
        <h2 className="heading mt-8 mb-2.5">Or look at a real one</h2>
        <SampleList />
        <div className="mt-8 grid gap-x-8 gap-y-8 md:grid-cols-[minmax(0,1.25fr)_minmax(0,1fr)]">
          <section aria-label="How to get a capture">
            <h2 className="heading mb-2.5">How to get a capture</h2>
            <HowToCapture />
          </section>
          <section aria-label="Other tools">
            <h2 className="heading mb-2.5">No bytes at hand?</h2>
            <div className="grid gap-2">
              {tools.map((tool) => (
                <a
                  key={tool.route}
                  href={`#/${tool.route}`}
                  className="group rounded-lg border border-line bg-panel p-3 text-ink no-underline hover:border-edge"
                >
                  <span className="flex items-center gap-2 font-semibold">
                    <span className="flex-1">{tool.title}</span>
                    <span className="text-faint group-hover:text-accent">
                      <Icon name="right" />
                    </span>
                  </span>
                  <span className="mt-0.5 block text-dim">{tool.text}</span>
                </a>
              ))}
            </div>
          </section>
        </div>
      </main>
    </div>
  );
}
