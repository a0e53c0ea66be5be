import { useMemo } from 'react';
import { connectionOf, isReading } from '../../app/selectors.ts';
import { useAppState } from '../app-context.ts';
import { AssumptionBar } from './AssumptionBar.tsx';
import { Cause } from './Cause.tsx';
import { ConsideredList } from './ConsideredList.tsx';
import { causeTree } from './cause-tree.ts';
import { FindingList } from './FindingList.tsx';
import { LegPanel } from './LegPanel.tsx';
import { RepairView } from './RepairView.tsx';
import { ReportTable } from './ReportTable.tsx';

const none: [] = [];

/** Causes, ruled-out hypotheses, findings, reports of each program, repaired stream. */
export function DiagnosisPanel() {
  const connection = useAppState(connectionOf);
  const diagnosis = connection?.diagnosis ?? none;
  const tree = useMemo(() => causeTree(diagnosis), [diagnosis]);
  const reading = useAppState(isReading);
  if (!connection) return null;
  return (
    <section aria-label="Diagnosis" data-testid="diagnosis">
      <h2 className="heading px-4 pt-3 pb-1">Diagnosis</h2>
      <AssumptionBar connection={connection} />
      {reading && tree.length === 0 && (
        <p className="px-4 py-2 text-dim">Available when the whole file has been read.</p>
      )}
      {tree.map((node, index) => (
        <Cause key={node.diagnosis.cause} node={node} first={index === 0} />
      ))}
      <LegPanel connection={connection} />
      <RepairView />
      <ConsideredList considered={connection.considered} />
      <FindingList connection={connection} />
      <ReportTable reports={connection.reports} symptoms={connection.symptoms} />
    </section>
  );
}
