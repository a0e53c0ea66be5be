import type { CheckedHandshake } from '../../decoder/handshake-check/check.ts';
import { headlineOfExchange, headlineOfRest } from '../../decoder/handshake-check/headline.ts';
import type { LegComparison } from '../../decoder/handshake-check/legs.ts';
import type { PastedHandshake } from '../../decoder/handshake-check/pasted.ts';
import { Icon } from '../shared/Icon.tsx';
import { LevelMark } from '../shared/LevelMark.tsx';
import { CheckVerdict } from './CheckVerdict.tsx';
import { ExchangeView, HandshakeVerdict } from './ExchangeView.tsx';
import { LegComparisonView } from './LegTable.tsx';
import { ResponseTable, UrlCommands } from './UrlCommands.tsx';

/** The handshake on one connection: the text as given, and what the check found in it. */
export interface CheckedLeg {
  readonly text: string;
  readonly checked: CheckedHandshake;
}

interface HandshakeResultProps {
  readonly outer: CheckedLeg;
  readonly inner: CheckedLeg | null;
  readonly comparison: LegComparison | null;
  readonly onEdit: () => void;
  readonly onNew: () => void;
}

/** Result for one leg, or for both legs and the differences between them. */
export function HandshakeResult({ outer, inner, comparison, onEdit, onNew }: HandshakeResultProps) {
  const compared = comparison !== null && comparison.request.length + comparison.response.length > 0;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5" data-testid="handshake-result">
      <div className="flex flex-wrap items-center gap-2">
        <button type="button" className="btn" onClick={onEdit}>
          Edit
        </button>
        <button type="button" className="btn" onClick={onNew}>
          Check another
        </button>
        <p className="min-w-0 grow basis-72 text-dim" data-testid="recognised">
          {saidOf(outer.checked.pasted)}
        </p>
      </div>
      {comparison && <LegComparisonView comparison={comparison} />}
      {inner ? (
        <>
          <Leg title="Between client and proxy" leg={outer} open={!compared} />
          <Leg title="Between proxy and server" leg={inner} open={!compared} />
        </>
      ) : (
        <LegBody leg={outer} focus />
      )}
    </div>
  );
}

/** The form in which the text was read. */
function saidOf({ form, recognised }: PastedHandshake): string {
  return form === 'URL' || form === null ? recognised : `Read as ${form}. ${recognised}`;
}

function Leg({ title, leg, open }: { title: string; leg: CheckedLeg; open: boolean }) {
  const last = leg.checked.exchanges.at(-1);
  const headline = last ? headlineOfExchange(last) : headlineOfRest(leg.checked);
  return (
    <details className="group rounded-lg border border-line open:border-transparent" open={open}>
      <summary className="flex min-h-9 flex-wrap items-center gap-x-2 rounded-lg px-3 py-1.5 hover:bg-raised">
        <span className="text-faint group-open:rotate-90">
          <Icon name="right" size={12} />
        </span>
        <h2 className="font-semibold">{title}</h2>
        {headline && (
          <span className="flex min-w-0 items-center gap-1.5 group-open:hidden">
            <LevelMark level={headline.level} size={12} />
            <span className="min-w-0 text-dim">{headline.title}</span>
          </span>
        )}
      </summary>
      <div className="mt-2">
        <LegBody leg={leg} />
      </div>
    </details>
  );
}

/** The result of one leg: verdict, heads, notes, commands. */
export function LegBody({ leg, focus }: { leg: CheckedLeg; focus?: boolean }) {
  const { checked, text } = leg;
  const { pasted, exchanges, url } = checked;
  const last = exchanges.at(-1);
  const earlier = exchanges.slice(0, -1);
  const alone = headlineOfRest(checked);
  const urlOnly = url !== null && exchanges.length === 0;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      {alone && <HandshakeVerdict headline={alone} focus={focus} />}
      {urlOnly && !alone && (
        <CheckVerdict level="unknown" title={`Ask ${url.url} and look up the response.`} focus={focus}>
          <p className="mt-1 text-dim">
            Nothing is sent from this page. Run a command below and paste what it prints here.
          </p>
        </CheckVerdict>
      )}
      {last && <ExchangeView checked={last} text={text} focus={focus} />}
      {(pasted.notes.length > 0 || pasted.reports.length > 0) && (
        <ul className="grid gap-1.5" aria-label="Notes on the text">
          {pasted.notes.map((note) => (
            <Said key={note} text={note} />
          ))}
          {pasted.reports.map((report) => (
            <Said key={`${report.id} ${report.at.start}`} text={report.text} name={report.id} />
          ))}
        </ul>
      )}
      {earlier.length > 0 && (
        <details className="group">
          <summary className="flex min-h-8 items-center gap-2">
            <span className="text-faint group-open:rotate-90">
              <Icon name="right" size={12} />
            </span>
            What came before it ({earlier.length})
          </summary>
          <div className="mt-2 grid grid-cols-[minmax(0,1fr)] gap-6">
            {earlier.map((one, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: exchanges never change their order
              <ExchangeView key={index} checked={one} text={text} />
            ))}
          </div>
        </details>
      )}
      {url && urlOnly && (
        <>
          <UrlCommands check={url} />
          <ResponseTable meanings={url.meanings} />
        </>
      )}
      {url && !urlOnly && (
        <details className="group">
          <summary className="flex min-h-8 items-center gap-2">
            <span className="text-faint group-open:rotate-90">
              <Icon name="right" size={12} />
            </span>
            Commands to ask {url.url} again, and what each response means
          </summary>
          <div className="mt-2 grid grid-cols-[minmax(0,1fr)] gap-5">
            <UrlCommands check={url} />
            <ResponseTable meanings={url.meanings} />
          </div>
        </details>
      )}
    </div>
  );
}

function Said({ text, name }: { text: string; name?: string }) {
  return (
    <li className="flex gap-2 rounded-lg border border-line bg-raised px-3 py-2">
      <span className="mt-0.5 text-dim">
        <Icon name="note" label="Note" />
      </span>
      <span className="min-w-0 break-words">
        {name && <strong className="font-semibold">{name}: </strong>}
        {text}
      </span>
    </li>
  );
}
