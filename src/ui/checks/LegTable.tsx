import type { HeaderDifference, LegComparison } from '../../decoder/handshake-check/legs.ts';
import { SeverityMark } from '../shared/SeverityMark.tsx';
import { CheckVerdict } from './CheckVerdict.tsx';

/** Both legs of a proxy, header by header. */
export function LegComparisonView({ comparison }: { comparison: LegComparison }) {
  const all = [...comparison.request, ...comparison.response];
  const level = all.some(({ severity }) => severity === 'error')
    ? 'broken'
    : all.some(({ severity }) => severity === 'warning')
      ? 'warning'
      : all.length > 0
        ? 'sound'
        : 'unknown';
  return (
    <section
      aria-label="What the proxy changed"
      data-testid="legs"
      className="grid grid-cols-[minmax(0,1fr)] gap-4"
    >
      <CheckVerdict level={level} title={comparison.verdict} focus />
      {comparison.request.length > 0 && (
        <LegTable
          title="The request on its way to the server"
          before="Client to proxy"
          after="Proxy to server"
          differences={comparison.request}
        />
      )}
      {comparison.response.length > 0 && (
        <LegTable
          title="The answer on its way to the client"
          before="Server to proxy"
          after="Proxy to client"
          differences={comparison.response}
        />
      )}
    </section>
  );
}

interface LegTableProps {
  readonly title: string;
  readonly before: string;
  readonly after: string;
  readonly differences: readonly HeaderDifference[];
}

const changes = {
  dropped: 'text-bad',
  added: 'text-ok',
  changed: 'text-warn',
  same: 'text-dim',
} as const;

function LegTable({ title, before, after, differences }: LegTableProps) {
  return (
    <section aria-label={title} className="overflow-hidden rounded-lg border border-line bg-panel">
      <h3 className="border-b border-line px-3.5 py-2 font-semibold">{title}</h3>
      <table className="check-table">
        <thead>
          <tr>
            <th scope="col">Header</th>
            <th scope="col">What happened</th>
            <th scope="col">{before}</th>
            <th scope="col">{after}</th>
            <th scope="col">What it means</th>
          </tr>
        </thead>
        <tbody>
          {differences.map((one) => {
            const color = one.severity === 'note' ? 'text-dim' : changes[one.change];
            return (
              <tr key={one.name} data-change={one.change} data-severity={one.severity}>
                <th scope="row">{one.name}</th>
                <td>
                  <span className={`tag ${color}`}>{one.change}</span>
                </td>
                <td data-label={before}>
                  <Value text={one.before} />
                </td>
                <td data-label={after}>
                  <Value text={one.after} />
                </td>
                <td>
                  <span className="flex gap-2">
                    <span className="mt-0.5">
                      <SeverityMark severity={one.severity} />
                    </span>
                    <span className="min-w-0">{one.text}</span>
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Value({ text }: { text: string | null }) {
  return text === null ? (
    <span className="text-faint">not there</span>
  ) : (
    <code className="break-all">{text === '' ? '(empty)' : text}</code>
  );
}
