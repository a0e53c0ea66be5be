import { useLayoutEffect, useRef, useState } from 'react';
import { useActions } from '../app-context.ts';
import { type GivenText, hasCapture, textOfFiles } from './given-text.ts';

/** Receives a text with its file name, or a sentence why it could not be read. */
export type TakeText = (given: GivenText) => void;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}

/**
 * Drop anywhere and paste outside a field. A capture is opened as one. It listens in the capture phase: the page
 * would open the text as a capture.
 * Returns true while something is dragged over the page.
 */
export function useTextAnywhere(take: TakeText): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(take);
  latest.current = take;
  const { openFiles } = useActions();
  useLayoutEffect(() => {
    const giveFiles = async (files: readonly File[]): Promise<void> => {
      if (await hasCapture(files)) await openFiles(files);
      else latest.current(await textOfFiles(files));
    };
    const give = (data: DataTransfer | null): boolean => {
      const files = [...(data?.files ?? [])];
      const text = data?.getData('text/plain') ?? '';
      if (files.length > 0) void giveFiles(files);
      else if (text !== '') latest.current({ text, name: null });
      return files.length > 0 || text !== '';
    };
    const onPaste = (event: ClipboardEvent) => {
      if (isTyping(event.target) && !event.clipboardData?.files.length) return;
      event.stopPropagation();
      if (give(event.clipboardData)) event.preventDefault();
    };
    const onDrag = (event: DragEvent) => {
      event.preventDefault();
      event.stopPropagation();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      event.stopPropagation();
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      event.preventDefault();
      event.stopPropagation();
      setOver(false);
      give(event.dataTransfer);
    };
    const options = { capture: true };
    window.addEventListener('paste', onPaste, options);
    window.addEventListener('dragenter', onDrag, options);
    window.addEventListener('dragover', onDrag, options);
    window.addEventListener('dragleave', onLeave, options);
    window.addEventListener('drop', onDrop, options);
    return () => {
      window.removeEventListener('paste', onPaste, options);
      window.removeEventListener('dragenter', onDrag, options);
      window.removeEventListener('dragover', onDrag, options);
      window.removeEventListener('dragleave', onLeave, options);
      window.removeEventListener('drop', onDrop, options);
    };
  }, [openFiles]);
  return over;
}
