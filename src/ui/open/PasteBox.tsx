import { type ClipboardEvent, useState } from 'react';
import { useActions } from '../app-context.ts';
import { FilePicker } from './FilePicker.tsx';
import { openTransfer } from './use-open.ts';

interface PasteBoxProps {
  readonly rows: number;
  readonly autoFocus?: boolean;
  /** The text to start with. */
  readonly initial?: string;
  readonly onOpened?: () => void;
}

/** The paste box. A paste into the empty box opens at once; typed text waits for the button. */
export function PasteBox({ rows, autoFocus, initial = '', onOpened }: PasteBoxProps) {
  const actions = useActions();
  const [text, setText] = useState(initial);

  function onPaste(event: ClipboardEvent) {
    if (text.trim() !== '') return;
    if (openTransfer(actions, event.clipboardData)) {
      event.preventDefault();
      onOpened?.();
    }
  }

  function submit(): void {
    void actions.open({ kind: 'text', text, name: 'pasted' });
    onOpened?.();
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <label className="block">
        <span className="sr-only">
          Bytes, a dump, a log, an error text, a handshake, a configuration or a URL
        </span>
        <textarea
          data-testid="paste"
          rows={rows}
          spellCheck={false}
          autoComplete="off"
          // biome-ignore lint/a11y/noAutofocus: only in the dialog that was opened to paste
          autoFocus={autoFocus}
          value={text}
          placeholder={
            'Paste anything you have:\n\n81 05 48 65 6c 6c   bytes, a dump, a log\nInvalid frame …     an error, a trace\nproxy_pass …        a configuration\nwss://example.com   a URL, headers'
          }
          onChange={(event) => setText(event.target.value)}
          onPaste={onPaste}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              submit();
            }
          }}
          className="field-input block w-full resize-y p-3.5 font-mono text-sm leading-relaxed"
        />
      </label>
      <div className="mt-2.5 flex flex-wrap items-center gap-2">
        <button type="submit" className="btn btn-primary min-h-8 px-4">
          Decode
        </button>
        <FilePicker label="Open a file…" className="btn min-h-8 px-3" />
        <span className="text-dim max-sm:hidden">
          or drop captures anywhere on this page, both sides of a proxy at once
        </span>
      </div>
    </form>
  );
}
