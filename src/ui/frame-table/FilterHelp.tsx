import { filterSigns, filterTerms } from '../../decoder/frame-filter/terms.ts';
import { Icon } from '../shared/Icon.tsx';

/** Help for the filter syntax. */
export function FilterHelp() {
  return (
    <span className="popover-anchor">
      <button
        type="button"
        className="btn btn-quiet px-1.5"
        popoverTarget="filter-help"
        aria-label="Filter syntax"
        title="Filter syntax"
      >
        <Icon name="help" />
      </button>
      <div id="filter-help" popover="auto" className="menu">
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 px-2.5 py-1.5">
          {[...filterTerms, ...filterSigns].map(({ example, help }) => (
            <div key={example} className="contents">
              <dt>
                <code className="font-semibold">{example}</code>
              </dt>
              <dd className="text-dim">{help}</dd>
            </div>
          ))}
        </dl>
      </div>
    </span>
  );
}
