import { versionInWords } from '../../decoder/error-texts/version-words.ts';
import type { ErrorText } from '../../decoder/recognise/errors.ts';

/** Programs that are shown before the others are folded: the causes follow below. */
const maxShown = 1;

interface WhoSaysProps {
  readonly entries: readonly ErrorText[];
  readonly name: string;
  readonly onEdit?: () => void;
}

/** The text word for word, who prints it, and its variable parts. */
export function WhoSays({ entries, name, onEdit }: WhoSaysProps) {
  const [first] = entries;
  const rest = entries.slice(maxShown);
  return (
    <section aria-label="Who says it" className="rounded-lg border border-line bg-panel px-3.5 py-3">
      <div className="flex items-start gap-2">
        <blockquote className="min-w-0 flex-1 rounded-md bg-raised px-3 py-2 font-mono text-base font-semibold break-words">
          {first.text}
        </blockquote>
        {onEdit && (
          <button type="button" className="btn" onClick={onEdit}>
            Edit
          </button>
        )}
      </div>
      {first.similarTo !== null && (
        <p className="mt-2 text-warn" data-testid="similar">
          No known program prints exactly this. It is similar to “{first.similarTo}”.
        </p>
      )}
      <p className="mt-2.5 break-words">{first.note}</p>
      <ul className="mt-2.5 grid gap-1.5">
        {entries
          .slice(0, maxShown)
          .filter(isNamed)
          .map((entry) => (
            <Speaker key={entry.implementation} entry={entry} name={name} />
          ))}
      </ul>
      {rest.length > 0 && (
        <details className="mt-1">
          <summary className="min-h-7 text-dim">
            Also printed by {rest[0].implementation === 'any' ? name : rest[0].implementation}
            {rest.length > 1 && ` and ${rest.length - 1} more`}
          </summary>
          <ul className="mt-1.5 grid gap-1.5">
            {rest.map((entry) => (
              <Speaker key={entry.implementation} entry={entry} name={name} />
            ))}
          </ul>
        </details>
      )}
      {first.variables.length > 0 && (
        <dl className="mt-3 grid gap-1.5 border-t border-line pt-2.5" data-testid="error-variables">
          {first.variables.map(({ name: label, value, meaning }) => (
            <div key={label} className="flex flex-wrap gap-x-2 break-words">
              <dt className="text-dim">{label}</dt>
              <dd className="min-w-0">
                <code className="font-semibold break-all">{value}</code>
                {meaning && <span className="text-dim"> {meaning}</span>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

/** An unknown text has no program: its name would only repeat that it is an error message. */
const isNamed = ({ implementation, kind }: ErrorText): boolean => implementation !== 'any' || kind !== null;

function Speaker({ entry, name }: { entry: ErrorText; name: string }) {
  const { implementation, version, role, shown } = entry;
  return (
    <li data-implementation={implementation} className="flex flex-wrap items-baseline gap-x-2 break-words">
      <strong className="font-semibold">{implementation === 'any' ? name : implementation}</strong>
      {role && <span className="text-dim">as {role}</span>}
      {version && <span className="text-xs text-dim">{versionInWords(version)}</span>}
      {shown && <span className="w-full text-xs text-dim">{shown}</span>}
    </li>
  );
}
