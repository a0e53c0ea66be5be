import { useRef } from 'react';
import { Icon } from '../shared/Icon.tsx';
import { textOfFile } from './given-text.ts';
import type { TakeText } from './use-text-anywhere.ts';

/** Opens a text file from disk. */
export function TextFile({ onText }: { onText: TakeText }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="btn min-h-8 px-3" onClick={() => input.current?.click()}>
        <Icon name="open" /> Open a file…
      </button>
      <input
        ref={input}
        type="file"
        data-testid="check-file"
        aria-label="Open a file"
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) void textOfFile(file).then(onText);
        }}
      />
    </>
  );
}
