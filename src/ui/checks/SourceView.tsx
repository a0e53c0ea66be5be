import { forwardRef, memo, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { count } from '../../decoder/model/words.ts';
import { Icon } from '../shared/Icon.tsx';
import { elementId, type Pointing, severityLooks, type TextMark } from './configuration-marks.ts';

const rowHeight = 24;
/**
 * Up to this many lines all are rendered, so that the browser's search finds them; longer texts render lines
 * near the view.
 */
const drawnWhole = 2500;
const spare = 120;
/** Longest part of one line that is rendered, in characters. */
const longestLine = 2000;

export interface SourceHandle {
  showLine(line: number): void;
}

interface SourceViewProps {
  readonly text: string;
  readonly marks: ReadonlyMap<number, readonly TextMark[]>;
  readonly pointing: Pointing;
}

/** The text with line numbers. A line with a finding links to the finding and shows its severity. */
export const SourceView = forwardRef<SourceHandle, SourceViewProps>(function SourceView(
  { text, marks, pointing },
  handle,
) {
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => text.replace(/\r?\n$/, '').split(/\r?\n/), [text]);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  const whole = lines.length <= drawnWhole;
  const first = whole ? 0 : Math.max(0, Math.floor(top / rowHeight) - spare);
  const end = whole ? lines.length : Math.min(lines.length, Math.ceil((top + height) / rowHeight) + spare);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element) setHeight(element.clientHeight || 600);
  }, []);

  useImperativeHandle(handle, () => ({
    showLine(line) {
      const element = scroller.current;
      if (!element) return;
      const at = (line - 1) * rowHeight;
      if (at < element.scrollTop || at + rowHeight * 2 > element.scrollTop + element.clientHeight) {
        element.scrollTop = Math.max(0, at - element.clientHeight / 3);
      }
      element.scrollLeft = 0;
    },
  }));

  // All lines of the highlighted range.
  const reached = useMemo(() => {
    const active = new Set(pointing.active);
    const found = new Set<number>(pointing.line === null ? [] : [pointing.line]);
    if (active.size === 0) return found;
    for (const at of marks.values()) {
      for (const { key, place } of at) {
        if (!active.has(key)) continue;
        for (let line = place.line; line <= Math.min(place.endLine, place.line + 500); line++)
          found.add(line);
      }
    }
    return found;
  }, [marks, pointing.active, pointing.line]);

  return (
    <div
      ref={scroller}
      role="group"
      aria-label="The configuration with its lines"
      data-testid="source"
      tabIndex={0}
      onScroll={whole ? undefined : (event) => setTop(event.currentTarget.scrollTop)}
      className="source relative max-h-[var(--source-height)] overflow-auto py-1.5"
    >
      <div style={{ height: first * rowHeight }} />
      <ol className="source-lines w-max min-w-full">
        {lines.slice(first, end).map((line, index) => {
          const number = first + index + 1;
          return (
            <SourceLine
              key={number}
              number={number}
              digits={String(lines.length).length}
              text={line}
              marks={marks.get(number)}
              reached={reached.has(number)}
              point={pointing.point}
              choose={pointing.choose}
            />
          );
        })}
      </ol>
      <div style={{ height: (lines.length - end) * rowHeight }} />
    </div>
  );
});

interface SourceLineProps {
  readonly number: number;
  readonly digits: number;
  readonly text: string;
  readonly marks: readonly TextMark[] | undefined;
  readonly reached: boolean;
  readonly point: Pointing['point'];
  readonly choose: Pointing['choose'];
}

const SourceLine = memo(function SourceLine({
  number,
  digits,
  text,
  marks,
  reached,
  point,
  choose,
}: SourceLineProps) {
  const shown = text.length > longestLine ? `${text.slice(0, longestLine)} …` : text;
  const gutter = { width: `calc(${digits}ch + 34px)` };
  if (!marks) {
    return (
      <li className="source-line" data-line={number} data-reached={reached || undefined}>
        <span className="source-number" style={gutter}>
          {number}
        </span>
        <code>{shown}</code>
      </li>
    );
  }
  const worst = marks[0].severity;
  const look = severityLooks[worst];
  const keys = marks.map(({ key }) => key);
  const show = () => {
    choose(keys, number);
    const target = document.getElementById(elementId(keys[0]));
    target?.scrollIntoView({ block: 'nearest' });
    target?.querySelector('button')?.focus({ preventScroll: true });
  };
  const said = `Line ${number}: ${count(marks.length, 'remark')}, the worst: ${look.word.toLowerCase()}`;
  return (
    <li
      className="source-line"
      data-line={number}
      data-worst={worst}
      data-reached={reached || undefined}
      onClick={show}
      onMouseEnter={() => point(keys)}
      onMouseLeave={() => point([])}
    >
      <button
        type="button"
        className="source-number"
        style={gutter}
        aria-label={said}
        title={said}
        onFocus={() => point(keys)}
        onBlur={() => point([])}
        onClick={(event) => {
          event.stopPropagation();
          show();
        }}
      >
        <span className={look.color}>
          <Icon name={look.icon} size={12} />
        </span>
        {number}
      </button>
      <code>{shown}</code>
    </li>
  );
});
