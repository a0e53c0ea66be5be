import type { Part } from '../../decoder/recognise/recognition.ts';
import { kindNames } from './answer-words.ts';

/** Longest text that is shown, in characters. */
const maxShownText = 60_000;

interface PartTextProps {
  readonly text: string;
  readonly parts: readonly Part[];
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
}

/** The pasted text. Each recognised part is a button that shows its answer; the rest is dim. */
export function PartText({ text, parts, chosen, onChoose }: PartTextProps) {
  const shown = text.slice(0, maxShownText);
  const blocks: React.ReactNode[] = [];
  let end = 0;
  parts.forEach((part, index) => {
    if (part.start >= shown.length) return;
    if (part.start > end) blocks.push(<Rest key={`rest ${end}`} text={shown.slice(end, part.start)} />);
    const own = shown.slice(Math.max(part.start, end), part.end);
    end = Math.max(end, part.end);
    blocks.push(
      parts.length === 1 ? (
        <span key={part.start}>{own}</span>
      ) : (
        <button
          key={part.start}
          type="button"
          aria-pressed={index === chosen}
          aria-label={`Part ${index + 1}: ${part.name}`}
          onClick={() => onChoose(index)}
          className="block w-full rounded-l-md border-l-2 border-line bg-raised/60 px-2 py-1 text-left break-words whitespace-pre-wrap hover:border-accent aria-pressed:border-accent aria-pressed:bg-accent/10"
        >
          <span className="mb-0.5 block font-sans text-2xs font-semibold text-dim">
            {index + 1} · {kindNames[part.kind]}
            {part.name.toLowerCase() === kindNames[part.kind].toLowerCase() ? '' : `: ${part.name}`}
          </span>
          {own.replace(/\s+$/, '')}
        </button>
      ),
    );
  });
  if (end < shown.length)
    blocks.push(<Rest key={`rest ${end}`} text={shown.slice(end)} dim={parts.length > 0} />);
  return (
    <div
      className="max-h-[70dvh] overflow-auto p-3 font-mono text-xs leading-relaxed break-words whitespace-pre-wrap"
      data-testid="pasted-text"
    >
      {blocks}
      {text.length > shown.length && (
        <p className="mt-2 font-sans text-dim">The beginning of the text is shown.</p>
      )}
    </div>
  );
}

function Rest({ text, dim = true }: { text: string; dim?: boolean }) {
  if (text.trim() === '') return null;
  return <span className={`block py-1 ${dim ? 'text-dim' : ''}`}>{text.replace(/^\n+|\s+$/g, '')}</span>;
}
