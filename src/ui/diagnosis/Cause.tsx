import { useState } from 'react';
import { useActions } from '../app-context.ts';
import { certainty } from '../shared/format.ts';
import { Icon } from '../shared/Icon.tsx';
import { RfcLink } from '../shared/RfcLink.tsx';
import type { CauseNode } from './cause-tree.ts';
import { EvidenceList } from './EvidenceList.tsx';
import { FixTabs } from './FixTabs.tsx';

/** One cause: claim, evidence, fix. The first is open, the others are folded. */
export function Cause({ node, first }: { node: CauseNode; first: boolean }) {
  const { showCause } = useActions();
  const [open, setOpen] = useState(first);
  const { diagnosis, consequences } = node;
  const { cause, confidence, title, claim, evidence, against, confirm, section, stacks, facts } = diagnosis;
  return (
    <article data-cause={cause} className={`border-b border-line px-4 ${first ? 'pt-1 pb-4' : 'py-2'}`}>
      <h3>
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex min-h-7 w-full items-start gap-2 text-left"
        >
          <span className={`mt-1 text-faint ${open ? 'rotate-90' : ''}`}>
            <Icon name="right" size={12} />
          </span>
          <span
            className={`min-w-0 flex-1 font-semibold [overflow-wrap:anywhere] ${first ? 'text-[15px] leading-snug' : ''}`}
          >
            {title}
          </span>
          <Confidence value={confidence} />
        </button>
      </h3>
      {open && (
        <div className="mt-1 pl-5 max-sm:pl-0">
          <p className="[overflow-wrap:anywhere]">{claim}</p>
          <EvidenceList evidence={evidence} />
          {against && <Remark title="Why not something else">{against}</Remark>}
          {confirm && <Remark title="To be sure">{confirm}</Remark>}
          <p className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1">
            {section && <RfcLink section={section} />}
            <button
              type="button"
              className="min-h-6 text-accent underline underline-offset-2"
              onClick={() => showCause(cause)}
            >
              More on this cause
            </button>
          </p>
          <FixTabs cause={cause} stacks={stacks} facts={facts} />
          {consequences.length > 0 && (
            <div className="mt-3 border-l-2 border-line">
              <h4 className="heading px-4 pt-1">Consequences</h4>
              {consequences.map((below) => (
                <Cause key={below.diagnosis.cause} node={below} first={false} />
              ))}
            </div>
          )}
        </div>
      )}
    </article>
  );
}

/** Confidence as a word, a number and a bar. */
function Confidence({ value }: { value: number }) {
  const percent = Math.round(value * 100);
  return (
    <span className="mt-0.5 flex shrink-0 flex-col items-end gap-1">
      <span className="text-2xs text-dim tabular-nums">
        <strong className="font-semibold text-ink">{certainty(value)}</strong> {percent} %
      </span>
      <span aria-hidden="true" className="h-[3px] w-16 overflow-hidden rounded-full bg-line">
        <span className="block h-full rounded-full bg-accent" style={{ width: `${percent}%` }} />
      </span>
    </span>
  );
}

function Remark({ title, children }: { title: string; children: string }) {
  return (
    <p className="mt-2 [overflow-wrap:anywhere] text-dim">
      <strong className="font-semibold text-ink">{title}.</strong> {children}
    </p>
  );
}
