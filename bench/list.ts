// A capture of five million frames in the page: the list to its very end, filters, and frames opened here and
// there.

import type { Page } from '@playwright/test';
import { longTasks, openInPage } from './page.ts';

/** What using the list took; milliseconds. */
export interface ListFigures {
  readonly frames: number;
  /** The last frame was on the screen after the list was scrolled to its end. */
  readonly reachedEnd: boolean;
  readonly scrollLongestTask: number;
  readonly filterMs: number;
  readonly filtered: number;
  readonly filterLongestTask: number;
  /** From choosing a row to its frame on the screen, the longest of several. */
  readonly openFrameMs: number;
  /** From a key or a click to the next paint, the slowest of each: see `measureInteractions`. */
  readonly interactionMs: Readonly<Record<string, number>>;
}

/** What somebody does with keys and clicks, by name. */
const interactions: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  'arrow keys': async (page) => {
    await page.getByTestId('frame-list').focus();
    for (let step = 0; step < 20; step++) await page.keyboard.press('ArrowDown');
  },
  palette: async (page) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Command' }).waitFor();
    await page.keyboard.type('conversation mess');
    await page.keyboard.press('Escape');
  },
  tabs: async (page) => {
    for (const name of ['Messages', 'Statistics', 'Frames'])
      await page.getByRole('tab', { name, exact: true }).click();
  },
};

/**
 * The slowest key or click of each interaction until its next paint, in milliseconds, as the browser itself measures
 * it (Event Timing). It leaves out what takes less than 16 ms: 0 stands for that.
 */
async function measureInteractions(page: Page): Promise<Record<string, number>> {
  await page.evaluate(() => {
    const durations: number[] = [];
    Object.assign(globalThis, { durations });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) durations.push(duration);
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
  const figures: Record<string, number> = {};
  for (const [name, run] of Object.entries(interactions)) {
    await run(page);
    await page.waitForTimeout(500);
    const slow = await page.evaluate(() =>
      (globalThis as unknown as { durations: number[] }).durations.splice(0),
    );
    figures[name] = Math.max(0, ...slow);
  }
  return figures;
}

async function longestTaskOf(page: Page, doing: () => Promise<void>): Promise<number> {
  const before = (await longTasks(page)).length;
  await doing();
  await page.waitForTimeout(300);
  return Math.max(0, ...(await longTasks(page)).slice(before));
}

/** Scrolls by the scroll bar in forty steps, one for each animation frame. */
async function scrollToEnd(page: Page): Promise<void> {
  await page.getByTestId('frame-list').evaluate(async (list) => {
    const end = list.scrollHeight - list.clientHeight;
    for (let step = 1; step <= 40; step++) {
      list.scrollTop = (end * step) / 40;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });
}

/** Opens the frame in row `place` of the view and measures inside the page until its heading is there. */
async function openFrame(page: Page, share: number): Promise<number> {
  return page.getByTestId('frame-list').evaluate(async (list, where) => {
    const drawn = () => new Promise((resolve) => requestAnimationFrame(resolve));
    list.scrollTop = (list.scrollHeight - list.clientHeight) * where;
    let row: HTMLElement | null = null;
    for (let tries = 0; tries < 300 && !row; tries++) {
      await drawn();
      const rows = [...list.querySelectorAll<HTMLElement>('[data-frame]')];
      row = tries > 5 ? (rows[rows.length >> 1] ?? null) : null;
    }
    if (!row) return Number.NaN;
    const wanted = `Frame ${Number(row.dataset.frame).toLocaleString('en')}`;
    const heading = () => document.querySelector('[data-testid="frame-heading"]')?.textContent ?? '';
    const started = performance.now();
    row.click();
    while (!heading().startsWith(wanted) && performance.now() - started < 10_000) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return performance.now() - started;
  }, share);
}

/** Opens `file`, which holds `frames` frames, and uses its list. */
export async function measureList(address: string, file: string, frames: number): Promise<ListFigures> {
  let figures: ListFigures | null = null;
  await openInPage(address, file, async (page) => {
    let reachedEnd = false;
    const scrollLongestTask = await longestTaskOf(page, async () => {
      await scrollToEnd(page);
      const last = page.locator(`[data-frame="${frames - 1}"]`);
      await last.waitFor({ state: 'visible', timeout: 10_000 }).catch(() => undefined);
      reachedEnd = await last.isVisible();
    });
    let openFrameMs = 0;
    for (const share of [0, 0.1, 0.25, 0.5, 0.61, 0.75, 0.9, 1]) {
      openFrameMs = Math.max(openFrameMs, await openFrame(page, share));
    }
    const interactionMs = await measureInteractions(page);
    let filterMs = 0;
    let filtered = 0;
    const filterLongestTask = await longestTaskOf(page, async () => {
      const status = page.locator('.frame-list [aria-live="polite"]');
      const started = Date.now();
      await page.getByRole('combobox', { name: 'Filter frames' }).fill('from:client len>20');
      await status.filter({ hasText: 'frames' }).waitFor({ state: 'attached', timeout: 60_000 });
      filterMs = Date.now() - started;
      filtered = Number((await status.textContent())?.replace(/\D/g, ''));
      await scrollToEnd(page);
    });
    figures = {
      frames,
      reachedEnd,
      scrollLongestTask,
      filterMs,
      filtered,
      filterLongestTask,
      openFrameMs,
      interactionMs,
    };
  });
  if (figures === null) throw new Error('The list was not measured.');
  return figures;
}
