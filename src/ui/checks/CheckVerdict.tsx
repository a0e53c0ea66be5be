import { type ReactNode, useEffect, useRef } from 'react';
import type { VerdictLevel } from '../../worker/protocol.ts';
import { LevelMark } from '../shared/LevelMark.tsx';

interface CheckVerdictProps {
  readonly level: VerdictLevel;
  readonly title: string;
  /** Takes focus when it appears: the pressed button may be gone. */
  readonly focus?: boolean;
  readonly children?: ReactNode;
}

/** The headline of a check, with its meaning below. */
export function CheckVerdict({ level, title, focus, children }: CheckVerdictProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (focus) heading.current?.focus({ preventScroll: true });
  }, [focus]);
  return (
    <section
      aria-label="Verdict"
      data-testid="check-verdict"
      data-level={level}
      className={`verdict verdict-${level} m-0!`}
    >
      <div className="flex items-start gap-2.5">
        <span className="verdict-mark">
          <LevelMark level={level} size={17} />
        </span>
        <div className="min-w-0 flex-1">
          <h2
            ref={heading}
            tabIndex={-1}
            className="text-[17px] leading-snug font-semibold break-words outline-none"
          >
            {title}
          </h2>
          {children}
        </div>
      </div>
    </section>
  );
}

/** Message for an input that cannot be checked: expected, found, what to do. */
export function CheckFault({ text }: { text: string }) {
  return (
    <div role="alert" data-testid="check-fault" className="mt-3">
      <p className="flex gap-2.5 rounded-lg border border-bad/50 bg-badbg px-3.5 py-2.5 text-sm">
        <span className="mt-0.5">
          <LevelMark level="broken" size={15} />
        </span>
        <span className="min-w-0 break-words">{text}</span>
      </p>
    </div>
  );
}
