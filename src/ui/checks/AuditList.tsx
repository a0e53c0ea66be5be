import type { HandshakeCheck } from '../../decoder/model/handshake.ts';
import { Icon } from '../shared/Icon.tsx';
import { RfcLink } from '../shared/RfcLink.tsx';

export const auditLooks = {
  ok: { icon: 'check', color: 'text-ok', word: 'passed' },
  error: { icon: 'cross', color: 'text-bad', word: 'failed' },
  warning: { icon: 'warn', color: 'text-warn', word: 'warning' },
  note: { icon: 'note', color: 'text-dim', word: 'note' },
} as const;

const ofRequest = new Set(['method', 'key', 'version', 'host']);

/** Upgrade and Connection stand in both heads, so each check names its head. A missing header has no place. */
function sideOf({ id, place }: HandshakeCheck): string {
  const request = place ? place.sender === 'client' : ofRequest.has(id) || id.startsWith('request-');
  return request ? 'request' : 'answer';
}

interface AuditListProps {
  readonly checks: readonly HandshakeCheck[];
  readonly active: string | null;
  readonly onPoint: (check: string | null) => void;
}

/** The checks of a handshake: failed ones first with details, then passed ones in short. */
export function AuditList({ checks, active, onPoint }: AuditListProps) {
  const failed = checks.filter((check) => !check.ok);
  const passed = checks.filter((check) => check.ok);
  return (
    <section aria-label="Audit" className="overflow-hidden rounded-lg border border-line bg-panel">
      <h3 className="border-b border-line px-3.5 py-2 font-semibold">
        Audit{' '}
        <span className="font-normal text-dim">
          {failed.length > 0 ? `${failed.length} of ${checks.length} failed` : `all ${checks.length} passed`}
        </span>
      </h3>
      <ul aria-label="Checks of the handshake">
        {[...failed, ...passed].map((check) => {
          const look = auditLooks[check.ok ? 'ok' : check.severity];
          return (
            <li
              key={check.id}
              data-check={check.id}
              data-ok={check.ok}
              onMouseEnter={() => onPoint(check.id)}
              onMouseLeave={() => onPoint(null)}
              className={`flex gap-2.5 border-b border-line px-3.5 py-1.5 last:border-b-0 ${active === check.id ? 'bg-raised shadow-[inset_3px_0_var(--accent)]' : ''}`}
            >
              <span className={`mt-0.5 ${look.color}`}>
                <Icon name={look.icon} size={13} label={look.word} />
              </span>
              <p className="min-w-0 flex-1 break-words">
                <span className={check.ok ? 'text-dim' : 'font-semibold'}>{check.title}</span>{' '}
                <span className="text-2xs text-faint">{sideOf(check)}</span>
                {!check.ok && <span className="mt-0.5 block">{check.text}</span>}
              </p>
              {check.section !== '' && (
                <span className="-mt-0.5 text-2xs">
                  <RfcLink section={check.section} />
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
