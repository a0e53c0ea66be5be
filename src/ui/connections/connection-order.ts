// The order and the choice of the listed connections.

import { worstFirst } from '../../decoder/model/finding.ts';
import type { ConnectionView } from '../../worker/protocol.ts';

/** How two connections stand to each other; equal ones keep the order of the input. */
type Comparison = (a: ConnectionView, b: ConnectionView) => number;

const timeOf = ({ firstTime }: ConnectionView): number => firstTime ?? Number.POSITIVE_INFINITY;
const bytesOf = ({ bytesBySender: { client, server } }: ConnectionView): number => client + server;
const lengthOf = ({ firstTime, lastTime }: ConnectionView): number => (lastTime ?? 0) - (firstTime ?? 0);
const byText = (a: string | null, b: string | null): number =>
  (a ?? '').localeCompare(b ?? '', 'en', { numeric: true });
/** Infinite values are equal to each other. */
const byNumber = (a: number, b: number): number => (a === b ? 0 : a - b);

/** Every order, the usual one first. */
export const connectionOrders = {
  worst: {
    label: 'worst first',
    compare: (a, b) => worstFirst.indexOf(a.level) - worstFirst.indexOf(b.level),
  },
  time: { label: 'by time', compare: (a, b) => byNumber(timeOf(a), timeOf(b)) },
  duration: { label: 'longest first', compare: (a, b) => byNumber(lengthOf(b), lengthOf(a)) },
  frames: { label: 'most frames first', compare: (a, b) => b.frames - a.frames },
  bytes: { label: 'most bytes first', compare: (a, b) => bytesOf(b) - bytesOf(a) },
  client: { label: 'by client', compare: (a, b) => byText(a.client, b.client) },
  server: { label: 'by server', compare: (a, b) => byText(a.server, b.server) },
} as const satisfies Record<string, { readonly label: string; readonly compare: Comparison }>;

export type ConnectionOrder = keyof typeof connectionOrders;

/** What a connection can be found by, in lower case. */
function wordsOf({ client, server, url, file, headline, handshake, diagnosis }: ConnectionView): string {
  const target = handshake?.request?.target;
  return [client, server, url, target, file, headline, diagnosis[0]?.cause].join('\n').toLowerCase();
}

/** The connections that have every word of `search` in their peers, path, file or verdict, in this order. */
export function arrangedConnections(
  connections: readonly ConnectionView[],
  order: ConnectionOrder,
  search: string,
): readonly ConnectionView[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found =
    words.length === 0
      ? connections
      : connections.filter((one) => {
          const own = wordsOf(one);
          return words.every((word) => own.includes(word));
        });
  return [...found].sort(connectionOrders[order].compare);
}
