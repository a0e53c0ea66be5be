import { useState } from 'react';
import type { ReportView } from '../../worker/protocol.ts';
import { Fold } from '../shared/Fold.tsx';

const shownFirst = 6;

interface ReportTableProps {
  readonly reports: readonly ReportView[];
  readonly symptoms: readonly string[];
}

/** The error text of each program that refuses a frame, to compare with a log line, and who accepts all of them. */
export function ReportTable({ reports, symptoms }: ReportTableProps) {
  const [showsAll, setShowsAll] = useState(false);
  const refusals = reports.filter((report) => !report.accepts);
  const accepting = reports.filter((report) => report.accepts);
  if (refusals.length === 0 && symptoms.length === 0) return null;
  const shown = showsAll ? refusals : refusals.slice(0, shownFirst);
  return (
    <Fold title="What each program reports" count={refusals.length} open>
      {symptoms.length > 0 && <Symptoms texts={symptoms} />}
      {refusals.length > 0 && (
        <table className="mx-4 mb-3 w-[calc(100%-32px)] border-collapse" data-testid="reports">
          <thead className="sr-only">
            <tr>
              <th scope="col">Program</th>
              <th scope="col">Reports</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((report) => (
              <ReportRow key={`${report.implementation}-${report.role}`} report={report} />
            ))}
          </tbody>
        </table>
      )}
      {!showsAll && refusals.length > shownFirst && (
        <button type="button" className="btn mx-4 mb-3" onClick={() => setShowsAll(true)}>
          Show all {refusals.length}
        </button>
      )}
      {refusals.length > 0 && accepting.length > 0 && <Accepting reports={accepting} />}
    </Fold>
  );
}

const nameOf = ({ implementation, role }: ReportView): string =>
  role === 'server' ? `${implementation} (server)` : implementation;

/** The programs that take every frame, the ones that were run first. */
function Accepting({ reports }: { readonly reports: readonly ReportView[] }) {
  const run = reports.filter(({ basis }) => basis === 'run');
  const source = reports.filter(({ basis }) => basis === 'source');
  return (
    <div className="mx-4 mb-3 flex flex-col gap-1 text-xs text-dim" data-testid="accepting">
      {run.length > 0 && <p>Accepted by {run.map(nameOf).join(', ')}</p>}
      {source.length > 0 && (
        <p>
          Accepted by {source.map(nameOf).join(', ')}{' '}
          <span className="text-2xs text-faint">read in source, not run</span>
        </p>
      )}
    </div>
  );
}

function Symptoms({ texts }: { readonly texts: readonly string[] }) {
  return (
    <div className="px-4 pb-2">
      <h4 className="text-2xs text-faint">In this input</h4>
      <ul>
        {texts.map((text) => (
          <li key={text} className="font-mono text-xs break-words">
            {text}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What the Close frame of a report says; `null` when none is sent. */
function closeText({ closeCode, closeReason }: ReportView): string | null {
  if (closeCode === null) return null;
  return closeReason ? `closes with ${closeCode}, “${closeReason}”` : `closes with ${closeCode}`;
}

function ReportRow({ report }: { readonly report: ReportView }) {
  const details = [report.error, closeText(report), report.application].filter((text) => text !== null);
  return (
    <tr className="border-t border-line align-top first:border-t-0">
      <th scope="row" className="w-28 py-1.5 pr-3 text-left font-normal text-dim">
        {report.implementation}
        {report.role === 'server' && <span className="block text-2xs text-faint">as server</span>}
        {report.basis === 'source' && (
          <span className="block text-2xs text-faint">read in source, not run</span>
        )}
      </th>
      <td className="py-1.5 break-words [overflow-wrap:anywhere]">
        {report.text}
        {(report.code !== null || details.length > 0) && (
          <span className="block text-2xs text-faint">
            {report.code !== null && <code className="text-2xs">{report.code}</code>}
            {report.code !== null && details.length > 0 && ' · '}
            {details.join(' · ')}
          </span>
        )}
      </td>
    </tr>
  );
}
