import { opcodeName } from '../../decoder/model/opcode.ts';
import { formatCount } from '../../decoder/model/words.ts';
import type { FrameRowView } from '../../worker/protocol.ts';
import { useSelection } from '../app-context.ts';
import { Fold } from '../shared/Fold.tsx';
import { SeverityMark } from '../shared/SeverityMark.tsx';

const shown = 8;

/** The frames as captured beside the frames of the repaired stream. */
export function RepairView() {
  const repair = useSelection((selection) => selection.repair);
  if (!repair) return null;
  return (
    <Fold title="The stream, repaired">
      <div className="px-4 pb-3" data-testid="repair">
        <p className="mb-2 text-dim">{repair.text}</p>
        <div className="grid grid-cols-[repeat(2,minmax(0,1fr))] gap-3">
          <Column title="As read" rows={repair.read} />
          <Column title="Repaired" rows={repair.repaired} />
        </div>
      </div>
    </Fold>
  );
}

function Column({ title, rows }: { title: string; rows: readonly FrameRowView[] }) {
  return (
    <div className="min-w-0">
      <h4 className="text-2xs text-faint">{title}</h4>
      <ol className="mt-1 grid grid-cols-[minmax(0,1fr)] gap-px">
        {rows.slice(0, shown).map((row) => (
          <li
            key={row.index}
            className={`rounded px-1.5 py-1 ${row.severity === 'error' ? 'row-broken' : 'bg-raised'}`}
          >
            <span className="flex items-center gap-1">
              {row.severity && <SeverityMark severity={row.severity} size={11} />}
              <span className="text-op">{opcodeName(row.opcode)}</span>
              <span className="ml-auto tabular-nums">{formatCount(row.length)}</span>
            </span>
            <span className="block truncate font-mono text-2xs text-dim">{row.preview || '·'}</span>
          </li>
        ))}
      </ol>
      {rows.length > shown && <p className="mt-1 text-2xs text-faint">and {rows.length - shown} more</p>}
    </div>
  );
}
