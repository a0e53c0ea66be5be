import { captureOf, sourceOf } from '../../app/selectors.ts';
import type { TextMark } from '../../decoder/model/importer.ts';
import { useAppState } from '../app-context.ts';
import { Fold } from '../shared/Fold.tsx';

const most = 6000;

const looks: Record<TextMark['as'] | 'rest', { name: string; className: string }> = {
  bytes: { name: 'bytes', className: 'rounded-xs bg-accent/15 text-ink' },
  offset: { name: 'offset', className: 'text-faint italic' },
  ascii: { name: 'characters', className: 'text-faint' },
  direction: { name: 'direction', className: 'font-semibold text-(--mask) underline' },
  header: { name: 'header', className: 'text-op' },
  ignored: { name: 'ignored', className: 'text-faint line-through' },
  rest: { name: 'not read', className: 'text-faint' },
};

interface Piece {
  readonly as: TextMark['as'] | 'rest';
  readonly start: number;
  readonly text: string;
}

/** The text split at the marks, the unmarked parts included. */
export function markedPieces(text: string, marks: readonly TextMark[], limit: number): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  const push = (as: Piece['as'], start: number, end: number) => {
    const until = Math.min(end, limit, text.length);
    if (start < until) pieces.push({ as, start, text: text.slice(start, until) });
  };
  for (const mark of [...marks].sort((a, b) => a.start - b.start)) {
    if (mark.start >= limit) break;
    const start = Math.max(mark.start, at);
    push('rest', at, start);
    push(mark.as, start, mark.end);
    at = Math.max(at, mark.end);
  }
  push('rest', at, text.length);
  return pieces;
}

/** The pasted text, coloured by how each character was read. */
export function TextMarks() {
  const marks = useAppState((state) => captureOf(state)?.marks ?? null);
  const text = useAppState((state) => {
    const source = sourceOf(state);
    return source?.kind === 'text' ? source.text : null;
  });
  if (!marks || marks.length === 0 || text === null) return null;
  const pieces = markedPieces(text, marks, most);
  const kinds = [...new Set(pieces.filter((piece) => piece.text.trim() !== '').map((piece) => piece.as))];
  return (
    <div className="mt-3 border-t border-line" data-testid="text-marks">
      <Fold title="How the text was read" open={text.length < 600}>
        <div className="px-4 pb-3">
          <p className="mb-1.5 flex flex-wrap gap-x-3 text-2xs text-dim">
            {kinds.map((kind) => (
              <span key={kind} className={`${looks[kind].className} px-0.5`}>
                {looks[kind].name}
              </span>
            ))}
          </p>
          <pre
            tabIndex={0}
            role="group"
            aria-label="The pasted text"
            className="max-h-64 overflow-auto rounded-md border border-line p-2 font-mono text-2xs leading-[1.7] break-all whitespace-pre-wrap"
          >
            {pieces.map((piece) => (
              <span key={piece.start} className={looks[piece.as].className} title={looks[piece.as].name}>
                {piece.text}
              </span>
            ))}
          </pre>
          {text.length > most && (
            <p className="mt-1 text-2xs text-faint">The beginning of the text is shown.</p>
          )}
        </div>
      </Fold>
    </div>
  );
}
