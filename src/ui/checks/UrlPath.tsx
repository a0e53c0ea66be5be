import { useId } from 'react';
import type { UrlReport } from '../../decoder/configuration/report.ts';
import { Icon } from '../shared/Icon.tsx';
import { type Pointing, verdictLooks } from './configuration-marks.ts';
import { LineButton } from './RouteCard.tsx';

interface UrlPathProps {
  readonly url: string;
  readonly onUrl: (url: string) => void;
  /** What becomes of the URL; `null` without one. */
  readonly report: UrlReport | null;
  readonly pointing: Pointing;
}

/** A field for the URL of the WebSocket, and the way that it takes through the text, line by line. */
export function UrlPath({ url, onUrl, report, pointing }: UrlPathProps) {
  const field = useId();
  const look = report ? verdictLooks[report.verdict] : null;
  return (
    <section aria-label="One URL" data-testid="url-path" className="rounded-lg border border-line bg-panel">
      <div className="px-3.5 py-2.5">
        <label htmlFor={field} className="font-semibold">
          The URL that the client opens
        </label>
        <input
          id={field}
          type="url"
          value={url}
          placeholder="wss://example.com/ws"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onUrl(event.target.value)}
          className="field-input mt-1.5 block min-h-8 w-full px-2.5 font-mono text-sm"
        />
        {url.trim() !== '' && report === null && (
          <p className="mt-1.5 text-dim">Expected a URL that begins with ws:// or wss://.</p>
        )}
      </div>
      {report && look && (
        <div className="border-t border-line px-3.5 py-2.5" aria-live="polite" data-verdict={report.verdict}>
          <p className="flex items-start gap-2.5">
            <span className={`mt-0.5 ${look.color}`}>
              <Icon name={look.icon} size={13} label={look.word} />
            </span>
            <span className="min-w-0 break-words">{report.reason}</span>
          </p>
          <ol className="mt-1.5 list-decimal pl-6">
            {report.steps.map(({ text: words, place }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: steps never change their order
              <li key={index} className="break-words">
                {words} <LineButton line={place.line} onClick={() => pointing.choose([], place.line)} />
              </li>
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}
