import { count, formatBytes, formatCount } from '../../decoder/model/words.ts';
import type { FrameView } from '../../worker/protocol.ts';
import { useActions } from '../app-context.ts';

/** Code and reason of a Close frame. */
export function CloseLine({ close }: { close: NonNullable<FrameView['close']> }) {
  return (
    <p className="mt-2 rounded-md bg-raised px-3 py-1.5">
      <strong className="font-semibold">
        {close.code === null ? 'No close code' : `Close code ${close.code}`}
      </strong>
      {close.name !== '' && <span className="text-dim">, {close.name}</span>}
      {close.reason !== '' && <span>: “{close.reason}”</span>}
    </p>
  );
}

interface MessageLineProps {
  readonly message: NonNullable<FrameView['message']>;
  /** Byte count so far. */
  readonly length: number;
  /** Why the payload is incomplete. */
  readonly note: string | null;
  readonly current: number;
}

/** The message of a frame, and its frames. */
export function MessageLine({ message, length, note, current }: MessageLineProps) {
  const { selectFrame } = useActions();
  const shown = message.frames.slice(0, 12);
  return (
    <div className="mt-2 text-dim">
      <span className="inline-flex flex-wrap items-center gap-x-1">
        {message.kind} message {formatCount(message.index)}, {formatBytes(length)}
        {message.compressed ? ' inflated' : ''}, in {count(message.frames.length, 'frame')}:
        {shown.map((frame) => (
          <button
            key={frame}
            type="button"
            disabled={frame === current}
            onClick={() => void selectFrame(frame)}
            className={`min-h-6 min-w-6 rounded px-1 tabular-nums ${
              frame === current ? 'font-bold text-ink' : 'text-accent underline'
            }`}
          >
            {formatCount(frame)}
          </button>
        ))}
        {message.frames.length > shown.length && ' …'}
      </span>
      {note && <p className="text-warn">{note}</p>}
    </div>
  );
}
