import type { TlsSummary } from '../../decoder/model/tls.ts';
import { tlsRows } from '../../decoder/model/tls-words.ts';

/** Version, names and certificates of TLS. */
export function TlsPanel({ tls }: { tls: TlsSummary }) {
  const rows = tlsRows(tls);
  if (rows.length === 0) return null;
  return (
    <section aria-label="TLS" data-testid="tls">
      <h3 className="heading px-4 pt-3 pb-1.5">TLS</h3>
      <dl className="grid grid-cols-[minmax(0,1fr)] gap-1 px-4">
        {rows.map(({ label, text }) => (
          <div key={`${label} ${text}`}>
            <dt className="text-2xs text-dim">{label}</dt>
            <dd className="[overflow-wrap:anywhere]">{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
