// Loaded only when the address holds a link.

import { encodeSegments, type Segment } from '../decoder/model/segments.ts';

export { withView } from '../decoder/permalink/format.ts';
export { parsePermalink } from '../decoder/permalink/parse.ts';

/** Both directions' bytes as one input. Their order is not known: the client's come first. */
export function linkContainer(client: Uint8Array, server: Uint8Array): Uint8Array {
  const segment = (sender: Segment['sender'], bytes: Uint8Array): Segment => ({
    sender,
    kind: 'data',
    time: Number.NaN,
    length: bytes.length,
    bytes,
  });
  const segments = [segment('client', client), segment('server', server)].filter((one) => one.length > 0);
  return encodeSegments({
    connections: [{ client: '', server: '', url: '', roles: 'known', transport: 'bytes', segments }],
  });
}
