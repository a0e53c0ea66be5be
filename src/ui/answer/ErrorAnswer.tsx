import type { ErrorText } from '../../decoder/recognise/errors.ts';
import { useActions } from '../app-context.ts';
import { FixTabs } from '../diagnosis/FixTabs.tsx';

/** Errors that are shown before the others are folded. */
const maxShownErrors = 2;

interface ErrorAnswerProps {
  readonly errors: readonly ErrorText[];
  readonly name: string;
}

/** What an error text means: who prints it, what it says of the bytes, and the causes that it makes likely. */
export function ErrorAnswer({ errors, name }: ErrorAnswerProps) {
  const [first] = errors;
  if (first === undefined) return null;
  const rest = errors.slice(maxShownErrors);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4" data-testid="error-answer">
      <section aria-label="The error" className="grid gap-2">
        {errors.slice(0, maxShownErrors).map((error) => (
          <ErrorCard key={`${error.implementation} ${error.text}`} error={error} name={name} />
        ))}
        {rest.length > 0 && (
          <details>
            <summary className="min-h-7 text-dim">Printed by {rest.length} other programs too</summary>
            <ul className="mt-1.5 grid gap-2">
              {rest.map((error) => (
                <li key={`${error.implementation} ${error.text}`}>
                  <ErrorCard error={error} name={name} />
                </li>
              ))}
            </ul>
          </details>
        )}
      </section>
      <CauseShares error={first} />
      {first.causes[0] && (
        <section aria-label="Fix for the likeliest cause">
          <h2 className="heading">If it is “{first.causes[0].title}”</h2>
          <FixTabs cause={first.causes[0].cause} stacks={[]} />
        </section>
      )}
    </div>
  );
}

function ErrorCard({ error, name }: { error: ErrorText; name: string }) {
  const { implementation, role, text, note, violations } = error;
  return (
    <article
      className="rounded-lg border border-line bg-panel px-3.5 py-3"
      data-implementation={implementation}
    >
      <p className="text-dim">
        <strong className="font-semibold text-ink">{implementation === 'any' ? name : implementation}</strong>
        {role && ` (${role})`} prints
      </p>
      <blockquote className="mt-1 rounded-md bg-raised px-2.5 py-1.5 font-mono text-sm break-words">
        {text}
      </blockquote>
      <p className="mt-2 break-words">{note}</p>
      {violations.length > 0 && (
        <p className="mt-1.5 flex flex-wrap items-center gap-1.5 text-2xs text-dim">
          Rules that give this text:
          {violations.map((rule) => (
            <code key={rule} className="rounded-sm border border-line px-1.5">
              {rule}
            </code>
          ))}
        </p>
      )}
    </article>
  );
}

function CauseShares({ error }: { error: ErrorText }) {
  const { showCause } = useActions();
  if (error.causes.length === 0) {
    return (
      <p className="text-dim">
        This text alone does not tell the cause. Capture the bytes of the connection: they decide.
      </p>
    );
  }
  return (
    <section aria-label="Causes that this text makes likely">
      <h2 className="heading mb-2">Causes that this text makes likely</h2>
      <ol className="overflow-hidden rounded-lg border border-line bg-panel">
        {error.causes.map(({ cause, title, share }) => (
          <li
            key={cause}
            data-cause={cause}
            className="flex min-h-9 flex-wrap items-center gap-x-3 border-b border-line px-3.5 py-1.5 last:border-b-0"
          >
            <span className="min-w-0 flex-1 font-semibold break-words">{title}</span>
            <span className="text-2xs text-dim tabular-nums">{Math.round(share * 100)} %</span>
            <span aria-hidden="true" className="h-[3px] w-16 overflow-hidden rounded-full bg-line">
              <span className="block h-full rounded-full bg-accent" style={{ width: `${share * 100}%` }} />
            </span>
            <button
              type="button"
              className="min-h-6 text-accent underline underline-offset-2"
              aria-label={`More on ${title}`}
              onClick={() => showCause(cause)}
            >
              More
            </button>
          </li>
        ))}
      </ol>
      <p className="mt-1.5 text-dim">
        Programs print one text for several causes. The bytes decide: capture them as shown below.
      </p>
    </section>
  );
}
