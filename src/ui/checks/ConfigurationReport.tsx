import { useCallback, useMemo, useRef, useState } from 'react';
import { headlineOfConfiguration } from '../../decoder/configuration/headline.ts';
import {
  type ConfigurationKind,
  type ConfigurationReport,
  configurationKinds,
  type Unresolved,
} from '../../decoder/configuration/report.ts';
import { count, formatCount } from '../../decoder/model/words.ts';
import { Icon } from '../shared/Icon.tsx';
import { ChangeView } from './ChangeView.tsx';
import { CheckVerdict } from './CheckVerdict.tsx';
import {
  elementId,
  marksByLine,
  type Pointing,
  proving,
  severityLooks,
  unresolvedKey,
} from './configuration-marks.ts';
import { LineButton, RouteCard } from './RouteCard.tsx';
import { type SourceHandle, SourceView } from './SourceView.tsx';
import { UrlPath } from './UrlPath.tsx';
import { useAnswer } from './use-answer.ts';

const cardsAtOnce = 40;
const nothing = { keys: [], line: null };

interface ConfigurationReportViewProps {
  readonly text: string;
  readonly name: string | null;
  readonly report: ConfigurationReport;
  readonly onKind: (kind: ConfigurationKind) => void;
  readonly onEdit: () => void;
  readonly onNew: () => void;
}

/** Result of the check: routes on one side, the text and its corrections on the other. */
export function ConfigurationReportView(props: ConfigurationReportViewProps) {
  const { text, name, report } = props;
  const source = useRef<SourceHandle>(null);
  const sourceBox = useRef<HTMLElement>(null);
  const [hovered, setHovered] = useState<readonly string[]>([]);
  const [chosen, setChosen] = useState<{ keys: readonly string[]; line: number | null }>(nothing);
  const [most, setMost] = useState(cardsAtOnce);
  const marks = useMemo(() => marksByLine(report), [report]);
  const choose = useCallback((keys: readonly string[], line: number) => {
    setChosen({ keys, line });
    source.current?.showLine(line);
    sourceBox.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const pointing: Pointing = useMemo(
    () => ({
      active: hovered.length > 0 ? hovered : chosen.keys,
      line: hovered.length > 0 ? null : chosen.line,
      point: setHovered,
      choose,
    }),
    [hovered, chosen, choose],
  );
  const { kind, routes, unresolved, corrected } = report;
  const [url, setUrl] = useState('');
  const followed = useAnswer(
    'followUrl',
    useMemo(
      () => (url.trim() === '' || kind === null ? null : { text, url, name, kind }),
      [text, url, name, kind],
    ),
  );
  const urlReport = followed?.answer ?? null;
  const headline = headlineOfConfiguration(report, urlReport);
  const isBroken = headlineOfConfiguration(report).level === 'broken';
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)]">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <CheckVerdict level={headline.level} title={headline.title} focus>
          <KindChoice kind={kind} recognised={report.recognised} onKind={props.onKind} />
        </CheckVerdict>
        {kind !== null && <UrlPath url={url} onUrl={setUrl} report={urlReport} pointing={pointing} />}
        {routes.length === 0 && (
          <p className="text-sm text-dim" data-testid="no-route">
            Expected something that passes requests on (a proxy rule and where it leads), found none in{' '}
            {count(text.split('\n').length, 'line')}. If it stands in another file, check that file or paste
            both.
          </p>
        )}
        {routes.length > 0 && (
          <section aria-label="WebSocket routes">
            <h2 className="heading mb-2">WebSocket routes ({formatCount(routes.length)})</h2>
            <ul className="grid grid-cols-[minmax(0,1fr)] gap-2.5">
              {routes.slice(0, most).map((route, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: places never change their order
                <RouteCard key={index} route={route} index={index} pointing={pointing} />
              ))}
            </ul>
            {most < routes.length && (
              <button type="button" className="btn mt-2.5" onClick={() => setMost(most + 200)}>
                Show more ({formatCount(routes.length - most)} left)
              </button>
            )}
          </section>
        )}
        {unresolved.length > 0 && <UnresolvedList unresolved={unresolved} pointing={pointing} />}
      </div>
      <div
        className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:sticky lg:top-4"
        style={{ '--source-height': corrected === null ? '78dvh' : '44dvh' } as React.CSSProperties}
      >
        <section
          ref={sourceBox}
          aria-label="Your text"
          className="overflow-hidden rounded-lg border border-line bg-panel"
        >
          <div className="flex flex-wrap items-center gap-2 border-b border-line px-3.5 py-2">
            <h2 className="min-w-0 flex-1 truncate font-semibold">{name ?? 'Your configuration'}</h2>
            <button type="button" className="btn" onClick={props.onEdit}>
              Edit
            </button>
            <button type="button" className="btn" onClick={props.onNew}>
              Check another
            </button>
          </div>
          <SourceView ref={source} text={text} marks={marks} pointing={pointing} />
        </section>
        {corrected !== null && (
          <ChangeView corrected={corrected} diff={report.diff} prove={kind ? proving[kind] : ''} />
        )}
        {corrected === null && isBroken && (
          <p className="text-dim" data-testid="no-change">
            No edit is offered: what is wrong may be shared with other places. The findings say what must go.
          </p>
        )}
      </div>
    </div>
  );
}

