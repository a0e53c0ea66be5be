import { useEffect, useId, useMemo, useState } from 'react';
import { CopyButton } from '../shared/CopyButton.tsx';
import { Tabs } from '../shared/Tabs.tsx';
import { type FixText, loadFixes, orderFixes } from './fixes.ts';

/** The fix, one tab a stack, the stack that the evidence points to first. */
export function FixTabs({ cause, stacks }: { cause: string; stacks: readonly string[] }) {
  const panelId = useId();
  const [all, setAll] = useState<readonly FixText[]>([]);
  const [wanted, setWanted] = useState<string | null>(null);

  useEffect(() => {
    let here = true;
    loadFixes().then(
      (fixesFor) => here && setAll(fixesFor(cause)),
      () => {},
    );
    return () => {
      here = false;
    };
  }, [cause]);

  const fixes = useMemo(() => orderFixes(all, stacks), [all, stacks]);
  const tabs = useMemo(
    () => [...new Map(fixes.map((fix) => [fix.stack, { id: fix.stack, label: fix.stackName }])).values()],
    [fixes],
  );
  if (fixes.length === 0) return null;
  const chosen = tabs.find((tab) => tab.id === wanted)?.id ?? tabs[0].id;
  return (
    <section aria-label="Fix" data-testid="fixes" className="mt-3">
      <div className="border-b border-line">
        <Tabs label="Fix for" items={tabs} value={chosen} panelId={panelId} onChange={setWanted} />
      </div>
      <div
        role="tabpanel"
        id={panelId}
        aria-labelledby={`${panelId}-tab-${chosen}`}
        className="grid gap-4 pt-2"
      >
        {fixes
          .filter((fix) => fix.stack === chosen)
          .map((fix) => (
            <Fix key={fix.title} fix={fix} />
          ))}
      </div>
    </section>
  );
}

function Fix({ fix }: { fix: FixText }) {
  return (
    <div>
      <h4 className="font-semibold">{fix.title}</h4>
      {fix.wrong && <Code mark="−" word="Wrong" tone="bad" text={fix.wrong} />}
      <Code mark="+" word="Right" tone="ok" text={fix.right} />
      <p className="mt-1.5 break-words text-dim">{fix.why}</p>
      {fix.confirm && (
        <p className="mt-1 break-words text-dim">
          <strong className="font-semibold text-ink">Check it.</strong> {fix.confirm}
        </p>
      )}
      <div className="mt-2 flex flex-wrap items-center gap-3">
        <CopyButton label="Copy the fix" text={() => fix.right} />
        {fix.ran && <span className="text-2xs text-faint">{fix.ran}</span>}
      </div>
    </div>
  );
}

function Code({ mark, word, tone, text }: { mark: string; word: string; tone: 'bad' | 'ok'; text: string }) {
  const look = tone === 'bad' ? 'border-bad/40 bg-badbg' : 'border-ok/40 bg-okbg';
  return (
    <div className={`mt-1.5 flex rounded-md border ${look}`}>
      <span className={`px-2 py-1.5 font-mono font-bold ${tone === 'bad' ? 'text-bad' : 'text-ok'}`}>
        <span aria-hidden="true">{mark}</span>
        <span className="sr-only">{word}</span>
      </span>
      <pre
        tabIndex={0}
        role="group"
        aria-label={word}
        className="min-w-0 flex-1 overflow-x-auto py-1.5 pr-2 font-mono text-[11.5px] leading-[1.55]"
      >
        {text}
      </pre>
    </div>
  );
}
