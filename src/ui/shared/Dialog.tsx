import { type ReactNode, useEffect, useRef } from 'react';
import { Icon } from './Icon.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** The browser's modal dialog: it traps focus, closes on Escape and restores focus. */
export function Dialog({ title, onClose, wide, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-label={title}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current.close();
      }}
      className={`max-h-[86dvh] w-[calc(100vw-24px)] overflow-hidden rounded-xl border border-line bg-panel p-0 shadow-2xl ${
        wide ? 'max-w-3xl' : 'max-w-xl'
      }`}
    >
      <div className="flex max-h-[86dvh] flex-col">
        <div className="flex items-center gap-3 border-b border-line py-2.5 pr-2.5 pl-5">
          <h2 className="flex-1 text-[15px] font-semibold">{title}</h2>
          <button
            type="button"
            className="btn btn-quiet px-2"
            aria-label="Close"
            onClick={() => dialog.current?.close()}
          >
            <Icon name="cross" />
          </button>
        </div>
        <div className="min-h-0 overflow-y-auto px-5 py-4" tabIndex={0} role="group" aria-label={title}>
          {children}
        </div>
      </div>
    </dialog>
  );
}
