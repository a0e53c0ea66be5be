import type { PastedHead } from '../../decoder/handshake-check/pasted.ts';
import type { HandshakeCheck } from '../../decoder/model/handshake.ts';
import { arrowOf } from '../shared/format.ts';
import { Icon } from '../shared/Icon.tsx';
import { auditLooks } from './AuditList.tsx';

interface HeadLinesProps {
  readonly pasted: PastedHead | null;
  readonly side: 'request' | 'response';
  readonly checks: readonly HandshakeCheck[];
  /** The check under the pointer. */
  readonly active: string | null;
  readonly onPoint: (check: string | null) => void;
}

interface Line {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly value: string;
  readonly odd: boolean;
}

/** One head, line by line, with the audit's result beside each line. */
export function HeadLines({ pasted, side, checks, active, onPoint }: HeadLinesProps) {
  const sender = side === 'request' ? 'client' : 'server';
  const title = side === 'request' ? 'Request' : 'Answer';
  if (!pasted) {
    return (
      <section
        aria-label={title}
        className="rounded-lg border border-dashed border-edge px-3.5 py-2.5 text-dim"
      >
        <h3 className="font-semibold text-ink">
          {arrowOf(sender)} {title}
        </h3>
        Not in this text: it is not judged.
      </section>
    );
  }
  const { head, startLineAssumed } = pasted;
  const lines: Line[] = [
    { start: 0, end: head.startLine.length, name: '', value: head.startLine, odd: false },
    ...head.headers.map(({ name, value, start, end }) => ({ name, value, start, end, odd: false })),
    ...head.oddLines.map(({ text, start, end }) => ({ name: '', value: text, start, end, odd: true })),
  ].sort((a, b) => a.start - b.start);
  const about = checks.filter(({ place }) => place?.sender === sender);
  return (
    <section
      aria-label={title}
      data-head={side}
      className="overflow-hidden rounded-lg border border-line bg-panel"
    >
      <h3 className="flex items-center gap-2 border-b border-line px-3.5 py-2 font-semibold">
        <span className="sender" data-sender={sender}>
          {arrowOf(sender)}
        </span>
        {title}
      </h3>
      <ul className="py-1.5 font-mono text-xs leading-[1.65]">
        {lines.map((line, index) => {
          const said = about.filter(({ place }) => {
            const at = (place?.offset ?? 0) + head.byteLength;
            return (
              at < Math.max(line.end, line.start + 1) && at + Math.max(1, place?.length ?? 0) > line.start
            );
          });
          const worst = said.find((check) => !check.ok) ?? said[0];
          const look = worst && auditLooks[worst.ok ? 'ok' : worst.severity];
          const on = said.some(({ id }) => id === active);
          const bad = worst && !worst.ok;
          return (
            <li
              key={line.start}
              data-line={index}
              onMouseEnter={() => onPoint(worst?.id ?? null)}
              onMouseLeave={() => onPoint(null)}
              className={`flex gap-2 px-3.5 ${bad ? (worst.severity === 'error' ? 'bg-badbg' : 'bg-warnbg') : ''} ${on ? 'shadow-[inset_3px_0_var(--accent)]' : ''}`}
            >
              <span className={`mt-1 w-3 shrink-0 ${line.odd ? 'text-bad' : (look?.color ?? '')}`}>
                {line.odd ? (
                  <Icon name="cross" size={12} label="not a header" />
                ) : (
                  look && <Icon name={look.icon} size={12} label={look.word} />
                )}
              </span>
              <span className="min-w-0 break-all">
                {line.name && <span className="text-dim">{line.name}: </span>}
                <span className={index === 0 ? 'font-semibold' : ''}>{line.value}</span>
              </span>
            </li>
          );
        })}
      </ul>
      {startLineAssumed && (
        <p className="border-t border-line px-3.5 py-2 text-dim">
          The first line was not in the text; it is assumed so that the rest can be read.
        </p>
      )}
    </section>
  );
}
