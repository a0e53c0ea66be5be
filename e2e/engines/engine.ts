// What the core proof needs of a browser. Each engine answers it over a protocol of its own.

import type { ChildProcess } from 'node:child_process';

export interface Settings {
  readonly isDark: boolean;
  readonly isMotionReduced: boolean;
  readonly areColoursForced: boolean;
  /** Device pixels for each pixel of CSS: 2 on a screen at 200 %. */
  readonly pixelRatio: number;
}

export const ordinarySettings: Settings = {
  isDark: false,
  isMotionReduced: false,
  areColoursForced: false,
  pixelRatio: 1,
};

export interface Engine {
  readonly name: string;
  /** Programs that it needs and this machine lacks. */
  readonly lacks: readonly string[];
  readonly canForceColours: boolean;
  /** Starts a browser with one empty page. `address` is that of the page under test. */
  launch(address: string, settings: Settings): Promise<Driver>;
}

/** One page of a running browser. */
export interface Driver {
  /** Where the page under test is to be opened: what `launch` was given, or what passes everything on to it. */
  readonly address: string;
  goto(url: string): Promise<void>;
  /** Runs a function in the page. It sees its arguments and the page alone. */
  evaluate<Args extends readonly unknown[], Result>(
    run: (...args: Args) => Result,
    ...args: Args
  ): Promise<Awaited<Result>>;
  /** Presses keys together: `Enter`, `Control+k`. */
  press(keys: string): Promise<void>;
  type(text: string): Promise<void>;
  /** Clicks at a place of the viewport. */
  clickAt(x: number, y: number): Promise<void>;
  chooseFiles(selector: string, paths: readonly string[]): Promise<void>;
  /** Gives the viewport this width, and about this height. */
  resize(width: number, height: number): Promise<void>;
  screenshot(path: string): Promise<void>;
  /** Errors that the browser itself reported since this was asked last. */
  takeReports(): readonly string[];
  /** Ends the browser, by force when it does not end by itself. */
  close(): Promise<void>;
}

/**
 * Runs in a page before its own scripts and collects what goes wrong there. It stands alone: its text is handed to the
 * browser.
 */
export function collectProblems(): void {
  const problems: string[] = [];
  Object.assign(globalThis, { collectedProblems: problems });
  for (const level of ['error', 'warn'] as const) {
    const original = console[level].bind(console);
    console[level] = (...args: unknown[]) => {
      problems.push(`console.${level}: ${args.map(String).join(' ')}`);
      original(...args);
    };
  }
  document.addEventListener('securitypolicyviolation', (event) => {
    problems.push(`policy: ${event.effectiveDirective} refused ${event.blockedURI} ${event.sample}`);
  });
  addEventListener('unhandledrejection', (event) => {
    problems.push(`unhandled rejection: ${event.reason}`);
  });
  addEventListener(
    'error',
    (event) => {
      let target: EventTarget | null;
      try {
        target = event.target;
      } catch {
        // Firefox lets nobody read an event of a document that is being left.
        return;
      }
      // Firefox reports one for a module that a script element has loaded already, and imports it all the same.
      if (target instanceof HTMLLinkElement && target.rel === 'modulepreload') return;
      // No error: what did not settle is measured in the next frame.
      if (event.message?.startsWith('ResizeObserver loop')) return;
      problems.push(`error: ${target instanceof Element ? target.outerHTML : event.message}`);
    },
    { capture: true },
  );
}

/** Ends a process and all that it started. It must lead a group of its own. */
export function killGroup(child: ChildProcess | null): void {
  if (child?.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** Waits until `isTrue` holds. The error names what was waited for. */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  milliseconds = 15_000,
): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`Expected ${what} within ${milliseconds / 1000} s.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Resolves with `work`, or rejects after some time. */
export async function within<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Took longer than ${milliseconds / 1000} s.`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
