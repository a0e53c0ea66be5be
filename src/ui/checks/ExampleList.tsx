import { Icon } from '../shared/Icon.tsx';

/** An example: title, description and text. */
export interface Example {
  readonly id: string;
  readonly name: string;
  readonly says: string;
}

/** Examples, one click each. */
export function ExampleList<T extends Example>({
  examples,
  onChoose,
}: {
  examples: readonly T[];
  onChoose: (example: T) => void;
}) {
  return (
    <section aria-label="Examples">
      <h2 className="heading mb-2">Or try one</h2>
      <ul className="overflow-hidden rounded-lg border border-line bg-panel">
        {examples.map((example) => (
          <li key={example.id} className="border-b border-line last:border-b-0">
            <button
              type="button"
              data-example={example.id}
              className="group flex w-full items-center gap-3 px-3.5 py-2.5 text-left hover:bg-raised"
              onClick={() => onChoose(example)}
            >
              <span className="min-w-0 flex-1">
                <span className="block font-semibold">{example.name}</span>
                <span className="block text-dim">{example.says}</span>
              </span>
              <span className="text-faint group-hover:text-accent">
                <Icon name="right" />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
