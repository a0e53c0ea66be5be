import { connectionOf } from '../../app/selectors.ts';
import type { HandshakeCheck } from '../../worker/protocol.ts';
import { useActions, useAppState } from '../app-context.ts';
import { Icon } from '../shared/Icon.tsx';
import { RfcLink } from '../shared/RfcLink.tsx';
import { HeadView } from './HeadView.tsx';
import { TlsPanel } from './TlsPanel.tsx';

const looks = {
  ok: { icon: 'check', color: 'text-ok', word: 'passed' },
  error: { icon: 'cross', color: 'text-bad', word: 'failed' },
  warning: { icon: 'warn', color: 'text-warn', word: 'warning' },
  note: { icon: 'note', color: 'text-dim', word: 'note' },
} as const;

/** The handshake, header by header. */
export function HandshakePanel() {
  const connection = useAppState(connectionOf);
  if (!connection) return null;
  const { handshake, tls } = connection;
  if (!handshake) {
    return (
      <section aria-label="Handshake" data-testid="handshake">
        <h2 className="heading px-4 pt-4 pb-1.5">Handshake</h2>
        <p className="px-4 text-dim">
          {tls === null
            ? 'Not in this input: the bytes start with frames. What was agreed is not known.'
            : 'The HTTP handshake is not readable in this input.'}
        </p>
        {tls !== null && <TlsPanel tls={tls} />}
      </section>
    );
  }
  const { request, response, checks } = handshake;
  const failed = checks.filter((check) => !check.ok);
  const ordered = [...failed, ...checks.filter((check) => check.ok)];
  return (
    <section aria-label="Handshake" data-testid="handshake">
      <h2 className="heading px-4 pt-4 pb-1.5">Handshake</h2>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-px px-2">
        {request && <HeadView head={request} sender="client" />}
        {response && <HeadView head={response} sender="server" />}
      </div>
      <ul className="mt-1.5 px-2" aria-label="Checks of the handshake">
        {ordered.map((check) => (
          <Check key={check.id} check={check} />
        ))}
      </ul>
      {tls !== null && <TlsPanel tls={tls} />}
      {handshake.fingerprints.length > 0 && (
        <p className="px-4 pt-2 text-2xs text-faint">Software seen: {handshake.fingerprints.join(', ')}</p>
      )}
    </section>
  );
}

function Check({ check }: { check: HandshakeCheck }) {
  const { jump } = useActions();
  const look = looks[check.ok ? 'ok' : check.severity];
  const { place } = check;
  return (
    <li data-check={check.id} data-ok={check.ok}>
      <details className="group rounded-md open:bg-raised" open={!check.ok && check.severity === 'error'}>
        <summary className="flex min-h-6 items-center gap-2 rounded-md px-2 py-0.5 hover:bg-raised">
          <span className={look.color}>
            <Icon name={look.icon} size={13} label={look.word} />
          </span>
          <span className={`min-w-0 flex-1 truncate ${check.ok ? 'text-dim' : ''}`}>{check.title}</span>
          <span className="text-faint group-open:rotate-90">
            <Icon name="right" size={11} />
          </span>
        </summary>
        <div className="px-2 pb-2 pl-7 break-words text-dim">
          {check.text}
          <div className="mt-1 flex flex-wrap items-center gap-3">
            {check.section !== '' && <RfcLink section={check.section} />}
            {place && (
              <button
                type="button"
                className="inline-flex min-h-6 items-center gap-1 text-accent underline"
                onClick={() => void jump(place)}
              >
                <Icon name="target" size={12} /> the line
              </button>
            )}
          </div>
        </div>
      </details>
    </li>
  );
}
