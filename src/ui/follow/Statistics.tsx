import { type ReactNode, useEffect, useState } from 'react';
import type { Sender } from '../../decoder/model/basics.ts';
import { opcodeName } from '../../decoder/model/opcode.ts';
import { count, duration, formatBytes, formatCount } from '../../decoder/model/words.ts';
import type { ConnectionView, SenderStatistics, Spread, StatisticsView } from '../../worker/protocol.ts';
import { useActions, useApp } from '../app-context.ts';
import './follow.css';

/** The figures of a connection, the client's beside the server's. */
export function Statistics({ connection }: { readonly connection: ConnectionView }) {
  const { client, actions } = useApp();
  const [view, setView] = useState<StatisticsView | null>(null);
  const { id } = connection;
  useEffect(() => {
    const abort = new AbortController();
    client.call('statistics', { connection: id }, { signal: abort.signal }).then(
      (found) => !abort.signal.aborted && setView(found),
      (error) => !abort.signal.aborted && actions.fail(error, 'counting'),
    );
    return () => abort.abort();
  }, [client, actions, id]);
  if (view === null) return <p className="px-3 py-2 text-dim">Counting…</p>;
  return (
    <div
      className="min-h-0 flex-1 overflow-auto border-y border-line bg-panel px-3 py-2"
      tabIndex={0}
      role="group"
      aria-label="Statistics"
      data-testid="statistics"
      data-list
    >
      <table className="statistics w-full text-xs">
        <thead className="text-2xs text-faint">
          <tr>
            <th scope="col">{view.duration === null ? '' : `in ${duration(view.duration)}`}</th>
            <th scope="col">client</th>
            <th scope="col">server</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ label, cell }) => {
            const cells = ([view.client, view.server] as const).map((one) => cell(one, view));
            if (cells.every((text) => text === null)) return null;
            return (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{cells[0] ?? '–'}</td>
                <td>{cells[1] ?? '–'}</td>
              </tr>
            );
          })}
          <SizeRows view={view} />
        </tbody>
      </table>
      <PingNotes view={view} />
    </div>
  );
}

interface Line {
  readonly label: string;
  /** `null`: nothing to say. */
  cell(of: SenderStatistics, view: StatisticsView): ReactNode;
}

function seconds(value: number): string {
  return value < 0.01 ? `${(value * 1000).toFixed(1)} ms` : duration(value);
}

function spread(values: Spread | null, word: (value: number) => string): string | null {
  if (values === null) return null;
  const { count: n, smallest, median, p99, largest } = values;
  if (n === 1) return word(median);
  const tail = n >= 100 ? `, 99 % up to ${word(p99)}` : '';
  return `${word(median)} (median), ${word(smallest)} to ${word(largest)}${tail}`;
}

function perSecond(amount: number, { duration: whole }: StatisticsView): string {
  if (whole === null || whole <= 0) return '';
  const rate = amount / whole;
  return `, ${rate >= 10 ? formatCount(Math.round(rate)) : rate.toFixed(2)} a second`;
}

const bytes = (value: number) => formatBytes(Math.round(value));

