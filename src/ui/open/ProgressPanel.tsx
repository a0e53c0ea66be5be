import { sourceOf } from '../../app/selectors.ts';
import { formatBytes, formatCount } from '../../decoder/model/words.ts';
import { useActions, useAppState } from '../app-context.ts';
import { formatSeconds } from '../shared/format.ts';

/** Progress with a cancel button. It floats over the page, so that the layout does not shift. */
export function ProgressPanel() {
  const { cancelOpen } = useActions();
  const progress = useAppState(({ phase }) => (phase.kind === 'opening' ? phase.progress : null));
  const name = useAppState((state) => sourceOf(state)?.name ?? '');
  const total = progress?.totalBytes ?? null;
  const share = progress && total ? Math.min(1, progress.bytesRead / total) : null;
  return (
    <div
      role="status"
      aria-label="Reading"
      data-testid="progress"
      className="fixed inset-x-3 bottom-3 z-30 mx-auto flex min-h-12 max-w-[820px] items-center gap-3 rounded-xl border border-edge bg-panel px-4 py-2 shadow-2xl"
    >
      <span className="max-w-56 truncate font-semibold max-sm:hidden">Reading {name}</span>
      <progress
        aria-label="Share of the file that is read"
        max={1}
        value={share ?? undefined}
        className="progress min-w-16 flex-1"
      />
      <span className="min-w-56 text-right text-dim whitespace-nowrap tabular-nums md:min-w-80">
        {progress && (
          <>
            {share === null ? formatBytes(progress.bytesRead) : `${Math.floor(share * 100)} %`} ·{' '}
            {formatBytes(progress.bytesPerSecond)}/s
            {progress.secondsLeft !== null && ` · ${formatSeconds(progress.secondsLeft)} left`}
            <span className="max-md:hidden"> · {formatCount(progress.frames)} frames</span>
          </>
        )}
      </span>
      <button type="button" className="btn" onClick={cancelOpen}>
        Cancel
      </button>
    </div>
  );
}
