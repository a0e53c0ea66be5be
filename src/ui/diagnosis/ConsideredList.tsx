import type { Considered } from '../../decoder/model/finding.ts';
import { Fold } from '../shared/Fold.tsx';

/** Hypotheses that were tested and ruled out. */
export function ConsideredList({ considered }: { considered: readonly Considered[] }) {
  if (considered.length === 0) return null;
  return (
    <Fold title="Also considered, and why not" count={considered.length}>
      <ul className="grid gap-1.5 px-4 pb-3">
        {considered.map((one) => (
          <li key={one.name} className="[overflow-wrap:anywhere] text-dim">
            <strong className="font-semibold text-ink">{one.name}.</strong> {one.why}
          </li>
        ))}
      </ul>
    </Fold>
  );
}
