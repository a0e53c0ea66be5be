import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { formatCount } from '../../decoder/model/words.ts';
import type { ConnectionView, TimelineView } from '../../worker/protocol.ts';
import { useActions, useApp } from '../app-context.ts';
import { formatTime } from '../shared/format.ts';
import { useWidth } from '../shared/use-width.ts';
import { clockOf, eventsOf, summaryOf } from './events.ts';
import { type Span, spanAfterKey, zoomed } from './scale.ts';
import './timeline.css';
import { TimelineChart } from './TimelineChart.tsx';

/** Width of a bar in pixels. */
const barWidth = 4;

/** What happened when: the chart, which zooms, and the same in a table. `Ribbon` makes it anew for each decoding. */
export function Timeline({ connection }: { readonly connection: ConnectionView }) {
  const { client, actions } = useApp();
  const { selectFrame } = useActions();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [span, setSpan] = useState<Span | null>(null);
  const [view, setView] = useState<TimelineView | null>(null);
  const { id } = connection;

  useEffect(() => {
    if (width === 0) return;
    const abort = new AbortController();
    const wanted = { from: span?.from ?? 0, to: span?.to ?? Number.POSITIVE_INFINITY };
    const bins = Math.max(1, Math.floor(width / barWidth));
    client.call('timeline', { connection: id, ...wanted, bins }, { signal: abort.signal }).then(
      (found) => !abort.signal.aborted && setView(found),
      (error) => actions.fail(error, 'reading the times'),
    );
    return () => abort.abort();
  }, [client, actions, id, width, span]);

  function zoom(factor: number): void {
    if (view !== null) setSpan(zoomed(view, (view.from + view.to) / 2, factor, view.duration));
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (view === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = spanAfterKey(view, event.key, view.duration);
    if (next === undefined) return;
    event.preventDefault();
    setSpan(next);
  }

  const isWhole = view === null || view.to - view.from >= view.duration;
  return (
    <section aria-label="Timeline" data-testid="timeline">
      <div className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1 text-2xs text-dim">
        <p className="min-w-0 flex-1 basis-60" data-testid="timeline-summary">
          {view === null ? '' : summaryOf(view).join(' · ')}
        </p>
        <span className="flex gap-1">
          <button type="button" className="btn min-h-6 px-2" onClick={() => zoom(0.5)} aria-label="Zoom in">
            +
          </button>
          <button
            type="button"
            className="btn min-h-6 px-2"
            disabled={isWhole}
            onClick={() => zoom(2)}
            aria-label="Zoom out"
          >
            −
          </button>
          <button type="button" className="btn min-h-6 px-2" disabled={isWhole} onClick={() => setSpan(null)}>
            All
          </button>
        </span>
      </div>
      <div
        ref={box}
        role="application"
        aria-label="Chart of frames over time: arrow keys move, plus and minus zoom, Home shows all. The table below says the same."
        tabIndex={0}
        onKeyDown={onKeyDown}
        onDoubleClick={() => setSpan(null)}
        className="min-h-[122px] overflow-hidden"
      >
        {view !== null && width > 0 && (
          <TimelineChart
            view={view}
            width={width}
            onSpan={setSpan}
            onFrame={(frame) => void selectFrame(frame)}
          />
        )}
      </div>
      {view !== null && <EventTable view={view} onFrame={(frame) => void selectFrame(frame)} />}
    </section>
  );
}

function EventTable({ view, onFrame }: { view: TimelineView; onFrame: (frame: number) => void }) {
  const events = eventsOf(view);
  if (events.length === 0) return null;
  return (
    <details className="mt-1">
      <summary className="min-h-6 text-2xs text-dim">Events ({formatCount(events.length)})</summary>
      <div className="max-h-56 overflow-auto" tabIndex={0} role="group" aria-label="Events">
        <table className="w-full text-left text-xs">
          <thead className="text-2xs text-dim">
            <tr>
              <th className="py-1 pr-3 font-normal">time, s</th>
              {view.date !== null && <th className="pr-3 font-normal max-sm:hidden">UTC</th>}
              <th className="font-normal">what happened</th>
              <th className="font-normal">frame</th>
            </tr>
          </thead>
          <tbody>
            {events.map(({ time, text, frame }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes in place
              <tr key={index} className="border-t border-line">
                <td className="py-1 pr-3 tabular-nums">{formatTime(time)}</td>
                {view.date !== null && (
                  <td className="pr-3 font-mono text-2xs whitespace-nowrap max-sm:hidden">
                    {time === null ? '' : clockOf(view.date + time)}
                  </td>
                )}
                <td className="pr-3">{text}</td>
                <td>
                  {frame !== null && (
                    <button
                      type="button"
                      className="min-h-6 px-1 text-accent underline"
                      onClick={() => onFrame(frame)}
                    >
                      {formatCount(frame)}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
