import { samples } from 'virtual:samples';
import { useState } from 'react';
import { type Sample, sampleBytes } from '../../app/samples.ts';
import { useActions } from '../app-context.ts';
import { Icon } from '../shared/Icon.tsx';

/** Real captures, one click each. */
export function SampleList() {
  const actions = useActions();
  const [problem, setProblem] = useState<string | null>(null);

  async function openSample(sample: Sample): Promise<void> {
    try {
      const bytes = await sampleBytes(sample);
      await actions.open({ kind: 'bytes', bytes: bytes.slice(), name: sample.file });
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  }

  return (
    <>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(225px,1fr))] gap-2.5" aria-label="Samples">
        {samples.map((sample) => (
          <li key={sample.id}>
            <button
              type="button"
              data-sample={sample.id}
              onClick={() => void openSample(sample)}
              className="group flex h-full w-full flex-col rounded-lg border border-line bg-panel px-3 py-2.5 text-left hover:border-edge"
            >
              <span className="flex w-full items-start gap-2">
                <span className="min-w-0 flex-1 font-semibold text-balance">{sample.title}</span>
                <span className="mt-0.5 text-faint group-hover:text-accent">
                  <Icon name="right" />
                </span>
              </span>
              <span className="mt-1 text-xs text-dim">{sample.hint}</span>
            </button>
          </li>
        ))}
      </ul>
      {problem && (
        <p role="alert" className="mt-2 text-bad">
          {problem}
        </p>
      )}
    </>
  );
}
