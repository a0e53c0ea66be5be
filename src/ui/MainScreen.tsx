import { type CSSProperties, lazy, Suspense, useState } from 'react';
import { keepPanes, type Pane, readPanes } from '../app/panes.ts';
import {
  captureOf,
  connectionOf,
  decodedGeneration,
  isOpen,
  isReading,
  isUnknownText,
} from '../app/selectors.ts';
import type { Panel } from '../app/state.ts';
import type { ConnectionView } from '../worker/protocol.ts';
import { AnswerScreen } from './answer/AnswerScreen.tsx';
import { PartsBar } from './answer/PartsBar.tsx';
import { ReadAs } from './answer/ReadAs.tsx';
import { useActions, useAppState, useSelection } from './app-context.ts';
import { ConnectionList } from './connections/ConnectionList.tsx';
import { DiagnosisPanel } from './diagnosis/DiagnosisPanel.tsx';
import { Verdict } from './diagnosis/Verdict.tsx';
import { usePageKeys } from './find/use-page-keys.ts';
import { ListArea } from './follow/ListArea.tsx';
import { Header } from './Header.tsx';
import { HandshakePanel } from './handshake/HandshakePanel.tsx';
import { EditBanner } from './header-bits/EditBanner.tsx';
import { FramePanel } from './header-bits/FramePanel.tsx';
import { BareScreen } from './open/BareScreen.tsx';
import { ProgressPanel } from './open/ProgressPanel.tsx';
import { TextMarks } from './open/TextMarks.tsx';
import { NoteList } from './shared/NoteList.tsx';
import { PaneDivider } from './shared/PaneDivider.tsx';
import { Tabs } from './shared/Tabs.tsx';

const LiveBanner = lazy(() => import('./open/LiveBanner.tsx').then((part) => ({ default: part.LiveBanner })));

const panels: readonly { id: Panel; label: string }[] = [
  { id: 'diagnosis', label: 'Diagnosis' },
  { id: 'frames', label: 'Frames' },
  { id: 'frame', label: 'Frame' },
  { id: 'connection', label: 'Connection' },
];

const noConnections: readonly ConnectionView[] = [];
const noPart = { generation: null, part: null };

/** The screen with a capture open: connections, frames, the chosen frame, diagnosis. */
export function MainScreen() {
  const { setPanel, selectConnection } = useActions();
  usePageKeys();
  const panel = useSelection((selection) => selection.panel);
  const isLive = useAppState((state) => state.live !== null);
  const reading = useAppState(isReading);
  const read = useAppState((state) => captureOf(state) !== null);
  const frameless = useAppState((state) => isOpen(state) && connectionOf(state)?.frames === 0);
  const hasNoConnection = useAppState((state) => captureOf(state)?.connections.length === 0);
  const recognition = useAppState((state) => captureOf(state)?.recognition ?? null);
  const connections = useAppState((state) => captureOf(state)?.connections ?? noConnections);
  const connection = useSelection((selection) => selection.connection);
  const generation = useAppState(decodedGeneration);
  const [selected, setSelected] = useState<{ generation: number | null; part: number | null }>(noPart);
  const part = selected.generation === generation ? selected.part : null;
  const { style, dividers } = usePanes();
  const bare = hasNoConnection || part !== null;
  return (
    <div className="main-screen">
      <div className="main-head">
        <Header />
        {reading && <ProgressPanel />}
        {isLive && (
          <Suspense fallback={null}>
            <LiveBanner />
          </Suspense>
        )}
        <EditBanner />
        <ReadAs />
        {recognition?.kind === 'mixed' && !hasNoConnection && (
          <PartsBar
            recognition={recognition}
            connections={connections}
            connection={connection}
            chosen={part}
            onChoose={(one, id) => {
              setSelected({ generation, part: one });
              if (id !== null && id !== connection) void selectConnection(id);
            }}
          />
        )}
      </div>
      {/* Nothing is drawn before the first frames are there: what appears whole cannot move. */}
      <main
        className="main-columns"
        hidden={!read}
        data-panel={panel}
        data-bare={bare}
        data-frameless={frameless}
        style={style}
      >
        <div className="area-verdict">
          {part === null && <Verdict />}
          {part === null && <CaptureNotes />}
          {bare &&
            (recognition ? <AnswerScreen key={`${generation} ${part}`} part={part} /> : <BareScreen />)}
        </div>
        {!bare && (
          <div className="narrow-tabs border-b border-line bg-panel px-2 [&_[role=tab]]:max-[360px]:px-1">
            <Tabs
              label="Parts of the page"
              items={panels}
              value={panel}
              panelId="panels"
              grow
              onChange={(id) => setPanel(id as Panel)}
            />
          </div>
        )}
        <div id="panels" className="contents">
          <div className="area-side">
            <div className="area-connection" data-part="connection">
              <ConnectionList />
              <HandshakePanel />
              <TextMarks />
            </div>
            <div className="area-diagnosis" data-part="diagnosis">
              <DiagnosisPanel />
            </div>
          </div>
          <div className="area-frames" data-part="frames">
            <ListArea />
          </div>
          <div className="area-frame" data-part="frame">
            <FramePanel />
          </div>
        </div>
        {!bare && dividers}
      </main>
    </div>
  );
}

/** The sizes of the panes, and the dividers that change them. */
function usePanes() {
  const [sizes, setSizes] = useState(readPanes);
  const set = (pane: Pane) => (size: number | null) => {
    const next = { ...sizes, [pane]: size };
    setSizes(next);
    keepPanes(next);
  };
  const { connections, side, lists } = sizes;
  const style = {
    ...(connections === null ? {} : { '--connections': `${connections}px` }),
    ...(side === null ? {} : { '--side': `${side}px` }),
    ...(lists === null ? {} : { '--lists': `${lists}%` }),
  } as CSSProperties;
  const dividers = (
    <>
      <PaneDivider
        pane="connections"
        label="Width of the connections"
        size={connections}
        selector=".area-connection"
        className="divider-connections"
        onSize={set('connections')}
      />
      <PaneDivider
        pane="side"
        label="Width of the diagnosis"
        size={side}
        selector=".area-diagnosis"
        reversed
        className="divider-side"
        onSize={set('side')}
      />
      <PaneDivider
        pane="lists"
        label="Height of the lists"
        size={lists}
        selector=".area-frames"
        className="divider-lists"
        onSize={set('lists')}
      />
    </>
  );
  return { style, dividers };
}

function CaptureNotes() {
  const capture = useAppState(captureOf);
  const isRefused = useAppState(isUnknownText);
  if (!capture) return null;
  const isAnswered =
    capture.connections.length === 0 && capture.recognition !== null && capture.kind !== 'unknown';
  const notes = capture.notes.filter(
    ({ level, id }) =>
      // The headline says the same.
      !(isRefused && id === 'unknown-format') && (level === 'error' || (level === 'warning' && !isAnswered)),
  );
  if (notes.length === 0) return null;
  return (
    <div className="px-3 pt-2" data-testid="notes">
      <NoteList notes={notes} large={notes.some((note) => note.level === 'error')} />
    </div>
  );
}
