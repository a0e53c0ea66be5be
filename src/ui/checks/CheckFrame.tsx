import type { ReactNode } from 'react';
import { Logo } from '../shared/Icon.tsx';
import { ThemeButton } from '../shared/ThemeButton.tsx';

/** The frame of a check: name, way back, title. */
export function CheckFrame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mx-auto flex min-h-dvh max-w-[1060px] flex-col px-5 pb-8 max-sm:px-3">
      <header className="flex h-14 items-center gap-2.5">
        <a
          href="#/"
          className="flex min-h-8 items-center gap-2.5 text-[15px] font-semibold text-ink no-underline"
        >
          <Logo size={24} />
          Framescope
        </a>
        <span className="flex-1" />
        <ThemeButton />
      </header>
      <main className="flex-1">
        <h1 className="mt-6 mb-4 text-[26px] leading-tight font-semibold tracking-[-0.01em]">{title}</h1>
        {children}
      </main>
    </div>
  );
}
