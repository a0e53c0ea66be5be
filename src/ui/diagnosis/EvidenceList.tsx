import type { Evidence, Place } from '../../decoder/model/finding.ts';
import { hexOffset } from '../../decoder/model/words.ts';
import { useActions, useSelection } from '../app-context.ts';
import { arrowOf } from '../shared/format.ts';
import { Icon } from '../shared/Icon.tsx';

/** A place in the bytes, short: `↓ 0x584`. */
export function placeLabel(place: Place): string {
  return `${arrowOf(place.sender)} ${hexOffset(place.offset)}`;
}

/** The evidence; items with a place link to their bytes. */
export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  const { jump } = useActions();
  const highlight = useSelection((selection) => selection.highlight);
  if (evidence.length === 0) return null;
  return (
    <ul aria-label="Evidence" className="mt-2 grid grid-cols-[minmax(0,1fr)] gap-0.5">
      {evidence.map(({ text, place }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: evidence never changes its order
        <li key={index} data-evidence={index}>
          {place ? (
            <button
              type="button"
              onClick={() => void jump(place)}
              aria-pressed={highlight === place}
              className={`group -mx-1.5 flex w-[calc(100%+12px)] items-start gap-2 rounded-md px-1.5 py-1 text-left hover:bg-raised ${
                highlight === place ? 'bg-raised' : ''
              }`}
            >
              <span className="mt-[3px] text-accent">
                <Icon name="target" size={13} />
              </span>
              <span className="min-w-0 flex-1 text-dim [overflow-wrap:anywhere] group-hover:text-ink">
                {text}
              </span>
              <span className="mt-px shrink-0 font-mono text-2xs text-accent tabular-nums">
                {placeLabel(place)}
                <span className="sr-only">, {place.sender} bytes: show them</span>
              </span>
            </button>
          ) : (
            <span className="flex items-start gap-2 py-1 text-dim">
              <span className="mt-[3px] text-faint">
                <Icon name="check" size={13} />
              </span>
              <span className="min-w-0 [overflow-wrap:anywhere]">{text}</span>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
