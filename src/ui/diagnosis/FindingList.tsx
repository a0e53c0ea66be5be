import { useState } from 'react';
import { count, formatCount } from '../../decoder/model/words.ts';
import type { ConnectionView } from '../../worker/protocol.ts';
import { useActions } from '../app-context.ts';
import { Fold } from '../shared/Fold.tsx';
import { RfcLink } from '../shared/RfcLink.tsx';
import { SeverityMark } from '../shared/SeverityMark.tsx';

const step = 12;

/** Violations in stream order, then what is wrong inside the messages. */
export function FindingList({ connection }: { connection: ConnectionView }) {
  const { jump } = useActions();
  const [limit, setLimit] = useState(step);
  const findings = [...connection.findings, ...connection.contentFindings];
  const findingCount = connection.findingCount + connection.contentFindings.length;
  if (findings.length === 0) return null;
  return (
    <Fold title="Findings" count={findingCount} open={findingCount <= 6}>
      <ul className="px-2 pb-2">
        {findings.slice(0, limit).map((finding, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: findings never change their order
          <li key={index} data-rule={finding.rule} className="rounded-md px-2 py-1.5 hover:bg-raised">
            <button
              type="button"
              className="flex w-full items-start gap-2 text-left"
              onClick={() => void jump(finding.place)}
            >
              <span className="mt-1">
                <SeverityMark severity={finding.severity} />
              </span>
              <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{finding.text}</span>
              {finding.frame !== null && (
                <span className="shrink-0 text-2xs text-accent tabular-nums">
                  frame {formatCount(finding.frame)}
                </span>
              )}
            </button>
            <div className="flex flex-wrap gap-x-3 pl-5 text-2xs text-faint">
              <code className="text-2xs">{finding.rule}</code>
              <RfcLink section={finding.section} />
              {finding.closeCode !== null && <span>a strict peer closes with {finding.closeCode}</span>}
            </div>
          </li>
        ))}
      </ul>
      {findings.length > limit && (
        <button type="button" className="btn mx-4 mb-3" onClick={() => setLimit(limit * 4)}>
          Show more
        </button>
      )}
      {findings.length <= limit && findingCount > findings.length && (
        <p className="px-4 pb-3 text-dim">
          The first {count(findings.length, 'finding')} of {formatCount(findingCount)}. The frame list marks
          them all.
        </p>
      )}
    </Fold>
  );
}
