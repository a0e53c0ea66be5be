import { useEffect, useState } from 'react';
import { connectionOf, patchesOf } from '../../app/selectors.ts';
import { count, formatBytes, formatCount } from '../../decoder/model/words.ts';
import type { ShareRequest, ShareResult } from '../../worker/protocol.ts';
import { useActions, useAppState, useSelection } from '../app-context.ts';
import { CopyButton } from '../shared/CopyButton.tsx';
import { Dialog } from '../shared/Dialog.tsx';
import { Icon } from '../shared/Icon.tsx';
import { saveBlob } from '../shared/save-blob.ts';

/** Makes a link, or a file where a link would be too long. */
export function ShareDialog() {
  const { closeDialog, save, share } = useActions();
  const connection = useAppState(connectionOf);
  const frame = useSelection(({ frame }) => frame?.index ?? null);
  const field = useSelection((selection) => selection.field);
  const edited = useAppState((state) => patchesOf(state).length > 0);
  const [scope, setScope] = useState<ShareRequest['scope']>('connection');
  const [blank, setBlank] = useState(false);
  const [redact, setRedact] = useState(true);
  const [result, setResult] = useState<ShareResult | null>(null);
  const id = connection?.id ?? 0;
  const isDecrypted = connection?.transport === 'tls' && connection.tls?.keys === 'decrypted';

  useEffect(() => {
    let here = true;
    setResult(null);
    void share({ connection: id, scope, frame, field, blank, redact }).then(
      (answer) => here && setResult(answer),
    );
    return () => {
      here = false;
    };
  }, [share, id, scope, frame, field, blank, redact]);

  const fragment = result?.fragment ?? null;
  const link = fragment === null ? null : `${window.location.href.replace(/#.*$/, '')}${fragment}`;

  async function onSave(): Promise<void> {
    const file = await save({ connection: id, scope, frame, field, blank, redact });
    if (file === null) return;
    const bytes = file.bytes as Uint8Array<ArrayBuffer>;
    saveBlob(file.name, new Blob([bytes], { type: 'application/octet-stream' }));
  }

  return (
    <Dialog title="Share" onClose={() => closeDialog()}>
      <p className="text-dim">
        The link holds the bytes themselves, after the #. Browsers do not send that part to any server: who
        has the link has the bytes.
      </p>
      <fieldset className="mt-4 grid gap-1">
        <legend className="heading mb-1">What to share</legend>
        <Choice
          name="scope"
          value="connection"
          label="The whole connection"
          on={scope === 'connection'}
          onChoose={() => setScope('connection')}
        />
        <Choice
          name="scope"
          value="frame"
          label={
            frame === null ? 'One frame (none is chosen)' : `Frame ${formatCount(frame)} and its neighbours`
          }
          on={scope === 'frame'}
          disabled={frame === null}
          onChoose={() => setScope('frame')}
        />
      </fieldset>
      <Secrets on={redact} onChange={setRedact} result={result} />
      <Option
        name="blank"
        label="Blank the payloads"
        on={blank}
        onChange={setBlank}
        hint="Text becomes x, other data zeros. Frame headers, lengths, masking keys and close codes stay."
      />
      {isDecrypted && (
        <p className="mt-3 text-warn" data-testid="share-plaintext">
          This connection was encrypted. The link and the file hold its plaintext, readable by everyone who
          has them; they do not hold the keys.
        </p>
      )}
      {edited && <p className="mt-3 text-warn">You changed bits: the link holds the changed bytes.</p>}
      <div className="mt-4 min-h-[92px]" aria-live="polite">
        {result === null ? (
          <p className="text-dim">Making the link…</p>
        ) : link !== null ? (
          <>
            <input
              readOnly
              data-testid="share-link"
              aria-label="Link"
              value={link}
              onFocus={(event) => event.target.select()}
              className="field-input h-9 w-full px-3 font-mono text-xs"
            />
            <div className="mt-2 flex flex-wrap items-center gap-2">
              <CopyButton label="Copy link" primary text={() => link} />
              <SaveButton onSave={onSave} />
              <span className="text-dim">
                {formatCount(result.characters)} characters, {formatBytes(result.bytes)} of input
              </span>
            </div>
          </>
        ) : (
          <TooLong
            result={result}
            scope={scope}
            canNarrow={frame !== null}
            onNarrow={() => setScope('frame')}
            onSave={onSave}
          />
        )}
      </div>
    </Dialog>
  );
}

interface OptionProps {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

function Option({ name, label, hint, on, onChange }: OptionProps) {
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
  readonly result: ShareResult | null;
}

/** The choice to remove secrets, and what it removed. */
function Secrets({ on, onChange, result }: SecretsProps) {
  return (
    <>
      <Option
        name="redact"
        label="Remove secrets"
        on={on}
        onChange={onChange}
        hint="Cookies, credentials and tokens in the handshake, in the URL and in text messages become x. Lengths, checks and the diagnosis stay the same. Addresses and host names stay."
      />
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
function RemovedList({ result }: { result: ShareResult }) {
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

function SaveButton({ onSave }: { onSave: () => Promise<void> }) {
  return (
    <button type="button" className="btn" onClick={() => void onSave()}>
      <Icon name="save" /> Save as a file
    </button>
  );
}

interface TooLongProps {
  readonly result: ShareResult;
  readonly scope: ShareRequest['scope'];
  readonly canNarrow: boolean;
  readonly onNarrow: () => void;
  readonly onSave: () => Promise<void>;
}

function TooLong({ result, scope, canNarrow, onNarrow, onSave }: TooLongProps) {
  return (
    <div data-testid="share-too-long" className="rounded-lg border border-warn/40 bg-warnbg px-3 py-2.5">
      <p>
        A link may have {formatCount(result.limit)} characters; this one would have{' '}
        {formatCount(result.characters)}. Messengers and log systems cut longer ones.
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        {scope === 'connection' && canNarrow && (
          <button type="button" className="btn btn-primary" onClick={onNarrow}>
            Share this frame with its neighbours
          </button>
        )}
        <SaveButton onSave={onSave} />
      </div>
    </div>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly label: string;
  readonly on: boolean;
  readonly disabled?: boolean;
  readonly onChoose: () => void;
}

function Choice({ name, value, label, on, disabled, onChoose }: ChoiceProps) {
  return (
    <label className={`flex min-h-6 items-center gap-2.5 ${disabled ? 'text-faint' : ''}`}>
      <input
        type="radio"
        name={name}
        value={value}
        checked={on}
        disabled={disabled}
        onChange={onChoose}
        className="size-4 accent-accent"
      />
      {label}
    </label>
  );
}
