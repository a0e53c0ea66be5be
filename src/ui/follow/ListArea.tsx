import { lazy, Suspense } from 'react';
import { connectionOf, decodedGeneration, isReading } from '../../app/selectors.ts';
import { type ListView, listViews } from '../../app/state.ts';
import type { ConnectionView } from '../../worker/protocol.ts';
import { useActions, useAppState, useSelection } from '../app-context.ts';
import { FilterBar } from '../frame-table/FilterBar.tsx';
import { FrameTable } from '../frame-table/FrameTable.tsx';
import { Tabs } from '../shared/Tabs.tsx';

const MessageList = lazy(() => import('./MessageList.tsx').then((part) => ({ default: part.MessageList })));
const Ladder = lazy(() => import('./Ladder.tsx').then((part) => ({ default: part.Ladder })));
const Statistics = lazy(() => import('./Statistics.tsx').then((part) => ({ default: part.Statistics })));

/** Names the ladder of a connection: both legs through a proxy have one. */
function ladderOf({ id, legs }: ConnectionView): string {
  return legs === null ? `${id}` : `${legs.front} ${legs.back}`;
}

/** The conversation of a connection as frames, as messages, between its ends, or in figures. */
export function ListArea() {
  const { setList } = useActions();
  const list = useAppState((state) => state.list);
  const reading = useAppState(isReading);
  const connection = useAppState(connectionOf);
  const generation = useAppState(decodedGeneration);
  const filter = useSelection(({ filter }) => filter.text);
  // What else there is needs the whole input.
  const shown = reading || connection === null ? 'frames' : list;
  const key = `${connection?.id} ${generation}`;
  return (
    <>
      <div className="px-3 pt-1">
        <Tabs
          label="The conversation as"
          items={listViews}
          value={shown}
          panelId="lists"
          onChange={(id) => setList(id as ListView)}
        />
      </div>
      {(shown === 'frames' || shown === 'messages') && <FilterBar />}
      <div id="lists" role="tabpanel" aria-labelledby={`lists-tab-${shown}`} className="list-panel">
        {shown === 'frames' && <FrameTable />}
        <Suspense fallback={<div className="min-h-24" />}>
          {shown === 'messages' && connection !== null && (
            <MessageList key={`${key} ${filter}`} connection={connection} filter={filter} />
          )}
          {shown === 'ladder' && connection !== null && (
            <Ladder key={`${ladderOf(connection)} ${generation}`} connection={connection} />
          )}
          {shown === 'statistics' && connection !== null && <Statistics key={key} connection={connection} />}
        </Suspense>
      </div>
    </>
  );
}
