import './checks.css';
import { useState } from 'react';
import { checkHandshake } from '../../decoder/handshake-check/check.ts';
import { compareLegs, type LegComparison } from '../../decoder/handshake-check/legs.ts';
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

/** Heads of the last exchange, after redirects and a forward proxy. */
function headsOf({ checked }: CheckedLeg) {
  const last = checked.exchanges.at(-1)?.exchange;
  return { request: last?.request?.head ?? null, response: last?.response?.head ?? null };
}

/** Checks a handshake without a capture. */
export function HandshakeCheck() {
  const [texts, setTexts] = useState({ outer: '', inner: '' });
  const [checked, setChecked] = useState<Checked | null>(null);
  const [fault, setFault] = useState<string | null>(null);

  function read(text: string, which: string): CheckedLeg | string {
    const wrong = faultOfText(text, null, expected);
    if (wrong) return wrong;
    try {
      const result = checkHandshake(text);
      const empty =
        result.exchanges.length === 0 && result.url === null && result.pasted.reports.length === 0;
      return empty
        ? `Expected ${expected}, found none of them in ${which}. ${result.pasted.recognised} Paste the text as it was printed, with its first line.`
        : { text, checked: result };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return `The check itself failed (${why}). Give it only the lines of the request and the response.`;
    }
  }

  function run(given: { outer: string; inner: string }): void {
    setTexts(given);
    setChecked(null);
    setFault(null);
    const two = given.inner.trim() !== '';
    const outer = read(given.outer, two ? 'the text between client and proxy' : 'this text');
    const inner = two ? read(given.inner, 'the text between proxy and server') : null;
    if (typeof outer === 'string') setFault(outer);
    else if (typeof inner === 'string') setFault(inner);
    else {
      const comparison = inner && compareLegs({ outer: headsOf(outer), inner: headsOf(inner) });
      setChecked({ outer, inner, comparison });
    }
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
