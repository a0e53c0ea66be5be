import { useActions } from '../app-context.ts';
import { Dialog } from '../shared/Dialog.tsx';
import { PasteBox } from './PasteBox.tsx';

/** Pastes a new input while another is open. */
export function PasteDialog() {
  const { showDialog } = useActions();
  return (
    <Dialog title="Paste bytes" wide onClose={() => showDialog(null)}>
      <PasteBox rows={10} autoFocus onOpened={() => showDialog(null)} />
    </Dialog>
  );
}
