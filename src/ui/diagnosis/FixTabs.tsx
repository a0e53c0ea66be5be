import { useEffect, useId, useMemo, useState } from 'react';
import { chooseFixes } from '../../decoder/guides/choose.ts';
import type { Fix } from '../../decoder/guides/guide.ts';
import type { CauseId } from '../../decoder/model/cause-id.ts';
import type { CaseFacts } from '../../decoder/model/finding.ts';
import type { StackId } from '../../decoder/model/stack-id.ts';
import { CopyButton } from '../shared/CopyButton.tsx';
import { Icon } from '../shared/Icon.tsx';
import { Tabs } from '../shared/Tabs.tsx';
import { guides } from './fixes.ts';
import { lineDiff } from './line-diff.ts';

interface FixTabsProps {
  readonly cause: CauseId;
  readonly stacks: readonly StackId[];
  readonly facts: CaseFacts;
  /** Fixes to show first, `<stack>/<id>`. */
  readonly first?: readonly string[];
}

const none: readonly string[] = [];

/** The fixes, one tab for each stack; the stack that the evidence points to comes first. */
export function FixTabs({ cause, stacks, facts, first = none }: FixTabsProps) {
  const panelId = useId();
  const [loaded, setLoaded] = useState(guides.now);
  const [wanted, setWanted] = useState<string | null>(null);

  useEffect(() => {
    let here = true;
    guides.load().then(
      (all) => here && setLoaded(all),
      () => {},
    );
    return () => {
      here = false;
    };
  }, []);

  const all = useMemo(
    () => chooseFixes(loaded ?? [], cause, stacks, facts, first),
    [loaded, cause, stacks, facts, first],
  );
  if (all.length === 0) return null;
  const chosen = all.find((one) => one.stack === wanted) ?? all[0];
  return (
    <section aria-label="Fix" data-testid="fixes" className="mt-3">
      <div className="flex items-end border-b border-line">
        <Tabs
          label="Fix for"
          items={all.map((one) => ({ id: one.stack, label: one.name }))}
          value={chosen.stack}
          panelId={panelId}
          onChange={setWanted}
        />
      </div>
      <div
        role="tabpanel"
        id={panelId}
        aria-labelledby={`${panelId}-tab-${chosen.stack}`}
        className="grid grid-cols-[minmax(0,1fr)] gap-5 pt-2.5"
      >
        {chosen.fixes.map((fix) => (
          <FixView key={fix.id} fix={fix} />
        ))}
      </div>
    </section>
  );
}

function FixView({ fix }: { fix: Fix }) {
  const lines = useMemo(() => lineDiff(fix.wrong.text, fix.right.text), [fix]);
  return (
    <div data-fix={fix.id}>
      <h4 className="font-semibold">{fix.title}</h4>
      <p className="mt-0.5 break-words text-dim">{fix.why}</p>
      <pre
        tabIndex={0}
        role="group"
        aria-label="The change"
        className="mt-1.5 overflow-x-auto rounded-md border border-line bg-raised py-1.5 font-mono text-[11.5px] leading-[1.55] [tab-size:2]"
      >
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines never change their order
          <div key={index} className={`diff-line diff-${line.kind}`}>
            {line.text || ' '}
          </div>
        ))}
      </pre>
      <p className="mt-1.5 text-dim">
        <strong className="font-semibold text-ink">To check that it works: </strong>
        <span className="break-words whitespace-pre-line">{fix.confirm}</span>
      </p>
      <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1">
        <CopyButton label="Copy the fix" text={() => fix.right.text} />
        <span className="flex items-center gap-1 text-2xs text-dim">
          {'with' in fix.ran ? (
            <>
              <span className="text-ok">
                <Icon name="check" size={11} />
              </span>
              run by a test with {fix.ran.with}
            </>
          ) : (
            <>
              <Icon name="note" size={11} />
              not run by a test: {fix.ran.notRun}
            </>
          )}
        </span>
        <a href={fix.source} target="_blank" rel="noreferrer" className="text-2xs">
          documentation
        </a>
      </div>
    </div>
  );
}
