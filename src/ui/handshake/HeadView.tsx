import { useEffect, useRef } from 'react';
import type { Sender } from '../../decoder/model/basics.ts';
import type { HttpHead } from '../../decoder/model/http.ts';
import { useSelection } from '../app-context.ts';
import { arrowOf } from '../shared/format.ts';
import { Icon } from '../shared/Icon.tsx';

/**
 * One head of the handshake, folded to its start line. Offsets count from the first frame, so the head's
 * lines have negative offsets: a line at `start` in the head has offset `start - byteLength`.
 */
export function HeadView({ head, sender, open }: { head: HttpHead; sender: Sender; open?: boolean }) {
  const highlight = useSelection((selection) => selection.highlight);
  const jumps = useSelection((selection) => selection.jumps);
  const details = useRef<HTMLDetailsElement>(null);
  const at =
    highlight && highlight.sender === sender && highlight.offset < 0
      ? highlight.offset + head.byteLength
      : null;
  const until = at === null ? 0 : at + Math.max(1, highlight?.length ?? 1);
  const marked = (start: number, end: number) => at !== null && start < until && end >= at;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the same line asked for again opens it again
  useEffect(() => {
    if (at === null || !details.current) return;
    details.current.open = true;
    details.current.querySelector('[data-marked]')?.scrollIntoView({ block: 'nearest' });
  }, [at, jumps]);

  const lines = [
    ...head.headers.map((header) => ({ ...header, odd: false })),
    ...head.oddLines.map((line) => ({
      name: '',
      value: line.text,
      start: line.start,
      end: line.end,
      odd: true,
    })),
  ].sort((a, b) => a.start - b.start);

  return (
    <details ref={details} open={open} className="group rounded-md open:bg-raised">
      <summary className="flex min-h-7 items-center gap-2 rounded-md px-2 hover:bg-raised">
        <span className="sender" data-sender={sender}>
          {arrowOf(sender)}
          <span className="sr-only">{sender}</span>
        </span>
        <code className="min-w-0 flex-1 truncate" title={head.startLine}>
          {head.startLine}
        </code>
        <span className="text-faint group-open:rotate-90">
          <Icon name="right" size={11} />
        </span>
      </summary>
      <ul className="px-2 pb-2 font-mono text-2xs leading-[1.6]">
        {lines.map((line) => {
          const on = marked(line.start, line.end);
          return (
            <li
              key={line.start}
              data-marked={on || undefined}
              className={`rounded px-1 break-all ${on ? 'bg-accent/20 outline outline-accent' : ''} ${line.odd ? 'text-bad' : ''}`}
            >
              {line.odd ? (
                <>✕ {line.value}</>
              ) : (
                <>
                  <span className="text-dim">{line.name}:</span> {line.value}
                </>
              )}
            </li>
          );
        })}
      </ul>
      {!head.complete && (
        <p className="px-3 pb-2 text-warn">The blank line that ends it is not in the input.</p>
      )}
      {head.bareLineFeeds && <p className="px-3 pb-2 text-warn">Its lines end in LF, not in CR LF.</p>}
    </details>
  );
}
