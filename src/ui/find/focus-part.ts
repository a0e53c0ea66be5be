import type { App } from '../../app/app.ts';
import type { Panel } from '../../app/state.ts';

/** Shows a panel of a narrow page, and moves the focus to a part of it. */
export function focusPart(app: App, panel: Panel, selector: string): void {
  app.actions.setPanel(panel);
  requestAnimationFrame(() => {
    const part = document.querySelector<HTMLElement>(selector);
    part?.focus();
    if (part instanceof HTMLInputElement) part.select();
  });
}
