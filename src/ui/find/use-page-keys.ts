import { useLayoutEffect } from 'react';
import { useApp } from '../app-context.ts';

/** The keys that `keys.ts` explains: the table is loaded when one is pressed. */
const known = 'npNP/gl?';

/** Whether a key belongs to what has the focus: a field takes every letter. */
function isTaken({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Listens to the keys of the page while a capture is on the screen and no dialog is open. */
export function usePageKeys(): void {
  const app = useApp();
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const { key, ctrlKey, metaKey, altKey, defaultPrevented } = event;
      if (defaultPrevented || ctrlKey || metaKey || altKey || !known.includes(key) || isTaken(event)) return;
      if (key.length !== 1 || app.store.getState().dialog !== null) return;
      // "/" searches in the page in some browsers.
      event.preventDefault();
      import('./keys.ts').then(
        ({ runKey }) => runKey(app, key),
        () => {},
      );
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [app]);
}
