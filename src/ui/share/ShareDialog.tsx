import { lazy, Suspense, useEffect, useState } from 'react';
import { connectionOf, patchesOf } from '../../app/selectors.ts';
import { isPlaintextShown } from '../../decoder/model/tls.ts';
import { formatBytes, formatCount } from '../../decoder/model/words.ts';
import type { ShareRequest, ShareResult } from '../../worker/protocol.ts';
import { useActions, useAppState, useSelection } from '../app-context.ts';
import { CopyButton } from '../shared/CopyButton.tsx';
import { Dialog } from '../shared/Dialog.tsx';
import { Icon } from '../shared/Icon.tsx';
import { saveBlob } from '../shared/save-blob.ts';
import { Tabs } from '../shared/Tabs.tsx';
import { type Leaving, Option, Secrets } from './LeaveOut.tsx';

/** The tabs: a link, and the forms in which the connection is handed over. */
const tabs = [
  { id: 'link', label: 'Link' },
  { id: 'report', label: 'Report' },
  { id: 'messages', label: 'Messages' },
  { id: 'bytes', label: 'Bytes' },
  { id: 'reproduction', label: 'Reproduction' },
] as const;

/** Fetched on use; without a network a sentence stands in its place. */
const HandoverPanel = lazy(() =>
  import('./HandoverPanel.tsx').then(
    ({ HandoverPanel }) => ({ default: HandoverPanel }),
    () => ({ default: NotLoaded as typeof import('./HandoverPanel.tsx').HandoverPanel }),
  ),
);

function NotLoaded() {
  return (
    <p className="text-warn">
      This part of the page could not be loaded. Open the page again with a network.
    </p>
  );
}

const panelId = 'share-panel';

/** Shares a connection: as a link, or in the form that another program or a person reads. */
export function ShareDialog() {
  const { closeDialog } = useActions();
  const [tab, setTab] = useState<(typeof tabs)[number]['id']>('link');
  const [blank, setBlank] = useState(false);
  const [redact, setRedact] = useState(true);
  const leaving: Leaving = { blank, redact, onBlank: setBlank, onRedact: setRedact };
  return (
    <Dialog title="Share" wide={tab !== 'link'} onClose={() => closeDialog()}>
      <Tabs
        label="What to share"
        items={tabs}
        value={tab}
        panelId={panelId}
        onChange={(id) => setTab(id as typeof tab)}
      />
      <div role="tabpanel" id={panelId} aria-labelledby={`${panelId}-tab-${tab}`} className="pt-3">
        {tab === 'link' ? (
          <LinkPanel {...leaving} />
        ) : (
          <Suspense fallback={<p className="text-dim">Loading…</p>}>
            <HandoverPanel key={tab} of={tab} {...leaving} />
          </Suspense>
        )}
      </div>
    </Dialog>
  );
}

/** Makes a link, or a file where a link would be too long. */
function LinkPanel({ blank, redact, onBlank, onRedact }: Leaving) {
  const { save, share } = useActions();
  const connection = useAppState(connectionOf);
  const frame = useSelection(({ frame }) => frame?.index ?? null);
  const field = useSelection((selection) => selection.field);
  const filter = useSelection((selection) => selection.filter.text);
  const edited = useAppState((state) => patchesOf(state).length > 0);
  const [scope, setScope] = useState<ShareRequest['scope']>('connection');
  const [result, setResult] = useState<ShareResult | null>(null);
  const id = connection?.id ?? 0;
  const isDecrypted = connection?.transport === 'tls' && isPlaintextShown(connection.tls);

  useEffect(() => {
    let here = true;
    setResult(null);
    void share({ connection: id, scope, frame, field, filter, blank, redact }).then(
      (answer) => here && setResult(answer),
    );
    return () => {
      here = false;
    };
  }, [share, id, scope, frame, field, filter, blank, redact]);

  const fragment = result?.fragment ?? null;
  const link = fragment === null ? null : `${window.location.href.replace(/#.*$/, '')}${fragment}`;

  async function onSave(): Promise<void> {
    const file = await save({ connection: id, scope, frame, field, blank, redact });
    if (file === null) return;
    const bytes = file.bytes as Uint8Array<ArrayBuffer>;
    saveBlob(file.name, new Blob([bytes], { type: 'application/octet-stream' }));
  }

  return (
    <>
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
      <Secrets on={redact} onChange={onRedact} result={result} />
      <Option
        name="blank"
        label="Blank the payloads"
        on={blank}
        onChange={onBlank}
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
    </>
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
