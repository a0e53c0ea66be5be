// What the palette offers, in one table: names, and what each does.

import { samples } from 'virtual:samples';
import type { App } from '../../app/app.ts';
import { canRedo, canUndo, captureOf, isOpen } from '../../app/selectors.ts';
import { type AppState, listViews } from '../../app/state.ts';
import type { ConnectionView } from '../../worker/protocol.ts';
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

function connectionCommand(view: ConnectionView): Command {
  const { title, detail } = describeConnection(view);
  return {
    id: `connection-${view.id}`,
    text: `Connection ${view.id}: ${title} ${detail}`,
    key: '',
    run: (app) => void app.actions.selectConnection(view.id),
  };
}

/** All commands, each made when it is asked for: there may be 100,000 connections. */
function* allCommands(state: AppState): Generator<Command> {
  for (const command of [...always, ...ofLists, ...ofKeys]) {
    if (command.applies?.(state) ?? true) yield command;
  }
  yield* ofSamples;
  for (const view of captureOf(state)?.connections ?? []) yield connectionCommand(view);
}

/** What can be done now and holds each word of `text`, in the order of the table. Connections come last. */
export function commandsFor(state: AppState, text: string): Command[] {
  const words = text.toLowerCase().split(/\s+/);
  const found: Command[] = [];
  for (const command of allCommands(state)) {
    const name = command.text.toLowerCase();
    if (words.every((word) => name.includes(word))) found.push(command);
    if (found.length === maxShown) break;
  }
  return found;
}
