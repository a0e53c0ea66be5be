// The keys of the page, in one table: the listener and the sheet of keys are made from it. Loaded on the first key.

import type { App } from '../../app/app.ts';
import { selectionOf } from '../../app/selectors.ts';
import { focusPart } from './focus-part.ts';

/** A key that works wherever no field has the focus. */
interface PageKey {
  readonly key: string;
  readonly text: string;
  run(app: App): void;
}

const step = (app: App, direction: 1 | -1, isFinding: boolean): void => {
  const { filter, frame } = selectionOf(app.store.getState());
  if (isFinding || filter.text === '') {
    void app.actions.stepFinding(direction === 1 ? 'next-finding' : 'previous-finding');
    return;
  }
  void app.actions.stepMatch(direction, frame);
};

/** Moves the focus to a field above the list, which the ladder and the figures do not have. */
const toField = (app: App, selector: string): void => {
  const { list } = app.store.getState();
  if (list === 'ladder' || list === 'statistics') app.actions.setList('frames');
  focusPart(app, 'frames', selector);
};

/** In the order of the sheet. */
export const pageKeys: readonly PageKey[] = [
  {
    key: 'n',
    text: 'next frame that passes the filter; without a filter, next finding',
    run: (app) => step(app, 1, false),
  },
  {
    key: 'p',
    text: 'previous frame that passes the filter; without a filter, previous finding',
    run: (app) => step(app, -1, false),
  },
  { key: 'N', text: 'next finding', run: (app) => step(app, 1, true) },
  { key: 'P', text: 'previous finding', run: (app) => step(app, -1, true) },
  { key: '/', text: 'to the filter', run: (app) => toField(app, '#frame-filter') },
  { key: 'g', text: 'go to a frame, an offset or a time', run: (app) => toField(app, '#go-to') },
  {
    key: 'l',
    text: 'to the list of frames, messages or steps',
    run: (app) => focusPart(app, 'frames', '[data-list]'),
  },
  { key: '?', text: 'this sheet', run: (app) => app.actions.showDialog('keys') },
];

/** Keys that work where the focus is. */
export const placeKeys: readonly { readonly keys: string; readonly text: string }[] = [
  { keys: '↑ ↓ Page Home End', text: 'in the list: another frame' },
  { keys: 'Enter', text: 'in the list of frames: to the bits of the frame' },
  { keys: '← → ↑ ↓', text: 'in the bits: another bit' },
  { keys: 'Space', text: 'in the bits: flip the bit' },
  { keys: 'Ctrl+Z', text: 'take back the last flipped bit; with Shift, flip it again' },
  { keys: '← → + − Home', text: 'in the chart of times: move, zoom, show all' },
  {
    keys: '← → ↑ ↓ Home',
    text: 'on the line between two panes: resize them; Home lets them follow the window',
  },
  { keys: 'Ctrl+K', text: 'anywhere: the commands' },
  { keys: 'Esc', text: 'in the filter: empty it; in a dialog: close it' },
];

/** Runs the key. Returns whether it is one of the page. */
export function runKey(app: App, key: string): boolean {
  const found = pageKeys.find((one) => one.key === key);
  found?.run(app);
  return found !== undefined;
}
