import { captureOf, connectionOf, isProgressive, isReading, isUnknownText } from '../../app/selectors.ts';
import type { ErrorText } from '../../decoder/recognise/errors.ts';
import type { VerdictLevel } from '../../worker/protocol.ts';
import { headlineOfText } from '../answer/answer-words.ts';
import { useActions, useAppState } from '../app-context.ts';
import { Icon } from '../shared/Icon.tsx';
import { LevelMark } from '../shared/LevelMark.tsx';
import { Ribbon } from './Ribbon.tsx';

const boxes: Record<VerdictLevel, string> = {
  broken: 'verdict-broken',
  warning: 'verdict-warning',
  sound: 'verdict-sound',
  unknown: 'verdict-unknown',
};

/** Kinds of text whose answer has a verdict of its own: the headline above it is small. */
const ownVerdict: ReadonlySet<string> = new Set(['configuration', 'handshake', 'url']);

const noErrors: readonly ErrorText[] = [];

/** The verdict headline. */
export function Verdict() {
  const { selectFrame, jump } = useActions();
  const connection = useAppState(connectionOf);
  const reading = useAppState(isReading);
  const progressive = useAppState(isProgressive);
  const isOneOfMany = useAppState((state) => (captureOf(state)?.connections.length ?? 0) > 1);
  const empty = useAppState((state) => captureOf(state)?.connections.length === 0);
  const isRefused = useAppState(isUnknownText);
  const recognition = useAppState((state) => captureOf(state)?.recognition ?? null);
  const errors = useAppState((state) => captureOf(state)?.errors ?? noErrors);
  if (!connection) {
    const isText = recognition !== null && (isRefused || recognition.kind !== 'unknown');
    const words = isText ? headlineOfText(recognition, errors) : null;
    const isSmall = recognition !== null && ownVerdict.has(recognition.kind);
    return (
      <div
        className={isSmall ? 'px-4 pt-3' : 'verdict verdict-unknown'}
        // The headline says all that the note on such a text says: it is the one answer.
        role={isRefused ? 'alert' : undefined}
        data-testid={isRefused ? 'notes' : undefined}
      >
        <h1
          data-testid="verdict"
          data-level="unknown"
          className={`font-semibold ${isSmall ? '' : 'text-[17px] leading-snug'}`}
        >
          {empty ? (words?.title ?? 'No WebSocket connection in this input') : 'Reading…'}
        </h1>
        {empty && words && <p className="mt-0.5 text-dim [overflow-wrap:anywhere]">{words.summary}</p>}
      </div>
    );
  }
  const { level, headline, summary, breaks } = connection;
  const first = breaks[0];
  const ends = [connection.client, connection.server].filter((end) => end !== null).join(' → ');
  const path = connection.handshake?.request?.target ?? null;
  return (
    <div className={`verdict ${boxes[level]}`} data-progressive={progressive}>
      <div className="flex items-start gap-3">
        <span className="verdict-mark">
          <LevelMark level={level} size={18} />
        </span>
        <div className="min-w-0 flex-1">
          <h1
            data-testid="verdict"
            data-level={level}
            className="text-[17px] leading-snug font-semibold text-balance [overflow-wrap:anywhere]"
          >
            {headline || (reading ? 'Reading…' : 'No diagnosis for these bytes')}
          </h1>
          {isOneOfMany && (ends !== '' || path !== null) && (
            <p data-testid="verdict-connection" className="mt-0.5 text-2xs text-dim [overflow-wrap:anywhere]">
              {[ends, path].filter(Boolean).join('  ')}
            </p>
          )}
          {(summary !== '' || progressive) && (
            <p className="verdict-summary mt-0.5 [overflow-wrap:anywhere] text-dim">{summary}</p>
          )}
        </div>
        {first && (
          <button
            type="button"
            className="btn max-sm:hidden"
            onClick={() =>
              void (first.frame === null
                ? jump({ sender: first.sender, offset: first.offset, length: 1 })
                : selectFrame(first.frame))
            }
          >
            <Icon name="target" size={13} />
            The break
          </button>
        )}
      </div>
      <Ribbon connection={connection} />
    </div>
  );
}
