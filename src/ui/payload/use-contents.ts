import { useEffect, useState } from 'react';
import { decodedGeneration, isOpen, selectionOf } from '../../app/selectors.ts';
import type { FrameView, PayloadContents } from '../../worker/protocol.ts';
import { useApp, useAppState } from '../app-context.ts';

/** What rides inside the message of a frame; `null` while it is read. The one before is given until then. */
export function useContents(
  frame: FrameView,
  format: string | null,
): { readonly of: FrameView; readonly contents: PayloadContents } | null {
  const { client, store, actions } = useApp();
  const schema = useAppState((state) => state.schema);
  const [read, setRead] = useState<{ of: FrameView; contents: PayloadContents } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another schema decodes again
  useEffect(() => {
    let isWanted = true;
    const { connection } = selectionOf(store.getState());
    const decoded = decodedGeneration(store.getState());
    client.call('contents', { connection, frame: frame.row.index, format }).then(
      (contents) => {
        if (isWanted) setRead({ of: frame, contents });
      },
      (error) => {
        const state = store.getState();
        if (isWanted && isOpen(state) && decodedGeneration(state) === decoded) {
          actions.fail(error, 'decoding a payload');
        }
      },
    );
    return () => {
      isWanted = false;
    };
  }, [client, store, actions, frame, format, schema]);
  return read;
}
