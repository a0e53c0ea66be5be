import { useEffect, useState } from 'react';
import { connectionOf, isReading } from '../../app/selectors.ts';
import { filterTerms, type QuickFilter } from '../../decoder/frame-filter/terms.ts';
import { formatCount } from '../../decoder/model/words.ts';
import type { ConnectionView } from '../../worker/protocol.ts';
import { useActions, useAppState, useSelection } from '../app-context.ts';
import { GoTo } from '../find/GoTo.tsx';
import { Icon } from '../shared/Icon.tsx';
import { FilterHelp } from './FilterHelp.tsx';
import { hasTerm, toggleTerm } from './filter-terms.ts';

const quietMs = 180;

const quickFilters = filterTerms.flatMap((term) => term.quick ?? []);
const countOf: Readonly<Record<QuickFilter['counts'], (connection: ConnectionView) => number>> = {
  'client frames': ({ framesBySender }) => framesBySender.client,
  'server frames': ({ framesBySender }) => framesBySender.server,
  'frames with findings': ({ framesWithFindings }) => framesWithFindings,
};

/** The filter input and quick-filter buttons. */
export function FilterBar() {
  const { setFilter } = useActions();
  const filter = useSelection(({ filter }) => filter.text);
  const counted = useSelection(({ filter }) => filter.count);
  const problem = useSelection(({ filter }) => filter.problem);
  const reading = useAppState(isReading);
  const connection = useAppState(connectionOf);
  const [text, setText] = useState(filter);

  useEffect(() => setText(filter), [filter]);
  useEffect(() => {
    const timer = setTimeout(() => setFilter(text.trim()), quietMs);
    return () => clearTimeout(timer);
  }, [text, setFilter]);

  const matched = filter === '' || problem !== null ? null : counted;
  const chips = [
    { term: '', label: 'All', count: connection?.frames ?? 0 },
    ...quickFilters.map(({ term, label, counts }) => ({
      term,
      label,
      count: connection === null ? 0 : countOf[counts](connection),
    })),
  ];

  return (
    <div className="px-3 py-2">
      <div className="flex flex-wrap gap-x-1.5 gap-y-2">
        <label className="relative min-w-44 flex-1">
          <span className="sr-only">Filter frames</span>
          <span className="pointer-events-none absolute top-1.5 left-2 text-faint">
            <Icon name="search" />
          </span>
          <input
            id="frame-filter"
            type="text"
            spellCheck={false}
            autoComplete="off"
            value={text}
            disabled={reading}
            aria-invalid={problem !== null}
            aria-describedby={problem ? 'filter-problem' : undefined}
            placeholder={
              reading
                ? 'filter: available when the whole file has been read'
                : 'opcode:text len>125 from:client "needle"'
            }
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') setFilter(text.trim());
              if (event.key === 'Escape') setText('');
            }}
            className={`field-input h-7 w-full pl-7 font-mono text-xs ${matched === null ? 'pr-2' : 'pr-28'}`}
          />
          {matched !== null && (
            <span
              className="pointer-events-none absolute top-1.5 right-2 text-2xs text-dim tabular-nums"
              data-testid="filter-count"
            >
              {formatCount(matched)} of {formatCount(connection?.frames ?? 0)}
            </span>
          )}
        </label>
        <FilterHelp />
        <GoTo disabled={reading} />
        <div className="flex gap-1" role="group" aria-label="Quick filters">
          {chips.map(({ term, label, count }) => {
            const on = term === '' ? text.trim() === '' : hasTerm(text, term);
            return (
              <button
                key={label}
                type="button"
                disabled={reading}
                aria-pressed={on}
                onClick={() => {
                  const next = term === '' ? '' : toggleTerm(text, term);
                  setText(next);
                  setFilter(next);
                }}
                className={`btn gap-1.5 px-2 ${on ? 'border-accent! font-semibold' : 'text-dim'}`}
              >
                {label}
                <span className="text-2xs tabular-nums">{formatCount(count)}</span>
              </button>
            );
          })}
        </div>
      </div>
      {problem && (
        <p id="filter-problem" role="alert" className="mt-1 flex items-center gap-1.5 text-bad">
          <Icon name="cross" size={12} />
          {problem}
        </p>
      )}
    </div>
  );
}
