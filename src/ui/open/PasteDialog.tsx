import { useActions } from '../app-context.ts';
import { Dialog } from '../shared/Dialog.tsx';
import { PasteBox } from './PasteBox.tsx';

/** Pastes a new input while another is open. */
export function PasteDialog() {
  const { closeDialog } = useActions();
  return (
    <Dialog title="Paste bytes" wide onClose={() => closeDialog()}>
      <PasteBox rows={10} autoFocus onOpened={() => closeDialog()} />
    </Dialog>
  );
}
