import { samples } from 'virtual:samples';
import { Icon } from '../shared/Icon.tsx';

/** Real captures, one click each. */
export function SampleList() {
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(225px,1fr))] gap-2.5" aria-label="Samples">
      {samples.map(({ id, title, hint }) => (
        <li key={id}>
          <a
            href={`#sample=${id}`}
            data-sample={id}
            className="group flex h-full w-full flex-col rounded-lg border border-line bg-panel px-3 py-2.5 text-ink no-underline hover:border-edge"
          >
            <span className="flex w-full items-start gap-2">
              <span className="min-w-0 flex-1 font-semibold text-balance">{title}</span>
              <span className="mt-0.5 text-faint group-hover:text-accent">
                <Icon name="right" />
              </span>
            </span>
            <span className="mt-1 text-xs text-dim">{hint}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
