import { changedBits } from '../../app/patches.ts';
import { isDecoding, patchesOf } from '../../app/selectors.ts';
import { count } from '../../decoder/model/words.ts';
import { useActions, useAppState } from '../app-context.ts';
import { Icon } from '../shared/Icon.tsx';

/** Says that the shown bytes were edited, with a button to restore the capture. */
export function EditBanner() {
  const { resetEdits } = useActions();
  const patches = useAppState(patchesOf);
  const busy = useAppState(isDecoding);
  if (patches.length === 0) return null;
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
        <strong className="font-semibold">You changed {count(changedBits(patches), 'bit')}.</strong> What you
        see was decoded from the changed bytes: it is not what was captured.
      </span>
      <button type="button" className="btn" disabled={busy} onClick={() => void resetEdits()}>
        <Icon name="undo" size={13} />
        Back to the original
      </button>
    </div>
  );
}
