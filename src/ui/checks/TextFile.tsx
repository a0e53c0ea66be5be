import { useRef } from 'react';
import { Icon } from '../shared/Icon.tsx';
import { textOfFiles } from './given-text.ts';
import type { TakeText } from './use-text-anywhere.ts';

/** Opens a text file from disk, or several that belong together. */
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
        multiple
        data-testid="check-file"
        aria-label="Open a file"
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          if (files.length > 0) void textOfFiles(files).then(onText);
        }}
      />
    </>
  );
}
