import type { ReactNode } from 'react';
import { Icon, Logo } from '../shared/Icon.tsx';
import { ThemeButton } from '../shared/ThemeButton.tsx';
import { type CheckRoute, checkPages } from './check-pages.ts';
import { type TakeText, useTextAnywhere } from './use-text-anywhere.ts';

interface CheckFrameProps {
  readonly title: (typeof checkPages)[CheckRoute]['title'];
  readonly intro: ReactNode;
  /** Receives text dropped or pasted anywhere on the page. */
  readonly onText: TakeText;
  readonly children: ReactNode;
}

/** Layout of a check page: name, back link, title. Accepts text and files dropped anywhere. */
export function CheckFrame({ title, intro, onText, children }: CheckFrameProps) {
  const dragged = useTextAnywhere(onText);
  return (
    <div className="mx-auto flex min-h-dvh max-w-[1480px] flex-col px-5 pb-8 max-sm:px-3">
      <header className="flex h-14 items-center gap-2.5">
        <a
          href="#/"
          className="flex min-h-8 items-center gap-2.5 text-[15px] font-semibold text-ink no-underline"
        >
          <Logo size={24} />
          <span className="max-sm:sr-only">Framescope</span>
        </a>
        <nav aria-label="Checks" className="ml-3 flex flex-1 gap-1 max-sm:ml-0">
          {Object.entries(checkPages).map(([route, check]) => (
            <a
              key={route}
              href={`#/${route}`}
              aria-current={check.title === title ? 'page' : undefined}
              className="min-h-7 rounded-md px-2 py-1 text-dim no-underline hover:text-ink aria-[current]:bg-raised aria-[current]:font-semibold aria-[current]:text-ink"
            >
              {check.name}
            </a>
          ))}
        </nav>
        <span className="flex items-center gap-1.5 text-dim max-md:hidden">
          <Icon name="lock" /> Nothing you paste leaves this page
        </span>
        <ThemeButton />
      </header>
      <main className="flex-1">
        <h1 className="mt-5 text-[26px] leading-tight font-semibold tracking-[-0.01em] max-sm:mt-3 max-sm:text-[22px]">
          {title}
        </h1>
        <p className="mt-1.5 mb-4 max-w-[120ch] text-sm text-pretty text-dim">{intro}</p>
        {children}
      </main>
      {dragged && (
        <div className="pointer-events-none fixed inset-2 z-50 grid place-items-center rounded-2xl border-2 border-dashed border-accent bg-bg/90">
          <p className="text-[22px] font-semibold">Drop to check</p>
        </div>
      )}
    </div>
  );
}
