import { useEffect, useState } from 'react';
import { Icon } from './Icon.tsx';

interface CopyButtonProps {
  readonly label: string;
  readonly text: () => string;
  readonly primary?: boolean;
}

/** Copies a text that is made when asked for, and says that it did. */
export function CopyButton({ label, text, primary }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'done' | 'refused'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), 1600);
    return () => clearTimeout(timer);
  }, [state]);
  const words = { idle: label, done: 'Copied', refused: 'Not allowed' };
  return (
    <button
      type="button"
      className={`btn ${primary ? 'btn-primary' : ''}`}
      onClick={() => {
        navigator.clipboard.writeText(text()).then(
          () => setState('done'),
          () => setState('refused'),
        );
      }}
    >
      <Icon name={state === 'done' ? 'check' : 'copy'} size={13} />
      <span aria-live="polite">{words[state]}</span>
    </button>
  );
}
