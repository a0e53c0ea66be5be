// The window around the first break of a stream of frames.

import { buildContext } from '../decoder/diagnosis/context.ts';
import { type BreakWindow, breakWindowOf } from '../decoder/diagnosis/evidence/break-window.ts';
import type { Sender } from '../decoder/model/basics.ts';
import { concat } from './bytes.ts';
import { converse, request, response } from './frames.ts';

const extension = 'Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n';

/** The window around the first break of what a sender wrote after a sound handshake. Throws when nothing is
 * broken.
 */
export async function windowOn(
  sender: Sender,
  parts: readonly Uint8Array[],
  options: { readonly deflate?: boolean } = {},
): Promise<BreakWindow> {
  const head = (text: string): string => (options.deflate ? text.replace(/\r\n$/, extension) : text);
  const { connection } = converse([
    ['client', head(request)],
    ['server', head(response)],
    [sender, concat(parts)],
  ]);
  const window = breakWindowOf(await buildContext(connection, []));
  if (window === null) throw new Error('No frame is broken.');
  return window;
}
