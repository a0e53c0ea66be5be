import './checks.css';
import { useRef, useState } from 'react';
import type { CheckedHandshake } from '../../decoder/handshake-check/check.ts';
import type { LegComparison } from '../../decoder/handshake-check/legs.ts';
import type { CheckedLegs } from '../../worker/protocol.ts';
import { useApp } from '../app-context.ts';
import { CheckFrame } from './CheckFrame.tsx';
import { CheckFault } from './CheckVerdict.tsx';
import { ExampleList } from './ExampleList.tsx';
import { faultOfText, type GivenText } from './given-text.ts';
import { HandshakeForm } from './HandshakeForm.tsx';
import { type CheckedLeg, HandshakeResult } from './HandshakeResult.tsx';
import { handshakeExamples } from './handshake-examples.ts';

const expected =
  'a request, a response, a curl command, what curl printed, headers from a browser, an error of a client, or a URL';

interface Checked {
  readonly outer: CheckedLeg;
  readonly inner: CheckedLeg | null;
  readonly comparison: LegComparison | null;
}

/** What is wrong with a text in which no handshake was found, or `null`. */
function faultOfChecked({ exchanges, url, pasted }: CheckedHandshake, which: string): string | null {
  if (exchanges.length > 0 || url !== null || pasted.reports.length > 0) return null;
  return `Expected ${expected}, found none of them in ${which}. ${pasted.recognised} Paste the text as it was printed, with its first line.`;
}

/** Checks a handshake without a capture. */
export function HandshakeCheck() {
  const { checker } = useApp();
  const [texts, setTexts] = useState({ outer: '', inner: '' });
  const [checked, setChecked] = useState<Checked | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  /** Ends the check that is running. */
  const running = useRef(new AbortController());

  function show(given: { outer: string; inner: string | null }, found: CheckedLegs): void {
    const { outer, inner, comparison } = found;
    const wrong =
      faultOfChecked(outer, inner === null ? 'this text' : 'the text between client and proxy') ??
      (inner === null ? null : faultOfChecked(inner, 'the text between proxy and server'));
    setFault(wrong);
    if (wrong !== null) return;
    setChecked({
      outer: { text: given.outer, checked: outer },
      inner: inner === null ? null : { text: given.inner ?? '', checked: inner },
      comparison,
    });
  }

  function run(given: { outer: string; inner: string }): void {
    setTexts(given);
    setChecked(null);
    running.current.abort();
    const texts = { outer: given.outer, inner: given.inner.trim() === '' ? null : given.inner };
    const wrong =
      faultOfText(texts.outer, null, expected) ??
      (texts.inner === null ? null : faultOfText(texts.inner, null, expected));
    setFault(wrong);
    if (wrong !== null) return;
    running.current = new AbortController();
    const { signal } = running.current;
    checker.call('checkHandshake', texts, { signal }).then(
      (found) => {
        if (!signal.aborted) show(texts, found);
      },
      (error) => {
        if (signal.aborted) return;
        const why = error instanceof Error ? error.message : String(error);
        setFault(`The check itself failed (${why}). Give it only the lines of the request and the response.`);
      },
    );
  }

  function take(given: GivenText): void {
    if ('text' in given) run({ outer: given.text, inner: '' });
    else {
      setChecked(null);
      setFault(given.fault);
    }
  }

  return (
    <CheckFrame
      title="Check a handshake"
      intro="Every header of the request and the response is judged, and Sec-WebSocket-Accept is computed again. A URL alone gives the commands to run."
      onText={take}
    >
      {checked ? (
        <HandshakeResult
          {...checked}
          onEdit={() => setChecked(null)}
          onNew={() => {
            setChecked(null);
            setTexts({ outer: '', inner: '' });
          }}
        />
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
          <div>
            <HandshakeForm texts={texts} onChange={setTexts} onCheck={run} onText={take} />
            {fault && <CheckFault text={fault} />}
          </div>
          <ExampleList
            examples={handshakeExamples}
            onChoose={({ text, behind }) => run({ outer: text, inner: behind })}
          />
        </div>
      )}
    </CheckFrame>
  );
}
