import { type CompletionState, completionListId } from './use-completion.ts';

/** The ways to continue a filter, below its field. */
export function CompletionList({ completion: { list, at, take } }: { readonly completion: CompletionState }) {
  if (list.length === 0) return null;
  return (
    <div id={completionListId} role="listbox" aria-label="Words of the filter" className="completions">
      {list.map((one, index) => (
        <div
          key={one.text}
          id={`${completionListId}-${index}`}
          role="option"
          aria-selected={index === at}
          tabIndex={-1}
          // The field keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => take(one)}
          className="flex cursor-default gap-3 px-2.5 py-1 hover:bg-raised aria-selected:bg-raised"
        >
          <code className="font-semibold">{one.text}</code>
          <span className="truncate text-dim">{one.help}</span>
        </div>
      ))}
    </div>
  );
}
