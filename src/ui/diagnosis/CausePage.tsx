import { url } from 'virtual:cause-pages';
import { hasPages } from 'virtual:pages';
import { useEffect, useState } from 'react';
import { useActions, useAppState } from '../app-context.ts';
import { Dialog } from '../shared/Dialog.tsx';
import { servedJson } from '../shared/served-json.ts';
import { MarkdownBlocks } from './MarkdownBlocks.tsx';
import type { CausePages } from './markdown.ts';

/** All cause pages. */
export const causePages = servedJson<CausePages>(url);

/** The page about a cause, in a dialog. */
export function CausePage() {
  const { closeDialog } = useActions();
  const cause = useAppState(({ dialog }) => (dialog?.kind === 'cause' ? dialog.cause : ''));
  const [all, setAll] = useState<CausePages | null | 'failed'>(null);
  useEffect(() => {
    causePages.load().then(setAll, () => setAll('failed'));
  }, []);
  const page = all !== null && all !== 'failed' && Object.hasOwn(all, cause) ? all[cause] : undefined;
  const first = page?.[0];
  const headed = first?.k === 'h' && first.d === 1;
  const title = headed ? first.c.filter((part) => typeof part === 'string').join('') : cause;
  return (
    <Dialog title={title} wide onClose={() => closeDialog()}>
      {page ? (
        <>
          <MarkdownBlocks blocks={headed ? page.slice(1) : page} />
          {hasPages && (
            <p className="mt-4 border-t border-line pt-3 text-dim">
              <a href={`cause/${cause}.html`}>This page at an address of its own</a>, to send or to link to.
            </p>
          )}
        </>
      ) : (
        <p className="text-dim">
          {all === null
            ? 'Loading…'
            : all === 'failed'
              ? 'The page could not be loaded from the server.'
              : `Expected the id of a cause, found “${cause}”. There is no page with this name.`}
        </p>
      )}
    </Dialog>
  );
}
