import type { Cause } from '../../cause.ts';

/** Frames are wrapped in HTTP chunks. */
export const chunkedOnWebsocket: Cause<'chunked-on-websocket'> = {
  id: 'chunked-on-websocket',
  group: 'handshake',
  title: 'Frames are wrapped in HTTP chunks',
  section: 'RFC 6455 4.2.2',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['php', 'nginx', 'java', 'node-ws'],
  confirm:
    'curl -i -N with the upgrade headers: the 101 must have no Transfer-Encoding, and no size lines may follow it.',
};
