import type { Fault } from '../../app/state.ts';
import { CopyButton } from './CopyButton.tsx';
import { Icon } from './Icon.tsx';

interface FaultPanelProps {
  readonly fault: Fault;
  readonly onAgain: () => void;
  /** Opens what failed to open, where that is possible. */
  readonly onReopen?: () => void;
  readonly onClose?: () => void;
}

/** An internal error: what happened, a report without the input, and how to continue. */
export function FaultPanel({ fault, onAgain, onReopen, onClose }: FaultPanelProps) {
  return (
    <div role="alert" className="w-full max-w-2xl rounded-xl border border-bad/50 bg-badbg p-5">
      <h2 className="flex items-start gap-2 text-[15px] font-semibold">
        <span className="mt-0.5 text-bad">
          <Icon name="cross" size={16} />
        </span>
        {fault.title}
      </h2>
      {fault.report !== '' && (
        <>
          <p className="mt-1 text-dim">The report below leaves your input out. Nothing has been sent.</p>
          <pre className="mt-3 max-h-52 overflow-auto rounded-md border border-line bg-panel p-3 whitespace-pre-wrap">
            {fault.report}
          </pre>
        </>
      )}
      <div className="mt-3 flex flex-wrap gap-2">
        {onReopen && (
          <button type="button" className="btn btn-primary" onClick={onReopen}>
            Open it again
          </button>
        )}
        <button type="button" className={onReopen ? 'btn' : 'btn btn-primary'} onClick={onAgain}>
          Begin again
        </button>
        {fault.report !== '' && <CopyButton label="Copy report" text={() => fault.report} />}
        {onClose && (
          <button type="button" className="btn btn-quiet" onClick={onClose}>
            Close
          </button>
        )}
      </div>
    </div>
  );
}
