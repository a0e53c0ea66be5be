import type { Part, Recognition } from '../../decoder/recognise/recognition.ts';
import { isDecodable, kindNames } from './answer-words.ts';

interface PartsBarProps {
  readonly recognition: Recognition;
  /** Connections of the text: one for each dump, when all of them were read. */
  readonly connections: readonly { readonly id: number }[];
  /** The selected connection. */
  readonly connection: number | null;
  /** The selected part; `null` while the decoded bytes are shown. */
  readonly chosen: number | null;
  readonly onChoose: (part: number | null, connection: number | null) => void;
}

/** The parts that are shown as connections, in order. */
function decodedParts(parts: readonly Part[], connectionCount: number): number[] {
  const decodable = parts.flatMap((part, index) => (isDecodable(part) ? [index] : []));
  if (decodable.length === connectionCount) return decodable;
  if (decodable.length > 0) return decodable.slice(0, 1);
  // Without bytes the connection on the page is the last handshake.
  return [parts.findLastIndex(({ kind }) => kind === 'handshake')];
}

/** The parts of a text that holds bytes and other things. The part with the decoded bytes leads back to them. */
export function PartsBar({ recognition, connections, connection, chosen, onChoose }: PartsBarProps) {
  const { parts } = recognition;
  const decoded = decodedParts(parts, connections.length);
  return (
    <nav
      aria-label="Parts of the text"
      data-testid="parts"
      className="flex flex-wrap items-center gap-1.5 border-b border-line bg-panel px-3 py-1.5"
    >
      <span className="text-dim">This text has {parts.length} parts:</span>
      {parts.map((part, index) => {
        const at = decoded.indexOf(index);
        const own = decoded.length > 1 ? (connections[at]?.id ?? null) : connection;
        const isDecoded = at >= 0;
        const isPressed = isDecoded ? chosen === null && own === connection : chosen === index;
        return (
          <button
            key={`${part.start} ${part.kind}`}
            type="button"
            className="btn aria-pressed:border-accent aria-pressed:font-semibold"
            aria-pressed={isPressed}
            data-part-kind={part.kind}
            onClick={() => onChoose(isDecoded ? null : index, isDecoded ? own : null)}
          >
            {part.kind === 'error-text' ? `${kindNames[part.kind]}: ${part.name}` : part.name}
          </button>
        );
      })}
    </nav>
  );
}
