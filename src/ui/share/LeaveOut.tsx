import { count, formatBytes, formatCount } from '../../decoder/model/words.ts';
import type { ShareResult } from '../../worker/protocol.ts';

/** What was left out of what is shared. */
export type LeftOut = Pick<ShareResult, 'removed' | 'removedCount' | 'unsearchedCount'>;

/** The choices about what is left out. */
export interface Leaving {
  readonly blank: boolean;
  readonly redact: boolean;
  readonly onBlank: (on: boolean) => void;
  readonly onRedact: (on: boolean) => void;
}

interface OptionProps {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

/** A choice with a sentence about it. */
export function Option({ name, label, hint, on, onChange }: OptionProps) {
  return (
    <label className="mt-3 flex gap-2.5">
      <input
        type="checkbox"
        name={name}
        checked={on}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <span>
        {label}
        <span className="block text-dim">{hint}</span>
      </span>
    </label>
  );
}

interface SecretsProps {
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  /** `null` while the link is made. */
  readonly result: LeftOut | null;
}

/** The choice to remove secrets, and what it removed. */
export function Secrets({ on, onChange, result }: SecretsProps) {
  return (
    <>
      <Option
        name="redact"
        label="Remove secrets"
        on={on}
        onChange={onChange}
        hint="Cookies, credentials and tokens in the handshake, in the URL and in text messages become x. Lengths, checks and the diagnosis stay the same. Addresses and host names stay."
      />
      {on && result === null && <p className="mt-1.5 ml-6.5 text-dim">Looking for secrets…</p>}
      {on && result !== null && <RemovedList result={result} />}
      {!on && (
        <p className="mt-1.5 ml-6.5 text-warn">The handshake stays as it is, with its cookies and tokens.</p>
      )}
    </>
  );
}

/** Lines of the list before it says how many more there are. */
const listedCount = 6;

/** What was removed, so that the reader can judge whether it is enough. */
function RemovedList({ result }: { result: LeftOut }) {
  const { removed, removedCount, unsearchedCount } = result;
  return (
    <div className="mt-1.5 ml-6.5 text-dim" data-testid="share-removed">
      {removedCount === 0 ? (
        <p>Nothing found that looks like a secret.</p>
      ) : (
        <ul className="grid gap-0.5">
          {removed.slice(0, listedCount).map((secret, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is made anew with each answer
            <li key={i} className="break-words">
              <span className="font-mono text-xs text-ink">{secret.what}</span>, {secret.sender}
              {secret.frame === null ? '' : `, frame ${formatCount(secret.frame)}`},{' '}
              {formatBytes(secret.bytes)}
            </li>
          ))}
          {removedCount > listedCount && <li>and {formatCount(removedCount - listedCount)} more</li>}
        </ul>
      )}
      {unsearchedCount > 0 && (
        <p>Not searched: {count(unsearchedCount, 'message')} compressed, fragmented, binary or very long.</p>
      )}
    </div>
  );
}
