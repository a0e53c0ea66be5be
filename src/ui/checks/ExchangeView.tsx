import { useState } from 'react';
import type { CheckedExchange } from '../../decoder/handshake-check/check.ts';
import { headlineOfExchange } from '../../decoder/handshake-check/headline.ts';
import type { CheckHeadline } from '../../decoder/model/check-headline.ts';
import { useActions } from '../app-context.ts';
import { AuditList } from './AuditList.tsx';
import { CheckVerdict } from './CheckVerdict.tsx';
import { HeadLines } from './HeadLines.tsx';

/** One request and its response: verdict, both heads, audit. */
export function ExchangeView({
  checked,
  text,
  focus,
}: {
  checked: CheckedExchange;
  text: string;
  focus?: boolean;
}) {
  const [active, setActive] = useState<string | null>(null);
  const { exchange, audit } = checked;
  const { rest } = exchange;
  const body = rest ? text.slice(rest.start, rest.end) : '';
  const shared = { checks: audit.checks, active, onPoint: setActive };
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <HandshakeVerdict headline={headlineOfExchange(checked)} focus={focus} />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1.1fr)_minmax(0,1fr)]">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <HeadLines pasted={exchange.request} side="request" {...shared} />
          <HeadLines pasted={exchange.response} side="response" {...shared} />
          {body !== '' && (
            <section aria-label="After the answer" className="rounded-lg border border-line bg-panel">
              <h3 className="border-b border-line px-3.5 py-2 font-semibold">
                After the answer's blank line
              </h3>
              <pre className="max-h-40 overflow-auto px-3.5 py-2 break-all whitespace-pre-wrap">
                {body.slice(0, 4000)}
              </pre>
            </section>
          )}
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
          <AuditList {...shared} />
          {audit.fingerprints.length > 0 && (
            <p className="text-dim">Software seen: {audit.fingerprints.join(', ')}</p>
          )}
        </div>
      </div>
    </div>
  );
}

/** The verdict with its meaning and next step. */
export function HandshakeVerdict({ headline, focus }: { headline: CheckHeadline; focus?: boolean }) {
  const { showCause } = useActions();
  const { cause } = headline;
  return (
    <CheckVerdict level={headline.level} title={headline.title} focus={focus}>
      {headline.text !== '' && <p className="mt-1 max-w-[90ch]">{headline.text}</p>}
      {headline.next !== '' && (
        <p className="mt-1 max-w-[90ch]">
          <strong className="font-semibold">Next: </strong>
          {headline.next}
        </p>
      )}
      {cause && (
        <button
          type="button"
          className="mt-1 min-h-6 text-accent underline underline-offset-2"
          onClick={() => showCause(cause)}
        >
          About this cause
        </button>
      )}
    </CheckVerdict>
  );
}
