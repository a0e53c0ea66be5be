import { type FormEvent, useId, useState } from 'react';
import { hexOffset } from '../../decoder/model/words.ts';
import { parseOffset } from './hex-lines.ts';

interface GoToOffsetProps {
  /** Offsets of the first and the last byte. */
  readonly first: number;
  readonly last: number;
  readonly onGo: (offset: number) => void;
}

/** An input for an offset to jump to. */
export function GoToOffset({ first, last, onGo }: GoToOffsetProps) {
  const id = useId();
  const [text, setText] = useState('');
  const [said, setSaid] = useState<{ readonly fault: boolean; readonly text: string } | null>(null);

  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    const offset = parseOffset(text);
    if (offset === null || offset < first || offset > last) {
      const found = text.trim() === '' ? 'nothing' : `“${text.trim()}”`;
      const range = `${hexOffset(first)} to ${hexOffset(last)}`;
      setSaid({ fault: true, text: `Expected an offset from ${range}, decimal or with 0x, found ${found}.` });
      return;
    }
    onGo(offset);
    setSaid({ fault: false, text: `Byte ${hexOffset(offset)} is marked.` });
  }

  return (
    <form onSubmit={onSubmit} className="contents">
      <label className="ml-auto flex items-center gap-2 text-2xs text-faint">
        Go to offset
        <input
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setSaid(null);
          }}
          placeholder="0x1f4 or 500"
          spellCheck={false}
          autoComplete="off"
          enterKeyHint="go"
          aria-invalid={said?.fault === true}
          aria-describedby={id}
          className="field-input h-7 w-[15ch] px-2 font-mono text-xs"
        />
      </label>
      <span id={id} role="status" className={said?.fault ? 'basis-full text-right text-warn' : 'sr-only'}>
        {said?.text}
      </span>
    </form>
  );
}
