import { formatBytes } from '../../decoder/model/words.ts';
import { useAppState } from '../app-context.ts';
import { Dialog } from '../shared/Dialog.tsx';

/** The host of an origin, as a reader knows it. */
function hostOf(origin: string): string {
  try {
    return new URL(origin).host;
  } catch {
    return 'A page without an address (a file or a sandbox)';
  }
}

/** Asks whether another page may open something here. */
export function OfferDialog() {
  const offer = useAppState(({ dialog }) => (dialog?.kind === 'offer' ? dialog.offer : null));
  if (offer === null) return null;
  const { from, name, size, accept, decline } = offer;
  return (
    <Dialog title="Open what another page offers?" onClose={decline}>
      <p className="text-base [overflow-wrap:anywhere]" data-testid="offer">
        <strong className="font-semibold">{hostOf(from)}</strong> wants to open “{name}” ({formatBytes(size)})
        here.
      </p>
      <p className="mt-2 text-dim">
        It is decoded in this browser. Nothing goes to a server, and the page that offers it learns nothing
        but whether you opened it.
      </p>
      <div className="mt-4 flex gap-2">
        <button type="button" className="btn btn-primary min-h-8 px-4" onClick={accept}>
          Open it
        </button>
        <button type="button" className="btn min-h-8 px-3" onClick={decline}>
          Decline
        </button>
      </div>
    </Dialog>
  );
}
