// Loaded only when the address holds a link.

import { samples, samplesByCause } from 'virtual:samples';
import type { Sender } from '../decoder/model/basics.ts';
import { encodeSegments, type Segment } from '../decoder/segments/segments.ts';
import type { Sample } from './samples.ts';

export { withView } from '../decoder/permalink/format.ts';
export { parsePermalink } from '../decoder/permalink/parse.ts';

/** Both directions' bytes as one capture. */
export function linkContainer(client: Uint8Array, server: Uint8Array): Uint8Array {
  const segment = (sender: Sender, bytes: Uint8Array): Segment[] =>
    bytes.length === 0 ? [] : [{ sender, kind: 'data', time: Number.NaN, length: bytes.length, bytes }];
  return encodeSegments({
    connections: [
      {
        client: '',
        server: '',
        url: '',
        roles: 'known',
        transport: 'bytes',
        segments: [...segment('client', client), ...segment('server', server)],
      },
    ],
  });
}

/** The recorded capture with an id of the list of samples, or for a cause; `null`: there is none. */
export function namedSample(name: string): Sample | null {
  const listed = samples.find(({ id }) => id === name);
  const ofCause = Object.hasOwn(samplesByCause, name) ? samplesByCause[name] : undefined;
  return listed ?? (ofCause === undefined ? null : { ...ofCause, id: ofCause.file, title: name });
}
