// Reads a link into what is opened: a packed one is inflated, so this runs in the worker.

import type { Sender } from '../decoder/model/basics.ts';
import { parsePermalink } from '../decoder/permalink/parse.ts';
import type { LinkPayload } from '../decoder/permalink/schema.ts';
import { encodeSegments, type Segment } from '../decoder/segments/segments.ts';
import type { InputContent, LinkContent } from './protocol.ts';

/** Both directions' bytes as one capture. */
function containerOf(client: Uint8Array, server: Uint8Array): Uint8Array {
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

function inputOf(payload: LinkPayload, name: string): InputContent {
  switch (payload.kind) {
    case 'bytes':
      return { kind: 'bytes', bytes: payload.bytes, name };
    case 'error':
      return { kind: 'text', text: payload.text, name };
    case 'packed':
      return { kind: 'bytes', bytes: payload.container, name };
    case 'directions':
      return { kind: 'bytes', bytes: containerOf(payload.client, payload.server), name };
  }
}

/** The format of the bytes of a link, so that nothing is guessed. An error text is recognised as one that is pasted. */
const formats: Record<LinkPayload['kind'], string | null> = {
  error: null,
  bytes: 'raw',
  packed: 'framescope',
  directions: 'framescope',
};

/** What a fragment holds, with `name` for the input; or a sentence that says what is wrong with it. */
export function readLink({ fragment, name }: { fragment: string; name: string }): LinkContent {
  const parsed = parsePermalink(fragment);
  if (!parsed.ok) return { problem: parsed.message };
  const { payload, assumptions, view } = parsed.link;
  return { problem: null, input: inputOf(payload, name), format: formats[payload.kind], assumptions, view };
}
