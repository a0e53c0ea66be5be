// What the palette offers, in one table: names, and what each does.

import { samples } from 'virtual:samples';
import type { App } from '../../app/app.ts';
import { canRedo, canUndo, captureOf, isOpen } from '../../app/selectors.ts';
import { type AppState, listViews } from '../../app/state.ts';
import { checkPages } from '../checks/check-pages.ts';
import { describeConnection } from '../connections/ConnectionList.tsx';
import { focusPart } from './focus-part.ts';
import { pageKeys } from './keys.ts';

export interface Command {
  readonly id: string;
  readonly text: string;
  /** The key that does the same, or empty. */
  readonly key: string;
  run(app: App): void;
}

type Conditional = Command & { readonly applies?: (state: AppState) => boolean };

const goTo = (fragment: string): void => {
  location.hash = fragment;
};

const always: readonly Conditional[] = [
  {
    id: 'open',
    text: 'Open a file',
    key: '',
    run: () => document.querySelector<HTMLInputElement>('[data-testid="file-input"]')?.click(),
  },
  { id: 'paste', text: 'Paste bytes or a text', key: '', run: (app) => app.actions.showDialog('paste') },
  { id: 'build', text: 'Build a frame', key: '', run: (app) => app.actions.showDialog('build') },
  {
    id: 'schema',
    text: 'Name the fields of Protocol Buffers',
    key: '',
    run: (app) => app.actions.showDialog('schema'),
  },
  {
    id: 'share',
    text: 'Share or hand over',
    key: '',
    applies: isOpen,
    run: (app) => app.actions.showDialog('share'),
  },
  {
    id: 'compare',
    text: 'Compare two connections or frames',
    key: '',
    applies: (state) => isOpen(state) && (captureOf(state)?.connections.length ?? 0) > 0,
    run: (app) => app.actions.showDialog('compare'),
  },
  {
    id: 'undo',
    text: 'Take back the last flipped bit',
    key: 'Ctrl+Z',
    applies: canUndo,
    run: (app) => void app.actions.undo(),
  },
  {
    id: 'redo',
    text: 'Flip the bit again',
    key: 'Ctrl+Shift+Z',
    applies: canRedo,
    run: (app) => void app.actions.redo(),
  },
  {
    id: 'close',
    text: 'Close what is open',
    key: '',
    applies: (state) => captureOf(state) !== null,
    run: (app) => app.actions.close(),
  },
  ...Object.entries(checkPages).map(([route, { title }]) => ({
    id: route,
    text: title,
    key: '',
    run: () => goTo(`#/${route}`),
  })),
];

/** The keys of the page, which need an open capture. */
const ofKeys: readonly Conditional[] = pageKeys.map(({ key, text, run }) => ({
  id: `key-${key}`,
  text: text[0].toUpperCase() + text.slice(1),
  key,
  applies: isOpen,
  run,
}));

const ofLists: readonly Conditional[] = listViews.map(({ id, label }) => ({
  id: `list-${id}`,
  text: `The conversation as ${label.toLowerCase()}`,
  key: '',
  applies: isOpen,
  run: (app) => {
    app.actions.setList(id);
    focusPart(app, 'frames', `#lists-tab-${id}`);
  },
}));

const ofSamples: readonly Conditional[] = samples.map(({ id, title }) => ({
  id: `sample-${id}`,
  text: `Sample: ${title}`,
  key: '',
  run: () => goTo(`#sample=${id}`),
}));

/** Commands that are shown at most. */
const maxShown = 40;

/** What can be done now and holds each word of `text`, in the order of the table. */
export function commandsFor(state: AppState, text: string): Command[] {
  const connections = (captureOf(state)?.connections ?? []).map((view) => {
    const { title, detail } = describeConnection(view);
    return {
      id: `connection-${view.id}`,
      text: `Connection ${view.id}: ${title} ${detail}`,
      key: '',
      run: (app: App) => void app.actions.selectConnection(view.id),
    };
  });
  const words = text.toLowerCase().split(/\s+/);
  const here = [...always, ...ofLists, ...ofKeys].filter(({ applies }) => applies?.(state) ?? true);
  return [...here, ...connections, ...ofSamples]
    .filter((command) => words.every((word) => command.text.toLowerCase().includes(word)))
    .slice(0, maxShown);
}
