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
    let filterMs = 0;
    let filtered = 0;
    const filterLongestTask = await longestTaskOf(page, async () => {
      const status = page.locator('.frame-list [aria-live="polite"]');
      const started = Date.now();
      await page.getByRole('textbox', { name: 'Filter frames' }).fill('from:client len>20');
      await status.filter({ hasText: 'frames' }).waitFor({ state: 'attached', timeout: 60_000 });
      filterMs = Date.now() - started;
      filtered = Number((await status.textContent())?.replace(/\D/g, ''));
      await scrollToEnd(page);
    });
    figures = { frames, reachedEnd, scrollLongestTask, filterMs, filtered, filterLongestTask, openFrameMs };
  });
  if (figures === null) throw new Error('The list was not measured.');
  return figures;
}
