// For tests: the window round the first break of a stream of frames.

import type { Sender } from '../../model/basics.ts';
import { answer, converse, join, request } from '../../websocket/test-frames.ts';
import { type Window, windowOf } from '../analysis/hypothesis.ts';
import { buildScene } from '../scene.ts';

const extension = 'Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n';

/** The window round the first break of what a sender wrote after a sound handshake. Throws when nothing is broken. */
export async function windowOn(
  sender: Sender,
  parts: readonly Uint8Array[],
  options: { readonly deflate?: boolean } = {},
): Promise<Window> {
  const head = (text: string): string => (options.deflate ? text.replace(/\r\n$/, extension) : text);
  const { connection } = converse([
    ['client', head(request)],
    ['server', head(answer)],
    [sender, join(parts)],
  ]);
  const window = windowOf(await buildScene(connection, []));
  if (window === null) throw new Error('No frame is broken.');
  return window;
}
