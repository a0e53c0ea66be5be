// Connects the address and the browser's history with the screen: opens what a link names, keeps the view part
// of a link in step with the selection, and makes an entry for each input, so that Back returns to the one before.

import { withView } from '../decoder/permalink/format.ts';
import type { App } from './app.ts';
import type { LiveInput } from './live.ts';
import { keepInput, keptInput } from './recent.ts';
import { namedSample, sampleInput } from './samples.ts';
import { isOpen, selectionOf, sourceOf } from './selectors.ts';
import type { OpenSource, Selection } from './state.ts';

/** Least time between two changes of the address, in milliseconds: Safari refuses more than 100 in 30 s. */
const quietMs = 400;

/** The name of an input that came in a link. */
const linkName = 'shared link';

const routePattern = /^#\/([a-z0-9/.-]+)$/;
/** The route of the page of a cause, with its id. */
const causeRoute = /^cause\/(.+)$/;
/** A recording of the tap of this machine, with its token. */
const livePattern = /^#live=([0-9a-f]{32})$/;
const samplePattern = /^#sample=([a-z0-9.-]+)$/;

const notKept =
  'What was open here is gone: the page forgets it when it is reloaded, unless you choose below to keep it.';

/** The page that a fragment names, e.g. `check/handshake`, or the empty string. */
function routeOf(fragment: string): string {
  return routePattern.exec(fragment)?.[1] ?? '';
}

/** Whether the selection moved to another place. */
function isElsewhere(now: Selection, before: Selection): boolean {
  return (
    now.connection !== before.connection ||
    now.frame?.index !== before.frame?.index ||
    now.field !== before.field ||
    now.filter.text !== before.filter.text
  );
}

/** The id of the input of a history entry, or `null`. */
function inputOf(entry: unknown): string | null {
  if (typeof entry !== 'object' || entry === null || !('input' in entry)) return null;
  return typeof entry.input === 'string' ? entry.input : null;
}

/** Follows the address from now on. */
export class AddressFollower {
  readonly #app: App;
  readonly #window: Window;
  readonly #hasHistory: boolean;
  /** The link of what is on the screen, or the empty string. */
  #link = '';
  /** Id of the input on the screen, where the history has an entry for it. */
  #input: string | null = null;
  #timer = 0;
  /** The recording that is followed. */
  #live: LiveInput | null = null;
  #isCauseInAddress = false;
  /** What is opened or closed now follows the address, which names it already. */
  #isFollowing = false;

  /** `hasHistory`: each input is an entry of the history. A page in a frame leaves the history of its host alone. */
  constructor(app: App, window: Window, { hasHistory }: { readonly hasHistory: boolean }) {
    this.#app = app;
    this.#window = window;
    this.#hasHistory = hasHistory;
  }

