import { useId, useState } from 'react';
import { Icon } from '../shared/Icon.tsx';
import { TextFile } from './TextFile.tsx';
import type { TakeText } from './use-text-anywhere.ts';

/** The texts of both legs; `inner` is empty when there is no proxy. */
export interface LegTexts {
  readonly outer: string;
  readonly inner: string;
}

interface HandshakeFormProps {
  readonly texts: LegTexts;
  readonly onChange: (texts: LegTexts) => void;
  readonly onCheck: (texts: LegTexts) => void;
  readonly onText: TakeText;
}

/** Inputs for a handshake and for the other leg of a proxy. */
export function HandshakeForm({ texts, onChange, onCheck, onText }: HandshakeFormProps) {
  const [two, setTwo] = useState(texts.inner !== '');
  const panel = useId();
  const given = two ? texts : { ...texts, inner: '' };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onCheck(given);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        onCheck(given);
      }}
    >
      <LegArea
        label={two ? 'Between client and proxy' : 'Request, answer, or URL'}
        hidden={!two}
        rows={two ? 9 : 14}
        value={texts.outer}
        testId="handshake-text"
        placeholder={
          'Paste what you have:\n\nwss://chat.example.com/ws\ncurl -i or curl -v with all that it printed\nCopy as cURL, or headers, from the browser\nGET /ws HTTP/1.1 …'
        }
        onChange={(outer) => onChange({ ...texts, outer })}
        onWhole={two ? undefined : (outer) => onCheck({ outer, inner: '' })}
      />
      <button
        type="button"
        aria-expanded={two}
        aria-controls={panel}
        className="mt-2.5 flex min-h-7 items-center gap-1.5 text-accent"
        onClick={() => setTwo(!two)}
      >
        <span className={two ? 'rotate-90' : ''}>
          <Icon name="right" size={12} />
        </span>
        Compare with the other leg of a proxy
      </button>
      <div id={panel} hidden={!two} className="mt-2">
        <LegArea
          label="Between proxy and server"
          rows={9}
          value={texts.inner}
          testId="handshake-other"
          placeholder="What the server got and answered: from a capture there, its log, or curl run on the machine of the proxy"
          onChange={(inner) => onChange({ ...texts, inner })}
        />
      </div>
      <div className="mt-2.5 flex flex-wrap items-center gap-2">
        <button type="submit" className="btn btn-primary min-h-8 px-4">
          Check
        </button>
        <TextFile onText={onText} />
      </div>
    </form>
  );
}

interface LegAreaProps {
  readonly label: string;
  readonly hidden?: boolean;
  readonly rows: number;
  readonly value: string;
  readonly testId: string;
  readonly placeholder: string;
  readonly onChange: (text: string) => void;
  /** Handles a paste into the empty input. */
  readonly onWhole?: (text: string) => void;
}

function LegArea({ label, hidden, rows, value, testId, placeholder, onChange, onWhole }: LegAreaProps) {
  return (
    <label className="block">
      <span className={hidden ? 'sr-only' : 'mb-1 block font-semibold'}>{label}</span>
      <textarea
        data-testid={testId}
        rows={rows}
        spellCheck={false}
        autoComplete="off"
        value={value}
        placeholder={placeholder}
        onChange={(event) => onChange(event.target.value)}
        onPaste={(event) => {
          const text = event.clipboardData.getData('text/plain');
          if (!onWhole || value.trim() !== '' || text === '') return;
          event.preventDefault();
          onWhole(text);
        }}
        className="field-input block w-full resize-y p-3.5 font-mono text-sm leading-relaxed"
      />
    </label>
  );
}
