import { type PointerEvent, useState } from 'react';
import { type Sender, senders } from '../../decoder/model/basics.ts';
import { count, duration, formatBytes } from '../../decoder/model/words.ts';
import type { TimelineBin, TimelineView } from '../../worker/protocol.ts';
import { markWord } from './events.ts';
import { between, placeOf, type Span, tickLabel, ticksOf } from './scale.ts';

const axisHeight = 18;
const laneHeight = 34;
const middle = axisHeight + laneHeight;
const height = middle + laneHeight + 18;
/** A shorter drag is a click. In pixels. */
const shortestDrag = 5;

interface TimelineChartProps {
  readonly view: TimelineView;
  readonly width: number;
  readonly onSpan: (span: Span) => void;
  readonly onFrame: (frame: number) => void;
}

/**
 * Frames over time: the client's above the line, the server's below it. A bar is the taller the more bytes it stands
 * for.
 */
export function TimelineChart({ view, width, onSpan, onFrame }: TimelineChartProps) {
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const timeAt = (x: number) => view.from + (x / width) * (view.to - view.from);
  const xOf = (event: PointerEvent<SVGSVGElement>) =>
    event.clientX - event.currentTarget.getBoundingClientRect().left;

  function release(event: PointerEvent<SVGSVGElement>): void {
    if (drag === null) return;
    const to = xOf(event);
    setDrag(null);
    if (Math.abs(to - drag.from) >= shortestDrag)
      onSpan(between(timeAt(drag.from), timeAt(to), view.duration));
    else {
      const frame = frameNear(view, to, width);
      if (frame !== null) onFrame(frame);
    }
  }

  return (
    <svg
      width={width}
      height={height}
      className="timeline block cursor-crosshair touch-pan-y select-none"
      aria-hidden="true"
      data-testid="timeline-chart"
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: xOf(event), to: xOf(event) });
      }}
      onPointerMove={(event) => {
        if (drag !== null) setDrag({ ...drag, to: xOf(event) });
      }}
      onPointerUp={release}
      onPointerCancel={() => setDrag(null)}
    >
      <Axis view={view} width={width} />
      <SilenceBands view={view} width={width} />
      {senders.map((sender) => (
        <Lane key={sender} view={view} sender={sender} width={width} />
      ))}
      <line x1={0} x2={width} y1={middle} y2={middle} className="timeline-line" />
      <Marks view={view} width={width} />
      {drag !== null && (
        <rect
          x={Math.min(drag.from, drag.to)}
          width={Math.abs(drag.to - drag.from)}
          y={axisHeight}
          height={laneHeight * 2}
          className="timeline-drag"
        />
      )}
    </svg>
  );
}

/** The frame of the bar nearest to a place, within a few pixels. */
function frameNear(view: TimelineView, x: number, width: number): number | null {
  const bin = (x / width) * view.bins - 0.5;
  const reach = (12 / width) * view.bins;
  let best: TimelineBin | null = null;
  for (const one of [...view.lanes.client, ...view.lanes.server]) {
    const isNearer = best === null || Math.abs(one.bin - bin) < Math.abs(best.bin - bin);
    if (Math.abs(one.bin - bin) <= reach && isNearer) best = one;
  }
  return best?.frame ?? null;
}

function Axis({ view, width }: { view: TimelineView; width: number }) {
  const ticks = ticksOf(view, width);
  const apart = ticks.length > 1 ? ticks[1] - ticks[0] : view.to - view.from;
  return (
    <g>
      {ticks.map((time) => {
        const x = placeOf(time, view, width);
        // A label at the right end would be cut.
        const anchor = x > width - 44 ? 'end' : x < 8 ? 'start' : 'middle';
        return (
          <g key={time}>
            <line x1={x} x2={x} y1={axisHeight} y2={middle + laneHeight} className="timeline-grid" />
            <text x={x} y={12} textAnchor={anchor}>
              {tickLabel(time, apart)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

function SilenceBands({ view, width }: { view: TimelineView; width: number }) {
  return (
    <g>
      {view.silences.map(({ from, to }) => {
        const left = Math.max(0, placeOf(from, view, width));
        const right = Math.min(width, placeOf(to, view, width));
        if (right <= left) return null;
        return (
          <g key={from}>
            <rect
              x={left}
              width={right - left}
              y={axisHeight}
              height={laneHeight * 2}
              className="timeline-silence"
            />
            {right - left > 90 && (
              <text x={(left + right) / 2} y={middle - 6} textAnchor="middle">
                silence {duration(to - from)}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

function Lane({ view, sender, width }: { view: TimelineView; sender: Sender; width: number }) {
  const bins = view.lanes[sender];
  const most = Math.max(
    ...senders.flatMap((one) => view.lanes[one].map(({ bytes }) => Math.log1p(bytes))),
    1,
  );
  const binWidth = width / view.bins;
  return (
    <g data-sender={sender}>
      {bins.map((one) => {
        const tall = Math.max(4, (Math.log1p(one.bytes) / most) * (laneHeight - 3));
        const y = sender === 'client' ? middle - tall : middle;
        const look =
          one.findings > 0 ? 'timeline-finding' : one.data === 0 ? 'timeline-control' : 'timeline-bar';
        return (
          <rect
            key={one.bin}
            x={one.bin * binWidth}
            width={Math.max(1.5, binWidth - 1)}
            y={y}
            height={tall}
            className={look}
            data-sender={sender}
          >
            <title>{`${count(one.frames, 'frame')} from the ${sender}, ${formatBytes(one.bytes)}`}</title>
          </rect>
        );
      })}
    </g>
  );
}

function Marks({ view, width }: { view: TimelineView; width: number }) {
  const shown = view.marks.filter(({ time }) => time !== null && time >= view.from && time <= view.to);
  let free = Number.NEGATIVE_INFINITY;
  return (
    <g>
      {shown.map((mark) => {
        const x = Math.min(Math.max(placeOf(mark.time ?? 0, view, width), 1), width - 1);
        const isClient = mark.sender === 'client';
        const label = `${isClient ? '↑' : '↓'} ${markWord(mark)}`;
        const length = label.length * 7;
        const at = Math.min(x, width - length);
        // A label over another one could not be read: the table has them all.
        const hasRoom = at > free;
        if (hasRoom) free = at + length;
        return (
          <g
            key={`${mark.kind}-${mark.sender}`}
            className={mark.kind === 'break' || mark.kind === 'rst' ? 'timeline-bad' : ''}
          >
            <line
              x1={x}
              x2={x}
              y1={isClient ? axisHeight : middle}
              y2={isClient ? middle : middle + laneHeight}
              className="timeline-mark"
            />
            {hasRoom && (
              <text x={at} y={height - 5}>
                {label}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}