  async start(): Promise<void> {
    const { store, actions } = this.#app;
    store.subscribe((state, before) => {
      const source = sourceOf(state);
      if (this.#isCauseInAddress && before.dialog?.kind === 'cause' && state.dialog === null)
        this.#leaveCause();
      if (source !== sourceOf(before)) {
        if (this.#input !== null) this.#app.visits.look(this.#input, selectionOf(before));
        if (!this.#isFollowing && this.#live?.owns(source) !== true) this.#leave(source);
      } else if (source !== null && this.#input !== null && isOpen(state) && !isOpen(before)) {
        void keepInput(this.#input, source);
      } else if (this.#link !== '' && isOpen(state) && isElsewhere(selectionOf(state), selectionOf(before))) {
        this.#window.clearTimeout(this.#timer);
        this.#timer = this.#window.setTimeout(() => this.#write(), quietMs);
      }
    });
    const failed = (error: unknown) => actions.fail(error, 'opening what the address names');
    this.#window.addEventListener('hashchange', () => {
      this.#followFragment().catch(failed);
    });
    this.#window.addEventListener('popstate', ({ state }) => {
      // A fragment is followed when it changes.
      if (this.#window.location.hash === '') this.#followEntry(inputOf(state)).catch(failed);
    });
    if (this.#window.location.hash !== '') await this.#followFragment();
    else if (inputOf(this.#window.history.state) !== null)
      await this.#followEntry(inputOf(this.#window.history.state));
  }

  /** Opens or closes by `act`, which the address names already. */
  #following<T>(act: () => T): T {
    this.#isFollowing = true;
    try {
      return act();
    } finally {
      this.#isFollowing = false;
    }
  }

  /** Opens the recorded capture that the address names. */
  async #followSample(name: string): Promise<void> {
    const { actions } = this.#app;
    const found = await namedSample(name);
    if (found === null) {
      const message = `Expected the name of a sample, found “${name}”. The samples are listed below.`;
      this.#following(() => actions.close(message));
      return;
    }
    try {
      const input = await sampleInput(found);
      await this.#following(() => actions.open(input));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#following(() => actions.close(message));
    }
  }

  async #followLive(token: string): Promise<void> {
    const { LiveInput } = await import('./live.ts');
    this.#live?.stop();
    const live = new LiveInput(this.#app);
    this.#live = live;
    this.#link = '';
    this.#input = null;
    await live.follow(new URL(`live/${token}`, this.#window.location.href).href);
  }

  async #followFragment(): Promise<void> {
    const { actions, client } = this.#app;
    const fragment = this.#window.location.hash;
    const route = routeOf(fragment);
    actions.setRoute(route);
    const cause = causeRoute.exec(route)?.[1];
    if (cause !== undefined) actions.showCause(cause);
    else if (this.#isCauseInAddress) actions.closeDialog();
    this.#isCauseInAddress = cause !== undefined;
    const sample = samplePattern.exec(fragment)?.[1];
    if (sample !== undefined) {
      this.#link = '';
      this.#input = null;
      await this.#followSample(sample);
      return;
    }
    const token = livePattern.exec(fragment)?.[1];
    if (token !== undefined) {
      await this.#followLive(token);
      return;
    }
    if (fragment === this.#link || !/^#[a-z0-9]+=/.test(fragment)) return;
    const link = await client.call('readLink', { fragment, name: linkName });
    this.#input = null;
    this.#link = link.problem === null ? fragment : '';
    if (link.problem !== null) {
      this.#following(() => actions.close(link.problem));
      return;
    }
    const { input, format, assumptions, view } = link;
    await this.#following(() => actions.open(input, { format, assumptions, view }));
  }

  /** Shows the input of an entry again; `null` is the entry of the empty page. */
  async #followEntry(id: string | null): Promise<void> {
    const { actions, store } = this.#app;
    if (id !== null && id === this.#input) return;
    const source = sourceOf(store.getState());
    this.#link = '';
    this.#input = id;
    if (id === null) {
      const text = source?.kind === 'text' ? source.text : '';
      if (source !== null) this.#following(() => actions.close(undefined, text));
      return;
    }
    const visit = this.#app.visits.get(id) ?? (await keptInput(id));
    if (visit === null) {
      this.#following(() => actions.close(notKept));
      return;
    }
    this.#app.visits.keep(id, visit.source);
    await this.#following(() => actions.open(visit.source, { view: visit.view }));
  }

  /** Another input was opened, or nothing is open any more: the address must not name what was open before. */
  #leave(source: OpenSource | null): void {
    const { location, history } = this.#window;
    const { pathname, search, hash } = location;
    this.#link = '';
    this.#input = source === null ? null : this.#app.visits.add(source);
    if (this.#hasHistory) history.pushState(this.#entry(), '', pathname + search);
    else if (hash !== '') history.replaceState(null, '', pathname + search);
    this.#app.actions.setRoute('');
  }

  #entry(): { readonly input: string } | null {
    return this.#input === null ? null : { input: this.#input };
  }

  /** Puts the selection into the link in the address. */
  #write(): void {
    const { connection, frame, field, filter } = selectionOf(this.#app.store.getState());
    if (this.#link === '') return;
    const view = { connection, frame: frame?.index ?? null, field, filter: filter.text };
    this.#link = withView(this.#link, view);
    if (this.#link !== this.#window.location.hash) this.#window.history.replaceState(null, '', this.#link);
  }

  /** The page of a cause was closed: the address names again what is on the screen. */
  #leaveCause(): void {
    this.#isCauseInAddress = false;
    const { pathname, search } = this.#window.location;
    this.#window.history.replaceState(this.#entry(), '', this.#link === '' ? pathname + search : this.#link);
    this.#app.actions.setRoute('');
  }
}
