import { type KeyboardEvent, type RefObject, useState } from 'react';
import type { Completion } from '../../decoder/frame-filter/completions.ts';

export const completionListId = 'filter-completions';

export interface CompletionState {
  readonly list: readonly Completion[];
  /** Index of the one that Enter takes, or -1. */
  readonly at: number;
  /** After the text changed, with the caret where it is. */
  offer(text: string): void;
  close(): void;
  take(completion: Completion): void;
  /** Whether the key was one of the list. */
  onKey(event: KeyboardEvent): boolean;
}

/** Completion of the filter as it is typed. Its table is loaded with the first letter. */
export function useCompletion(
  input: RefObject<HTMLInputElement | null>,
  setText: (text: string) => void,
): CompletionState {
  const [list, setList] = useState<readonly Completion[]>([]);
  const [at, setAt] = useState(-1);

  function close(): void {
    setList([]);
    setAt(-1);
  }
  function offer(text: string): void {
    import('../../decoder/frame-filter/completions.ts').then(
      ({ completionsAt }) => {
        const field = input.current;
        if (field === null || field.value !== text || document.activeElement !== field) return;
        setList(completionsAt(text, field.selectionStart ?? text.length));
        setAt(-1);
      },
      // Without completion the filter is typed in full.
      () => {},
    );
  }
  function take({ from, to, text }: Completion): void {
    const field = input.current;
    if (field === null) return;
    const space = /[:<>=]$/.test(text) ? '' : ' ';
    setText(`${field.value.slice(0, from)}${text}${space}${field.value.slice(to).trimStart()}`);
    close();
    field.focus();
    const caret = from + text.length + space.length;
    requestAnimationFrame(() => field.setSelectionRange(caret, caret));
  }
  function onKey({ key }: KeyboardEvent): boolean {
    if (list.length === 0) {
      if (key === 'ArrowDown') offer(input.current?.value ?? '');
      return key === 'ArrowDown';
    }
    if (key === 'ArrowDown') setAt((at + 1) % list.length);
    else if (key === 'ArrowUp') setAt(at <= 0 ? list.length - 1 : at - 1);
    else if (key === 'Escape') close();
    else if (key === 'Enter' && at >= 0) take(list[at]);
    else return false;
    return true;
  }
  return { list, at, offer, close, take, onKey };
}
