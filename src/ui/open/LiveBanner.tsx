import type { Live } from '../../app/state.ts';
import { formatBytes } from '../../decoder/model/words.ts';
import { useActions, useAppState } from '../app-context.ts';

const words: Readonly<Record<Live['kind'], (bytes: number) => string>> = {
  waiting: () => 'Live: waiting for bytes.',
  growing: (bytes) => `Live: ${formatBytes(bytes)} so far. The last frame stays chosen while it is the last.`,
  ended: (bytes) => `The tap has ended: all ${formatBytes(bytes)} of its recording are here.`,
  lost: (bytes) => `The tap can no longer be reached. Its first ${formatBytes(bytes)} are here.`,
  'too-long': (bytes) =>
    `The recording is longer than what is followed live, the first ${formatBytes(bytes)}. Open the file of the tap for all of it.`,
};

/** Says how a recording grows. */
export function LiveBanner() {
  const { setLive } = useActions();
  const live = useAppState((state) => state.live);
  if (live === null) return null;
  const isOver = live.kind !== 'growing' && live.kind !== 'waiting';
  return (
    <div
      data-testid="live"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-raised px-4 py-1.5"
    >
      <span
        aria-hidden="true"
        className={`size-2 rounded-full ${live.kind === 'growing' ? 'bg-bad' : 'bg-faint'}`}
      />
      <span className="flex-1" role="status">
        {words[live.kind](live.bytes)}
      </span>
      {isOver && (
        <button type="button" className="btn" onClick={() => setLive(null)}>
          Hide
        </button>
      )}
    </div>
  );
}
