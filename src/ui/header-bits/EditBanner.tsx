import { useLayoutEffect } from 'react';
import { changedBits } from '../../app/patches.ts';
import { canRedo, canUndo, isDecoding, patchesOf } from '../../app/selectors.ts';
import { count } from '../../decoder/model/words.ts';
import { useActions, useAppState } from '../app-context.ts';
import { Icon } from '../shared/Icon.tsx';

/** Ctrl+Z takes a flipped bit back, Ctrl+Shift+Z or Ctrl+Y flips it again. A field keeps its own undo. */
function useUndoKeys(): void {
  const { undo, redo } = useActions();
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event;
      const isTyping = target instanceof HTMLElement && target.matches('input, textarea, select');
      if (isTyping || event.altKey || !(event.ctrlKey || event.metaKey)) return;
      const key = event.key.toLowerCase();
      if (key !== 'z' && key !== 'y') return;
      event.preventDefault();
      void (key === 'y' || event.shiftKey ? redo() : undo());
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [undo, redo]);
}

/** Says that the shown bytes were edited, with buttons to go back. */
export function EditBanner() {
  const { resetEdits, undo, redo } = useActions();
  const patches = useAppState(patchesOf);
  const busy = useAppState(isDecoding);
  const undoable = useAppState(canUndo);
  const redoable = useAppState(canRedo);
  useUndoKeys();
  const isEdited = patches.length > 0;
  if (!isEdited && !redoable) return null;
  return (
    <div
      role="status"
      data-testid="edit-banner"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-warn/40 bg-warnbg px-4 py-1.5"
    >
      <span className="text-warn">
        <Icon name="warn" />
      </span>
      <span className="flex-1">
        {isEdited ? (
          <>
            <strong className="font-semibold">You changed {count(changedBits(patches), 'bit')}.</strong> What
            you see was decoded from the changed bytes: it is not what was captured.
          </>
        ) : (
          'The bytes are as they were captured.'
        )}
      </span>
      <button
        type="button"
        className="btn"
        disabled={busy || !undoable}
        title="Ctrl+Z"
        onClick={() => void undo()}
      >
        Undo
      </button>
      <button
        type="button"
        className="btn"
        disabled={busy || !redoable}
        title="Ctrl+Shift+Z"
        onClick={() => void redo()}
      >
        Redo
      </button>
      {isEdited && (
        <button type="button" className="btn" disabled={busy} onClick={() => void resetEdits()}>
          <Icon name="undo" size={13} />
          Back to the original
        </button>
      )}
    </div>
  );
}