interface KindChoiceProps {
  readonly kind: ConfigurationKind | null;
  readonly recognised: string;
  readonly onKind: (kind: ConfigurationKind) => void;
}

/** The recognised program, with a menu to change it. */
export function KindChoice({ kind, recognised, onKind }: KindChoiceProps) {
  return (
    <div className="mt-1.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-dim">
      <label className="flex min-w-0 max-w-full items-center gap-2 whitespace-nowrap">
        Read as
        <select
          value={kind ?? ''}
          onChange={(event) => onKind(event.target.value as ConfigurationKind)}
          className="field-input min-h-7 min-w-0 flex-1 px-1.5"
        >
          {kind === null && <option value="">choose a program</option>}
          {Object.entries(configurationKinds).map(([id, label]) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {kind !== null && <span className="min-w-0 basis-full">{recognised}</span>}
    </div>
  );
}

const unresolvedWords: Record<Unresolved['kind'], string> = {
  include: 'Include',
  variable: 'Variable',
  condition: 'Condition',
  block: 'Block',
  syntax: 'Syntax',
  directive: 'Not known',
};

function UnresolvedList({ unresolved, pointing }: { unresolved: readonly Unresolved[]; pointing: Pointing }) {
  const look = severityLooks.unknown;
  return (
    <section aria-label="Not in this text" data-testid="unresolved">
      <h2 className="heading mb-2">Not in this text ({formatCount(unresolved.length)})</h2>
      <ul className="overflow-hidden rounded-lg border border-line bg-panel">
        {unresolved.slice(0, 200).map((one, index) => {
          const key = unresolvedKey(index);
          return (
            <li
              key={key}
              id={elementId(key)}
              data-on={pointing.active.includes(key) || undefined}
              onMouseEnter={() => pointing.point([key])}
              onMouseLeave={() => pointing.point([])}
              className="flex gap-2.5 border-b border-line px-3.5 py-2 last:border-b-0 data-on:bg-raised data-on:shadow-[inset_3px_0_var(--accent)]"
            >
              <span className={`mt-0.5 ${look.color}`}>
                <Icon name={look.icon} size={13} label={look.word} />
              </span>
              <div className="min-w-0 flex-1">
                <p className="break-words">
                  <span className="text-dim">{unresolvedWords[one.kind]}</span>{' '}
                  <code className="break-all">{one.name}</code>
                </p>
                <p className="break-words text-dim">{one.text}</p>
                <LineButton line={one.place.line} onClick={() => pointing.choose([key], one.place.line)} />
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
