import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { type Pane, paneLimits, withinLimits } from '../../app/panes.ts';

interface PaneDividerProps {
  readonly pane: Pane;
  readonly label: string;
  /** The size as set, or `null`: it follows the window. */
  readonly size: number | null;
  /** The pane that is resized. */
  readonly selector: string;
  /** A pointer that moves right or down makes the pane smaller. */
  readonly reversed?: boolean;
  readonly className: string;
  onSize(size: number | null): void;
}

const isRow = (pane: Pane): boolean => pane === 'lists';

/** What an arrow key changes, in the unit of the pane. */
const keyStep = (pane: Pane): number => (isRow(pane) ? 5 : 20);

/** The size that a pane has now, in its unit. */
function currentSize(pane: Pane, selector: string): number {
  const box = document.querySelector(selector)?.getBoundingClientRect();
  const whole = document.querySelector('.main-columns')?.getBoundingClientRect();
  if (box === undefined || whole === undefined) return 0;
  return isRow(pane) ? (box.height / whole.height) * 100 : box.width;
}

/** The line between two panes: dragged, or moved with the arrow keys; a double click lets it follow the window. */
export function PaneDivider(props: PaneDividerProps) {
  const { pane, label, size, selector, reversed = false, className, onSize } = props;
  const drag = useRef<{ readonly at: number; readonly size: number } | null>(null);
  const { min, max } = paneLimits[pane];
  const sign = reversed ? -1 : 1;

  function onPointerMove(event: PointerEvent<HTMLDivElement>): void {
    if (drag.current === null) return;
    const moved = (isRow(pane) ? event.clientY : event.clientX) - drag.current.at;
    const height = document.querySelector('.main-columns')?.clientHeight ?? 1;
    const change = isRow(pane) ? (moved / height) * 100 : moved;
    onSize(withinLimits(pane, drag.current.size + sign * change));
  }

  function onKeyDown(event: KeyboardEvent): void {
    const [more, less] = isRow(pane) ? ['ArrowDown', 'ArrowUp'] : ['ArrowRight', 'ArrowLeft'];
    const steps: Record<string, number> = { [more]: sign, [less]: -sign };
    const step = steps[event.key];
    if (step === undefined && event.key !== 'Home') return;
    event.preventDefault();
    onSize(
      step === undefined ? null : withinLimits(pane, currentSize(pane, selector) + step * keyStep(pane)),
    );
  }

  return (
    <div
      role="separator"
      aria-label={label}
      aria-orientation={isRow(pane) ? 'horizontal' : 'vertical'}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={size ?? min}
      aria-valuetext={size === null ? 'follows the window' : `${size} ${isRow(pane) ? 'percent' : 'pixels'}`}
      tabIndex={0}
      title="Drag to resize; double-click to let it follow the window"
      className={`pane-divider ${className}`}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { at: isRow(pane) ? event.clientY : event.clientX, size: currentSize(pane, selector) };
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        drag.current = null;
      }}
      onPointerCancel={() => {
        drag.current = null;
      }}
      onDoubleClick={() => onSize(null)}
      onKeyDown={onKeyDown}
    />
  );
}