const lines: readonly Line[] = [
  {
    label: 'frames',
    cell: ({ frames }, view) => `${formatCount(frames)}${perSecond(frames, view)}`,
  },
  {
    label: 'by type',
    cell: ({ opcodes }) =>
      opcodes.length === 0
        ? null
        : opcodes.map(({ opcode, frames }) => `${opcodeName(opcode)} ${formatCount(frames)}`).join(', '),
  },
  {
    label: 'messages',
    cell: ({ messages, fragmented }, view) =>
      `${formatCount(messages)}${perSecond(messages, view)}${fragmented === 0 ? '' : `, ${formatCount(fragmented)} in several frames`}`,
  },
  {
    label: 'bytes',
    cell: ({ headerBytes, payloadBytes }) => {
      const all = headerBytes + payloadBytes;
      if (all === 0) return '0';
      return `${bytes(all)}, ${((headerBytes / all) * 100).toFixed(1)} % of them headers`;
    },
  },
  { label: 'message size', cell: ({ sizes }) => spread(sizes, bytes) },
  {
    label: 'compression',
    cell: ({ compression }) =>
      compression === null
        ? null
        : `${bytes(compression.inflated)} sent as ${bytes(compression.wire)} (${((compression.wire / compression.inflated) * 100).toFixed(0)} %) in ${count(compression.messages, 'message')}`,
  },
  {
    label: 'busiest second',
    cell: ({ busiest }, { duration: whole }) =>
      busiest === null || whole === null || whole < 2
        ? null
        : `${bytes(busiest.bytes)} in ${count(busiest.frames, 'frame')}, ${busiest.at === 0 ? 'at the start' : `${duration(busiest.at)} after the start`}`,
  },
  { label: 'time between its messages', cell: ({ gaps }) => spread(gaps, seconds) },
  {
    label: 'next message after one from the other side',
    cell: ({ replies }) => spread(replies, seconds),
  },
  {
    label: 'Pings',
    cell: ({ pings }) => {
      if (pings.count === 0) return null;
      const answered = pings.roundTrip?.count ?? 0;
      return `${formatCount(pings.count)}, ${formatCount(answered)} answered${pings.looked < pings.count ? ` of the first ${formatCount(pings.looked)}` : ''}`;
    },
  },
  { label: 'round trip of its Pings', cell: ({ pings }) => spread(pings.roundTrip, seconds) },
];

const classWords = new Map<number | null, string>([
  [125, 'up to 125 bytes (7-bit length)'],
  [65_535, 'up to 65,535 bytes (16-bit length)'],
  [null, 'more'],
]);

/** How many messages of each size, as bars. */
function SizeRows({ view }: { readonly view: StatisticsView }) {
  const most = Math.max(
    ...[view.client, view.server].flatMap((one) => one.sizeClasses.map(({ messages }) => messages)),
  );
  if (most <= 0) return null;
  return view.client.sizeClasses.map(({ below, messages }, at) => {
    const both: readonly (readonly [Sender, number])[] = [
      ['client', messages],
      ['server', view.server.sizeClasses[at].messages],
    ];
    if (both.every(([, n]) => n === 0)) return null;
    return (
      <tr key={below ?? 'more'}>
        <th scope="row">{classWords.get(below) ?? `up to ${formatBytes(below ?? 0)}`}</th>
        {both.map(([sender, n]) => (
          <td key={sender}>
            {formatCount(n)}
            {n > 0 && (
              <span
                className="statistics-bar"
                data-sender={sender}
                style={{ width: `${(n / most) * 100}%` }}
                aria-hidden="true"
              />
            )}
          </td>
        ))}
      </tr>
    );
  });
}

/** What the Pings without a Pong mean, by RFC 6455, 5.5.2 and 5.5.3. */
function PingNotes({ view }: { readonly view: StatisticsView }) {
  const { selectFrame } = useActions();
  return (['client', 'server'] as const).map((sender) => {
    const { unanswered, unansweredCount, skipped, closed, undecided } = view[sender].pings;
    const excused = [
      skipped > 0 ? `${formatCount(skipped)} before a later one that was answered` : '',
      closed > 0 ? `${formatCount(closed)} after a Close` : '',
    ].filter((text) => text !== '');
    if (unansweredCount + excused.length + undecided === 0) return null;
    return (
      <p key={sender} className="mt-2 text-xs" data-testid="unanswered-pings">
        {unansweredCount > 0 && (
          <>
            {`${count(unansweredCount, 'Ping')} of the ${sender} got no Pong, which RFC 6455 5.5.2 asks for: frame `}
            {unanswered.map((frame, at) => (
              <span key={frame}>
                {at > 0 && ', '}
                <button
                  type="button"
                  className="min-h-6 px-0.5 text-accent underline"
                  onClick={() => void selectFrame(frame, { keepPanel: true })}
                >
                  {formatCount(frame)}
                </button>
              </span>
            ))}
            {'. '}
          </>
        )}
        {excused.length > 0 && (
          <span className="text-dim">{`No Pong was due for Pings of the ${sender}: ${excused.join(', ')}. `}</span>
        )}
        {undecided > 0 && (
          <span className="text-dim">{`Of ${count(undecided, 'Ping')} of the ${sender} the recording ends too soon to show a Pong.`}</span>
        )}
      </p>
    );
  });
}
