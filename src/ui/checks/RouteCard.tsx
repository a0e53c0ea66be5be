import type { ConfigurationFinding, ConfigurationRoute } from '../../decoder/configuration/report.ts';
import { useActions } from '../app-context.ts';
import { Icon } from '../shared/Icon.tsx';
import {
  bySeverity,
  elementId,
  findingKey,
  type Pointing,
  severityLooks,
  verdictLooks,
} from './configuration-marks.ts';

interface RouteCardProps {
  readonly route: ConfigurationRoute;
  readonly index: number;
  readonly pointing: Pointing;
}

/** One route for a WebSocket: its backend, the verdict and the reasons. */
export function RouteCard({ route, index, pointing }: RouteCardProps) {
  const look = verdictLooks[route.verdict];
  const findings = route.findings
    .map((finding, at) => ({ ...finding, key: findingKey(index, at) }))
    .sort(bySeverity);
  return (
    <li
      data-route={index}
      data-verdict={route.verdict}
      className="overflow-hidden rounded-lg border border-line bg-panel"
    >
      <div className="flex items-start gap-3 px-3.5 py-2.5">
        <div className="min-w-0 flex-1">
          <h3 className="font-semibold break-words">{route.where}</h3>
          <p className="mt-0.5 flex flex-wrap items-center gap-x-2 text-dim">
            <span className="min-w-0 break-all">
              <span aria-hidden="true">→ </span>
              <span className="sr-only">leads to </span>
              <code>{route.target || 'no backend named here'}</code>
            </span>
            <LineButton line={route.place.line} onClick={() => pointing.choose([], route.place.line)} />
          </p>
        </div>
        <span className={`tag mt-px text-xs font-semibold ${look.color}`}>
          <Icon name={look.icon} size={12} />
          {look.word}
        </span>
      </div>
      {findings.length > 0 ? (
        <ul className="border-t border-line" aria-label={`Findings on ${route.where}`}>
          {findings.map((finding) => (
            <Finding key={finding.key} finding={finding} id={finding.key} pointing={pointing} />
          ))}
        </ul>
      ) : (
        route.verdict === 'passes' && (
          <p className="border-t border-line px-3.5 py-2 text-dim">Everything a WebSocket needs is there.</p>
        )
      )}
    </li>
  );
}

interface FindingProps {
  readonly finding: ConfigurationFinding;
  readonly id: string;
  readonly pointing: Pointing;
}

function Finding({ finding, id, pointing }: FindingProps) {
  const { showCause } = useActions();
  const look = severityLooks[finding.severity];
  const { cause, place } = finding;
  return (
    <li
      id={elementId(id)}
      data-finding={finding.id}
      data-severity={finding.severity}
      data-on={pointing.active.includes(id) || undefined}
      onMouseEnter={() => pointing.point([id])}
      onMouseLeave={() => pointing.point([])}
      className="flex gap-2.5 border-b border-line px-3.5 py-2 last:border-b-0 data-on:bg-raised data-on:shadow-[inset_3px_0_var(--accent)]"
    >
      <span className={`mt-0.5 ${look.color}`}>
        <Icon name={look.icon} size={13} label={look.word} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="break-words">{finding.text}</p>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-4">
          <LineButton
            line={place.line}
            endLine={place.endLine}
            onClick={() => pointing.choose([id], place.line)}
          />
          {cause && (
            <button
              type="button"
              className="min-h-6 text-accent underline underline-offset-2"
              onClick={() => showCause(cause)}
            >
              About this cause
            </button>
          )}
        </p>
      </div>
    </li>
  );
}

interface LineButtonProps {
  readonly line: number;
  readonly endLine?: number;
  readonly onClick: () => void;
}

/** A link to a line of the text. */
export function LineButton({ line, endLine = line, onClick }: LineButtonProps) {
  return (
    <button
      type="button"
      className="inline-flex min-h-6 items-center gap-1 whitespace-nowrap text-accent underline underline-offset-2"
      onClick={onClick}
    >
      <Icon name="target" size={12} />
      {endLine > line ? `lines ${line} to ${endLine}` : `line ${line}`}
    </button>
  );
}
