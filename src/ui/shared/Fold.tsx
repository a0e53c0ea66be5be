import type { ReactNode } from 'react';
import { formatCount } from '../../decoder/model/words.ts';
import { Icon } from './Icon.tsx';

interface FoldProps {
  readonly title: string;
  readonly count?: number;
  readonly open?: boolean;
  readonly children: ReactNode;
}

/** A section that folds. */
export function Fold({ title, count, open, children }: FoldProps) {
  return (
    <details className="group border-b border-line" open={open}>
      <summary className="flex min-h-9 items-center gap-2 px-4 hover:bg-raised">
        <span className="text-faint group-open:rotate-90">
          <Icon name="right" size={12} />
        </span>
        <h3 className="heading flex-1">{title}</h3>
        {count !== undefined && <span className="text-2xs text-dim tabular-nums">{formatCount(count)}</span>}
      </summary>
      {children}
    </details>
  );
}
