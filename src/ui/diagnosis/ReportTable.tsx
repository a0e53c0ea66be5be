import { useState } from 'react';
import type { ReportView } from '../../worker/protocol.ts';
import { Fold } from '../shared/Fold.tsx';

const shownFirst = 6;

interface ReportTableProps {
  readonly reports: readonly ReportView[];
  readonly symptoms: readonly string[];
}

/** The error text of each program for the first fault, to compare with a log line. */
export function ReportTable({ reports: all, symptoms }: ReportTableProps) {
  const [showsAll, setShowsAll] = useState(false);
  const reports = all.filter((report) => !report.accepts);
  if (reports.length === 0 && symptoms.length === 0) return null;
  return (
    <Fold title="What each program reports" count={reports.length} open>
      {symptoms.length > 0 && (
        <div className="px-4 pb-2">
          <h4 className="text-2xs text-faint">In this input</h4>
          <ul>
            {symptoms.map((text) => (
              <li key={text} className="font-mono text-xs break-words">
                {text}
              </li>
            ))}
          </ul>
        </div>
      )}
      {reports.length > 0 && (
        <table className="mx-4 mb-3 w-[calc(100%-32px)] border-collapse" data-testid="reports">
          <thead className="sr-only">
            <tr>
              <th scope="col">Program</th>
              <th scope="col">Reports</th>
            </tr>
          </thead>
          <tbody>
            {(showsAll ? reports : reports.slice(0, shownFirst)).map((report) => (
              <tr
                key={`${report.implementation}-${report.role}`}
                className="border-t border-line align-top first:border-t-0"
              >
                <th scope="row" className="w-28 py-1.5 pr-3 text-left font-normal text-dim">
                  {report.implementation}
                  {report.role === 'server' && <span className="block text-2xs text-faint">as server</span>}
                </th>
                <td className="py-1.5 break-words [overflow-wrap:anywhere]">
                  {report.text}
                  {(report.code || report.closeCode !== null) && (
                    <span className="block text-2xs text-faint">
                      {report.code && <code className="text-2xs">{report.code}</code>}
                      {report.code && report.closeCode !== null && ' · '}
                      {report.closeCode !== null && `closes with ${report.closeCode}`}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {!showsAll && reports.length > shownFirst && (
        <button type="button" className="btn mx-4 mb-3" onClick={() => setShowsAll(true)}>
          Show all {reports.length}
        </button>
      )}
    </Fold>
  );
}
