import { useState } from 'react';
import { formatCount } from '../../decoder/model/words.ts';
import { CopyButton } from '../shared/CopyButton.tsx';

const maxLines = 1500;

const kinds: Readonly<Record<string, string>> = { '+': 'new', '-': 'old', '@': 'place', ' ': 'same' };

/** The corrected text as a diff, to copy whole or as a patch. */
export function ChangeView({
  corrected,
  diff,
  prove,
}: {
  corrected: string;
  diff: readonly string[];
  prove: string;
}) {
  const [all, setAll] = useState(false);
  const lines = diff.slice(2);
  const shown = all ? lines : lines.slice(0, maxLines);
  return (
    <section
      aria-label="The change"
      data-testid="change"
      className="overflow-hidden rounded-lg border border-line bg-panel"
    >
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-3.5 py-2">
        <h2 className="flex-1 font-semibold whitespace-nowrap">The change</h2>
        <CopyButton label="Copy the diff" text={() => `${diff.join('\n')}\n`} />
        <CopyButton label="Copy the corrected text" text={() => corrected} primary />
      </div>
      <div
        tabIndex={0}
        role="group"
        aria-label="Lines of the change"
        className="max-h-[42dvh] overflow-auto py-1.5 font-mono text-[11.5px] leading-[1.6] [tab-size:4]"
      >
        {shown.map((line, index) => {
          const kind = kinds[line[0]] ?? 'same';
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines never change their order
            <div key={index} className={`diff-line diff-${kind}`}>
              {kind === 'place' ? placeWords(line) : line.slice(1) || ' '}
            </div>
          );
        })}
      </div>
      {shown.length < lines.length && (
        <p className="border-t border-line px-3.5 py-2">
          <button type="button" className="btn" onClick={() => setAll(true)}>
            Show all {formatCount(lines.length)} lines
          </button>
        </p>
      )}
      {prove !== '' && (
        <p className="border-t border-line px-3.5 py-2 text-dim">
          Before it is loaded, have the program read it:{' '}
          <code className="inline-block break-words text-ink">{prove}</code>
        </p>
      )}
    </section>
  );
}

/** `@@ -9,6 +14,10 @@` in words. */
function placeWords(line: string): string {
  const found = /^@@ -(\d+)/.exec(line);
  return found ? `from line ${found[1]}` : line;
}
