import { useRef } from 'react';
import { useActions } from '../app-context.ts';
import { Icon } from '../shared/Icon.tsx';

/** Opens a capture from disk, with its key log if that is chosen too. Nothing is uploaded. */
export function FilePicker({ label, className = 'btn' }: { label: string; className?: string }) {
  const { openFiles } = useActions();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className={className} onClick={() => input.current?.click()}>
        <Icon name="open" /> {label}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        data-testid="file-input"
        aria-label={label}
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          if (files.length > 0) void openFiles(files);
        }}
      />
    </>
  );
}
