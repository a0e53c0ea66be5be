import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { captureOf, connectionOf, decodedGeneration, isReading } from '../../app/selectors.ts';
import { filterTerms, type QuickFilter } from '../../decoder/frame-filter/terms.ts';
import { formatCount } from '../../decoder/model/words.ts';
import type { ConnectionView } from '../../worker/protocol.ts';
import { useActions, useAppState, useSelection } from '../app-context.ts';
import { GoTo } from '../find/GoTo.tsx';
import { Icon } from '../shared/Icon.tsx';
import { CompletionList } from './CompletionList.tsx';
import { FilterHelp } from './FilterHelp.tsx';
import { hasTerm, toggleTerm } from './filter-terms.ts';
import { completionListId, useCompletion } from './use-completion.ts';

const AllConnections = lazy(() =>
  import('../find/AllConnections.tsx').then((part) => ({ default: part.AllConnections })),
);

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
  const problem = useSelection(({ filter }) => filter.problem);
  const shortened = useSelection(({ filter }) => filter.shortened);
  const reading = useAppState(isReading);
  const hasOthers = useAppState((state) => (captureOf(state)?.connections.length ?? 0) > 1);
  const [text, setText] = useState(filter);
  const generation = useAppState(decodedGeneration);
  const [everywhere, setEverywhere] = useState(false);
  const canLookEverywhere = hasOthers && filter !== '';

  // A space at the end, before the next word, stays.
  useEffect(() => setText((before) => (before.trim() === filter ? before : filter)), [filter]);
  useEffect(() => {
    const timer = setTimeout(() => setFilter(text.trim()), quietMs);
    return () => clearTimeout(timer);
  }, [text, setFilter]);

  return (
    <div className="px-3 py-2">
      <div className="flex flex-wrap gap-x-1.5 gap-y-2">
        <FilterField text={text} setText={setText} />
        <FilterHelp />
        <GoTo disabled={reading} />
        <div className="flex gap-1" role="group" aria-label="Quick filters">
          <QuickFilters text={text} setText={setText} />
          {canLookEverywhere && (
            <button
              type="button"
              aria-pressed={everywhere}
              onClick={() => setEverywhere(!everywhere)}
              className={`btn px-2 ${everywhere ? 'border-accent! font-semibold' : 'text-dim'}`}
            >
              all connections
            </button>
          )}
        </div>
      </div>
      {everywhere && canLookEverywhere && (
        <Suspense fallback={<p className="mt-1 text-dim">Searching…</p>}>
          <AllConnections key={`${generation} ${filter}`} filter={filter} />
        </Suspense>
      )}
      {shortened > 0 && (
        <p role="status" data-testid="filter-shortened" className="mt-1 text-warn">
          {shortened === 1 ? '1 message is' : `${formatCount(shortened)} messages are`} longer than 4 MiB:
          only the beginning was searched.
        </p>
      )}
      {problem && (
        <p id="filter-problem" role="alert" className="mt-1 flex items-center gap-1.5 text-bad">
          <Icon name="cross" size={12} />
          {problem}
        </p>
      )}
    </div>
  );
}

interface FilterTextProps {
  readonly text: string;
  readonly setText: (text: string) => void;
}

/** The filter as text, with its completion and the count of frames that it leaves. */
function FilterField({ text, setText }: FilterTextProps) {
  const { setFilter } = useActions();
  const { text: filter, count, problem } = useSelection((selection) => selection.filter);
  const reading = useAppState(isReading);
  const total = useAppState((state) => connectionOf(state)?.frames ?? 0);
  const input = useRef<HTMLInputElement>(null);
  const completion = useCompletion(input, setText);
  const { list, at } = completion;
  const matched = filter === '' || problem !== null ? null : count;
  return (
    <div className="relative min-w-44 flex-1">
      <span className="pointer-events-none absolute top-1.5 left-2 text-faint">
        <Icon name="search" />
      </span>
      <input
        ref={input}
        id="frame-filter"
        type="text"
        role="combobox"
        aria-label="Filter frames"
        aria-autocomplete="list"
        aria-expanded={list.length > 0}
        aria-controls={list.length > 0 ? completionListId : undefined}
        aria-activedescendant={at < 0 ? undefined : `${completionListId}-${at}`}
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
        onChange={(event) => {
          setText(event.target.value);
          completion.offer(event.target.value);
        }}
        onBlur={completion.close}
        onKeyDown={(event) => {
          if (completion.onKey(event)) event.preventDefault();
          else if (event.key === 'Enter') {
            completion.close();
            setFilter(text.trim());
          } else if (event.key === 'Escape') setText('');
        }}
        className={`field-input h-7 w-full pl-7 font-mono text-xs ${matched === null ? 'pr-2' : 'pr-28'}`}
      />
      {matched !== null && (
        <span
          className="pointer-events-none absolute top-1.5 right-2 text-2xs text-dim tabular-nums"
          data-testid="filter-count"
        >
          {formatCount(matched)} of {formatCount(total)}
        </span>
      )}
      <CompletionList completion={completion} />
    </div>
  );
}

function QuickFilters({ text, setText }: FilterTextProps) {
  const { setFilter } = useActions();
  const reading = useAppState(isReading);
  const connection = useAppState(connectionOf);
  const chips = [
    { term: '', label: 'All', count: connection?.frames ?? 0 },
    ...quickFilters.map(({ term, label, counts }) => ({
      term,
      label,
      count: connection === null ? 0 : countOf[counts](connection),
    })),
  ];
  return chips.map(({ term, label, count }) => {
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
  });
}
