import { useActions, useAppState } from '../app-context.ts';
import { formatBytes, formatCount, formatSeconds } from '../shared/format.ts';

/** How far the reading is, with a way out. Its place is kept from the start, so that nothing moves. */
export function ProgressPanel() {
  const { cancelOpen } = useActions();
  const progress = useAppState((state) => state.progress);
  const name = useAppState((state) => state.source?.name ?? '');
  const total = progress?.totalBytes ?? null;
  const share = progress && total ? Math.min(1, progress.bytesRead / total) : null;
  return (
    <div
      role="status"
      aria-label="Reading"
      data-testid="progress"
      className="flex h-11 items-center gap-3 border-b border-line bg-panel px-4"
    >
      <span className="truncate font-semibold max-sm:hidden">Reading {name}</span>
      <progress
        aria-label="Share of the file that is read"
        max={1}
        value={share ?? undefined}
        className="progress min-w-16 flex-1"
      />
      <span className="text-dim whitespace-nowrap tabular-nums">
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
