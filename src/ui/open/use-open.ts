import { useLayoutEffect, useState } from 'react';
import type { App } from '../../app/app.ts';
import { useActions } from '../app-context.ts';

/** Opens pasted or dropped files, or else text. Returns false when there is neither. */
export function openTransfer(actions: App['actions'], data: DataTransfer | null): boolean {
  const files = [...(data?.files ?? [])];
  if (files.length > 0) {
    void actions.openFiles(files);
    return true;
  }
  const text = data?.getData('text/plain') ?? '';
  if (text === '') return false;
  void actions.open({ kind: 'text', text, name: 'pasted' });
  return true;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}

/** Paste and drop anywhere on the page. Returns true while something is dragged over it. */
export function useOpenAnywhere(): boolean {
  const actions = useActions();
  const [over, setOver] = useState(false);
  // Before the first paint: what is dropped on a page that shows is never lost.
  useLayoutEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      if (isTyping(event.target) && !event.clipboardData?.files.length) return;
      if (openTransfer(actions, event.clipboardData)) {
        event.preventDefault();
        actions.closeDialog();
      }
    };
    const onDrag = (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      openTransfer(actions, event.dataTransfer);
    };
    document.addEventListener('paste', onPaste);
    document.addEventListener('dragenter', onDrag);
    document.addEventListener('dragover', onDrag);
    document.addEventListener('dragleave', onLeave);
    document.addEventListener('drop', onDrop);
    return () => {
      document.removeEventListener('paste', onPaste);
      document.removeEventListener('dragenter', onDrag);
      document.removeEventListener('dragover', onDrag);
      document.removeEventListener('dragleave', onLeave);
      document.removeEventListener('drop', onDrop);
    };
  }, [actions]);
  return over;
}
