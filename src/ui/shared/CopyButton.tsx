import { useEffect, useState } from 'react';
import { Icon } from './Icon.tsx';

interface CopyButtonProps {
  readonly label: string;
  /** `null` when the text could not be read. */
  readonly text: () => string | Promise<string | null>;
  readonly primary?: boolean;
}

class Unavailable extends Error {}

/** Passes a promise to the clipboard while the text is still read: some browsers refuse to copy after the click. */
async function copy(text: string | Promise<string | null>): Promise<void> {
  if (typeof text === 'string') return navigator.clipboard.writeText(text);
  const found = text.then((value) => {
    if (value === null) throw new Unavailable();
    return new Blob([value], { type: 'text/plain' });
  });
  // A browser that refuses the clipboard may never await the promise.
  found.catch(() => {});
  await navigator.clipboard.write([new ClipboardItem({ 'text/plain': found })]).catch(async (error) => {
    await found;
    throw error;
  });
}

/** Copies a text that is made on click, and confirms it. */
export function CopyButton({ label, text, primary }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'busy' | 'done' | 'refused' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle' || state === 'busy') return;
    const timer = setTimeout(() => setState('idle'), 1600);
    return () => clearTimeout(timer);
  }, [state]);
  const words = {
    idle: label,
    busy: 'Reading…',
    done: 'Copied',
    refused: 'Not allowed',
    failed: 'Not copied',
  };
  return (
    <button
      type="button"
      className={`btn ${primary ? 'btn-primary' : ''}`}
      onClick={() => {
        if (state === 'busy') return;
        const found = text();
        if (typeof found !== 'string') setState('busy');
        copy(found).then(
          () => setState('done'),
          (error) => setState(error instanceof Unavailable ? 'failed' : 'refused'),
        );
      }}
    >
      <Icon name={state === 'done' ? 'check' : 'copy'} size={13} />
      <span aria-live="polite">{words[state]}</span>
    </button>
  );
}
