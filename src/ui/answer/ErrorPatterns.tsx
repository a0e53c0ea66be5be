import type { ErrorText } from '../../decoder/recognise/errors.ts';
import { PatternBits } from '../header-bits/PatternBits.tsx';

/** Foreign beginnings that are shown. */
const maxReadings = 8;

/** The header bits that give a text, and what such bytes are if they are not a frame. */
export function ErrorPatterns({ error }: { error: ErrorText }) {
  const { patterns, readings } = error;
  if (patterns.length === 0) return null;
  const unique = readings
    .filter(({ hex }, index) => readings.findIndex((other) => other.hex === hex) === index)
    .slice(0, maxReadings);
  return (
    <section aria-label="Bits that give this text" data-testid="error-patterns">
      <h3 className="heading mb-2">Header bits that give this text</h3>
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-y-3 rounded-lg border border-line bg-panel px-3.5 py-3">
        {patterns.map(({ rules, title, bits, bytes, when }) => (
          <li key={rules.join()} data-rules={rules.join(' ')} className="grid content-start gap-1.5">
            <p className="font-semibold break-words">{title}</p>
            <PatternBits bits={bits} label={`${title}: bytes ${bytes}`} />
            <p className="text-xs text-dim">
              {/[0-9a-f]/.test(bytes) && <code className="mr-2 text-ink">{bytes}</code>}
              {when}
            </p>
          </li>
        ))}
      </ul>
      {unique.length > 0 && (
        <p className="mt-2 flex flex-wrap items-center gap-1.5 text-xs text-dim" data-testid="error-readings">
          Or no frame at all:
          {unique.map(({ hex, characters, name }) => (
            <span key={hex} className="rounded-sm border border-line px-1.5 py-0.5">
              <code className="text-ink">{hex}</code> “{characters}” {name}
            </span>
          ))}
        </p>
      )}
    </section>
  );
}
