import { samples } from 'virtual:samples';
import { Icon } from '../shared/Icon.tsx';
import { useOpenSample } from './use-open-sample.ts';

/** Real captures, one click each. */
export function SampleList() {
  const { open, problem } = useOpenSample();

  return (
    <>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(225px,1fr))] gap-2.5" aria-label="Samples">
        {samples.map((sample) => (
          <li key={sample.id}>
            <button
              type="button"
              data-sample={sample.id}
              onClick={() => void open(sample)}
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
