import { captureOf } from '../../app/selectors.ts';
import { useActions, useAppState } from '../app-context.ts';

/** More readings are in the menu of the input. */
const maxShown = 4;

/** What a text was read as, and what else it can be read as with one click. */
export function ReadAs() {
  const { setFormat } = useActions();
  const capture = useAppState(captureOf);
  // A capture file has its format in its first bytes: its menu is enough.
  if (capture === null || (capture.recognition === null && capture.marks === null)) return null;
  const others = capture.alternatives.slice(0, maxShown);
  if (capture.kind === 'unknown' || others.length === 0) return null;
  return (
    <nav
      aria-label="Read as"
      data-testid="read-as"
      className="flex flex-wrap items-center gap-1.5 border-b border-line bg-panel px-3 py-1"
    >
      <span className="text-dim">
        Read as <strong className="font-semibold">{capture.formatName}</strong>. Read it as
      </span>
      {others.map((format) => (
        <button
          key={format.id}
          type="button"
          className="btn"
          data-read-as={format.id}
          onClick={() => void setFormat(format.id)}
        >
          {format.name}
        </button>
      ))}
    </nav>
  );
}
