import { showsInBytes } from '../../decoder/error-texts/in-bytes.ts';
import type { ErrorCause } from '../../decoder/recognise/errors.ts';
import { useActions } from '../app-context.ts';
import { Icon } from '../shared/Icon.tsx';

/** Causes that are shown before the others are folded. */
const maxShown = 4;

/** What the error comes from, the nearest first. Each row opens to how it happens, the test and public cases. */
export function CauseRanking({ causes }: { causes: readonly ErrorCause[] }) {
  const shown = causes.slice(0, maxShown);
  const rest = causes.slice(maxShown);
  const isCounted = causes.some(({ counted }) => counted !== null && counted.of > 0);
  return (
    <section aria-label="What it comes from" data-testid="error-causes">
      <h3 className="heading mb-2">What it comes from</h3>
      <ol className="overflow-hidden rounded-lg border border-line bg-panel">
        {shown.map((cause, rank) => (
          <CauseRow key={cause.explanation} cause={cause} isFirst={rank === 0} />
        ))}
      </ol>
      {rest.length > 0 && (
        <details className="mt-1">
          <summary className="min-h-7 text-dim">{rest.length} less likely</summary>
          <ol className="mt-1.5 overflow-hidden rounded-lg border border-line bg-panel">
            {rest.map((cause) => (
              <CauseRow key={cause.explanation} cause={cause} isFirst={false} />
            ))}
          </ol>
        </details>
      )}
      <p className="mt-1.5 text-xs text-dim">
        {isCounted
          ? 'Counted in public reports in which the cause was found; the order takes the rest of your text into account. A text alone is never certain.'
          : 'Not counted: the order follows from what this text rules out. A text alone is never certain.'}
      </p>
    </section>
  );
}

function CauseRow({ cause, isFirst }: { cause: ErrorCause; isFirst: boolean }) {
  const { showCause } = useActions();
  const { title, counted, share, because, how, check, cases } = cause;
  return (
    <li
      data-cause={cause.cause}
      data-explanation={cause.explanation}
      className="border-b border-line last:border-b-0"
    >
      <details open={isFirst} className="group">
        <summary className="flex min-h-10 flex-wrap items-center gap-x-3 px-3.5 py-1.5 hover:bg-raised">
          <span className="text-faint group-open:rotate-90">
            <Icon name="right" size={12} />
          </span>
          <span className="min-w-0 flex-1 basis-48 font-semibold break-words">{title}</span>
          <span className="text-2xs text-dim tabular-nums">
            {counted !== null && counted.cases > 0 && `${counted.cases} of ${counted.of} public cases`}
          </span>
          {counted !== null && (
            <span aria-hidden="true" className="h-[4px] w-16 overflow-hidden rounded-full bg-line">
              <span className="block h-full rounded-full bg-accent" style={{ width: `${share * 100}%` }} />
            </span>
          )}
        </summary>
        <div className="grid gap-1.5 px-3.5 pb-3 break-words">
          <p>{how}</p>
          <p>
            <strong className="font-semibold">To find out: </strong>
            {check}
          </p>
          {because.length > 0 && <p className="text-xs text-dim">Your text: {because.join('; ')}.</p>}
          <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1 text-xs">
            {showsInBytes(cause) && (
              <button
                type="button"
                className="min-h-6 text-accent underline underline-offset-2"
                aria-label={`More on ${title}`}
                onClick={() => showCause(cause.cause)}
              >
                How it looks in the bytes
              </button>
            )}
            {cases.map(({ url, software }) => (
              <a
                key={url}
                href={url}
                target="_blank"
                rel="noreferrer"
                className="min-h-6 [overflow-wrap:anywhere]"
              >
                {software}
              </a>
            ))}
          </p>
        </div>
      </details>
    </li>
  );
}
