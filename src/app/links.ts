// Connects the address with the screen: opens what a link holds, and keeps the view part of the address in
// step with the selection.

import { withView } from '../decoder/permalink/format.ts';
import type { App } from './app.ts';
import { namedSample, sampleInput } from './samples.ts';
import { isOpen, selectionOf, sourceOf } from './selectors.ts';
import type { Selection } from './state.ts';

/** Least time between two changes of the address, in milliseconds: Safari refuses more than 100 in 30 s. */
const quietMs = 400;

/** The name of an input that came in a link. */
const linkName = 'shared link';

const routePattern = /^#\/([a-z0-9/.-]+)$/;
/** The route of the page of a cause, with its id. */
const causeRoute = /^cause\/(.+)$/;
const samplePattern = /^#sample=([a-z0-9.-]+)$/;

/** The page that a fragment names, e.g. `check/handshake`, or the empty string. */
function routeOf(fragment: string): string {
  return routePattern.exec(fragment)?.[1] ?? '';
}

/** Whether the selection moved to another place. */
function isElsewhere(now: Selection, before: Selection): boolean {
  return (
    now.connection !== before.connection ||
    now.frame?.index !== before.frame?.index ||
    now.field !== before.field
  );
}

/** Follows the address from now on. `location` and `history` are the window's. */
export async function followLinks(app: App, window: Window): Promise<void> {
  const { store, actions } = app;
  let current = '';
  let timer = 0;
  let isCauseInAddress = false;

  /** Opens the recorded capture that the address names. */
  async function followSample(name: string): Promise<void> {
    const found = namedSample(name);
    if (found === null) {
      actions.close(`Expected the name of a sample, found “${name}”. The samples are listed below.`);
      return;
    }
    try {
      await actions.open(await sampleInput(found));
    } catch (error) {
      actions.close(error instanceof Error ? error.message : String(error));
    }
  }

  async function follow(): Promise<void> {
    const fragment = window.location.hash;
    const route = routeOf(fragment);
    actions.setRoute(route);
    const cause = causeRoute.exec(route)?.[1];
    if (cause !== undefined) actions.showCause(cause);
    else if (isCauseInAddress) actions.closeDialog();
    isCauseInAddress = cause !== undefined;
    const sample = samplePattern.exec(fragment)?.[1];
    if (sample !== undefined) {
      current = '';
      await followSample(sample);
      return;
    }
    if (fragment === current || !/^#[a-z0-9]+=/.test(fragment)) return;
    const link = await app.client.call('readLink', { fragment, name: linkName });
    if (link.problem !== null) {
      current = '';
      actions.close(link.problem);
      return;
    }
    current = fragment;
    const { input, format, assumptions, view } = link;
    await actions.open(input, { format, assumptions, view });
  }

  function forget(): void {
    current = '';
    if (/^#[a-z0-9]+=/.test(window.location.hash)) {
      window.history.replaceState(null, '', window.location.pathname + window.location.search);
    }
  }

  function write(): void {
    const { connection, frame, field } = selectionOf(store.getState());
    if (current === '') return;
    current = withView(current, { connection, frame: frame?.index ?? null, field });
    if (current !== window.location.hash) window.history.replaceState(null, '', current);
  }

  /** The page of a cause was closed: the address names again what is on the screen. */
  function leaveCause(): void {
    isCauseInAddress = false;
    const { pathname, search } = window.location;
    window.history.replaceState(null, '', current === '' ? pathname + search : current);
    actions.setRoute('');
  }

  store.subscribe((state, before) => {
    if (isCauseInAddress && before.dialog?.kind === 'cause' && state.dialog === null) leaveCause();
    if (current === '') return;
    const source = sourceOf(state);
    // Another input was opened, so the link's bytes are not shown any more.
    if (source !== sourceOf(before) && source?.name !== linkName) forget();
    else if (isOpen(state) && isElsewhere(selectionOf(state), selectionOf(before))) {
      window.clearTimeout(timer);
      timer = window.setTimeout(write, quietMs);
    }
  });

  window.addEventListener('hashchange', () => {
    follow().catch((error) => actions.fail(error, 'opening a link'));
  });
  await follow();
}
