import { useRef } from 'react';
import { useActions } from '../app-context.ts';
import { Icon } from '../shared/Icon.tsx';

/** Opens a file from disk. It is read in chunks in this browser and never uploaded. */
export function FilePicker({ label, className = 'btn' }: { label: string; className?: string }) {
  const { open } = useActions();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className={className} onClick={() => input.current?.click()}>
        <Icon name="open" /> {label}
      </button>
      <input
        ref={input}
        type="file"
        data-testid="file-input"
        aria-label={label}
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) void open({ kind: 'file', file, name: file.name });
        }}
      />
    </>
  );
}
