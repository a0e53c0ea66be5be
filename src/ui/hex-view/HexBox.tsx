import { type ReactNode, useState } from 'react';
import { GoToOffset } from './GoToOffset.tsx';
import { HexLines, type HexLinesProps } from './HexLines.tsx';

/** Below this many bytes the offset input is not shown. */
const goToFrom = 4096;

interface Goal {
  readonly at: number;
  readonly run: number;
  /** The highlight that the jump replaced. */
  readonly instead: string;
}

/** Bytes under a heading, with an input to jump to an offset. */
export function HexBox({ heading, ...props }: HexLinesProps & { heading: ReactNode }) {
  const { view, start, mark, markRun = 0 } = props;
  const [goal, setGoal] = useState<Goal | null>(null);
  // A finding selected later replaces the jump's highlight.
  const given = `${mark?.start} ${markRun}`;
  const own = goal?.instead === given ? goal : null;
  return (
    <>
      <div className="mb-1.5 flex flex-wrap items-baseline gap-x-3 gap-y-1">
        {heading}
        {view.length > goToFrom && (
          <GoToOffset
            first={start}
            last={start + view.length - 1}
            onGo={(offset) => setGoal({ at: offset - start, run: (goal?.run ?? 0) + 1, instead: given })}
          />
        )}
      </div>
      <HexLines
        {...props}
        mark={own ? { start: own.at, end: own.at + 1 } : mark}
        markRun={own ? -own.run : markRun}
        reveal={own !== null || props.reveal}
      />
    </>
  );
}
