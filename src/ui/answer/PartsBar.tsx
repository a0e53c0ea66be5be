import type { Recognition } from '../../decoder/recognise/recognition.ts';
import { isDecodable, kindNames } from './answer-words.ts';

interface PartsBarProps {
  readonly recognition: Recognition;
  /** The selected part; `null` while the decoded bytes are shown. */
  readonly chosen: number | null;
  readonly onChoose: (part: number | null) => void;
}

/** The parts of a text that holds bytes and other things. The part with the decoded bytes leads back to them. */
export function PartsBar({ recognition, chosen, onChoose }: PartsBarProps) {
  const { parts } = recognition;
  const bytes = parts.findIndex(isDecodable);
  // Without bytes the connection on the page is the last handshake.
  const decoded = bytes < 0 ? parts.findLastIndex(({ kind }) => kind === 'handshake') : bytes;
  return (
    <nav
      aria-label="Parts of the text"
      data-testid="parts"
      className="flex flex-wrap items-center gap-1.5 border-b border-line bg-panel px-3 py-1.5"
    >
      <span className="text-dim">This text has {parts.length} parts:</span>
      {parts.map((part, index) => {
        const target = index === decoded ? null : index;
        return (
          <button
            key={`${part.start} ${part.kind}`}
            type="button"
            className="btn aria-pressed:border-accent aria-pressed:font-semibold"
            aria-pressed={chosen === target}
            data-part-kind={part.kind}
            onClick={() => onChoose(target)}
          >
            {part.kind === 'error-text' ? `${kindNames[part.kind]}: ${part.name}` : part.name}
          </button>
        );
      })}
    </nav>
  );
}
