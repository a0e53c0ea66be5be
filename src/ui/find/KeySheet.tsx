import { useActions } from '../app-context.ts';
import { Dialog } from '../shared/Dialog.tsx';
import { pageKeys, placeKeys } from './keys.ts';

/** The keys of the page. */
export function KeySheet() {
  const { closeDialog } = useActions();
  return (
    <Dialog title="Keys" onClose={() => closeDialog()}>
      <h3 className="heading mb-2">Wherever no field has the focus</h3>
      <KeyList items={pageKeys.map(({ key, text }) => ({ keys: key, text }))} />
      <h3 className="heading mt-5 mb-2">Where the focus is</h3>
      <KeyList items={placeKeys} />
    </Dialog>
  );
}

function KeyList({ items }: { items: readonly { readonly keys: string; readonly text: string }[] }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-4 gap-y-2">
      {items.map(({ keys, text }) => (
        <div key={keys + text} className="contents">
          <dt>
            <kbd className="rounded border border-line bg-raised px-1.5 py-0.5 font-mono text-xs font-semibold">
              {keys}
            </kbd>
          </dt>
          <dd className="text-dim">{text}</dd>
        </div>
      ))}
    </dl>
  );
}
