import { type FormEvent, useId, useState } from 'react';
import { useApp } from '../app-context.ts';

/** A part that is fetched on use needs the address of the page once. */
const notLoaded = 'This part of the page could not be loaded.';

/** A small field that goes to a frame, an offset or a time. */
export function GoTo({ disabled }: { readonly disabled: boolean }) {
  const app = useApp();
  const id = useId();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);

  async function onSubmit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (text.trim() === '') return;
    const found = await import('../../app/go-to.ts').then(
      ({ goTo }) => goTo(app, text),
      () => notLoaded,
    );
    setProblem(found);
    if (found === null) setText('');
  }

  return (
    <form onSubmit={(event) => void onSubmit(event)} className="contents">
      <input
        id="go-to"
        type="text"
        value={text}
        disabled={disabled}
        aria-label="Go to a frame, an offset or a time"
        title="Go to a frame (12), an offset (0x1f4, client 0x1f4), seconds (1.5 s) or a time (22:21:25)"
        placeholder="go to frame, time"
        spellCheck={false}
        autoComplete="off"
        enterKeyHint="go"
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : id}
        onChange={(event) => {
          setText(event.target.value);
          setProblem(null);
        }}
        onKeyDown={(event) => event.key === 'Escape' && setText('')}
        className="field-input h-7 w-[20ch] px-2 max-sm:flex-1 font-mono text-xs"
      />
      {problem !== null && (
        <p id={id} role="alert" className="order-last basis-full text-warn">
          {problem}
        </p>
      )}
    </form>
  );
}
