// Readers of ranges of payloads and streams. A reader reads what was decoded when it was made, never what is
// decoded later: the same offsets would be other bytes.

import type { Sender } from '../decoder/model/basics.ts';
import { frameOffset, payloadOffset } from '../decoder/model/coordinates.ts';
import type { FrameView, PayloadKind, PayloadPage } from '../worker/protocol.ts';
import type { App } from './app.ts';
import type { ReadRange } from './payload-bytes.ts';
import { decodedGeneration, isOpen, selectionOf } from './selectors.ts';

function reader(
  { store, actions }: App,
  doing: string,
  ask: (connection: number, start: number, end: number) => Promise<PayloadPage>,
): ReadRange {
  const { connection } = selectionOf(store.getState());
  const decoded = decodedGeneration(store.getState());
  const isCurrent = () => decodedGeneration(store.getState()) === decoded;
  return async (start, end) => {
    if (!isCurrent()) return null;
    try {
      const page = await ask(connection, start, end);
      return isCurrent() ? page : null;
    } catch (error) {
      // A fault in a request about an earlier capture concerns nobody any more.
      if (isCurrent() && isOpen(store.getState())) actions.fail(error, doing);
      return null;
    }
  };
}

/** Reads a payload of the frame on the screen. */
export function payloadReader(app: App, frame: FrameView, of: PayloadKind): ReadRange {
  return reader(app, 'reading a payload', (connection, start, end) => {
    const range = { start: payloadOffset(start), end: payloadOffset(end) };
    return app.client.call('payload', { connection, frame: frame.row.index, of, ...range });
  });
}

/** Reads all of a sender's bytes, whose first has the offset `first`; ranges count from it. */
export function streamReader(app: App, sender: Sender, first: number): ReadRange {
  return reader(app, 'reading bytes', async (connection, start, end) => {
    const range = { start: frameOffset(start + first), end: frameOffset(end + first) };
    const piece = await app.client.call('bytes', { connection, sender, ...range });
    return {
      start: piece.start - first,
      bytes: piece.bytes,
      holes: piece.holes.map((hole) => ({ start: hole.start - first, end: hole.end - first })),
      total: piece.last - first,
      note: null,
    };
  });
}
