import { useEffect, useState } from 'react';
import {
  forgetInputs,
  keepProblem,
  keepsInputs,
  keptInput,
  keptLimit,
  maxKept,
  recentInputs,
  setKeepsInputs,
} from '../../app/recent.ts';
import type { RecentInput } from '../../app/recent-store.ts';
import { useActions } from '../app-context.ts';
import { Icon } from '../shared/Icon.tsx';

const clock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

function noStorage(error: unknown): string {
  return `This browser gives no storage: ${error instanceof Error ? error.message : String(error)}`;
}

/** The inputs that this browser keeps, and the choice to keep them. */
export function RecentInputs() {
  const actions = useActions();
  const [keeps, setKeeps] = useState(keepsInputs);
  const [inputs, setInputs] = useState<readonly RecentInput[]>([]);
  const [problem, setProblem] = useState(keepProblem);

  useEffect(() => {
    let isHere = true;
    if (keeps)
      recentInputs().then(
        (all) => isHere && setInputs(all),
        (error) => setProblem(noStorage(error)),
      );
    else setInputs([]);
    return () => {
      isHere = false;
    };
  }, [keeps]);

  async function choose(wanted: boolean): Promise<void> {
    await setKeepsInputs(wanted);
    setKeeps(wanted);
  }

  async function open({ id, name }: RecentInput): Promise<void> {
    const kept = await keptInput(id);
    if (kept === null) setProblem(`“${name}” is not kept any more.`);
    else await actions.open(kept.source);
  }

  async function forget(): Promise<void> {
    await forgetInputs();
    setInputs([]);
    setProblem(null);
  }

  return (
    <section aria-label="Recent" className="mt-8" data-testid="recent">
      <h2 className="heading mb-2.5">Recent</h2>
      {inputs.length > 0 && (
        <ul className="mb-2.5 grid grid-cols-[minmax(0,1fr)] gap-1">
          {inputs.map((input) => (
            <li key={input.id}>
              <button
                type="button"
                className="group flex min-h-8 w-full items-center gap-3 rounded-md border border-line bg-panel px-3 py-1 text-left hover:border-edge"
                onClick={() => void open(input)}
              >
                <span className="min-w-0 flex-1 truncate font-semibold">{input.name}</span>
                <span className="text-xs whitespace-nowrap text-dim">{clock.format(input.opened)}</span>
                <span className="text-faint group-hover:text-accent">
                  <Icon name="right" />
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <label className="flex min-h-6 items-center gap-2">
          <input
            type="checkbox"
            checked={keeps}
            onChange={(event) => {
              choose(event.target.checked).catch((error) => setProblem(noStorage(error)));
            }}
          />
          Keep what I open in this browser
        </label>
        {inputs.length > 0 && (
          <button
            type="button"
            className="btn"
            onClick={() => void forget().catch((error) => setProblem(noStorage(error)))}
          >
            Forget all
          </button>
        )}
      </div>
      <p className="mt-1 max-w-[72ch] text-dim">
        {keeps
          ? `The last ${maxKept} inputs, each up to ${keptLimit / 1e6} MB, stay on this computer, so that a reload finds them again. Key logs and private keys are never kept.`
          : 'Off: nothing that you open is stored, and a reload forgets it.'}
      </p>
      {problem && (
        <p role="alert" className="mt-2 text-bad">
          {problem}
        </p>
      )}
    </section>
  );
}
